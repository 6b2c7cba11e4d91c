import Scheduling
import SearchSpace
import Sweeps
import WireProtocol

extension FuzzTarget {
  /// A coordinator that hears whatever an input says, from four connections.
  static let scheduler = FuzzTarget(name: "scheduler") {
    HostileScript.seeds
  } check: { bytes throws(BrokenPromise) in
    var world = SchedulerWorld()
    var tape = ByteTape(bytes)
    while !tape.isAtEnd { try world.step(&tape) }
  }
}

/// A real scheduler with a store that keeps its promises, among workers that do not.
private struct SchedulerWorld {
  private static let sweep = Examples.sweep
  private static let trials = sweep.trialIndices

  private var scheduler: Scheduler
  private var now = Instant.zero
  private var epoch: UInt64 = 1
  private var lastLease = LeaseID(epoch: 0, counter: 0)
  /// The records on disk.
  private var stored: [Int: [UInt8]] = [:]
  private var pending: [(batch: OutcomeBatch, worker: WorkerID)] = []
  private var speakers: [PeerID: WorkerID] = [:]
  /// What each worker was granted, or said that it holds: what it may bring.
  private var entitled: [WorkerID: IndexRanges] = [:]

  init() {
    scheduler = Self.scheduler(epoch: 1, stored: [:], at: .zero)
  }

  private static func scheduler(
    epoch: UInt64, stored: [Int: [UInt8]], at now: Instant
  ) -> Scheduler {
    var open = trials
    open.subtract(IndexRanges(indices: Array(stored.keys)))
    var counts = Status.Trials()
    counts.total = trials.count
    counts.done = stored.count
    counts.failed = stored.values.count { OutcomeRecord.kind(ofEncoded: $0) == .failed }
    counts.infeasible = stored.values.count { OutcomeRecord.kind(ofEncoded: $0) == .infeasible }
    return Scheduler(
      name: "fuzz",
      welcome: Welcome(
        sweep: sweep.encoded(), dataByteCount: Examples.data.count,
        chunkByteCount: Examples.chunkByteCount, heartbeat: .seconds(1), lease: nil),
      sweepID: sweep.id, trialIndices: trials, open: open, counts: counts,
      failures: counts.failed > 0 ? ["before": counts.failed] : [:], epoch: epoch,
      replicates: sweep.replicates, trialCost: { Double($0) * 1000 }, at: now)
  }

  mutating func step(_ tape: inout ByteTape) throws(BrokenPromise) {
    let action = tape.choice(of: 16)
    let peer = PeerID(rawValue: UInt64(tape.choice(of: 4)))
    switch action {
    case 0...8:
      let message = HostileScript.workerMessage(&tape, action, leases: lastLease)
      let sweep = tape.choice(of: 8) == 7 ? Examples.otherSweep.id : Self.sweep.id
      try hear(Envelope(sweep: sweep, message: message).encoded(), from: peer)
    case 9: try hear(tape.bytes(tape.byte()), from: peer)
    case 10: try handle(.unreachable(peer))
    case 11: try handle(.storeStalled)
    case 12, 13: try commit()
    case 14:
      now += .milliseconds(100 * tape.byte())
      try handle(.tick)
    default: try endOrRestart(tape.choice(of: 8))
    }
  }

  private mutating func hear(_ bytes: [UInt8], from peer: PeerID) throws(BrokenPromise) {
    guard let envelope = accepted({ try Envelope<WorkerMessage>(decoding: bytes) }) else { return }
    let effects = scheduler.handle(
      .received(envelope.message, sweep: envelope.sweep, from: peer), at: now)
    if case .hello(let hello) = envelope.message, !effects.isEmpty {
      for case .send(.welcome, to: peer) in effects {
        speakers[peer] = hello.worker
        if hello.sweep == Self.sweep.id {
          entitled[hello.worker, default: .init()].formUnion(
            IndexRanges(hello.held + hello.finished))
        }
      }
    }
    try perform(effects)
  }

  private mutating func handle(_ event: Scheduler.Event) throws(BrokenPromise) {
    try perform(scheduler.handle(event, at: now))
  }

  private mutating func endOrRestart(_ choice: Int) throws(BrokenPromise) {
    guard choice > 0 else { return try handle(.drain) }
    epoch += 1
    (pending, speakers, entitled) = ([], [:], [:])
    scheduler = Self.scheduler(epoch: epoch, stored: stored, at: now)
    try perform([])
  }

