import Foundation
import Scheduling
import SearchSpace
import Sweeps
import Trials
import ZeroMQ

/// The slots of a worker: threads that take trials from one queue and report each outcome.
///
/// Proof of `@unchecked Sendable`: everything that changes is read and written under `condition`.
final class TrialPool: @unchecked Sendable {
  private let condition = NSCondition()
  private var runner: (sweep: ContentHash, runner: TrialRunner)?
  private var queue: [Range<Int>] = []
  private var running: Set<RunningTrial> = []

  private struct RunningTrial: Hashable {
    let index: Int
    let sweep: ContentHash
  }

  /// Starts a thread for each slot, all of which wait until there is something to run.
  init(slots: Int, report: @escaping @Sendable (FinishedTrial, ContentHash) -> Void) {
    for slot in 0..<slots {
      let thread = Thread { [self] in
        while true { runNext(slot: slot, report: report) }
      }
      thread.name = "slot \(slot)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// Makes the trials of another sweep those that are run.
  func use(_ runner: TrialRunner) {
    condition.withLock {
      self.runner = (runner.sweep.id, runner)
      queue = []
    }
  }

  /// Queues trials behind those that wait.
  func run(_ ranges: [Range<Int>]) {
    condition.withLock {
      queue += ranges
      condition.broadcast()
    }
  }

  /// Queues `ranges` in place of all that wait; what runs already is not queued again.
  func replaceQueue(with ranges: [Range<Int>]) {
    condition.withLock {
      var fresh = IndexRanges(ranges)
      for trial in running where trial.sweep == runner?.sweep {
        fresh.remove(trial.index..<trial.index + 1)
      }
      queue = fresh.ascending
      condition.broadcast()
    }
  }

  /// Empties the queue and returns what was in it.
  func cancel() -> [Range<Int>] {
    condition.withLock {
      defer { queue = [] }
      return queue
    }
  }

  private func runNext(
    slot: Int, report: (FinishedTrial, ContentHash) -> Void
  ) {
    let (index, sweep, runner) = takeNext()
    let clock = ContinuousClock()
    let start = clock.now
    let record = runner.record(at: index)
    let duration = clock.now - start
    report(FinishedTrial(index: index, record: record, duration: duration, slot: slot), sweep)
    condition.withLock { _ = running.remove(RunningTrial(index: index, sweep: sweep)) }
  }

  private func takeNext() -> (index: Int, sweep: ContentHash, runner: TrialRunner) {
    condition.withLock {
      while true {
        if let (sweep, runner) = runner, let first = queue.first {
          let index = first.lowerBound
          if first.count == 1 {
            queue.removeFirst()
          } else {
            queue[0] = index + 1..<first.upperBound
          }
          running.insert(RunningTrial(index: index, sweep: sweep))
          return (index, sweep, runner)
        }
        condition.wait()
      }
    }
  }
}
