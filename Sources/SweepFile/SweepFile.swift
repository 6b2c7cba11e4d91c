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
    case kaggle(folder: String?, dates: KaggleSongs.Dates)
    /// The file of TidyTuesday 2020-01-21, in the given folder if the file names one.
    case tidyTuesday(folder: String?)
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
  /// What becomes of rows that repeat a recording.
  public let duplicates: SongList.Duplicates
  /// What of the artist's past the songs must have; `nil` where nets see songs by themselves.
  public let past: PastRule?
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
    let rule =
      switch source {
      case .kaggle(_, let dates):
        "kaggle-19000-spotify-songs, top: \(label)"
          + (dates == .playlists ? "" : ", dates: \(dates.rawValue)")
      case .tidyTuesday: "tidytuesday-2020-01-21, top: \(label)"
      case .generated(let songs, let seed):
        "generated, songs: \(songs), seed: \(seed), top: \(label)"
      case .table(let table):
        "csv, label: \(label), missing: \(table.missing.rawValue)"
      }
    return rule + (duplicates == .remove ? "" : ", duplicates: \(duplicates.rawValue)")
      + (past.map { ", past: \($0.count) \($0.unit.rawValue)s" } ?? "")
  }

  /// Whether some trial trains on songs of certain release years only.
  public var needsYears: Bool { values(of: .years) != [.word("all")] }

  /// The genres that some trial trains on, sorted.
  public var neededGenres: [String] {
    let subsets = values(of: .genres).compactMap(GenreSubset.init)
    let names = subsets.map { subset -> [String] in
      if case .named(let names) = subset { names } else { [] }
    }
    return Set(names.joined()).sorted()
  }

  private func values(of key: RecipeKey) -> [Setting] {
    Combinations(recipe: recipe, space: space).values(of: key)
  }

  /// The line on which a recipe key stands.
  public func line(of key: RecipeKey) -> Int? { lines[key.rawValue] }
}
