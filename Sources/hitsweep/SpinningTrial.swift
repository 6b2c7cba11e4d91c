import Evaluation
import Foundation
import Sweeps

/// A trial that uses a given CPU time and has a record of a given size: what is left of a training when only the work
/// around it is to be measured.
struct SpinningTrial: Sendable {
  /// The sizes that a record can have.
  static let recordByteCounts = 16...1 << 20
  /// The bytes of a measured record whose staircases have no steps; every step has at least six.
  private static let measuredByteCount = OutcomeRecord.measuredHeadLength + 8
  private static let stepByteCount = 6

  private let nanoseconds: Int
  private let record: [UInt8]
  /// Where in the record the trial's index is put.
  private let marked: Int

  /// Makes a trial.
  ///
  /// - Parameter recordByteCount: below 143, an infeasible trial's record has exactly this size; from there on a measured
  ///   one's has at most five bytes less.
  init(time: Duration, recordByteCount: Int) {
    nanoseconds = Int(time.wholeMicroseconds) * 1000
    if recordByteCount < Self.measuredByteCount {
      let empty = OutcomeRecord.infeasible(reason: "").encoded().count
      marked = empty
      record =
        OutcomeRecord.infeasible(
          reason: String(repeating: "-", count: recordByteCount - empty)
        ).encoded()
    } else {
      // Behind format and kind stands the number of songs that were trained on, which any number can be.
      marked = 3
      record = Self.measured(
        steps: (recordByteCount - Self.measuredByteCount) / Self.stepByteCount
      ).encoded()
    }
  }

  /// Spins, then returns the record of the trial at `index`, which differs from those of its neighbours.
  func record(at index: Int) -> [UInt8] {
    if nanoseconds > 0 {
      let end = Self.threadNanoseconds() + nanoseconds
      while Self.threadNanoseconds() < end {}
    }
    var record = record
    // Letters only, since they may stand in a text.
    for digit in 0..<4 { record[marked + digit] = 97 + UInt8(index >> (4 * digit) & 15) }
    return record
  }

  /// The CPU time of this thread.
  private static func threadNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  private static func measured(steps: Int) -> OutcomeRecord {
    .measured(
      OutcomeRecord.Measurement(
        trainingSongs: 0, trainingTopSongs: 0, oddsCorrection: 1, trainingLoss: 0.5,
        validation: figures(steps: steps - steps / 2), test: figures(steps: steps / 2)))
  }

  /// Figures whose staircase rises by one true positive a step.
  private static func figures(steps count: Int) -> PartFigures {
    let steps = (0..<count).map { step in
      Staircase.Step(
        truePositives: step + 1, falsePositives: step,
        threshold: 1 - Float(step + 1) / Float(count + 1))
    }
    guard let staircase = Staircase(positives: count, negatives: count, steps: steps) else {
      preconditionFailure("no staircase of \(count) steps")
    }
    return PartFigures(
      counts: ConfusionCounts(
        truePositives: count, falsePositives: count, falseNegatives: 0, trueNegatives: 0),
      auc: 0.5, averagePrecision: 0.5, recallAtFalsePositiveRate30: 0.3, logLoss: 0.5,
      brierScore: 0.25, staircase: staircase)
  }
}
