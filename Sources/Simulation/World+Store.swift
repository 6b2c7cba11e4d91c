import RandomStreams
import Scheduling
import SearchSpace
import Sweeps

/// What survives every crash: the rows that were committed, and the epoch.
struct Disk {
  /// The record of each trial, by the trial's number.
  var rows: [[UInt8]?]
  var count = 0
  var epoch: UInt64 = 0
  var fullUntil = Instant.zero
  var slowUntil = Instant.zero
  /// Whether the next write fails for another reason than a full disk.
  var failsNext = false

  init(numberLimit: Int) { rows = [[UInt8]?](repeating: nil, count: numberLimit) }
}

/// The thread that commits outcomes: what has gathered while one commit ran goes into the next.
struct StoreThread {
  struct Request {
    let trials: OutcomeBatch
    let worker: WorkerID
  }

  var requests: [Request] = []
  var writing: [Request] = []
  var reports: [StoredBatch] = []

  var isBusy: Bool { !writing.isEmpty || !reports.isEmpty }
}

extension World {
  mutating func requestStore(_ trials: OutcomeBatch, from worker: WorkerID) {
    coordinator?.store.requests.append(.init(trials: trials, worker: worker))
    if fault == .reportBeforeCommit {
      let ranges = IndexRanges(indices: trials.indices).ascending
      coordinator?.incidents.append(
        .stored(StoredBatch(worker: worker, ranges: ranges, newCount: trials.count)))
      queue.push(.turnCoordinator, at: now)
    }
    takeRequests()
  }

  private mutating func takeRequests() {
    guard let store = coordinator?.store, !store.isBusy, !store.requests.isEmpty else { return }
    coordinator?.store.writing = store.requests
    coordinator?.store.requests = []
    scheduleCommit(after: random.duration(.microseconds(100), circumstances.commitTime))
  }

  private mutating func scheduleCommit(after duration: Duration) {
    let slowness = now < disk.slowUntil ? 40 : 1
    queue.push(.commit(epoch: disk.epoch), at: now + duration * slowness)
  }

  /// One transaction: all of it is on disk, or nothing.
  mutating func commit(epoch: UInt64) {
    guard let process = coordinator, disk.epoch == epoch, !crashesHere() else { return }
    guard now >= disk.fullUntil else {
      tally[.storeStalls] += 1
      scheduleCommit(after: process.clock.worldTime(.seconds(1)))
      return post(.storeStalled)
    }
    if disk.failsNext {
      disk.failsNext = false
      tally[.storeFailures] += 1
      return post(.storeFailed)
    }
    if process.store.writing.count > 1 { tally[.groupCommits] += 1 }
    coordinator?.store.writing = []
    for request in process.store.writing {
      let batch = insert(request)
      coordinator?.store.reports.append(batch)
    }
    if crashesHere() { return }
    queue.push(.report(epoch: epoch), at: now + random.duration(.zero, .milliseconds(2)))
  }

  private mutating func insert(_ request: StoreThread.Request) -> StoredBatch {
    var batch = StoredBatch(
      worker: request.worker, ranges: IndexRanges(indices: request.trials.indices).ascending,
      newCount: 0)
    for trial in request.trials {
      guard let number = grid.numbers[trial.index] else { continue }
      if let row = disk.rows[number] {
        tally[.duplicateOutcomes] += 1
        if row != trial.record { violate("trial \(trial.index) has a second, different outcome") }
        continue
      }
      checkRecord(trial, number: number)
      disk.rows[number] = trial.record
      disk.count += 1
      ledger.committedCount += 1
      batch.newCount += 1
      switch OutcomeRecord.kind(ofEncoded: trial.record) {
      case .failed: batch.failures["failed", default: 0] += 1
      case .infeasible: batch.infeasibleCount += 1
      case .measured, nil: break
      }
    }
    trace.say(
      now, "on disk: \(text(batch.ranges)), \(batch.newCount) of them new (\(disk.count) in all)")
    return batch
  }

  /// Reports one batch of what was committed, and then goes on; a paused process does it later.
  mutating func report(epoch: UInt64) {
    guard let process = coordinator, disk.epoch == epoch, !crashesHere() else { return }
    guard now >= process.pausedUntil else {
      queue.push(.report(epoch: epoch), at: process.pausedUntil)
      return
    }
    let batch = process.store.reports[0]
    coordinator?.store.reports.removeFirst()
    if fault != .reportBeforeCommit { post(.stored(batch)) }
    guard coordinator != nil, disk.epoch == epoch else { return }
    if process.store.reports.count > 1 {
      queue.push(.report(epoch: epoch), at: now + random.duration(.zero, .milliseconds(2)))
    } else {
      takeRequests()
    }
  }

  /// Puts something into the mailbox of the loop.
  mutating func post(_ incident: CoordinatorProcess.Incident) {
    coordinator?.incidents.append(incident)
    turnCoordinator()
  }
}
