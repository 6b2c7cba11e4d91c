/// What a model says of songs, for people and programs.
public struct PredictionReport: Sendable {
  /// A song and what is said of it.
  public struct Row: Sendable {
    /// Where the song stands in its file: data rows counted from 1.
    public var row: Int
    /// What it is called; `nil` where the file does not tell.
    public var name: String?
    /// Whose it is; `nil` where that is not known.
    public var artist: String?
    /// The mean of the nets' corrected probabilities.
    public var probability: Double
    /// The least and the greatest of them.
    public var range: ClosedRange<Double>
    /// The mean of the nets' scores.
    public var score: Double
    /// Whether the rule flags it.
    public var isFlagged: Bool
    /// What is known of it in the data set that the model was trained on; `nil` for a song from elsewhere.
    public var known: Known?

    /// Takes up a song.
    public init(
      row: Int, name: String?, artist: String?, probability: Double, range: ClosedRange<Double>,
      score: Double, isFlagged: Bool, known: Known? = nil
    ) {
      self.row = row
      self.name = name
      self.artist = artist
      self.probability = probability
      self.range = range
      self.score = score
      self.isFlagged = isFlagged
      self.known = known
    }
  }

  /// What is known of a song of the data set.
  public struct Known: Sendable {
    /// Whether it is a top song.
    public var isTop: Bool
    /// The row that stands for it where it repeats a recording.
    public var duplicateOf: Int?
    /// How many nets were trained on it, how many chosen by it, and how many only measured; the rest left it out.
    public var nets: (train: Int, validation: Int, test: Int)

    /// Takes up what is known.
    public init(
      isTop: Bool, duplicateOf: Int?, nets: (train: Int, validation: Int, test: Int)
    ) {
      self.isTop = isTop
      self.duplicateOf = duplicateOf
      self.nets = nets
    }
  }

  private let model: String
  private let rule: String
  private let leastProbability: Double
  private let netCount: Int
  private let positiveName: String
  private let rows: [Row]

  /// Makes a report.
  ///
  /// - Parameters:
  ///   - model: the model's file.
  ///   - rule: the rule in words.
  ///   - leastProbability: the least probability that is flagged.
  public init(
    model: String, rule: String, leastProbability: Double, netCount: Int, positiveName: String,
    rows: [Row]
  ) {
    self.model = model
    self.rule = rule
    self.leastProbability = leastProbability
    self.netCount = netCount
    self.positiveName = positiveName
    self.rows = rows
  }
}

extension PredictionReport {
  /// The predictions for people.
  ///
  /// - Parameter width: how many characters a line may have; figures are never cut.
  public func text(width: Int, style: TerminalStyle) -> String {
    var table = TextTable(columns.map { $0.isText ? .left($0.title) : .right($0.title) })
    for row in rows { table.append(cells(of: row)) }
    let notes = wrapped(words(reading), separator: " ", width: width, indent: 0)
    return (table.lines(width: width) + [""] + notes).map { $0 + "\n" }.joined()
  }

  /// The predictions as Markdown.
  public var markdown: String {
    var table = MarkdownTable(columns.map(\.title))
    for row in rows { table.append(cells(of: row)) }
    return (table.lines + ["", Reports.markdown(reading)]).map { $0 + "\n" }.joined()
  }

  private var isNamed: Bool { rows.contains { $0.name != nil } }
  private var hasArtists: Bool { rows.contains { $0.artist != nil } }
  private var isKnown: Bool { rows.contains { $0.known != nil } }

  private var columns: [(title: String, isText: Bool)] {
    var columns = [("row", false)]
    if isNamed { columns.append(("song", true)) }
    if hasArtists { columns.append(("artist", true)) }
    columns += [
      (positiveName, false), ("range of nets", false), ("no \(positiveName)", false),
      ("as the deck counts", false), ("flagged", true),
    ]
    if isKnown { columns += [("in the data", true), ("the nets knew it from", true)] }
    return columns
  }

