import Evaluation
import Foundation
import SearchSpace
import SweepStore
import Sweeps

/// A folder for stores that lasts as long as a test needs it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("SweepStoreTests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    // A folder that stays behind in the temporary directory harms no test.
    try? FileManager.default.removeItem(atPath: path)
  }

  /// The path of the store that most tests use.
  var store: String { "\(path)/songs.hitsweep" }
}

/// The description of a sweep of up to four class weights.
func description(
  seed: Int = 2020, weights: [Double] = [1, 4, 16], replicates: Int = 2,
  exclusions: [Configuration] = [], sweepFile: String = "name: songs\n"
) throws -> SweepStore.Description {
  SweepStore.Description(
    name: "songs", sweepPath: "sweeps/songs.yaml", sweepFile: sweepFile,
    dataSummary: #"{"songs":14683}"#, softwareVersion: "0.1.0",
    sweep: Sweep(
      facts: .init(
        dataHash: ContentHash(high: 1, low: 2), dataRule: "generated",
        split: ["by": .word("song")], seed: seed, evaluate: "all"),
      recipe: ["epochs": .integer(25)],
      space: try SearchSpace(
        axes: [Axis(name: "classWeight", values: weights.map { .number($0) })],
        exclusions: exclusions),
      replicates: replicates))
}

/// A measured record; another `loss` makes another record.
func measured(loss: Float = 0.5) -> [UInt8] {
  let figures = PartFigures(
    counts: ConfusionCounts(
      truePositives: 1, falsePositives: 2, falseNegatives: 1, trueNegatives: 298),
    auc: 0.875, averagePrecision: 0.375, recallAtFalsePositiveRate30: 0.5, logLoss: 0.125,
    brierScore: 0.03125,
    staircase: Staircase(
      positives: 2, negatives: 300,
      steps: [
        .init(truePositives: 1, falsePositives: 0, threshold: 0.875),
        .init(truePositives: 2, falsePositives: 200, threshold: 0.125),
      ])!)
  return OutcomeRecord.measured(
    .init(
      trainingSongs: 4730, trainingTopSongs: 946, oddsCorrection: 0.3125, trainingLoss: loss,
      validation: figures, test: figures)
  ).encoded()
}

let worker = ContentHash(high: 7, low: 7)

/// The outcome of the trial at `index` of the example's sweep.
func outcome(_ index: Int, record: [UInt8] = measured()) -> FinishedTrial {
  FinishedTrial(index: index, record: record, duration: .milliseconds(12 + index), slot: 3)
}

/// The content key of the trial at `index` of a sweep.
func key(_ index: Int, of sweep: Sweep) -> ContentHash {
  let trial = sweep.trial(at: index)
  return TrialKeys(of: sweep).key(
    recipe: sweep.recipe(of: trial.configuration), replicate: trial.replicate)
}

extension SweepStore {
  static func own(
    _ folder: TemporaryFolder, _ description: SweepStore.Description
  ) throws(StoreError) -> SweepStore {
    let store = try own(folder.store, for: description)
    try store.listens(on: "tcp://127.0.0.1:5555")
    return store
  }

  /// Stores the outcomes of one worker.
  func commit(
    _ trials: [FinishedTrial], worker: ContentHash = worker
  ) throws(StoreError) -> Receipt {
    try commit([.outcomes(OutcomeBatch(trials), worker: worker)])[0]
  }

  /// The records by what people read of the trial.
  func records() throws(StoreError) -> [String: [UInt8]] {
    var records: [String: [UInt8]] = [:]
    try forEachOutcome {
      records["\($0.trial.configuration) #\($0.trial.replicate)"] = $0.record
    }
    return records
  }
}

/// A receipt for so many new outcomes.
func receipt(
  new: Int, failures: [String: Int] = [:], infeasible: Int = 0, conflicts: [Int] = []
) -> SweepStore.Receipt {
  var receipt = SweepStore.Receipt()
  receipt.newCount = new
  receipt.failures = failures
  receipt.infeasibleCount = infeasible
  receipt.conflicts = conflicts
  return receipt
}
