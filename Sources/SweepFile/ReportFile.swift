public import Evaluation
public import Reports
import SearchSpace
public import Sweeps
import Trials
import Yams

/// What a report is to show, as the `report.yaml` of a folder of sweeps says it.
public struct ReportFile: Sendable {
  /// One thing that was published, and what sweeps are to say of it.
  public struct Section: Sendable {
    /// The section's heading.
    public let title: String
    /// What it is about, a paragraph each.
    public let text: [String]
    /// What was published.
    public let published: [PublishedFigure]
    /// The configurations to show.
    public let shown: [Shown]
    /// Which of them are compared, by their names: what the first has more than the second.
    public let comparisons: [(of: String, less: String)]
    /// Why figures differ, a paragraph each.
    public let reasons: [String]
  }

  /// A configuration to show.
  public struct Shown: Sendable {
    /// What the report calls it.
    public let name: String
    /// The sweep file that it is of, relative to the folder.
    public let sweep: String
    /// What is shown the best of; `nil` where the conditions leave one configuration.
    public let best: Measure?
    let conditions: String?
    let lines: [String: Int]
    let line: Int?
  }

  /// The file, as it was named.
  public let path: String
  /// The report's heading.
  public let title: String
  /// What it is about, a paragraph each.
  public let introduction: [String]
  /// The sections, at least one.
  public let sections: [Section]

  /// Reads the text of a `report.yaml`.
  ///
  /// - Parameter path: the file's name in messages.
  public init(parsing text: String, path: String) throws(SweepFileError) {
    let top = try YAMLSection(
      try SweepFile.compose(text, path: path), file: path, name: "the report",
      known: ["title", "introduction", "sections"])
    self.path = path
    title = try top.required("title", example: "title: What was claimed, measured again")
    introduction = try top.paragraphs("introduction")
    sections = try top.list(
      "sections", expected: "a list of sections, each with title and show"
    ) { node throws(SweepFileError) in try Section(node, file: path) }
    if sections.isEmpty {
      throw top.error(
        "sections",
        .missingKey(
          "sections", example: "sections: [{ title: Model I, show: [{ sweep: model-1.yaml }] }]"))
    }
  }

  /// A problem with what is to be shown, where the key stands or else the whole.
  public func error(in shown: Shown, key: String, reason: String) -> SweepFileError {
    SweepFileError(
      file: path, line: shown.lines[key] ?? shown.line, problem: .unfit(key: key, reason: reason))
  }

  /// What a configuration to show must be like: conditions on settings and validation figures of its sweep.
  public func conditions(
    of shown: Shown, in sweep: Sweep
  ) throws(SweepFileError) -> [Condition] {
    guard let text = shown.conditions else { return [] }
    let settings = Array(sweep.recipe.keys) + sweep.space.axes.map(\.name)
    do throws(ConditionError) {
      let conditions = try [Condition](parsing: text, settings: settings)
      try conditions.check(of: sweep)
      return conditions
    } catch {
      throw self.error(in: shown, key: "where", reason: "\(error)")
    }
  }
}

extension ReportFile.Section {
  fileprivate init(_ node: Node, file: String) throws(SweepFileError) {
    let section = try YAMLSection(
      node, file: file, name: "a section",
      known: ["title", "text", "published", "show", "compare", "reasons"])
    let shown = try section.list(
      "show", expected: "a list of configurations, each with sweep"
    ) { node throws(SweepFileError) in try ReportFile.Shown(node, file: file) }
    if shown.isEmpty {
      throw section.error(
        "show", .missingKey("show", example: "show: [{ sweep: model-1.yaml }]"))
    }
    try Self.requireUnique(shown, file: file)
    self.init(
      title: try section.required("title", example: "title: Model I"),
      text: try section.paragraphs("text"),
      published: try section.list(
        "published", expected: "a list of figures, each with name, value and is"
      ) { node throws(SweepFileError) in try PublishedFigure(node, file: file) },
      shown: shown,
      comparisons: try section.list(
        "compare", expected: "a list of pairs such as { of: a net, less: the baseline }"
      ) { node throws(SweepFileError) in
        try Self.comparison(node, among: shown.map(\.name), file: file)
      },
      reasons: try section.texts("reasons") ?? [])
  }

