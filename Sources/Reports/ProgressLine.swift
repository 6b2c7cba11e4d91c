/// How far a sweep has come, in a line.
public struct ProgressLine: Sendable {
  /// Trials that have ended, in whatever way.
  public let done: Int
  /// Trials in all.
  public let total: Int
  /// Trials that broke off.
  public let failed: Int
  /// Trials a second; `nil` while unknown.
  public let rate: Double?
  /// The time to the end; `nil` while unknown.
  public let eta: Duration?
  /// Workers that are connected.
  public let workers: Int
  /// Training threads of the workers.
  public let slots: Int
  /// Configurations on the front so far; `nil` where they are not counted.
  public let frontSize: Int?
  /// Incomplete configurations that would be on it by their replicates so far; 0 where they are not counted.
  public let provisionalCount: Int

  /// Makes a line of its figures.
  public init(
    done: Int, total: Int, failed: Int, rate: Double?, eta: Duration?, workers: Int, slots: Int,
    frontSize: Int?, provisionalCount: Int = 0
  ) {
    precondition(0 <= done && done <= total, "no more trials done than there are")
    self.done = done
    self.total = total
    self.failed = failed
    self.rate = rate
    self.eta = eta
    self.workers = workers
    self.slots = slots
    self.frontSize = frontSize
    self.provisionalCount = provisionalCount
  }

  /// The line for a terminal: a bar, then as many of the figures as `width` characters hold.
  ///
  /// The share of trials done always stands. Numbers that grow keep their room, so that the bar
  /// does not jump.
  public func terminalText(width: Int) -> String {
    let (doneText, totalText) = (NumberText.count(done), NumberText.count(total))
    let figures =
      [padding(share, 5) + share, padding(doneText, totalText.count) + doneText + "/" + totalText]
      + failedText + [etaText, rateText, crewText] + frontText
    for kept in stride(from: figures.count, through: 1, by: -1) {
      let text = figures.prefix(kept).joined(separator: "  ")
      let room = width - text.count - 3
      if room >= 10 { return "▕\(bar(of: min(room, 40)))▏ \(text)" }
    }
    return share
  }

  /// The line for a log, without a bar.
  public var logText: String {
    let trials = "\(NumberText.count(done)) of \(NumberText.count(total, "trial")) done (\(share))"
    return ([trials] + failedText + [rateText, etaText, crewText] + frontText)
      .joined(separator: ", ")
  }

  /// Whole percents, 100 only when everything is done.
  private var share: String {
    let percent = total == 0 ? 100 : 100 * done / total
    return "\(percent) %"
  }
  private var failedText: [String] { failed == 0 ? [] : ["\(NumberText.count(failed)) failed"] }
  private var rateText: String {
    let rate = rate.map(NumberText.rate) ?? NumberText.undefined
    return "\(rate) trials/s"
  }
  private var etaText: String { "ETA \(eta.map(NumberText.duration) ?? NumberText.undefined)" }
  private var crewText: String {
    "\(NumberText.count(workers, "worker")), \(NumberText.count(slots, "slot"))"
  }
  private var frontText: [String] {
    let more = provisionalCount == 0 ? "" : " (+\(NumberText.count(provisionalCount)) provisional)"
    return frontSize.map { ["front \(NumberText.count($0))\(more)"] } ?? []
  }

  /// A bar of `cells` characters, filled to an eighth of a character.
  private func bar(of cells: Int) -> String {
    let eighths = total == 0 ? 8 * cells : 8 * cells * done / total
    let blocks: [String] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let filled = String(repeating: "█", count: eighths / 8) + blocks[eighths % 8]
    return filled + padding(filled, cells)
  }
}
