import Scheduling
import SearchSpace
import Sweeps

/// What an observer knows who sees every event and effect but not into the machines: the promises are checked against it.
struct Ledger {
  /// A lease as it looks from outside.
  struct Entry {
    let id: LeaseID
    let worker: WorkerID
    /// At most this is outstanding.
    var outstanding: IndexRanges
    var renewedAt: Instant
    /// At the latest then it has lapsed.
    var deadline: Instant
    /// Whether it surely has not lapsed yet, and `outstanding` is exact.
    var isCertain: Bool
  }

  // Of the whole history of the store:
  var grantedIDs: Set<LeaseID> = []
  /// Trials that were acknowledged, by number.
  var acknowledged: [Bool] = []
  var committedCount = 0

  // Of the present coordinator:
  var leases: [Entry] = []
  /// How many batches with the trial of an index are on their way to the disk and back.
  var inFlight: [Int] = []
  /// Whether the coordinator knows from its store that the trial of an index is done.
  var isReported: [Bool] = []
  /// How many trials are on their way, each counted once, that the coordinator does not know to be done.
  var awayCount = 0
  /// What the coordinator should have counted.
  var counts = Status.Trials()
  var lastTick = Instant.zero
  var hasEnded = false

  mutating func start(_ indexCount: Int, counts: Status.Trials) {
    leases = []
    inFlight = [Int](repeating: 0, count: indexCount)
    isReported = [Bool](repeating: false, count: indexCount)
    awayCount = 0
    self.counts = counts
    lastTick = .zero
    hasEnded = false
  }

  mutating func leaveForDisk(_ index: Int) {
    inFlight[index] += 1
    if inFlight[index] == 1, !isReported[index] { awayCount += 1 }
    for position in leases.indices { leases[position].outstanding.remove(index..<index + 1) }
  }

  mutating func returnFromDisk(_ index: Int) {
    inFlight[index] -= 1
    if !isReported[index] {
      isReported[index] = true
      awayCount -= 1
    }
  }

  mutating func renew(_ ids: [LeaseID], of worker: WorkerID, at now: Instant, for time: Duration) {
    for position in leases.indices where leases[position].worker == worker {
      guard ids.contains(leases[position].id) else { continue }
      leases[position].renewedAt = now
      leases[position].deadline = now + time
    }
  }

  mutating func giveBack(_ ranges: [Range<Int>], by worker: WorkerID) {
    for position in leases.indices where leases[position].worker == worker {
      for range in ranges { leases[position].outstanding.remove(range) }
    }
  }

  mutating func removeAll(of worker: WorkerID) { leases.removeAll { $0.worker == worker } }

  /// Time passes; where the process stood still, deadlines move with it, though none beyond `time` from now.
  mutating func tick(at now: Instant, heartbeat: Duration, time: Duration) {
    let gap = now - lastTick
    lastTick = now
    guard gap > heartbeat else { return }
    for position in leases.indices {
      leases[position].deadline = min(leases[position].deadline + gap, now + time)
    }
  }

  /// A worker's leases, some of them, have lapsed: those that were not renewed for long, it must be.
  mutating func lapse(of worker: WorkerID, at now: Instant, after time: Duration) {
    for position in leases.indices where leases[position].worker == worker {
      if leases[position].renewedAt + time <= now { leases[position].isCertain = false }
    }
  }

  /// How many leases a worker surely holds.
  func certainCount(of worker: WorkerID) -> Int {
    leases.count { $0.worker == worker && $0.isCertain && !$0.outstanding.isEmpty }
  }

  /// How many trials the leases of a worker hold at most that have not lapsed.
  func liveTrialCount(of worker: WorkerID, at now: Instant) -> Int {
    leases.reduce(0) { sum, lease in
      lease.deadline > now && lease.worker == worker ? sum + lease.outstanding.count : sum
    }
  }
}
