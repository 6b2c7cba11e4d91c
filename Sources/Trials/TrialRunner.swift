import Evaluation
public import Kernels
public import RandomStreams
public import SearchSpace
public import Songs
public import Sweeps
import Synchronization
import Training

/// Runs the trials of a sweep on its songs; shared by all slots of a worker.
///
/// A record depends on the sweep and the trial alone: not on the slot, the order of trials, or what ran before.
public final class TrialRunner: Sendable {
  /// The sweep.
  public let sweep: Sweep
  private let table: SongTable
  private let keys: TrialKeys
  private let parting: Parting
  private let evaluate: EvaluationRule
  private let cache: PreparedCache
  private let instructionSet: InstructionSet

  /// Makes ready to run the trials of `sweep` on `table`.
  ///
  /// - Parameter instructionSet: what computes; no record depends on it.
  /// - Throws: ``TrialRunnerError`` where the sweep's rules are none that this version knows.
  public init(
    sweep: Sweep, table: SongTable, instructionSet: InstructionSet = .best
  ) throws(TrialRunnerError) {
    guard let split = SplitRule(sweep.facts.split) else { throw .unknownSplit }
    guard let evaluate = EvaluationRule(rawValue: sweep.facts.evaluate) else {
      throw .unknownEvaluation(sweep.facts.evaluate)
    }
    guard Recipe(sweep.recipe(of: sweep.space.configuration(at: 0))) != nil else {
      throw .unknownRecipe
    }
    self.sweep = sweep
    self.table = table
    self.instructionSet = instructionSet
    self.evaluate = evaluate
    keys = TrialKeys(of: sweep)
    parting = Parting(of: table, rule: split, key: StreamKey(keys.split))
    cache = PreparedCache(byteLimit: 256 << 20, entryByteCount: table.features.count * 4)
  }

  /// Runs the trial at `index` and returns its canonical record.
  public func record(at index: Int) -> [UInt8] {
    outcome(of: sweep.trial(at: index)).encoded()
  }

  /// How many epochs a trial trains.
  public func epochs(of trial: Trial) -> Int {
    Recipe(sweep.recipe(of: trial.configuration))?.epochs ?? 1
  }

  /// Runs a trial, with its own number of epochs or another one.
  public func outcome(of trial: Trial, epochs: Int? = nil) -> OutcomeRecord {
    run(trial, epochs: epochs).record
  }

  /// Runs a trial and keeps its net; there is none where the outcome is no measurement.
  public func run(
    _ trial: Trial, epochs: Int? = nil
  ) -> (record: OutcomeRecord, net: TrainedNet?) {
    let settings = sweep.recipe(of: trial.configuration)
    guard let recipe = Recipe(settings) else {
      return (.failed(reason: "the recipe is none that this version knows"), nil)
    }
    let parts = parts(of: recipe, replicate: trial.replicate)
    if let fault = parts.fault { return (.infeasible(reason: fault), nil) }
    let streams = StreamKey(keys.key(recipe: settings, replicate: trial.replicate))
    let rows = balanced(parts.training, recipe: recipe, streams: streams)
    guard rows.count > parts.training.topCount else {
      return (.infeasible(reason: "the balance ratio leaves no other song to train on"), nil)
    }
    do throws(TrainingError) {
      return try train(
        recipe, on: rows, of: parts, streams: streams, epochs: epochs ?? recipe.epochs)
    } catch {
      return (.failed(reason: error.description), nil)
    }
  }

  /// The rows of the test part that a configuration is reported on; they are those of all its replicates.
  public func testRows(of configuration: Configuration) -> [UInt32] {
    guard let recipe = Recipe(sweep.recipe(of: configuration)) else { return [] }
    return parts(of: recipe, replicate: 0).testRows
  }

  private func parts(of recipe: Recipe, replicate: Int) -> PreparedParts {
    let key = PreparedParts.Key(
      replicate: replicate, years: recipe.years, scaling: recipe.scaling)
    return cache.parts(for: key) {
      PreparedParts(parting.parts(replicate: replicate), of: table, key: key, evaluate: evaluate)
    }
  }

