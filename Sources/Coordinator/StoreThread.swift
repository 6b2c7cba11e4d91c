import Foundation
import Scheduling
import SearchSpace
import SweepStore
import Sweeps
import Synchronization
import ZeroMQ

/// The thread that commits outcomes, so that the loop never waits for the disk.
///
/// Whatever has gathered while one commit ran goes into the next as one transaction. While the disk is full, the same
/// commit is tried again every second and nothing is lost.
final class StoreThread: Sendable {
  /// What the thread is asked to write.
  enum Request: Sendable {
    case outcomes(OutcomeBatch, from: WorkerID)
    case worker(WorkerID, host: String, slots: Int)
    case event(kind: String, text: String)
    /// Record that the coordinator ends, and end.
    case close
  }

  private let requests = Mutex<[Request]>([])
  private let isClosing = Mutex(false)
  private let arrival = DispatchSemaphore(value: 0)
  private let end = DispatchSemaphore(value: 0)
  private let mailbox: Mailbox<Coordinator.Incident>

  /// Starts the thread, which has `store` for itself from now on.
  init(store: sending SweepStore, sweep: Sweep, reportTo mailbox: Mailbox<Coordinator.Incident>) {
    self.mailbox = mailbox
    // Proof: the writer is made here, handed to the new thread, and nobody else keeps it or its store.
    nonisolated(unsafe) let writer = StoreWriter(store: store, sweep: sweep)
    let thread = Thread { [self] in
      while waitAndPerform(writer) {}
      end.signal()
    }
    thread.name = "store"
    thread.start()
  }

  /// Puts a request behind those already there.
  func request(_ request: Request) {
    requests.withLock { $0.append(request) }
    arrival.signal()
  }

  /// Waits until everything asked for is written, or until it cannot be written for now.
  func close() {
    isClosing.withLock { $0 = true }
    request(.close)
    end.wait()
  }

  /// Performs what has gathered; false where the thread is to end.
  private func waitAndPerform(_ writer: StoreWriter) -> Bool {
    arrival.wait()
    let batch = requests.withLock { requests in
      defer { requests = [] }
      return requests
    }
    guard !batch.isEmpty else { return true }
    while true {
      do throws(StoreError) {
        return try writer.write(batch) { mailbox.post(.stored($0)) }
      } catch .full {
        if isClosing.withLock({ $0 }) { return false }
        mailbox.post(.storeStalled)
        Thread.sleep(forTimeInterval: 1)
      } catch {
        mailbox.post(.storeFailed(error))
        return false
      }
    }
  }
}

/// Turns finished trials into rows of a store.
private final class StoreWriter {
  private let store: SweepStore
  private let sweep: Sweep
  private let keys: TrialKeys

  init(store: SweepStore, sweep: Sweep) {
    self.store = store
    self.sweep = sweep
    keys = TrialKeys(of: sweep)
  }

  /// Writes a batch, outcomes in one transaction; false where the batch ends the thread.
  ///
  /// Repeating a batch that failed half-way changes nothing: outcomes are stored once, whatever comes.
  func write(
    _ batch: [StoreThread.Request], report: (Coordinator.Stored) -> Void
  ) throws(StoreError) -> Bool {
    try commit(batch, report: report)
    for request in batch {
      switch request {
      case .outcomes: break
      case .worker(let id, let host, let slots):
        try store.note(worker: id, host: host, slots: slots)
      case .event(let kind, let text):
        try store.log(kind: kind, text)
      case .close:
        try store.release()
        return false
      }
    }
    return true
  }

  private func commit(
    _ batch: [StoreThread.Request], report: (Coordinator.Stored) -> Void
  ) throws(StoreError) {
    var outcomes: [NewOutcome] = []
    for case .outcomes(let trials, let worker) in batch {
      outcomes += trials.map { outcome(of: $0, from: worker) }
    }
    guard !outcomes.isEmpty else { return }
    let commit = try store.commit(outcomes)
    var isNew = commit.isNew[...]
    for case .outcomes(let trials, let worker) in batch {
      let new = zip(trials, isNew.prefix(trials.count)).filter(\.1).map(\.0)
      isNew = isNew.dropFirst(trials.count)
      report(stored(trials, new: new, by: worker))
    }
    if !commit.conflicts.isEmpty { report(.init(conflictCount: commit.conflicts.count)) }
    for key in commit.conflicts {
      try store.log(
        kind: "alarm",
        "trial \(key): a second outcome differs from the stored one; the first stays")
    }
  }

  private func outcome(of finished: FinishedTrial, from worker: WorkerID) -> NewOutcome {
    let trial = sweep.trial(at: finished.index)
    let recipe = sweep.recipe(of: trial.configuration)
    return NewOutcome(
      key: keys.key(recipe: recipe, replicate: trial.replicate), trial: trial,
      record: finished.record, duration: finished.duration, worker: worker,
      slot: finished.slot)
  }

  private func stored(
    _ trials: OutcomeBatch, new: [FinishedTrial], by worker: WorkerID
  ) -> Coordinator.Stored {
    var failures: [String: Int] = [:]
    var infeasibleCount = 0
    for trial in new {
      switch OutcomeRecord.kind(ofEncoded: trial.record) {
      case .failed: failures["failed", default: 0] += 1
      case .infeasible: infeasibleCount += 1
      case .measured, nil: break
      }
    }
    return Coordinator.Stored(
      batch: StoredBatch(
        worker: worker, ranges: IndexRanges(indices: trials.indices).ascending,
        newCount: new.count, failures: failures, infeasibleCount: infeasibleCount),
      newTrials: new)
  }
}
