import SearchSpace
public import Songs
public import Sweeps
import Training

/// A rough guess of how much work each trial is: rows × epochs × multiply-adds.
public struct TrialCost: Sendable {
  private let sweep: Sweep
  private let inputs: Int
  private let trainingShare: Double
  /// Songs and top songs of each subset of years.
  private let subsets: [YearSubset: (songs: Double, topSongs: Double)]

  /// Counts the songs of each subset that the sweep knows.
  public init(of sweep: Sweep, on table: SongTable) {
    self.sweep = sweep
    inputs = table.featureNames.count
    trainingShare = SplitRule(sweep.facts.split)?.train ?? 1
    let rows = Array(0..<UInt32(table.count))
    let axis = sweep.space.axes.first { $0.name == RecipeKey.years.rawValue }
    let words = axis?.values ?? [sweep.recipe[RecipeKey.years.rawValue]].compactMap(\.self)
    var subsets: [YearSubset: (songs: Double, topSongs: Double)] = [:]
    for case .word(let word) in words {
      guard let years = Self.years(word), years == .all || table.years != nil else { continue }
      let kept = years.kept(from: rows, of: table)
      subsets[years] = (
        Double(kept.count), Double(kept.count { table.labels[Int($0)] == 1 })
      )
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
    let (songs, topSongs) = subsets[recipe.years] ?? (1, 0)
    let others = min(songs - topSongs, recipe.balanceRatio.map { $0 * topSongs } ?? .infinity)
    let shape = MLPShape(inputs: inputs, hidden: recipe.layers)
    return 3 * Double(shape.multiplyAddsPerRow) * (topSongs + others) * trainingShare
      * Double(recipe.epochs)
  }
}
