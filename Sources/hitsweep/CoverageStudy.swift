import Evaluation
import Foundation
import RandomStreams
import Reports
import SearchSpace
import Songs
import SweepFile
import Sweeps
import Synchronization
import Trials

/// Whether intervals hold what they promise, and what is picked does what is said of it: many small sweeps on generated
/// songs, held against fresh songs of the same generator, which are as good as the truth.
struct CoverageStudy {
  let sweeps: Int
  let songs: Int
  let replicates: Int
  let freshSongs: Int
  let seed: Int

  /// What is picked of each sweep.
  static let choice = "recall >= 0.6, minimize falsePositiveRate"
  /// What is picked of each sweep with shuffled labels, where nothing can be better than chance.
  static let choiceOfChance = "maximize auc"
  /// The configuration of whose first net Wilson's intervals are looked at.
  private static let single = 7
  /// How many fresh songs each net is held against: what is true of a configuration is a mean over the nets of all sweeps.
  private static let sliceSongs = 20_000

  /// One sweep.
  struct Sample {
    /// The share of top songs in the validation parts of the replicates.
    let share: Double
    /// Of each configuration the intervals of its means over replicates on validation.
    let validation: [[Measure: Interval]]
    /// Of each configuration what is true of its nets, one by one.
    let nets: [[NetTruth]]
    /// Wilson's intervals of one net on its validation part, and what is true of it.
    let single: [Measure: Held]
    /// The intervals of the picked ensemble on the test part, and what is true of it.
    let picked: [Measure: Held]
    /// What the picked configuration promised on validation.
    let promised: [Measure: Double]
    /// The AUC on validation and on test of what is picked where labels are shuffled.
    let chance: (validation: Double, test: Double)
  }

  /// An interval and the true value.
  struct Held {
    let interval: Interval
    let truth: Double

    var isHeld: Bool { (interval.lower...interval.upper).contains(truth) }
  }

  /// Runs all sweeps on all cores, one a core.
  ///
  /// - Parameter progress: is told after each sweep how many are done.
  func samples(progress: @escaping @Sendable (Int) -> Void) throws -> [Sample] {
    // No sweep is drawn from this seed.
    let fresh = FreshSongs(Self.table(songs: freshSongs, seed: seed << 32))
    let results = Mutex<[Int: Result<Sample, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: sweeps) { index in
      let result = Result { try sample(index + 1, fresh: fresh) }
      let count = results.withLock {
        $0[index] = result
        return $0.count
      }
      progress(count)
    }
    return try results.withLock { results in
      try results.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }
  }

  private static func table(songs: Int, seed: Int) -> SongTable {
    SongGenerator(songs: songs, seed: UInt64(seed)).table { $0 > 75 }
  }

  private func sample(_ index: Int, fresh: FreshSongs) throws -> Sample {
    let table = Self.table(songs: songs, seed: seed << 32 + index)
    let sweep = try SmallSweep(on: table, number: index, replicates: replicates)
    let share = sweep.share(\.validation)
    let (run, rule) = try sweep.picked(by: Self.choice)
    let test = sweep.test(run, rule: rule)
    let all = fresh.slice(of: fresh.table.count, share: sweep.share(\.test))
    let truth = PartFigures(
      scores: run.ensemble.probabilities(of: all.rows, in: fresh.table), labels: all.labels,
      correction: 1, rule: rule)!
    let promised = ReplicateFigures(run.validation(under: rule))
    var random = RandomStream(
      key: StreamKey(high: UInt64(seed), low: UInt64(index)), purpose: .shuffledLabels)
    let chance = try SmallSweep(
      on: table.shuffled(using: &random), number: index, replicates: replicates)
    let (lucky, luckyRule) = try chance.picked(by: Self.choiceOfChance)
    let single = sweep.runs[Self.single]
    return Sample(
      share: share, validation: sweep.runs.map { $0.intervals(splits: sweep.splits) },
      nets: sweep.runs.map { run in
        run.nets.enumerated().map { replicate, net in
          let slice = fresh.slice(
            of: min(Self.sliceSongs, fresh.table.count), share: share,
            from: index * run.nets.count + replicate)
          return NetTruth(net, on: slice, of: fresh.table)
        }
      },
      single: single.wilson(
        truth: single.nets[0].figures(
          on: fresh.slice(of: fresh.table.count, share: share), of: fresh.table)),
      picked: held { measure in
        zip(test[measure], truth[measure]).map { Held(interval: $0, truth: $1) }
      },
      promised: held { promised[$0].value },
      chance: (
        ReplicateFigures(lucky.measurements.map(\.validation))[.auc].value!,
        chance.test(lucky, rule: luckyRule).figures.auc
      ))
  }
}

/// The value of each measure that has one.
private func held<Value>(_ value: (Measure) -> Value?) -> [Measure: Value] {
  Dictionary(
    uniqueKeysWithValues: Measure.allCases.compactMap { measure in
      value(measure).map { (measure, $0) }
    })
}

private func zip<First, Second>(_ first: First?, _ second: Second?) -> (First, Second)? {
  guard let first, let second else { return nil }
  return (first, second)
}

