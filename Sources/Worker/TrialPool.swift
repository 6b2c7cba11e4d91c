import Foundation
import SearchSpace
import Sweeps

/// The slots of a training process: threads that take trials from one queue and hand on outcomes in batches.
///
/// A trial may take a microsecond or minutes. So a slot goes through the lock once a trial, where it leaves an outcome and
/// takes the next trial, and outcomes leave the process many at a time, but at most a millisecond's worth.
///
/// Proof of `@unchecked Sendable`: everything that changes is read and written under `condition`.
final class TrialPool: @unchecked Sendable {
  /// What has gathered is handed on when it has so many bytes,
  private static let batchByteCount = 64 << 10
  /// or when the batch before is so long ago.
  private static let batchInterval = Duration.milliseconds(1)

  private let condition = NSCondition()
  private let clock = ContinuousClock()
  private let running: RunningTrials
  private let answers: AnswerWriter
  private var sweep: (id: ContentHash, record: TrainingService.Runner)?
  private var queue: [Range<Int>] = []
  /// Outcomes of `sweep` that were not handed on yet.
  private var gathered = OutcomeBatch()
  private var lastBatch: ContinuousClock.Instant

  /// What a slot works on.
  private struct Work {
    let index: Int
    let sweep: ContentHash
    let record: TrainingService.Runner
  }

  /// Starts a thread for each slot, all of which wait until there is something to run.
  init(slots: Int, running: RunningTrials, answers: AnswerWriter) {
    self.running = running
    self.answers = answers
    lastBatch = clock.now
    for slot in 0..<slots {
      let thread = Thread { [self] in
        while true { runUntilIdle(slot, first: waitForWork(slot)) }
      }
      thread.name = "slot \(slot)"
      thread.stackSize = 4 << 20
      thread.start()
    }
  }

  /// Makes the trials of a sweep those that are run, and forgets what waits. What runs of another sweep is of no use any
  /// more, to nobody.
  func use(_ sweep: ContentHash, record: @escaping TrainingService.Runner) {
    condition.withLock {
      if self.sweep?.id != sweep {
        running.removeAll()
        gathered = OutcomeBatch()
      }
      self.sweep = (sweep, record)
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
      for index in running.all { fresh.remove(index..<index + 1) }
      queue = fresh.ascending
      condition.broadcast()
    }
  }

  /// Takes `ranges` out of the queue.
  func forget(_ ranges: [Range<Int>]) {
    condition.withLock {
      queue = queue.flatMap { queued in
        var rest = IndexRanges(CollectionOfOne(queued))
        for range in ranges { rest.remove(range) }
        return rest.ascending
      }
    }
  }

  /// Empties the queue and returns what was in it.
  func cancel() -> [Range<Int>] {
    condition.withLock {
      defer { queue = [] }
      return queue
    }
  }

  /// Hands on what has gathered: a slot that is busy for minutes does not hold back the outcome before.
  func handOn() {
    let batch = condition.withLock { takeBatch(at: clock.now) }
    if let batch { answers.write(batch, .whenMoreWaits) }
    answers.ringForWhatWaits()
  }

  private func runUntilIdle(_ slot: Int, first: Work) {
    var work = first
    var start = clock.now
    while true {
      let record = work.record(work.index)
      let end = clock.now
      let trial = FinishedTrial(
        index: work.index, record: record, duration: end - start, slot: slot)
      let (batch, next) = condition.withLock {
        if work.sweep == sweep?.id { gathered.append(trial) }
        let next = takeWork(slot)
        let isDue =
          next == nil || gathered.recordBytes.count >= Self.batchByteCount
          || end - lastBatch >= Self.batchInterval
        return (isDue ? takeBatch(at: end) : nil, next)
      }
      if let batch { answers.write(batch, next == nil ? .now : .whenMoreWaits) }
      guard let next else { return }
      (work, start) = (next, end)
    }
  }

  private func waitForWork(_ slot: Int) -> Work {
    condition.withLock {
      while true {
        if let work = takeWork(slot) { return work }
        condition.wait()
      }
    }
  }

  /// Takes the next trial and notes that it runs. That comes before the outcome before it can leave the process: what the
  /// worker has the outcome of, it never sees running.
  private func takeWork(_ slot: Int) -> Work? {
    guard let sweep, let first = queue.first else {
      running[slot] = nil
      return nil
    }
    let index = first.lowerBound
    if first.count == 1 {
      queue.removeFirst()
    } else {
      queue[0] = index + 1..<first.upperBound
    }
    running[slot] = index
    return Work(index: index, sweep: sweep.id, record: sweep.record)
  }

  private func takeBatch(at now: ContinuousClock.Instant) -> TrainingAnswer? {
    guard let sweep, !gathered.isEmpty else { return nil }
    defer { gathered = OutcomeBatch() }
    lastBatch = now
    return .outcomes(gathered, of: sweep.id)
  }
}
