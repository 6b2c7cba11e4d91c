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
  /// The songs.
  public let table: SongTable
  private let keys: TrialKeys
  private let parting: Parting
  private let evaluate: EvaluationRule
  private let inputs = Mutex<[InputRule: InputTable]>([:])
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
    guard
      let first = sweep.space.firstIncludedIndex,
      Recipe(sweep.recipe(of: sweep.space.configuration(at: first))) != nil
    else { throw .unknownRecipe }
    self.sweep = sweep
    self.table = table
    self.instructionSet = instructionSet
    self.evaluate = evaluate
    keys = TrialKeys(of: sweep)
    parting = Parting(of: table, rule: split, key: StreamKey(keys.split))
    let valueCount = table.features.count + (table.past?.features.count ?? 0)
    cache = PreparedCache(byteLimit: 256 << 20, entryByteCount: valueCount * 4)
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

  /// What running a trial gives.
  public struct Run: Sendable {
    /// The outcome.
    public let record: OutcomeRecord
    /// The net; none where the outcome is no measurement.
    public var net: TrainedNet?
    /// The mean loss of each epoch.
    public var epochLosses: [Float] = []
  }

  /// Runs a trial and keeps its net.
  public func run(_ trial: Trial, epochs: Int? = nil) -> Run {
    switch prepared(trial) {
    case .success(let prepared): run(prepared, epochs: epochs)
    case .failure(.infeasible(let reason)): Run(record: .infeasible(reason: reason))
    case .failure(.unknownRecipe):
      Run(record: .failed(reason: "the recipe is none that this version knows"))
    }
  }

  /// The songs of the parts that a configuration's replicate is trained on, chosen by and reported on, as rows of the table.
  ///
  /// Downsampling then leaves out some of those that are trained on.
  public func parts(of configuration: Configuration, replicate: Int) -> Parts? {
    Recipe(sweep.recipe(of: configuration)).map { parts(of: $0, replicate: replicate).rows }
  }

  /// Makes everything ready that a trial trains on.
  public func prepared(_ trial: Trial) -> Result<PreparedTrial, PreparationFault> {
    let settings = sweep.recipe(of: trial.configuration)
    guard let recipe = Recipe(settings),
      recipe.inputs.earlierCount <= table.past?.count ?? 0
    else { return .failure(.unknownRecipe) }
    let parts = parts(of: recipe, replicate: trial.replicate)
    if let fault = parts.fault { return .failure(.infeasible(fault)) }
    return PreparedTrial.made(
      recipe, of: parts, featureNames: table.featureNames,
      streams: StreamKey(keys.key(recipe: settings, replicate: trial.replicate)))
  }

  private func parts(of recipe: Recipe, replicate: Int) -> PreparedParts {
    let key = PreparedParts.Key(
      replicate: replicate, subset: recipe.subset, inputs: recipe.inputs, scaling: recipe.scaling)
    return cache.parts(for: key) {
      PreparedParts(
        parting.parts(replicate: replicate), of: table, inputs: inputs(recipe.inputs), key: key,
        evaluate: evaluate)
    }
  }

  private func inputs(_ rule: InputRule) -> InputTable {
    inputs.withLock { known in
      if let table = known[rule] { return table }
      let made = InputTable(of: table, rule)
      known[rule] = made
      return made
    }
  }

  private func run(_ prepared: PreparedTrial, epochs: Int?) -> Run {
    let net: TrainedNet.Net
    let losses: [Float]
    do throws(TrainingError) {
      (net, losses) = try prepared.train(epochs: epochs, with: instructionSet)
    } catch {
      return Run(record: .failed(reason: error.description))
    }
    guard let loss = losses.last else { preconditionFailure("no epoch was trained") }
    guard
      let validation = figures(of: net, on: prepared.parts.validation, prepared),
      let test = figures(of: net, on: prepared.parts.test, prepared)
    else {
      return Run(record: .failed(reason: "a score is not finite; lower the learning rate"))
    }
    var trained = TrainedNet(
      net: net, inputs: prepared.recipe.inputs, scaling: prepared.parts.scaling,
      oddsCorrection: prepared.oddsCorrection)
    trained.instructionSet = instructionSet
    return Run(
      record: .measured(
        OutcomeRecord.Measurement(
          trainingSongs: prepared.rows.count, trainingTopSongs: prepared.topCount,
          oddsCorrection: prepared.oddsCorrection, trainingLoss: loss, validation: validation,
          test: test)), net: trained, epochLosses: losses)
  }

  /// The figures of a part that has songs of either kind; `nil` where a score is not finite.
  private func figures(
    of net: TrainedNet.Net, on part: LabelledRows, _ prepared: PreparedTrial
  ) -> PartFigures? {
    let scores = net.scores(of: part.features, steps: part.steps, with: instructionSet)
    guard scores.allSatisfy(\.isFinite) else { return nil }
    return PartFigures(
      scores: scores, labels: part.labels, correction: prepared.oddsCorrection)
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
