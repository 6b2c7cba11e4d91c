import Crypto
public import SearchSpace

/// The version of the arithmetic: raised whenever some outcome's bits change.
public let numericsVersion = 2

/// Everything that decides a sweep's outcomes, as every worker needs to know it: data, split, recipe, grid.
///
/// What only decides which outcomes are looked at (name, fronts) is not in it.
public struct Sweep: Hashable, Sendable {
  /// What a stored outcome depends on beside its own settings and replicate, each fact under a name that people read.
  public struct Facts: Hashable, Sendable {
    /// The hash of the prepared data.
    public var dataHash: ContentHash
    /// How the data were cleaned and labelled, such as `kaggle-19000-spotify-songs, top: popularity > 75`.
    public var dataRule: String
    /// The fractions of the parts and what must not be separated, as the sweep file gives them.
    public var split: [String: Setting]
    /// The seed of the sweep.
    public var seed: Int
    /// On which songs configurations are measured: `all` or `subset`.
    public var evaluate: String

    /// Makes facts.
    public init(
      dataHash: ContentHash, dataRule: String, split: [String: Setting], seed: Int, evaluate: String
    ) {
      self.dataHash = dataHash
      self.dataRule = dataRule
      self.split = split
      self.seed = seed
      self.evaluate = evaluate
    }
  }

  /// What every trial shares.
  public let facts: Facts
  /// The complete recipe less the keys that are axes.
  public let recipe: [String: Setting]
  /// The grid.
  public let space: SearchSpace
  /// How often each configuration is repeated.
  public let replicates: Int

  /// The most trials that a sweep may have, excluded ones included: indices are counted exactly by doubles, too.
  public static let trialLimit = 1 << 53

  /// Makes a sweep of at least one replicate and at most ``trialLimit`` trials; no key of `recipe` may be an axis, too.
  public init(facts: Facts, recipe: [String: Setting], space: SearchSpace, replicates: Int) {
    precondition(
      (1...Self.trialLimit / space.size).contains(replicates), "\(replicates) replicates")
    precondition(space.axes.allSatisfy { recipe[$0.name] == nil }, "a key in recipe and axes")
    self.facts = facts
    self.recipe = recipe
    self.space = space
    self.replicates = replicates
  }

  /// The number of trial indices, excluded ones included.
  public var indexCount: Int { space.size * replicates }

  /// The indices of all trials that no exclusion takes out.
  public var trialIndices: IndexRanges {
    IndexRanges(
      space.includedRanges.map { $0.lowerBound * replicates..<$0.upperBound * replicates })
  }

  /// The trial that `index` addresses, its replicate varying fastest.
  public func trial(at index: Int) -> Trial {
    Trial(
      configuration: space.configuration(at: index / replicates), replicate: index % replicates)
  }

  /// The index of `trial`, or `nil` where this grid does not hold it or excludes it.
  public func index(of trial: Trial) -> Int? {
    guard (0..<replicates).contains(trial.replicate),
      let index = space.index(of: trial.configuration), !space.isExcluded(index)
    else { return nil }
    return index * replicates + trial.replicate
  }

  /// The complete recipe of `configuration`: the sweep's own settings and the configuration's.
  public func recipe(of configuration: Configuration) -> [String: Setting] {
    recipe.merging(configuration.settings) { $1 }
  }
}

/// One configuration and one replicate: the unit of work.
public struct Trial: Hashable, Sendable {
  /// The grid point.
  public let configuration: Configuration
  /// Which repetition, from 0.
  public let replicate: Int

  /// Makes a trial.
  public init(configuration: Configuration, replicate: Int) {
    self.configuration = configuration
    self.replicate = replicate
  }
}

/// The settings that recipes did not always have, and that a recipe without them means.
///
/// Keys of trials leave them out: a trial has one key, whether its sweep names them or not, and those of before stay.
public let impliedSettings: [String: Setting] = [
  "genres": .word("all"), "features": .word("audio"), "sequenceLength": .integer(3),
  "oversample": .word("none"), "units": .integer(10),
]

/// Makes the content keys of a sweep's trials and of its splits.
public struct TrialKeys: Sendable {
  private let start: SHA256
  /// What the random streams of the splits are keyed by: data, split rule and seed alone.
  public let split: ContentHash

  /// Hashes what all keys of `sweep` begin with, under the arithmetic of the version given.
  public init(of sweep: Sweep, numericsVersion: Int = Sweeps.numericsVersion) {
    let facts = sweep.facts
    var splitting = CanonicalWriter()
    splitting.write("hitsweep split 1")
    splitting.write(raw: facts.dataHash.bytes)
    splitting.write(facts.split)
    splitting.write(Int64(facts.seed))
    split = ContentHash(of: splitting.bytes)

    var writer = CanonicalWriter()
    writer.write("hitsweep trial 1")
    writer.write(UInt32(numericsVersion))
    writer.write(raw: split.bytes)
    writer.write(facts.dataRule)
    writer.write(facts.evaluate)
    var hasher = SHA256()
    hasher.update(data: writer.bytes)
    start = hasher
  }

  /// The key of the trial with the complete recipe `recipe`: it depends on content, never on an index or an order.
  public func key(recipe: [String: Setting], replicate: Int) -> ContentHash {
    var writer = CanonicalWriter()
    writer.write(recipe.filter { impliedSettings[$0.key] != $0.value })
    return key(encodedRecipe: writer, replicate: replicate)
  }

  func key(encodedRecipe: CanonicalWriter, replicate: Int) -> ContentHash {
    var writer = encodedRecipe
    writer.write(UInt32(replicate))
    var hasher = start
    hasher.update(data: writer.bytes)
    return ContentHash(finishing: hasher)
  }
}
