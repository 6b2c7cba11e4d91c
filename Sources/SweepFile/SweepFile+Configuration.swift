public import SearchSpace
import SongFile
import Trials

extension SweepFile {
  /// Reads a configuration that a person gives as JSON, such as `{"layers": [10], "classWeight": 4}`; values become those that
  /// sweep files mean by them.
  public static func configuration(
    parsing text: String, of space: SearchSpace
  ) throws(SweepFileError) -> Configuration {
    // JSON is YAML.
    let section = try YAMLSection(
      try compose(text, path: "the configuration"), file: "the configuration",
      name: "a configuration", known: space.axes.map(\.name))
    var settings: [String: Setting] = [:]
    for name in section.keys {
      guard let key = RecipeKey(rawValue: name) else { continue }
      settings[name] = try section.value(name, expected: key.expectation, key.canonical)
    }
    return Configuration(settings)
  }

  /// Whether rows may lack values.
  public var allowsMissingValues: Bool {
    if case .table(let table) = source { table.missing == .median } else { false }
  }
}
