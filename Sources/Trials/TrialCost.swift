import SearchSpace
public import Songs
public import Sweeps

/// A rough guess of how much work each trial is: rows × epochs × multiply-adds.
public struct TrialCost: Sendable {
  private let sweep: Sweep
  private let features: Int
  private let trainingShare: Double
  /// Songs and top songs of each subset.
  private let subsets: [SongSubset: (songs: Double, topSongs: Double)]

  /// Counts the songs of each subset that the sweep knows.
  public init(of sweep: Sweep, on table: SongTable) {
    self.sweep = sweep
    features = table.featureNames.count
    trainingShare = SplitRule(sweep.facts.split)?.train ?? 1
    let rows = Array(0..<UInt32(table.count))
    func values(_ key: RecipeKey) -> [Setting] {
      sweep.space.axes.first { $0.name == key.rawValue }?.values
        ?? [sweep.recipe[key.rawValue] ?? key.standard]
    }
    var subsets: [SongSubset: (songs: Double, topSongs: Double)] = [:]
    for case .word(let word) in values(.years) {
      guard let years = Self.years(word), years == .all || table.years != nil else { continue }
      for case let genres? in values(.genres).map(GenreSubset.init) {
        guard genres == .all || table.genres != nil else { continue }
        let subset = SongSubset(years: years, genres: genres)
        let kept = subset.kept(from: rows, of: table)
        subsets[subset] = (Double(kept.count), Double(kept.count { table.labels[Int($0)] == 1 }))
      }
    }
    self.subsets = subsets
  }

  private static func years(_ word: String) -> YearSubset? {
    do throws(SongRuleError) {
      return try YearSubset(parsing: word)
    } catch {
      return nil
    }
  }

  /// The multiply-adds of the trial at `index`, forward and backward.
  public func multiplyAdds(at index: Int) -> Double {
    let configuration = sweep.space.configuration(at: index / sweep.replicates)
    guard let recipe = Recipe(sweep.recipe(of: configuration)) else { return 1 }
    let (songs, topSongs) = subsets[recipe.subset] ?? (1, 0)
    let others = min(songs - topSongs, recipe.balanceRatio.map { $0 * topSongs } ?? .infinity)
    let tops = max(topSongs, recipe.oversampling.map { others / $0.ratio } ?? 0)
    return 3 * Double(recipe.size(features: features).multiplyAdds) * (tops + others)
      * trainingShare * Double(recipe.epochs)
  }
}
