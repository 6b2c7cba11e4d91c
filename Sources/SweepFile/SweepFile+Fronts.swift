public import Evaluation
import SearchSpace
import Yams

extension SweepFile {
  /// Reads the fronts of a text whose only other keys are those of a sweep file, which are passed over.
  ///
  /// - Parameter path: the file's name in messages.
  public static func fronts(
    parsing text: String, path: String
  ) throws(SweepFileError) -> [FrontDefinition] {
    let top = try YAMLSection(
      try compose(text, path: path), file: path, name: "the file of fronts", known: topKeys)
    guard let fronts = try fronts(in: top) else {
      throw top.error(
        "fronts",
        .missingKey(
          "fronts",
          example: "fronts: [{ name: auc, maximize: auc, minimize: parameters }]"))
    }
    return fronts
  }

  /// The fronts that are asked for; `nil` where the key is not there.
  static func fronts(in top: YAMLSection) throws(SweepFileError) -> [FrontDefinition]? {
    guard let node = top.node("fronts") else { return nil }
    guard case .sequence(let list) = node, !list.isEmpty else {
      throw top.badValue("fronts", expected: "a list of fronts, each with name, maximize, minimize")
    }
    var fronts: [FrontDefinition] = []
    for node in list {
      let front = try FrontDefinition(node, file: top.file)
      if fronts.contains(where: { $0.name == front.name }) {
        throw SweepFileError(
          file: top.file, line: node.mark?.line,
          problem: .duplicatedValue(key: "name", value: front.name))
      }
      fronts.append(front)
    }
    return fronts
  }
}

extension FrontDefinition {
  private static let keys = [
    "name", "maximize", "minimize", "thresholds", "rule", "minimumRecall", "minimumFlagged",
  ]

  fileprivate init(_ node: Node, file: String) throws(SweepFileError) {
    let section = try YAMLSection(node, file: file, name: "a front", known: Self.keys)
    guard let name = try section.text("name") else {
      throw section.error("name", .missingKey("name", example: "name: precision"))
    }
    let measures = Measure.allCases.map(\.rawValue)
    let facts = ConfigurationFact.allCases.map(\.rawValue)
    let maximize = try Self.words("maximize", of: measures, in: section)
    let minimize = try Self.words("minimize", of: measures + facts, in: section)
    let objectives = maximize + minimize
    guard (1...3).contains(objectives.count), Set(objectives).count == objectives.count else {
      throw section.error("name", .objectives(front: name))
    }
    let thresholds = try Self.thresholds(in: section)
    if thresholds != .fixed,
      !objectives.contains(where: { Measure(rawValue: $0)?.isOfCounts == true })
    {
      throw section.error(
        "thresholds",
        .unfit(
          key: "thresholds",
          reason: "no objective of front '\(name)' depends on a threshold; leave it out"))
    }
    let floors = try section.value(
      "minimumRecall", expected: "a number from 0 to 1, or a list of different ones, ascending",
      Self.recallFloors)
    let flagged = try section.value(
      "minimumFlagged", expected: "a number of songs, at least 0"
    ) { setting in setting.asNumber.flatMap { $0 >= 0 ? $0 : nil } }
    self.init(
      name: name, maximize: maximize.compactMap(Measure.init),
      minimize: minimize.compactMap(Measure.init),
      facts: minimize.compactMap(ConfigurationFact.init),
      thresholds: thresholds, minimumRecall: floors, minimumFlagged: flagged)
  }

  private static func words(
    _ key: String, of known: [String], in section: YAMLSection
  ) throws(SweepFileError) -> [String] {
    try section.value(key, expected: "one or more of \(known.joined(separator: ", "))") { setting in
      let values = if case .list(let values) = setting { values } else { [setting] }
      let words = values.map(\.description)
      return words.allSatisfy(known.contains) ? words : nil
    } ?? []
  }

  private static func thresholds(in section: YAMLSection) throws(SweepFileError) -> Thresholds {
    let isAll = try section.value("thresholds", expected: "all") { setting -> Bool? in
      setting == .word("all") ? true : nil
    }
    let kinds = DecisionRule.Kind.allCases.map(\.rawValue)
    let rule = try section.value("rule", expected: kinds.joined(separator: " or ")) {
      DecisionRule.Kind(rawValue: $0.description)
    }
    guard isAll == true else {
      if rule == nil { return .fixed }
      throw section.error(
        "rule", .unfit(key: "rule", reason: "a rule is for fronts with thresholds: all"))
    }
    return .all(by: rule ?? .share)
  }

  private static func recallFloors(_ setting: Setting) -> [Double]? {
    let values = if case .list(let values) = setting { values } else { [setting] }
    let floors = values.compactMap(\.asNumber).filter { (0...1).contains($0) }
    guard floors.count == values.count, !floors.isEmpty,
      zip(floors, floors.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    return floors
  }
}