  private static func requireUnique(
    _ shown: [ReportFile.Shown], file: String
  ) throws(SweepFileError) {
    for (place, one) in shown.enumerated()
    where shown[..<place].contains(where: { $0.name == one.name }) {
      throw SweepFileError(
        file: file, line: one.lines["name"] ?? one.line,
        problem: .duplicatedValue(key: "name", value: one.name))
    }
  }

  private static func comparison(
    _ node: Node, among names: [String], file: String
  ) throws(SweepFileError) -> (of: String, less: String) {
    let pair = try YAMLSection(node, file: file, name: "a comparison", known: ["of", "less"])
    var sides: [String] = []
    for key in ["of", "less"] {
      let name = try pair.required(key, example: "\(key): \(names[0])")
      guard names.contains(name) else {
        throw pair.badValue(key, expected: "one of \(names.joined(separator: "; "))")
      }
      sides.append(name)
    }
    guard sides[0] != sides[1] else {
      throw pair.error("less", .unfit(key: "less", reason: "nothing is compared with itself"))
    }
    return (sides[0], sides[1])
  }
}

extension ReportFile.Shown {
  fileprivate init(_ node: Node, file: String) throws(SweepFileError) {
    let section = try YAMLSection(
      node, file: file, name: "a configuration to show", known: ["name", "sweep", "where", "best"])
    sweep = try section.required("sweep", example: "sweep: model-1.yaml")
    name = try section.text("name") ?? sweep
    conditions = try section.text("where")
    let measures = Measure.allCases.map(\.rawValue)
    best = try section.value("best", expected: "one of \(measures.joined(separator: ", "))") {
      Measure(rawValue: $0.description)
    }
    line = section.line
    lines = Dictionary(
      uniqueKeysWithValues: section.keys.compactMap { key in
        section.line(of: key).map { (key, $0) }
      })
  }
}

extension PublishedFigure {
  fileprivate init(_ node: Node, file: String) throws(SweepFileError) {
    let section = try YAMLSection(
      node, file: file, name: "a published figure", known: ["name", "value", "is", "note"])
    let measures = Measure.allCases.map(\.rawValue)
    let measure = try section.value("is", expected: "one of \(measures.joined(separator: ", "))") {
      Measure(rawValue: $0.description)
    }
    guard let measure else {
      throw section.error("is", .missingKey("is", example: "is: recall"))
    }
    let limit = measure.worst == nil ? 1e6 : 1
    let value = try section.value(
      "value", expected: "a number from 0 to \(measure.worst == nil ? "1000000" : "1")"
    ) { setting in setting.asNumber.flatMap { (0...limit).contains($0) ? $0 : nil } }
    guard let value else {
      throw section.error("value", .missingKey("value", example: "value: 0.61"))
    }
    self.init(
      name: try section.text("name") ?? measure.rawValue, value: value, measure: measure,
      note: try section.text("note"))
  }
}

extension YAMLSection {
  /// A text that must be there.
  fileprivate func required(
    _ key: String, example: String
  ) throws(SweepFileError) -> String {
    guard let text = try text(key) else {
      throw error(key, .missingKey(key, example: example))
    }
    return text
  }

  /// A text's paragraphs, which line breaks separate; none where the key is not there.
  fileprivate func paragraphs(_ key: String) throws(SweepFileError) -> [String] {
    try text(key)?.split(whereSeparator: \.isNewline).map(String.init) ?? []
  }

  /// The values of a list, each read by itself; none where the key is not there.
  fileprivate func list<Value>(
    _ key: String, expected: String, _ read: (Node) throws(SweepFileError) -> Value
  ) throws(SweepFileError) -> [Value] {
    guard let node = node(key) else { return [] }
    guard case .sequence(let nodes) = node else { throw badValue(key, expected: expected) }
    var values: [Value] = []
    for node in nodes { values.append(try read(node)) }
    return values
  }
}
