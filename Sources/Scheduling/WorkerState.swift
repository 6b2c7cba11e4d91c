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
  /// Trials whose lease lapsed; their outcomes are still welcome.
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

  /// Learns the worker's speed from one outcome.
  mutating func learn(cost: Double, duration: Duration) {
    let seconds = max(duration / .seconds(1), 1e-6)
    rate = rate.map { $0 + 0.1 * (cost / seconds - $0) } ?? cost / seconds
  }
}
