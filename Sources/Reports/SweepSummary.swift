public import Evaluation
import RandomStreams
import SearchSpace
public import Songs
public import Sweeps

/// What a sweep has found so far: the fronts of every population, the baseline, how much is done.
///
/// It is chosen by validation figures alone; figures of the test part are only reported. It can be
/// made at any time: of a sweep of which nothing is done, its fronts have no members.
public struct SweepSummary: Sendable {
  /// How many trials there are, and how many have ended in which way.
  struct TrialCounts {
    let total: Int
    /// Trials that have ended, in whatever way.
    let done: Int
    let failed: Int
    let infeasible: Int
  }

  /// How many configurations there are of each state.
  struct ConfigurationCounts {
    let total: Int
    let complete: Int
    let incomplete: Int
    let infeasible: Int
    let failed: Int
  }

  let name: String
  let sweep: Sweep
  let positiveName: String
  let subject: Subject
  /// What of the artist's past the songs have; `nil` where that does not matter.
  let past: PastRule?
  let trials: TrialCounts
  let configurations: ConfigurationCounts
  /// The populations by their labels.
  let populations: [PopulationSummary]

  /// Sums up a sweep.
  ///
  /// - Parameters:
  ///   - name: the sweep's name.
  ///   - fronts: the fronts to find in each population.
  ///   - positiveName: what a song of the positive class is called; its plural ends with s.
  ///   - subject: what a row of the data is.
  ///   - past: what of the artist's past the songs have, where nets see it.
  ///   - results: what is known of the sweep's configurations, one for each at most, in any order; a
  ///     configuration that is left out is taken as open.
  ///   - splits: how large the parts of replicates are; without it nothing is said of uncertainty.
  ///   - overThresholds: of those of `fronts` that are over thresholds, what was found in each population.
  public init(
    name: String, sweep: Sweep, fronts: [FrontDefinition], positiveName: String = "top song",
    subject: Subject = .song, past: PastRule? = nil, results: [ConfigurationResult],
    overThresholds: [FrontOverThresholds] = [], splits: RepeatedSplits? = nil
  ) {
    precondition(
      results.allSatisfy { $0.replicateCount == sweep.replicates },
      "an outcome, or nil, for each replicate")
    func count(_ state: ConfigurationResult.State) -> Int { results.count { $0.state == state } }
    let trialCount = sweep.trialIndices.count
    let configurationCount = trialCount / sweep.replicates
    let (complete, infeasible, failed) = (count(.complete), count(.infeasible), count(.failed))
    self.name = name
    self.sweep = sweep
    self.positiveName = positiveName
    self.subject = subject
    self.past = past
    trials = TrialCounts(
      total: trialCount, done: results.reduce(0) { $0 + $1.doneCount },
      failed: results.reduce(0) { $0 + $1.failedCount },
      infeasible: results.reduce(0) { $0 + $1.infeasibleCount })
    configurations = ConfigurationCounts(
      total: configurationCount, complete: complete,
      incomplete: configurationCount - complete - infeasible - failed,
      infeasible: infeasible, failed: failed)
    let groups = Dictionary(grouping: results, by: \.population)
    let labels: [String?] = groups.keys.sorted { ($0 ?? "") < ($1 ?? "") }
    populations = (labels.isEmpty && sweep.facts.evaluate == "all" ? [nil] : labels).map {
      PopulationSummary(
        label: $0, sweep: sweep, fronts: fronts, results: groups[$0] ?? [],
        overThresholds: overThresholds, splits: splits)
    }
  }
}

extension SweepSummary {
  /// How many members the first front has, over all populations.
  public var frontSize: Int {
    populations.reduce(0) { $0 + ($1.fronts.first?.members.count ?? 0) }
  }
}

/// What a sweep has found on one population: its configurations are compared with one another only.
struct PopulationSummary: Sendable {
  /// A complete configuration.
  struct Candidate {
    let id: ContentHash
    let configuration: Configuration
    let parts: MeasuredParts
    /// What is flagged in the counts; `nil` for songs with a score of 0.5.
    var rule: DecisionRule?
  }

  /// A front with the figures of its members.
  struct Front {
    let definition: FrontDefinition
    let members: [Member]
    /// How many candidates with all objectives defined satisfy no floor.
    let excludedByFloors: Int
    /// Incomplete configurations that would be on the front by their replicates so far; none over thresholds.
    var provisional: [ProvisionalMember] = []
    /// In what share of drawn worlds each candidate is on the front; empty where that is not told.
    var probabilities: [ContentHash: Double] = [:]
  }

  /// A member of a front.
  struct Member {
    let candidate: Candidate
    /// The highest floor of recall at which it is on the front; `nil` where the front has no floor.
    let floor: Double?
    /// In what share of drawn worlds it is on the front; `nil` where that is not told.
    var probability: Double?
  }

  /// How many songs a part of one replicate has.
  struct PartSize {
    let songs: Int
    let topSongs: Int
  }

  /// What the population is, where it is not all songs.
  let label: String?
  /// How large the parts of replicates are, if uncertainty is told.
  let splits: RepeatedSplits?
  /// The complete configurations by their ids, whatever the order in which they were completed.
  let candidates: [Candidate]
  let fronts: [Front]
  /// The configuration without hidden layers that has the best mean validation AUC.
  let baseline: Candidate?
  /// The configuration with hidden layers that has the best mean validation AUC.
  let bestNet: Candidate?
  /// The configuration that has the best mean validation recall at a false-positive rate of 0.30.
  let bestAtModelII: Candidate?

