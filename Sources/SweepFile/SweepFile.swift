public import Evaluation
public import SearchSpace
public import SongFile
public import Songs
public import Sweeps
public import Trials

/// A sweep as its YAML file declares it, checked and complete.
public struct SweepFile: Sendable {
  /// Where the songs come from.
  public enum Source: Sendable {
    /// The files of the Kaggle data set edalrami/19000-spotify-songs, in the given folder if the file names one.
    case kaggle(folder: String?)
    /// Songs of the same shape, generated: how many, and from which seed.
    case generated(songs: Int, seed: Int)
    /// Any table for unbalanced binary classification.
    case table(TableFile)
  }

  /// The file, as it was named.
  public let path: String
  /// Its text.
  public let text: String
  /// The sweep's name.
  public let name: String
  /// The seed of splits, weights and orders.
  public let seed: Int
  /// Where the songs come from.
  public let source: Source
  /// What makes a song a top song.
  public let label: LabelRule
  /// What a top song is called in reports.
  public let positiveName: String
  /// The parts.
  public let split: SplitRule
  /// On which songs configurations are measured.
  public let evaluate: EvaluationRule
  /// The complete recipe less the axes, canonical.
  public let recipe: [String: Setting]
  /// How often each configuration is repeated.
  public let replicates: Int
  /// The grid.
  public let space: SearchSpace
  /// The fronts that the summary shows.
  public let fronts: [FrontDefinition]
  /// The line of each axis or trial key, for messages about values that the data rule out.
  let lines: [String: Int]

  /// The sweep on data with the given hash.
  public func sweep(dataHash: ContentHash) -> Sweep {
    Sweep(
      facts: .init(
        dataHash: dataHash, dataRule: dataRule, split: split.settings, seed: seed,
        evaluate: evaluate.rawValue),
      recipe: recipe, space: space, replicates: replicates)
  }

  /// How the data are cleaned and labelled, in a line.
  public var dataRule: String {
    switch source {
    case .kaggle: "kaggle-19000-spotify-songs, top: \(label)"
    case .generated(let songs, let seed):
      "generated, songs: \(songs), seed: \(seed), top: \(label)"
    case .table(let table):
      "csv, label: \(label), missing: \(table.missing.rawValue)"
    }
  }

  /// Whether some trial trains on songs of certain release years only.
  public var needsYears: Bool {
    let all = Setting.word("all")
    let axis = space.axes.first { $0.name == RecipeKey.years.rawValue }
    return axis.map { $0.values != [all] } ?? (recipe[RecipeKey.years.rawValue] != all)
  }

  /// The line on which a recipe key stands.
  public func line(of key: RecipeKey) -> Int? { lines[key.rawValue] }
}
