extension StatusReport {
  /// The report for people: how far the sweep is, its workers, why trials failed, what happened of late.
  ///
  /// - Parameters:
  ///   - width: how many characters a line may have; figures are never cut.
  ///   - eventLimit: how many lines of the event log are shown; crowds that join or leave are one.
  public func text(width: Int, eventLimit: Int) -> String {
    let sections = [
      head(rateLines, width: width), workerLines(width: width, limit: .max),
      failureLines(width: width, limit: .max),
      eventLines(width: width, limit: eventLimit, lineLimit: .max),
    ]
    return sections.filter { !$0.isEmpty }.joined(separator: [""]).map { $0 + "\n" }.joined()
  }

  /// The report as it fills a terminal: no line is longer than `width`, and there are `height` at the most.
  ///
  /// - Parameter notice: what stands below the state, if anything.
  public func screen(width: Int, height: Int, notice: String?) -> [String] {
    let bar = progress.terminalText(width: width)
    var sections = [head([bar], width: width) + (notice.map { [$0] } ?? [])]
    // Each section behind the head begins with an empty line.
    var room = height - sections[0].count
    func take(_ lines: [String]) -> [String] {
      guard !lines.isEmpty, lines.count < room else { return [] }
      room -= lines.count + 1
      return lines
    }
    let workersLeast = workers.isEmpty ? 2 : min(workers.count, 4) + 3
    let failures = failureLines(width: width, limit: 5)
    let failuresShown = failures.count + workersLeast < room ? take(failures) : []
    let eventRoom = min(room - workersLeast - 2, 10)
    let eventsShown = take(
      eventRoom < 1 ? [] : eventLines(width: width, limit: eventRoom, lineLimit: eventRoom))
    sections += [take(workerLines(width: width, limit: room - 3)), failuresShown, eventsShown]
    return sections.filter { !$0.isEmpty }.joined(separator: [""]).prefix(height)
      .map { cut($0, to: width) }
  }

  /// The report in a line for a log, without workers and reasons.
  public var logLine: String {
    let place = coordinator.life == .answering ? "" : "; \(coordinator.sentence(isDone: false))"
    return "\(progress.logText)\(place)"
  }

  private func head(_ progress: [String], width: Int) -> [String] {
    func texts(_ counts: KeyValuePairs<String, Int>) -> [String] {
      counts.filter { $0.value > 0 }.map { "\(NumberText.count($0.value)) \($0.key)" }
    }
    let ended = texts(["failed": trials.failed, "infeasible": trials.infeasible])
    let waiting = texts(
      ["leased": trials.leased, "open": trials.open, "suspect": trials.suspect])
    let counts =
      "\(NumberText.count(trials.done)) of \(NumberText.count(trials.total, "trial")) done"
      + (ended.isEmpty ? "" : " (\(ended.joined(separator: ", ")))")
    return ["Sweep \(sweep): \(state)"] + progress
      + wrapped(
        [counts] + waiting, separator: ", ", width: width, indent: 4)
      + wrapped(
        words(coordinator.sentence(isDone: state == "done")), separator: " ", width: width,
        indent: 4)
  }

  private var rateLines: [String] {
    if state == "done" { return [] }
    let rate = rate.map(NumberText.rate) ?? NumberText.undefined
    return ["\(rate) trials/s, ETA \(timeLeft.map(NumberText.duration) ?? NumberText.undefined)"]
  }

  /// A title and a line for each worker, at most `limit` with the one that says how many more there are.
  ///
  /// Those that have not been heard for long come first, then the busiest.
  private func workerLines(width: Int, limit: Int) -> [String] {
    guard !workers.isEmpty else { return coordinator.life == .answering ? ["No workers."] : [] }
    let sorted = workers.sorted { $0.order < $1.order }
    let shown = sorted.count <= limit ? sorted[...] : sorted.prefix(max(limit - 1, 0))
    let slots = workers.reduce(0) { $0 + $1.slots }
    let more = sorted.count - shown.count
    return ["\(NumberText.count(workers.count, "worker")), \(NumberText.count(slots, "slot"))"]
      + Worker.table(of: shown, width: width)
      + (more == 0 ? [] : ["and \(NumberText.count(more)) more"])
  }

