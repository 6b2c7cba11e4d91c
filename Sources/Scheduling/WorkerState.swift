import SearchSpace
import Sweeps

/// What a scheduler knows of one worker.
struct WorkerState: Sendable {
  /// A grant that has not lapsed, less what has come back of it.
  struct ActiveLease: Sendable {
    var outstanding: IndexRanges
    var deadline: Instant
  }

  var host: String
  var slots: Int
  var peer: PeerID
  var isReady = false
  var lastHeard: Instant
  var leases: [LeaseID: ActiveLease] = [:]
  /// Trials that it may still have under no lease of ours: one lapsed, or it brought them; their outcomes are welcome.
  var lapsed = IndexRanges()
  /// Multiply-adds a second and slot, as its outcomes show; `nil` before the first.
  var rate: Double?
  var finishedCount = 0

  /// How many trials the worker holds.
  var leasedCount: Int { leases.values.reduce(0) { $0 + $1.outstanding.count } }

  /// Takes `index` out of the lease that holds it, and the lease away once nothing is left of it.
  mutating func removeLeased(_ index: Int) -> Bool {
    for (id, lease) in leases where lease.outstanding.contains(index) {
      leases[id]?.outstanding.remove(index..<index + 1)
      if leases[id]?.outstanding.isEmpty == true { leases[id] = nil }
      return true
    }
    return false
  }

  /// Renews what a heartbeat lists.
  mutating func renew(_ ids: [LeaseID], until deadline: Instant) {
    for id in ids { leases[id]?.deadline = deadline }
  }

  /// Moves all deadlines, though none beyond `limit`.
  mutating func extendDeadlines(by gap: Duration, until limit: Instant) {
    leases = leases.mapValues {
      ActiveLease(outstanding: $0.outstanding, deadline: min($0.deadline + gap, limit))
    }
  }

  /// Lets the leases that satisfy `condition` lapse and returns what was outstanding of them.
  mutating func lapse(where condition: (ActiveLease) -> Bool) -> IndexRanges {
    var open = IndexRanges()
    for (id, lease) in leases where condition(lease) {
      for range in lease.outstanding.ascending {
        open.insert(range)
        lapsed.insert(range)
      }
      leases[id] = nil
    }
    return open
  }

  /// Learns the worker's speed from one outcome.
  mutating func learn(cost: Double, duration: Duration) {
    let seconds = max(duration / .seconds(1), 1e-6)
    rate = rate.map { $0 + 0.1 * (cost / seconds - $0) } ?? cost / seconds
  }
}
