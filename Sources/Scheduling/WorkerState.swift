import SearchSpace
import Sweeps

/// What a scheduler knows of one worker.
struct WorkerState: Sendable {
  /// A grant that has not lapsed, less what has come back of it.
  struct ActiveLease: Sendable {
    var outstanding: IndexRanges
    var deadline: Instant
    /// Whether it is one suspect, granted to a worker that had nothing else to run.
    var isAlone = false
  }

  var host: String
  var slots: Int
  var instructionSet: String
  var peer: PeerID
  var isReady = false
  var lastHeard: Instant
  /// When it last brought something, or was given something to do after it had nothing.
  var lastProgress: Instant
  var leases: [LeaseID: ActiveLease] = [:]
  /// Trials that it may still have under no lease of ours: one lapsed, or it brought them; their outcomes are welcome.
  var lapsed = IndexRanges()
  /// Trials whose outcomes it has brought and that are on their way to the disk.
  var delivered = IndexRanges()
  /// Multiply-adds a second and slot, as its outcomes show; `nil` before the first.
  var rate: Double?
  var finishedCount = 0
  var throughput: Throughput

  init(_ hello: Hello, peer: PeerID, at now: Instant) {
    host = hello.host
    slots = max(1, hello.slots)
    instructionSet = hello.instructionSet
    self.peer = peer
    (lastHeard, lastProgress) = (now, now)
    throughput = Throughput(startedAt: now)
  }

  /// The trials that the worker holds.
  var outstanding: IndexRanges {
    var all = IndexRanges()
    for lease in leases.values { all.formUnion(lease.outstanding) }
    return all
  }

  /// Those of `trials` that the worker holds.
  func outstanding(of trials: IndexRanges) -> IndexRanges {
    trials.isEmpty ? trials : outstanding.intersection(trials.ascending)
  }

  /// How many trials the worker holds.
  var leasedCount: Int { leases.values.reduce(0) { $0 + $1.outstanding.count } }

  /// Takes those of `indices` that it holds out of its leases, and a lease away once nothing is left of it.
  mutating func takeLeased(_ indices: IndexRanges) -> IndexRanges {
    var taken = IndexRanges()
    for (id, lease) in leases {
      let common = lease.outstanding.intersection(indices.ascending)
      guard !common.isEmpty else { continue }
      taken.formUnion(common)
      leases[id]?.outstanding.subtract(common)
      if leases[id]?.outstanding.isEmpty == true { leases[id] = nil }
    }
    return taken
  }

  /// Renews what a heartbeat lists.
  mutating func renew(_ ids: [LeaseID], until deadline: Instant) {
    for id in ids { leases[id]?.deadline = deadline }
  }

  /// Moves all deadlines, though none beyond `limit`.
  mutating func extendDeadlines(by gap: Duration, until limit: Instant) {
    for (id, lease) in leases { leases[id]?.deadline = min(lease.deadline + gap, limit) }
  }

  /// Lets the leases that satisfy `condition` lapse and returns what was outstanding of them.
  mutating func lapse(where condition: (ActiveLease) -> Bool) -> IndexRanges {
    var outstanding = IndexRanges()
    for (id, lease) in leases where condition(lease) {
      outstanding.formUnion(lease.outstanding)
      leases[id] = nil
    }
    lapsed.formUnion(outstanding)
    return outstanding
  }

  /// Learns the worker's speed from one outcome.
  mutating func learn(cost: Double, microseconds: UInt64) {
    let observed = cost / max(Double(microseconds), 1) * 1e6
    rate = rate.map { $0 + 0.1 * (observed - $0) } ?? observed
  }
}

/// How many trials a second a worker has brought of late: over some ten seconds, or since it joined.
struct Throughput: Sendable {
  private let startedAt: Instant
  private var countedAt: Instant
  private var counted = 0
  private(set) var perSecond = 0.0

  init(startedAt: Instant) {
    self.startedAt = startedAt
    countedAt = startedAt
  }

  /// Takes note that `count` trials have been brought by now.
  mutating func update(count: Int, at now: Instant) {
    let interval = (now - countedAt) / .seconds(1)
    guard interval > 0 else { return }
    let window = min(max((now - startedAt) / .seconds(1), interval), 10)
    perSecond += min(1, interval / window) * (Double(count - counted) / interval - perSecond)
    countedAt = now
    counted = count
  }
}