  private func failureLines(width: Int, limit: Int) -> [String] {
    guard !failures.isEmpty else { return [] }
    let shown = failures.count <= limit ? failures[...] : failures.prefix(limit - 1)
    var table = TextTable([.right("failed"), .left("reason")])
    for failure in shown {
      table.append([NumberText.count(failure.count), cut(failure.reason, to: max(width - 8, 8))])
    }
    let more = failures.count - shown.count
    return table.lines(width: width)
      + (more == 0 ? [] : ["and \(NumberText.count(more, "other reason"))"])
  }

  /// A title and the last events, at most `lineLimit` lines of them.
  private func eventLines(width: Int, limit: Int, lineLimit: Int) -> [String] {
    let shown = EventDigest.rows(of: events ?? []).suffix(limit)
    let kindWidth = shown.map(\.kind.count).max() ?? 0
    var blocks: [[String]] = []
    var room = lineLimit
    for event in shown.reversed() {
      let start = "  \(Self.time(event.at))  \(event.kind)\(padding(event.kind, kindWidth))  "
      let indent = min(start.count, width / 2)
      let text = words(event.text)
      let lines = wrapped(
        [start + (text.first ?? "")] + text.dropFirst(), separator: " ", width: width,
        indent: indent)
      guard lines.count <= room else { break }
      room -= lines.count
      blocks.append(lines)
    }
    return blocks.isEmpty ? [] : ["Events (UTC)"] + blocks.reversed().joined()
  }

  /// `2026-11-23T01:02:03.456Z` as `2026-11-23 01:02:03`.
  fileprivate static func time(_ text: String) -> String {
    text.prefix { $0 != "." && $0 != "Z" }.map { $0 == "T" ? " " : String($0) }.joined()
  }
}

extension StatusReport.Worker {
  /// Smaller for those that are shown first.
  fileprivate var order: (Double, Double, String) {
    // Three heartbeats.
    (silence > .seconds(3) ? -(silence / .seconds(1)) : 0, -rate, id)
  }

  fileprivate static func table(
    of workers: ArraySlice<StatusReport.Worker>, width: Int
  ) -> [String] {
    let excess = max(table(of: workers, hostWidth: .max).naturalWidth - width, 0)
    let longestHost = workers.map(\.host.count).max() ?? 0
    return table(of: workers, hostWidth: max(longestHost - excess, 8)).lines(width: width)
  }

  private static func table(
    of workers: ArraySlice<StatusReport.Worker>, hostWidth: Int
  ) -> TextTable {
    var table = TextTable([
      .left("worker"), .left("host"), .right("slots"), .left("isa"), .right("leased"),
      .right("finished"), .right("trials/s"), .right("heard"),
    ])
    for worker in workers {
      table.append([
        worker.id, cut(worker.host, to: hostWidth), NumberText.count(worker.slots),
        worker.instructionSet, NumberText.count(worker.leased), NumberText.count(worker.finished),
        NumberText.rate(worker.rate), "\(NumberText.duration(worker.silence)) ago",
      ])
    }
    return table
  }
}

extension StatusReport.Coordinator {
  fileprivate func sentence(isDone: Bool) -> String {
    let place = [host.map { "on \($0)" }, endpoint.map { "at \($0)" }].compactMap(\.self)
      .joined(separator: " ")
    let since = startedAt.map { " (started \(StatusReport.time($0)) UTC)" } ?? ""
    return switch life {
    case .answering: "coordinator \(place)\(since)"
    case .silent:
      "the coordinator \(place)\(since) does not answer; this is what its store holds"
    case .ended where isDone: "the coordinator \(place)\(since) has ended"
    case .ended: "no coordinator runs; the last one was \(place)\(since)"
    case .killed: "no coordinator runs; the last one, \(place)\(since), was killed"
    }
  }
}
