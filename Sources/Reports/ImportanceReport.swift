public import Evaluation

/// What a model has from each of its inputs, as permutation importance tells it.
public struct ImportanceReport: Sendable {
  /// One input, or several that are dealt out together.
  public struct Row: Sendable {
    let name: String
    /// The drop of each measure: by net, then by repeat.
    let drops: [Measure: [[Double]]]

    /// Takes up the drops of each measure, by net, then by repeat.
    public init(name: String, drops: [Measure: [[Double]]]) {
      self.name = name
      self.drops = drops
    }
  }

  /// The drop of one measure.
  struct Drop {
    /// The mean over nets and repeats.
    let mean: Double
    /// The sample standard deviation over all repeats of all nets.
    let spread: Double
    /// Where the mean over nets is to be expected, which share songs; `nil` where there are too few of them.
    let interval: Interval?
  }

  private let model: String
  private let repeats: Int
  private let netCount: Int
  let measures: [Measure]
  private let splits: RepeatedSplits?
  let rows: [Row]
  private let subject: Subject

  /// Makes a report, the row with the greatest drop of the first measure first.
  ///
  /// - Parameters:
  ///   - model: the model's file.
  ///   - measures: the measures, in the order of columns.
  ///   - splits: how large the parts of replicates are; without it there are no intervals.
  public init(
    model: String, repeats: Int, netCount: Int, measures: [Measure], splits: RepeatedSplits?,
    rows: [Row], subject: Subject
  ) {
    self.model = model
    self.repeats = repeats
    self.netCount = netCount
    self.measures = measures
    self.splits = splits
    self.subject = subject
    let first = measures[0]
    self.rows = rows.sorted {
      (Self.mean($0.drops[first]) ?? -1, $1.name) > (Self.mean($1.drops[first]) ?? -1, $0.name)
    }
  }

  private static func mean(_ drops: [[Double]]?) -> Double? {
    let all = (drops ?? []).flatMap { $0 }
    return all.isEmpty ? nil : all.reduce(0, +) / Double(all.count)
  }

  /// The drop of a measure; `nil` where no repeat defines it.
  func drop(_ row: Row, _ measure: Measure) -> Drop? {
    let nets = (row.drops[measure] ?? []).filter { !$0.isEmpty }
    let all = nets.flatMap { $0 }
    guard let mean = Self.mean(nets) else { return nil }
    let squares = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let means = nets.map { $0.reduce(0, +) / Double($0.count) }
    return Drop(
      mean: mean, spread: all.count > 1 ? (squares / Double(all.count - 1)).squareRoot() : 0,
      interval: splits.flatMap { $0.interval(of: means).value })
  }
}

extension ImportanceReport {
  /// The importance for people, with a bar for the first measure.
  ///
  /// - Parameter width: how many characters a line may have; figures are never cut.
  public func text(width: Int, style: TerminalStyle) -> String {
    var table = TextTable(
      [.left("input")] + measures.map { .left("drop of \($0.title)") } + [.left("")])
    let most = rows.compactMap { drop($0, measures[0])?.mean }.max() ?? 0
    for row in rows {
      table.append([printable(row.name)] + measures.map { cell(row, $0) } + [bar(row, most: most)])
    }
    let notes = wrapped(words(reading), separator: " ", width: width, indent: 0)
    return (table.lines(width: width) + [""] + notes).map { $0 + "\n" }.joined()
  }

  /// The importance as Markdown.
  public var markdown: String {
    var table = MarkdownTable(["input"] + measures.map { "drop of \($0.title)" })
    for row in rows { table.append([row.name] + measures.map { cell(row, $0) }) }
    return (table.lines + ["", Reports.markdown(reading)]).map { $0 + "\n" }.joined()
  }

  private func cell(_ row: Row, _ measure: Measure) -> String {
    guard let drop = drop(row, measure) else { return NumberText.undefined }
    return signed(drop.mean) + " ± "
      + NumberText.fixed(drop.interval?.halfWidth ?? drop.spread, decimals: 4)
  }

  func signed(_ value: Double) -> String {
    let text = NumberText.fixed(value, decimals: 4)
    return text.hasPrefix("-") ? text : "+" + text
  }

  private static let barWidth = 24

  /// Full where the interval excludes zero, light elsewhere.
  private func bar(_ row: Row, most: Double) -> String {
    guard most > 0, let drop = drop(row, measures[0]), drop.mean > 0 else { return "" }
    let length = Int((Double(Self.barWidth) * drop.mean / most).rounded())
    let isSure = drop.interval.map { $0.lower > 0 } ?? false
    return String(repeating: isSure ? "█" : "░", count: length)
  }

  private var hasIntervals: Bool {
    rows.contains { drop($0, measures[0])?.interval != nil }
  }

  private var reading: String {
    let spread =
      hasIntervals
      ? "±: half the 95 % interval of the mean over nets, whose parts overlap (Nadeau and Bengio 2003); bars: the first "
        + "column, █ where the interval excludes zero, ░ elsewhere"
      : "±: the standard deviation over repeats; too few nets for intervals"
    return
      "\(printable(model)): how much worse \(NumberText.count(netCount, "net")) tell \(subject.rawValue)s apart on their "
      + "validation parts when the values of an input are dealt out to the \(subject.rawValue)s anew, the mean of "
      + "\(NumberText.count(repeats, "repeat")) each. \(spread). Inputs that resemble each other share what they have: "
      + "each alone then drops little."
  }
}

extension ImportanceReport: Encodable {
  /// Encodes the importance, `schemaVersion` 1.
  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

  private var json: JSONValue {
    [
      "schemaVersion": .integer(1),
      "model": .text(model),
      "part": .text("validation"),
      "repeats": .integer(repeats),
      "nets": .integer(netCount),
      "inputs": .list(
        rows.map { row in
          .object(
            ["name": .text(row.name)].merging(
              measures.map { ($0.rawValue, json(of: drop(row, $0))) }
            ) { $1 })
        }),
    ]
  }

  private func json(of drop: Drop?) -> JSONValue {
    guard let drop else { return .null }
    return [
      "drop": .number(drop.mean), "spread": .number(drop.spread),
      "interval": drop.interval.map {
        ["lower": .number($0.lower), "upper": .number($0.upper)]
      } ?? .null,
    ]
  }

  /// The importance as comma-separated values: a line of titles, then a line an input.
  public var csv: String {
    let titles =
      ["input"]
      + measures.flatMap { measure in
        ["", ".spread", ".lower", ".upper"].map { "\(measure.rawValue)\($0)" }
      }
    let lines = rows.map { row in
      [row.name]
        + measures.flatMap { measure -> [String] in
          let drop = drop(row, measure)
          let values = [drop?.mean, drop?.spread, drop?.interval?.lower, drop?.interval?.upper]
          return values.map { $0.map { "\($0)" } ?? "" }
        }
    }
    return ([titles] + lines).map(CSVText.line).joined()
  }
}