/// A sweep of eight configurations with all of its nets.
private struct SmallSweep {
  struct Run {
    let index: Int
    let configuration: Configuration
    let measurements: [OutcomeRecord.Measurement]
    let nets: [TrainedNet]
  }

  let runs: [Run]
  let splits: RepeatedSplits
  private let sweep: Sweep
  private let runner: TrialRunner
  private let table: SongTable

  /// Trains all nets, and long enough: of nets that are hardly trained replicates differ by their initial weights, which
  /// they do not share, and intervals are wider than they need be. Parts are disjoint by artist: an artist's songs resemble each other, and no artist is fresh whose
  /// other songs were trained on.
  init(on table: SongTable, number: Int, replicates: Int) throws {
    let file = try SweepFile(
      parsing: """
        name: coverage
        seed: \(number)
        data: { source: generated, split: { train: 0.6, validation: 0.2, test: 0.2, by: artist } }
        trial: { epochs: 20, learningRate: 0.01, scaling: standard }
        replicates: \(replicates)
        axes:
          layers: [[], [10]]
          balanceRatio: [none, 2]
          classWeight: [1, 4]
        """, path: "coverage.yaml")
    let sweep = file.sweep(dataHash: ContentHash(of: table.encoded()))
    let runner = try TrialRunner(sweep: sweep, table: table)
    runs = (0..<sweep.space.size).map { index in
      let outcomes = (0..<sweep.replicates).map {
        runner.run(sweep.trial(at: index * sweep.replicates + $0))
      }
      let measurements = outcomes.compactMap { outcome in
        if case .measured(let measurement) = outcome.record { measurement } else { nil }
      }
      return Run(
        index: index, configuration: sweep.space.configuration(at: index),
        measurements: measurements, nets: outcomes.compactMap(\.net))
    }
    precondition(
      runs.allSatisfy { $0.measurements.count == sweep.replicates },
      "parts of songs and top songs enough to train on and to measure")
    let (validation, test) = (runs[0].measurements[0].validation, runs[0].measurements[0].test)
    splits = RepeatedSplits(
      trainingSongs: table.count - validation.counts.total - test.counts.total,
      validationSongs: validation.counts.total)
    self.sweep = sweep
    self.runner = runner
    self.table = table
  }

  /// The share of top songs in a part, over replicates.
  func share(_ part: (OutcomeRecord.Measurement) -> PartFigures) -> Double {
    let counts = ReplicateFigures(runs[0].measurements.map(part)).counts
    return Double(counts.positives) / Double(counts.total)
  }

  func picked(by text: String) throws -> (run: Run, rule: DecisionRule) {
    var search = ChoiceSearch(try Choice(parsing: text, settings: []), by: .share)
    for run in runs {
      guard let curve = OperatingCurve(run.measurements, \.validation) else { continue }
      search.add(
        curve, figures: ReplicateFigures(run.measurements.map(\.validation)), settings: [:],
        population: nil, index: run.index)
    }
    guard let point = search.found else {
      throw Complaint(.badInput, "--songs: too few to pick by: \(text)")
    }
    return (runs[point.configuration], point.rule)
  }

  func test(_ run: Run, rule: DecisionRule) -> SongBootstrap {
    let rows = runner.parts(of: run.configuration, replicate: 0)?.test ?? []
    var random = RandomStream(
      key: StreamKey(sweep.facts.dataHash), purpose: .songBootstrap)
    guard
      let test = SongBootstrap(
        scores: run.ensemble.probabilities(of: rows, in: table),
        labels: rows.map { table.labels[Int($0)] }, rule: rule, using: &random)
    else { preconditionFailure("a measured trial has a test part of both kinds") }
    return test
  }
}

extension SmallSweep.Run {
  fileprivate var ensemble: Ensemble { Ensemble(nets) }

  /// The replicates' figures on validation, counts under a rule.
  fileprivate func validation(under rule: DecisionRule) -> [PartFigures] {
    guard let curve = OperatingCurve(measurements, \.validation) else { return [] }
    return zip(measurements, curve.counts(under: rule).replicates).map {
      $0.validation.with(counts: $1)
    }
  }

  /// The intervals of the means over replicates.
  fileprivate func intervals(splits: RepeatedSplits) -> [Measure: Interval] {
    held { measure in
      replicateValues(of: measure, in: measurements.map(\.validation))
        .flatMap { splits.interval(of: $0).value }
    }
  }

  /// Wilson's intervals of what the first replicate counts on its validation part.
  fileprivate func wilson(truth: PartFigures) -> [Measure: CoverageStudy.Held] {
    let counts = measurements[0].validation.counts
    return held { measure in
      zip(counts.wilsonInterval(of: measure), truth[measure]).map {
        CoverageStudy.Held(interval: $0, truth: $1)
      }
    }
  }
}

extension SongTable {
  /// The same songs, their labels shuffled: no feature tells anything.
  fileprivate func shuffled(using random: inout RandomStream) -> SongTable {
    var labels = labels
    random.shuffle(&labels)
    return SongTable(
      featureNames: featureNames, features: features, labels: labels, songGroups: songGroups,
      artistGroups: artistGroups, years: years, sourceRows: sourceRows,
      duplicatesRemoved: duplicatesRemoved)
  }
}
