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
    split = try Self.split(of: data, past: grid.past, in: top)
    duplicates = data.duplicates
    past = grid.past
    evaluate = data.evaluate
    recipe = grid.recipe
    space = grid.space
    lines = grid.lines
    fronts = try Self.fronts(in: top) ?? [.precision, .recall]
    guard replicates <= Sweep.trialLimit / space.size else { throw top.error("axes", .tooLarge) }
    if space.includedRanges.isEmpty { throw top.error("exclude", .nothingLeft) }
  }

  /// The split as the file gives it, but that songs are not separated from their artist's others where nets see the past.
  private static func split(
    of data: DataSection, past: PastRule?, in top: YAMLSection
  ) throws(SweepFileError) -> SplitRule {
    guard past != nil, data.split.grouping != .artist else { return data.split }
    if let line = data.groupingLine {
      throw SweepFileError(
        file: top.file, line: line,
        problem: .unfit(
          key: "by",
          reason: "features of the artist's past need parts that share no artist; write by: artist")
      )
    }
    do throws(SongRuleError) {
      return try SplitRule(
        train: data.split.train, validation: data.split.validation, test: data.split.test,
        by: .artist)
    } catch {
      preconditionFailure("the shares of a rule that there is: \(error)")
    }
  }

  static func compose(_ text: String, path: String) throws(SweepFileError) -> Node {
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
