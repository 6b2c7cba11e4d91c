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
    case worker(WorkerID, host: String, slots: Int, instructionSet: String)
    case event(kind: String, text: String)
    /// Show what the store holds behind a row to whoever watches, a portion after the other.
    case recall(after: Int)
    /// Record that the coordinator ends, and end.
    case close
  }

  private struct Waiting {
    var requests: [Request] = []
    var outcomeCount = 0
    /// Whether something else than outcomes is asked for, which is done at once.
    var isUrgent = false

    mutating func append(_ request: Request) {
      requests.append(request)
      if case .outcomes(let batch, _) = request {
        outcomeCount += batch.count
      } else {
        isUrgent = true
      }
    }
  }

  private let waiting = Mutex(Waiting())
  private let isClosing = Mutex(false)
  private let arrival = DispatchSemaphore(value: 0)
  private let end = DispatchSemaphore(value: 0)
  private let mailbox: Mailbox<Coordinator.Incident>
  private let watch: Coordinator.OutcomeWatch?

  /// From how many outcomes on a commit does not wait for more, and how long it waits: a commit of one outcome costs as
  /// much as fifty outcomes do.
  private static let (fullCommit, patience) = (5_000, Duration.milliseconds(10))

  /// How many stored outcomes are shown between two commits.
  private static let recallPortion = 10_000

  /// Starts the thread, which has `store` for itself from now on.
  init(
    store: sending SweepStore, reportTo mailbox: Mailbox<Coordinator.Incident>,
    watch: Coordinator.OutcomeWatch?
  ) {
    self.mailbox = mailbox
    self.watch = watch
    // Proof: the store is handed to the new thread, and nobody else keeps it.
    nonisolated(unsafe) let store = store
    let thread = Thread { [self] in
      while waitAndPerform(store) {}
      end.signal()
    }
    thread.name = "store"
    thread.start()
    if watch != nil { request(.recall(after: -1)) }
  }

  /// Puts a request behind those already there.
  func request(_ request: Request) {
    waiting.withLock { $0.append(request) }
    arrival.signal()
  }

  /// Waits until everything asked for is written, or until it cannot be written for now.
  func close() {
    isClosing.withLock { $0 = true }
    request(.close)
    end.wait()
  }

  /// Performs what has gathered; false where the thread is to end.
  private func waitAndPerform(_ store: SweepStore) -> Bool {
    arrival.wait()
    gather()
    let batch = waiting.withLock { waiting in
      defer { waiting = Waiting() }
      return waiting.requests
    }
    guard !batch.isEmpty else { return true }
    while true {
      do throws(StoreError) {
        return try perform(batch, on: store)
      } catch {
        guard case .full = error, !isClosing.withLock({ $0 }) else {
          mailbox.post(.storeFailed(error))
          return false
        }
        mailbox.post(.storeStalled)
        Thread.sleep(forTimeInterval: 1)
      }
    }
  }

  /// Waits a moment for more outcomes, unless there are many or something else is asked for.
  private func gather() {
    let deadline = DispatchTime.now() + .milliseconds(Int(Self.patience.wholeMilliseconds))
    while waiting.withLock({ !$0.isUrgent && $0.outcomeCount < Self.fullCommit }),
      arrival.wait(timeout: deadline) == .success
    {}
  }

  /// Writes a batch in one transaction; false where the batch ends the thread.
  ///
  /// Repeating a batch that failed changes nothing: outcomes are stored once, whatever comes.
  private func perform(_ batch: [Request], on store: SweepStore) throws(StoreError) -> Bool {
    let entries = batch.compactMap(\.entry)
    if !entries.isEmpty { report(batch, try store.commit(entries)) }
    for case .recall(let row) in batch {
      let next = try store.forEachRecord(isWhole: false, after: row, limit: Self.recallPortion) {
        index, head in
        watch?(index, head)
      }
      if let next { request(.recall(after: next)) }
    }
    for case .close in batch {
      try store.release()
      return false
    }
    return true
  }

  private func report(_ batch: [Request], _ receipts: [SweepStore.Receipt]) {
    var receipts = receipts[...]
    for case .outcomes(let outcomes, let worker) in batch {
      let receipt = receipts.removeFirst()
      if let watch {
        for position in outcomes.indices.indices {
          watch(outcomes.indices[position], outcomes.record(at: position))
        }
      }
      mailbox.post(
        .stored(
          Coordinator.Stored(
            batch: StoredBatch(
              worker: worker, ranges: IndexRanges(indices: outcomes.indices).ascending,
              newCount: receipt.newCount, failures: receipt.failures,
              infeasibleCount: receipt.infeasibleCount),
            conflictCount: receipt.conflicts.count)))
    }
  }
}

extension StoreThread.Request {
  /// What the store is to write of the request.
  fileprivate var entry: SweepStore.Entry? {
    switch self {
    case .outcomes(let batch, let worker): .outcomes(batch, worker: worker)
    case .worker(let id, let host, let slots, let instructionSet):
      .worker(id, host: host, slots: slots, instructionSet: instructionSet)
    case .event(let kind, let text): .event(kind: kind, text: text)
    case .recall, .close: nil
    }
  }
}