  private mutating func commit() throws(BrokenPromise) {
    guard !pending.isEmpty else { return }
    let (batch, worker) = pending.removeFirst()
    let new = batch.filter { stored.updateValue($0.record, forKey: $0.index) == nil }
    let kinds = new.map { OutcomeRecord.kind(ofEncoded: $0.record) }
    let failedCount = kinds.count { $0 == .failed }
    try handle(
      .stored(
        StoredBatch(
          worker: worker, ranges: IndexRanges(indices: batch.indices).ascending,
          newCount: new.count, failures: failedCount > 0 ? ["after": failedCount] : [:],
          infeasibleCount: kinds.count { $0 == .infeasible })))
  }

  private mutating func perform(_ effects: [Scheduler.Effect]) throws(BrokenPromise) {
    var isRefusal = false
    for effect in effects {
      switch effect {
      case .send(let message, let peer):
        let bytes = Envelope(sweep: Self.sweep.id, message: message).encoded()
        try require(
          accepted { try Envelope<CoordinatorMessage>(decoding: bytes) } != nil,
          "what is said can be read: \(message)")
        if !isRefusal { try checkAcknowledged(message) }
        try checkGranted(message, to: peer)
      case .sendChunk: break
      case .store(let batch, let worker):
        try checkStoring(batch, from: worker)
        pending.append((batch, worker))
      case .note(let note): _ = "\(note.kind): \(note)"
      case .end(let ending):
        try require(
          ending == .drained || stored.count == Self.trials.count, "done is when all is stored")
      }
      // What is refused is acknowledged right behind the note that says so.
      isRefusal = if case .note(.refusedOutcomes) = effect { true } else { false }
    }
    try checkCounts()
  }

  private func checkAcknowledged(_ message: CoordinatorMessage) throws(BrokenPromise) {
    guard case .acknowledge(let ranges) = message else { return }
    for index in ranges.joined() {
      try require(stored[index] != nil, "trial \(index) is stored before it is acknowledged")
    }
  }

  private mutating func checkGranted(
    _ message: CoordinatorMessage, to peer: PeerID
  ) throws(BrokenPromise) {
    let lease: Lease
    switch message {
    case .grant(let granted):
      lease = granted
      try require((1...Lease.rangeLimit).contains(lease.ranges.count), "a lease is bounded")
    case .welcome(let welcome):
      guard let adopted = welcome.lease else { return }
      lease = adopted
    default: return
    }
    try require(lease.id.epoch == epoch && lease.id > lastLease, "a lease id is new")
    lastLease = lease.id
    let granted = IndexRanges(lease.ranges)
    try require(
      granted.ascending == lease.ranges && Self.trials.intersection(lease.ranges) == granted,
      "a lease holds trials of the grid, ascending")
    let underWay = pending.flatMap(\.batch.indices)
    for index in granted.ascending.joined() {
      try require(
        stored[index] == nil && !underWay.contains(index), "trial \(index) is still to do")
    }
    guard let worker = speakers[peer] else {
      throw BrokenPromise(description: "a lease goes to an admitted worker")
    }
    entitled[worker, default: .init()].formUnion(granted)
  }

  private func checkStoring(_ batch: OutcomeBatch, from worker: WorkerID) throws(BrokenPromise) {
    try require(Set(batch.indices).count == batch.count, "a trial stands once in a batch")
    // What is stored, or is about to be, is compared and stays as it is, whoever brings it again.
    let settled = Set(stored.keys).union(pending.flatMap(\.batch.indices))
    for outcome in batch {
      try require(
        settled.contains(outcome.index) || entitled[worker]?.contains(outcome.index) == true,
        "trial \(outcome.index) was never granted to its bringer")
      try require(Self.trials.contains(outcome.index), "\(outcome.index) is a trial")
      try require(OutcomeRecord.isWellFormed(outcome.record[...]), "a stored record can be read")
    }
  }

  /// Each trial is in one place: on disk, on its way there, with a worker, or waiting.
  private func checkCounts() throws(BrokenPromise) {
    let status = scheduler.status(at: now)
    let trials = status.trials
    let underWay = Set(pending.flatMap(\.batch.indices)).filter { stored[$0] == nil }
    let held = status.workers.reduce(-scheduler.repeatedCount) { $0 + $1.leased }
    try require(trials.done == stored.count, "\(trials.done) counted, \(stored.count) stored")
    let failed = stored.values.count { OutcomeRecord.kind(ofEncoded: $0) == .failed }
    try require(
      trials.failed == failed && status.failures.reduce(0) { $0 + $1.count } == failed,
      "\(trials.failed) counted as failed, \(failed) stored")
    let sum = trials.done + underWay.count + held + trials.open + trials.suspect
    try require(
      sum == trials.total,
      "\(trials.done) done, \(underWay.count) under way, \(held) held, \(trials.open) open, "
        + "\(trials.suspect) suspect are \(sum) of \(trials.total)")
  }
}