  init(
    label: String?, sweep: Sweep, fronts definitions: [FrontDefinition],
    results: [ConfigurationResult], overThresholds: [FrontOverThresholds], splits: RepeatedSplits?
  ) {
    let candidates = results.compactMap { Candidate($0) }.sorted { $0.id < $1.id }
    let isBaseline = { (candidate: Candidate) in
      let recipe = sweep.recipe(of: candidate.configuration)
      return recipe["layers"] == noHiddenLayers && recipe["model"] != .word("lstm")
    }
    self.label = label
    self.candidates = candidates
    self.splits = splits
    let figures = candidates.map(\.parts.validation.figures)
    fronts = definitions.map { definition in
      guard definition.thresholds == .fixed else {
        let found = overThresholds.first {
          $0.definition == definition && $0.population == label
        }
        return Front(found, of: definition)
      }
      let front = Evaluation.Front(of: figures, definition: definition)
      let probabilities = splits.flatMap {
        Self.probabilities(of: candidates, on: definition, splits: $0, key: sweep.facts.dataHash)
      }
      return Front(
        definition: definition,
        members: front.members.map {
          Member(
            candidate: candidates[$0.candidateIndex], floor: $0.floor,
            probability: probabilities?[$0.candidateIndex])
        }, excludedByFloors: front.excludedByFloors,
        provisional: ProvisionalMember.found(
          among: results, on: definition, beside: front.members.map { figures[$0.candidateIndex] }),
        probabilities: Dictionary(
          uniqueKeysWithValues: zip(candidates.map(\.id), probabilities ?? [])))
    }
    baseline = best(candidates.filter(isBaseline), by: .auc)
    bestNet = best(candidates.filter { !isBaseline($0) }, by: .auc)
    bestAtModelII = best(candidates, by: .recallAtFalsePositiveRate30)
  }

  /// The most configurations of which it is told how likely they are on a front: it takes seconds beyond.
  private static let uncertaintyLimit = 5_000

  /// For each candidate the share of drawn worlds in which it is on the front; `nil` where there are too few replicates or
  /// too many candidates.
  private static func probabilities(
    of candidates: [Candidate], on definition: FrontDefinition, splits: RepeatedSplits,
    key: ContentHash
  ) -> [Double]? {
    guard candidates.count <= uncertaintyLimit else { return nil }
    let points = candidates.enumerated().compactMap { index, candidate in
      ReplicatedPoint(
        index: index, replicates: candidate.parts.validation.replicates,
        facts: candidate.parts.validation.figures.facts, definition: definition)
    }
    var random = RandomStream(
      key: StreamKey(high: key.high, low: key.low), purpose: .frontWorlds)
    return frontProbabilities(
      of: points, configurationCount: candidates.count, definition: definition, splits: splits,
      using: &random
    ).value
  }

  /// The sizes of a replicate's validation part, the mean where replicates differ; `nil` while no
  /// configuration is complete.
  var validationSize: PartSize? { candidates.first.map { PartSize($0.parts.validation.figures) } }

  /// How many candidates have no value for an objective of the front, as precision has none where
  /// nothing is flagged.
  func undefinedCount(in front: Front) -> Int {
    let objectives = (front.definition.maximize + front.definition.minimize)
      .filter { front.definition.thresholds == .fixed || !$0.isOfCounts }
    return candidates.count { candidate in
      objectives.contains { candidate.parts.validation.figures[$0].value == nil }
    }
  }

  /// Whether there is something to show.
  var isEmpty: Bool { candidates.isEmpty && fronts.allSatisfy(\.provisional.isEmpty) }

  /// What the best net has more than the baseline; `nil` unless there are both.
  var differences: MeasuredParts.Differences? {
    guard let baseline, let bestNet else { return nil }
    return MeasuredParts.Differences(bestNet.parts, less: baseline.parts)
  }
}

extension PopulationSummary.Candidate {
  /// `nil` unless the configuration is complete.
  init?(_ result: ConfigurationResult, rule: DecisionRule? = nil) {
    guard let parts = result.parts else { return nil }
    self.init(id: result.id, configuration: result.configuration, parts: parts, rule: rule)
  }
}

extension PopulationSummary.Front {
  /// A front over thresholds as it was found; without members where nothing was.
  fileprivate init(_ found: FrontOverThresholds?, of definition: FrontDefinition) {
    self.init(
      definition: definition,
      members: found?.members.compactMap { member in
        PopulationSummary.Candidate(member.result, rule: member.rule).map {
          PopulationSummary.Member(
            candidate: $0, floor: member.floor, probability: found?.probabilities[$0.id])
        }
      } ?? [], excludedByFloors: found?.excludedByFloors ?? 0,
      probabilities: found?.probabilities ?? [:])
  }
}

extension PopulationSummary.PartSize {
  init(_ figures: ReplicateFigures) {
    func mean(_ count: Int) -> Int {
      Int((Double(count) / Double(figures.replicateCount)).rounded())
    }
    songs = mean(figures.counts.total)
    topSongs = mean(figures.counts.positives)
  }
}

/// What `layers` is in the baseline, a logistic regression.
let noHiddenLayers = Setting.list([])

/// The candidate with the highest mean of a measure on its validation part, of several the one with
/// the lowest id.
private func best(
  _ candidates: [PopulationSummary.Candidate], by measure: Measure
) -> PopulationSummary.Candidate? {
  func mean(_ candidate: PopulationSummary.Candidate) -> Double {
    candidate.parts.validation.figures[measure].value ?? -.infinity
  }
  return candidates.max { mean($0) < mean($1) }
}