  private func cells(of row: Row) -> [String] {
    var cells = ["\(row.row)"]
    if isNamed { cells.append(printable(row.name ?? "")) }
    if hasArtists { cells.append(printable(row.artist ?? "")) }
    cells += [
      percent(row.probability),
      "\(percent(row.range.lowerBound)) – \(percent(row.range.upperBound))",
      percent(1 - row.probability), percent(row.score), row.isFlagged ? "yes" : "no",
    ]
    if let known = row.known {
      cells += [known.isTop ? positiveName : "no \(positiveName)", provenance(of: known)]
    } else if isKnown {
      cells += ["", ""]
    }
    return cells
  }

  private func percent(_ value: Double) -> String {
    NumberText.fixed(100 * value, decimals: 1) + " %"
  }

  private func provenance(of known: Known) -> String {
    let nets = known.nets
    let uses = [
      (nets.train, "training"), (nets.validation, "validation"), (nets.test, "test"),
      (netCount - nets.train - nets.validation - nets.test, "left out"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    return uses + (known.duplicateOf.map { ", as row \($0)" } ?? "")
  }

  private var least: String {
    let number = NumberText.fixed(leastProbability, decimals: 4)
    return rule.contains(number) ? "" : ", which is a probability of at least \(number)"
  }

  private var reading: String {
    "\(printable(model)): \(NumberText.count(netCount, "net")); rule: \(rule)\(least). \(positiveName): the mean of the nets' probabilities, "
      + "corrected for the balance and the weights that they were trained with; range: the least and the greatest of "
      + "them. As the deck counts: the mean score as it comes out of the nets, which balance and weights distort."
      + (isKnown
        ? " The nets knew it from: how many of them were trained on the song, chosen by it, or only measured on it, or had it left "
          + "out of what they were trained on; a probability of a song that a net was trained on says little."
        : "")
  }
}

extension PredictionReport: Encodable {
  /// Encodes the predictions, `schemaVersion` 1.
  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

  private var json: JSONValue {
    [
      "schemaVersion": .integer(1),
      "model": .text(model),
      "rule": .text(rule),
      "leastProbability": .number(leastProbability),
      "nets": .integer(netCount),
      "predictions": .list(
        rows.map { row in
          [
            "row": .integer(row.row), "name": JSONValue(row.name),
            "artist": JSONValue(row.artist), "probability": .number(row.probability),
            "range": [
              "lower": .number(row.range.lowerBound), "upper": .number(row.range.upperBound),
            ],
            "deckProbability": .number(row.score), "flagged": .boolean(row.isFlagged),
            "topSong": row.known.map { .boolean($0.isTop) } ?? .null,
            "duplicateOf": JSONValue(row.known?.duplicateOf),
            "knownFrom": row.known.map {
              [
                "train": .integer($0.nets.train), "validation": .integer($0.nets.validation),
                "test": .integer($0.nets.test),
              ]
            } ?? .null,
          ]
        }),
    ]
  }

  /// The predictions as comma-separated values: a line of titles, then a line a song.
  public var csv: String {
    let titles = [
      "row", "name", "artist", "probability", "lower", "upper", "deckProbability", "flagged",
      "topSong", "duplicateOf", "train", "validation", "test",
    ]
    return ([titles] + rows.map(csvCells)).map(CSVText.line).joined()
  }

  private func csvCells(of row: Row) -> [String] {
    let figures = [row.probability, row.range.lowerBound, row.range.upperBound, row.score]
    var cells = ["\(row.row)", row.name ?? "", row.artist ?? ""] + figures.map { "\($0)" }
    cells.append(row.isFlagged ? "1" : "0")
    guard let known = row.known else { return cells + [String](repeating: "", count: 5) }
    cells.append(known.isTop ? "1" : "0")
    cells.append(known.duplicateOf.map(String.init) ?? "")
    return cells + [known.nets.train, known.nets.validation, known.nets.test].map(String.init)
  }
}
