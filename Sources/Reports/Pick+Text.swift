import Evaluation
import SearchSpace
import Sweeps

extension Pick {
  /// The pick for people.
  ///
  /// - Parameter width: how many characters a line may have; figures are never cut.
  public func text(width: Int = 100, style: TerminalStyle = .plain) -> String {
    let parts =
      [opening(width: width), table.lines(width: width), verdict(width, style)]
      + [paragraph(reading, width)]
    return parts.joined(separator: [""]).map { $0 + "\n" }.joined()
  }

  private func opening(width: Int) -> [String] {
    let settings = settings.map { "\($0.name) \($0.setting)" }
    let origin = search.map { search in
      let candidates = NumberText.count(search.candidateCount, "complete configuration")
      return ", picked from \(candidates) by: \(search.choice)"
    }
    return paragraph("Sweep \(sweepName)\(origin ?? ", the configuration that was named:")", width)
      + wrapped(
        ["  \(id.short)  \(settings.first ?? "")"] + settings.dropFirst(), separator: " · ",
        width: width, indent: 4)
      + wrapped(words(ruleText), separator: " ", width: width - 2, indent: 0).map { "  " + $0 }
  }

  private var ruleText: String {
    let nets = NumberText.count(validation.replicates.count, "net")
    let least =
      test.leastFlagged.map {
        ", which on the test part is at least \(NumberText.fixed($0, decimals: 4))"
      } ?? ""
    return switch rule {
    case .share:
      "rule: \(rule.title), by the mean probability of \(nets)\(least)"
    case .probability:
      "rule: \(rule.title), the mean of \(nets)"
        + (search == nil ? "; a score of 0.5 stands for it, on average over the nets" : "")
    }
  }

  private var table: TextTable {
    var table = TextTable(columns.map { TextTable.Column.left($0) })
    for row in rows { table.append(row) }
    return table
  }

  /// The pick as Markdown.
  public var markdown: String {
    var table = MarkdownTable(columns)
    for row in rows { table.append(row.map { String($0.drop { $0 == " " }) }) }
    let lines =
      opening(width: .max).flatMap { [Reports.markdown(String($0.drop { $0 == " " })), ""] }
      + table.lines
      + verdict(.max, .plain).flatMap { ["", Reports.markdown($0)] }
      + ["", Reports.markdown(reading)]
    return lines.map { $0 + "\n" }.joined()
  }

  private var columns: [String] { ["", "validation", "test", "95 % on test"] }

  private var rows: [[String]] {
    let flagged = test.songs.figures.counts
    let figures = ReplicateFigures(validation.replicates)
    let mean = figures.meanFlagged
    let songs = Double(figures.counts.total) / Double(figures.replicateCount)
    return [["", "mean of nets", "ensemble", ""]]
      + measures.map { measure in
        let interval = test.songs[measure]
        return [
          "  " + measure.shortTitle, NumberText.estimate(estimate(measure)),
          number(test.songs.figures[measure]),
          interval.map { "\(number($0.lower)) to \(number($0.upper))" } ?? NumberText.undefined,
        ]
      } + [
        [
          "  \(subject.rawValue)s flagged",
          "\(NumberText.fixed(mean, decimals: 1)) of \(NumberText.fixed(songs, decimals: 0))",
          "\(flagged.flagged) of \(flagged.total)", "",
        ]
      ]
  }

  /// A measure on validation, with half of its interval where there are replicates enough.
  func estimate(_ measure: Measure) -> ReplicateFigures.Estimate {
    guard splits != nil || validation.replicates.count == 1 else {
      return ReplicateFigures.Estimate(value: validation.figures[measure].value, spread: nil)
    }
    return validation.estimate(measure, splits: splits)
  }

  private func number(_ value: Double?) -> String {
    NumberText.estimate(ReplicateFigures.Estimate(value: value, spread: nil))
  }

  private func verdict(_ width: Int, _ style: TerminalStyle) -> [String] {
    let broken = broken
    guard !broken.isEmpty else {
      let isConditional = (search?.choice.conditions ?? []).contains {
        if case .measure = $0.quantity { true } else { false }
      }
      return isConditional ? ["What was asked for on validation holds on test, too."] : []
    }
    return broken.flatMap { broken in
      let interval = test.songs[broken.measure]
      let range =
        interval.map { " (95 %: \(number($0.lower)) to \(number($0.upper)))" } ?? ""
      return paragraph(
        "! \(broken.condition) holds on validation with "
          + "\(number(validation.figures[broken.measure].value)), and fails on test with "
          + "\(number(test.songs.figures[broken.measure]))\(range).", width
      ).map { style.paint($0, .yellow) }
    }
  }

  private var reading: String {
    let intervals =
      validation.replicates.count == 1
      ? "±: how far Wilson's 95 % interval reaches"
      : splits == nil || validation.replicates.count < RepeatedSplits.leastReplicates
        ? "too few replicates for intervals"
        : "±: half the 95 % interval, whose parts overlap (Nadeau and Bengio 2003)"
    return
      "Validation: the mean over replicates, one net each\(search == nil ? ", flagging from a score of 0.5" : ""); "
      + (search == nil
        ? "" : "the configuration and the rule were chosen by it, so it is optimistic ")
      + "(\(intervals)). Test: the nets of all replicates together, trained anew here and equal bit by bit to "
      + "the stored ones; their mean probability decides. Nothing was chosen by the test part; its 95 % are a bootstrap over "
      + "its \(subject.rawValue)s."
  }

  private func paragraph(_ text: String, _ width: Int) -> [String] {
    wrapped(words(text), separator: " ", width: width, indent: 0)
  }
}

extension Measure {
  /// The measure in few words.
  fileprivate var shortTitle: String {
    self == .recallAtFalsePositiveRate30 ? "recall at FPR 0.30" : title
  }
}
