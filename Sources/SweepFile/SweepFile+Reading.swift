import Evaluation
import SearchSpace
import SongFile
import Songs
import Sweeps
import Trials
import Yams

extension SweepFile {
  static let topKeys = ["name", "seed", "data", "trial", "replicates", "axes", "exclude", "fronts"]

  /// Reads the text of a sweep file.
  ///
  /// - Parameters:
  ///   - path: the file's name in messages; paths in the file are relative to its folder.
  public init(parsing text: String, path: String) throws(SweepFileError) {
    let top = try YAMLSection(
      try Self.compose(text, path: path), file: path, name: "the sweep file",
      known: Self.topKeys)
    guard let name = try top.text("name") else {
      throw top.error("name", .missingKey("name", example: "name: songs"))
    }
    guard Self.isFileName(name) else {
      throw top.badValue("name", expected: "letters, digits, '-', '_' and '.', as in a file's name")
    }
    let data = try DataSection(in: top)
    let grid = try Grid(in: top)
    self.path = path
    self.text = text
    self.name = name
    seed = try top.whole("seed", 0...Int(Int32.max)) ?? 2020
    replicates = try top.whole("replicates", 1...100_000) ?? 5
    source = data.source
    label = data.label
    positiveName = data.positiveName
    split = data.split
    evaluate = data.evaluate
    recipe = grid.recipe
    space = grid.space
    lines = grid.lines
    fronts = try Self.fronts(in: top)
    guard replicates <= Sweep.trialLimit / space.size else { throw top.error("axes", .tooLarge) }
    if space.includedRanges.isEmpty { throw top.error("exclude", .nothingLeft) }
  }

  private static func compose(_ text: String, path: String) throws(SweepFileError) -> Node {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw SweepFileError(
          file: path, line: nil, problem: .missingKey("name", example: "name: songs"))
      }
      return node
    } catch let error as SweepFileError {
      throw error
    } catch let error as YamlError {
      throw SweepFileError(file: path, line: error.line, problem: .notYAML(error.reason))
    } catch {
      throw SweepFileError(file: path, line: nil, problem: .notYAML("\(error)"))
    }
  }

  private static func isFileName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".")
      && name.allSatisfy { $0.isLetter || $0.isNumber || "-_.".contains($0) }
  }

  private static func fronts(in top: YAMLSection) throws(SweepFileError) -> [FrontDefinition] {
    guard let node = top.node("fronts") else { return [.precision, .recall] }
    guard case .sequence(let list) = node, !list.isEmpty else {
      throw top.badValue("fronts", expected: "a list of fronts, each with name, maximize, minimize")
    }
    var fronts: [FrontDefinition] = []
    for node in list {
      let front = try front(node, file: top.file)
      if fronts.contains(where: { $0.name == front.name }) {
        throw SweepFileError(
          file: top.file, line: node.mark?.line,
          problem: .duplicatedValue(key: "name", value: front.name))
      }
      fronts.append(front)
    }
    return fronts
  }

  private static func front(_ node: Node, file: String) throws(SweepFileError) -> FrontDefinition {
    let section = try YAMLSection(
      node, file: file, name: "a front",
      known: ["name", "maximize", "minimize", "minimumRecall", "minimumFlagged"])
    guard let name = try section.text("name") else {
      throw section.error("name", .missingKey("name", example: "name: precision"))
    }
    let maximize = try measures("maximize", in: section)
    let minimize = try measures("minimize", in: section)
    let objectives = maximize + minimize
    guard (1...3).contains(objectives.count), Set(objectives).count == objectives.count else {
      throw section.error("name", .objectives(front: name))
    }
    let floors = try section.value(
      "minimumRecall", expected: "a number from 0 to 1, or a list of different ones, ascending",
      recallFloors)
    let flagged = try section.value(
      "minimumFlagged", expected: "a number of songs, at least 0"
    ) { setting in setting.asNumber.flatMap { $0 >= 0 ? $0 : nil } }
    return FrontDefinition(
      name: name, maximize: maximize, minimize: minimize, minimumRecall: floors,
      minimumFlagged: flagged)
  }

  private static func measures(
    _ key: String, in section: YAMLSection
  ) throws(SweepFileError) -> [Measure] {
    let names = Measure.allCases.map(\.rawValue)
    let measures: [Measure]? = try section.value(
      key, expected: "one or more of \(names.joined(separator: ", "))"
    ) { setting in
      let values = if case .list(let values) = setting { values } else { [setting] }
      let measures = values.compactMap { Measure(rawValue: $0.description) }
      return measures.count == values.count ? measures : nil
    }
    return measures ?? []
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

extension YamlError {
  /// The line, from 1, where the error has one.
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    case .duplicatedKeysInMapping(_, let context): context.mark.line
    case .reader(_, let offset?, _, let yaml): yaml.prefix(offset).count(where: \.isNewline) + 1
    default: nil
    }
  }

  /// What is wrong, without the excerpt of the file.
  fileprivate var reason: String {
    switch self {
    case .scanner(_, let problem, _, _), .parser(_, let problem, _, _),
      .composer(_, let problem, _, _), .reader(let problem, _, _, _):
      problem
    case .duplicatedKeysInMapping(let duplicates, _):
      "the key '\(duplicates.first ?? "")' stands twice in one mapping"
    default: "\(self)"
    }
  }
}
