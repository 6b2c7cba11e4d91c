/// What is wrong with a sweep file, and where.
public struct SweepFileError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Equatable, Sendable {
    /// The text is no YAML, for the reason given.
    case notYAML(String)
    /// A section that should be a mapping of keys is something else.
    case notAMapping(section: String)
    /// A key that its section does not have; `nearest` of the known ones is what may have been meant.
    case unknownKey(String, section: String, nearest: String?, known: [String])
    /// A key that must be there is not.
    case missingKey(String, example: String)
    /// A value is not what its key expects; `found` is the value as messages show it.
    case badValue(key: String, found: String, expected: String)
    /// Values that do not fit together, for the reason given.
    case unfit(key: String, reason: String)
    /// A front without a measure, with more than three, or with one twice.
    case objectives(front: String)
    /// An axis without values.
    case emptyAxis(String, example: String)
    /// A value that stands twice.
    case duplicatedValue(key: String, value: String)
    /// A recipe key in `trial` and in `axes`.
    case keyInBoth(String)
    /// An exclusion names something that is no axis.
    case excludedKey(String, axes: [String])
    /// An exclusion names a value that its axis does not have.
    case excludedValue(axis: String, value: String, values: String)
    /// More trials than can be counted.
    case tooLarge
    /// Exclusions of values of the last axes in too large a grid.
    case dividedTooFinely
    /// Exclusions leave no trial.
    case nothingLeft
  }

  /// The file, as it was named.
  public let file: String
  /// The line, from 1; `nil` where the problem has none.
  public let line: Int?
  /// What is wrong.
  public let problem: Problem

  /// The problem in one line: `songs.yaml:14: axis 'layers' has no values; …`.
  public var description: String {
    let sentence = "\(problem)".split(whereSeparator: \.isNewline).joined(separator: " ")
    return "\(file):\(line.map { "\($0):" } ?? "") \(sentence)"
  }
}

extension SweepFileError.Problem: CustomStringConvertible {
  /// The problem as a sentence that says what was expected.
  public var description: String {
    switch self {
    case .notYAML(let reason): "not YAML: \(reason)"
    case .notAMapping(let section): "\(section) must be a mapping of keys to values"
    case .unknownKey(let key, let section, let nearest, let known):
      "unknown key '\(key)' in \(section); "
        + (nearest.map { "did you mean '\($0)'?" }
          ?? "the keys are \(known.joined(separator: ", "))")
    case .missingKey(let key, let example):
      "key '\(key)' is missing; give it, for example \(example)"
    case .badValue(let key, let found, let expected):
      "key '\(key)': expected \(expected); found \(found)"
    case .unfit(let key, let reason): "key '\(key)': \(reason)"
    case .objectives(let front):
      "front '\(front)' needs one to three different measures in maximize and minimize together"
    case .emptyAxis(let axis, let example):
      "axis '\(axis)' has no values; give it at least one, for example \(example)"
    case .duplicatedValue(let key, let value): "key '\(key)': the value \(value) stands twice"
    case .keyInBoth(let key): "key '\(key)' stands in trial and in axes; leave one of them"
    case .excludedKey(let key, let axes):
      "exclude names '\(key)', which is no axis; "
        + (axes.isEmpty ? "there are none" : "the axes are \(axes.joined(separator: ", "))")
    case .excludedValue(let axis, let value, let values):
      "exclude names the value \(value), which axis '\(axis)' does not have; it has \(values)"
    case .tooLarge: "the axes span more than 9007199254740992 trials; give them fewer values"
    case .dividedTooFinely:
      "the exclusions cut so large a grid into too many pieces; give the axes fewer values"
    case .nothingLeft: "the exclusions leave no trial to run"
    }
  }
}