  private func train(
    _ recipe: Recipe, on rows: TrainingRows, of parts: PreparedParts, streams: StreamKey,
    epochs: Int
  ) throws(TrainingError) -> (record: OutcomeRecord, net: TrainedNet?) {
    var weightStream = RandomStream(key: streams, purpose: .initialWeights)
    let shape = MLPShape(inputs: table.featureNames.count, hidden: recipe.layers)
    let trained = try Trainer.train(
      MLP(shape: shape, glorotUniform: &weightStream), on: rows,
      settings: TrainingSettings(
        epochs: epochs, batchSize: recipe.batchSize, learningRate: recipe.learningRate,
        l2: recipe.l2,
        dropout: Dropout(
          rate: recipe.dropout, stream: RandomStream(key: streams, purpose: .dropout))),
      order: .shuffled(RandomStream(key: streams, purpose: .rowOrder)), with: instructionSet)

    let tops = parts.training.topCount
    let othersKept = Double(rows.count - tops)
    let others = Double(parts.training.labels.count - tops)
    let correction = othersKept / others / Double(recipe.classWeight)
    guard let loss = trained.epochLosses.last else { preconditionFailure("no epoch was trained") }
    guard
      let validation = figures(of: trained.net, on: parts.validation, correction: correction),
      let test = figures(of: trained.net, on: parts.test, correction: correction)
    else { return (.failed(reason: "a score is not finite; lower the learning rate"), nil) }
    let record = OutcomeRecord.measured(
      OutcomeRecord.Measurement(
        trainingSongs: rows.count, trainingTopSongs: tops, oddsCorrection: correction,
        trainingLoss: loss, validation: validation, test: test))
    return (
      record,
      TrainedNet(
        net: trained.net, scaling: parts.scaling, instructionSet: instructionSet,
        oddsCorrection: correction)
    )
  }

  private func balanced(
    _ training: LabelledRows, recipe: Recipe, streams: StreamKey
  ) -> TrainingRows {
    var stream = RandomStream(key: streams, purpose: .downsampling)
    let kept = Downsampling.kept(
      from: Array(0..<UInt32(training.labels.count)), labels: training.labels,
      othersPerTopSong: recipe.balanceRatio, stream: &stream)
    return TrainingRows(
      features: training.features, labels: training.labels,
      weights: training.labels.map { $0 == 1 ? recipe.classWeight : 1 }, selection: kept)
  }

  /// The figures of a part that has songs of either kind; `nil` where a score is not finite.
  private func figures(
    of net: MLP, on part: LabelledRows, correction: Double
  ) -> PartFigures? {
    let scores = net.topProbabilities(of: part.features, with: instructionSet)
    guard scores.allSatisfy(\.isFinite) else { return nil }
    return PartFigures(scores: scores, labels: part.labels, correction: correction)
  }
}

/// Why a sweep cannot be run by this version.
public enum TrialRunnerError: Error, Equatable, CustomStringConvertible {
  /// The split rule is none.
  case unknownSplit
  /// The evaluation rule is neither `all` nor `subset`.
  case unknownEvaluation(String)
  /// A recipe key is missing, unknown or has a value that it cannot have.
  case unknownRecipe

  /// What a person is to do: only another version of the program sends such a sweep.
  public var description: String {
    "the coordinator's sweep has rules that this worker does not know; "
      + "install the same hitsweep on both"
  }
}

extension StreamKey {
  /// Names random streams by a content hash.
  public init(_ hash: ContentHash) { self.init(high: hash.high, low: hash.low) }
}

/// Prepared parts of late, as many as fit; each is prepared once, whoever asks first.
private final class PreparedCache: Sendable {
  private final class Entry: Sendable {
    let parts = Mutex<PreparedParts?>(nil)
  }

  private struct State {
    var entries: [PreparedParts.Key: Entry] = [:]
    /// Keys, the one that was used last at the end.
    var order: [PreparedParts.Key] = []
  }

  private let state = Mutex(State())
  private let capacity: Int

  init(byteLimit: Int, entryByteCount: Int) {
    capacity = min(max(2, byteLimit / max(1, entryByteCount)), 1024)
  }

  func parts(
    for key: PreparedParts.Key, prepare: () -> PreparedParts
  ) -> PreparedParts {
    let entry = state.withLock { state in
      state.order.removeAll { $0 == key }
      state.order.append(key)
      if state.order.count > capacity { state.entries[state.order.removeFirst()] = nil }
      if let entry = state.entries[key] { return entry }
      let entry = Entry()
      state.entries[key] = entry
      return entry
    }
    return entry.parts.withLock { parts in
      if let parts { return parts }
      let prepared = prepare()
      parts = prepared
      return prepared
    }
  }
}
