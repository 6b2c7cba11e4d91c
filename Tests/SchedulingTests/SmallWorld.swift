import Scheduling
import SearchSpace
import Sweeps

/// A coordinator, its store and three workers in one seeded world whose connections, processes and
/// disk fail for the first half minute and are well from then on.
///
/// Whatever breaks a promise goes to ``violations``.
struct SmallWorld {
  static let trialCount = 40
  static let faultTime = Duration.seconds(30)
  /// Enough for one slot to run all trials, and for all that has to lapse before.
  static let limit = faultTime + .seconds(90)
  private static let step = Duration.milliseconds(250)

  private var random: SplitMix
  private(set) var now = Instant.zero
  private(set) var violations: Set<String> = []
  private(set) var hasEnded = false
  private var sweep: Sweep
  /// The records on disk, by what distinguishes their trials in every grid.
  private var store: [Configuration: [UInt8]] = [:]

  private var scheduler: Scheduler
  private var epoch: UInt64 = 0
  private var frozenUntil = Instant.zero
  private var deliveries: [(due: Instant, trials: OutcomeBatch, worker: WorkerID)] = []
  private var nodes: [Node] = []
  private var nextID = 1

  private struct Packet<Message> {
    let due: Instant
    let peer: PeerID
    let sweep: ContentHash?
    let message: Message
  }

  /// A worker's process with its connection.
  private struct Node {
    var session: WorkerSession
    var peer: PeerID
    var inbox: [Packet<CoordinatorMessage>] = []
    var outbox: [Packet<WorkerMessage>] = []
    var sweep: Sweep?
    var queue: [Int] = []
    var running: [(index: Int, sweep: Sweep, end: Instant)] = []
    var frozenUntil = Instant.zero
    var cutUntil = Instant.zero
    var hasEnded = false
  }

  init(seed: UInt64) throws {
    random = SplitMix(state: seed)
    sweep = try makeSweep(trials: Self.trialCount)
    scheduler = try SchedulerStand().scheduler
    restart()
    for _ in 0..<3 { nodes.append(startNode()) }
    for node in nodes.indices { perform(nodes[node].session.start(at: now), by: node) }
  }

  /// The trials that no record is stored of.
  var missing: [Int] {
    sweep.trialIndices.ascending.joined().filter {
      store[sweep.space.configuration(at: $0)] == nil
    }
  }

  /// Runs until the sweep is done, a promise is broken or the time is up.
  mutating func run() throws {
    while !hasEnded, violations.isEmpty, now < Self.limit {
      now += Self.step
      if now < Self.faultTime { try fail() }
      for node in nodes.indices where nodes[node].hasEnded { replace(node) }
      if now >= frozenUntil { runCoordinator() }
      for node in nodes.indices where !hasEnded { run(node) }
      check()
    }
  }

  private mutating func chance(_ percent: Double) -> Bool {
    Double.random(in: 0..<100, using: &random) < percent
  }

  private mutating func upTo(_ seconds: Double) -> Duration {
    .milliseconds(Int.random(in: 0..<Int(seconds * 1_000), using: &random))
  }

  private mutating func fail() throws {
    if chance(1) { restart() }
    if chance(0.3) {
      sweep = try makeSweep(trials: Self.trialCount, first: -1)
      restart()
    }
    if chance(0.5) { frozenUntil = now + upTo(20) }
    if chance(1) {
      deliveries = deliveries.map { ($0.due + .seconds(5), $0.trials, $0.worker) }
      perform(scheduler.handle(.storeStalled, at: now))
    }
    for node in nodes.indices {
      if chance(1) { nodes[node].frozenUntil = now + upTo(20) }
      if chance(2) { cut(node, for: upTo(8)) }
      if chance(0.5) { perform(nodes[node].session.handle(.drain, at: now), by: node) }
      if chance(0.5) { replace(node) }
    }
  }

  /// Loses what is on the way to the worker, and perhaps what comes from it; the socket connects
  /// again by itself.
  private mutating func cut(_ node: Int, for duration: Duration) {
    nodes[node].cutUntil = now + duration
    nodes[node].inbox = []
    if chance(50) { nodes[node].outbox = [] }
    nodes[node].peer = newPeer()
  }

  private mutating func replace(_ node: Int) {
    nodes[node] = startNode()
    perform(nodes[node].session.start(at: now), by: node)
  }

  private mutating func startNode() -> Node {
    nextID += 1
    return Node(
      session: WorkerSession(worker: workerID(nextID), host: "node", slots: 2, at: now),
      peer: newPeer())
  }

  private mutating func newPeer() -> PeerID {
    nextID += 1
    return peer(nextID)
  }

  /// Starts a coordinator on what its store holds; what the last one knew beside is lost.
  private mutating func restart() {
    epoch += 1
    deliveries = []
    frozenUntil = now + (epoch == 1 ? .zero : upTo(5))
    for node in nodes.indices { cut(node, for: .zero) }
    var open = sweep.trialIndices
    var counts = Status.Trials()
    counts.total = open.count
    for configuration in store.keys {
      if let index = sweep.space.index(of: configuration) { open.remove(index..<index + 1) }
    }
    counts.done = counts.total - open.count
    scheduler = Scheduler(
      name: "world",
      welcome: Welcome(
        sweep: sweep.encoded(), dataByteCount: preparedData.count, chunkByteCount: 4,
        heartbeat: .seconds(1), lease: nil),
      sweepID: sweep.id, trialIndices: sweep.trialIndices, open: open, counts: counts,
      epoch: epoch, replicates: 1, trialCost: { _ in 1_000 }, at: now)
  }

  private mutating func runCoordinator() {
    for node in nodes.indices {
      while let packet = nodes[node].outbox.first, packet.due <= now {
        nodes[node].outbox.removeFirst()
        perform(
          scheduler.handle(
            .received(packet.message, sweep: packet.sweep, from: packet.peer), at: now))
      }
    }
    while let delivery = deliveries.first, delivery.due <= now {
      deliveries.removeFirst()
      commit(delivery.trials, by: delivery.worker)
    }
    perform(scheduler.handle(.tick, at: now))
  }

  private mutating func commit(_ trials: OutcomeBatch, by worker: WorkerID) {
    var newCount = 0
    for trial in trials {
      let configuration = sweep.space.configuration(at: trial.index)
      if trial.record != Self.record(of: configuration) { violations.insert("a wrong record") }
      if store.updateValue(trial.record, forKey: configuration) == nil { newCount += 1 }
    }
    let batch = StoredBatch(
      worker: worker, ranges: IndexRanges(indices: trials.indices).ascending,
      newCount: newCount, infeasibleCount: newCount)
    perform(scheduler.handle(.stored(batch), at: now))
  }

  private mutating func perform(_ effects: [Scheduler.Effect]) {
    for effect in effects {
      switch effect {
      case .send(let message, let peer): send(message, to: peer)
      case .sendChunk(let number, let peer):
        let bytes = Array(preparedData[number * 4..<min(number * 4 + 4, preparedData.count)])
        send(.chunk(number: number, bytes: bytes), to: peer)
      case .store(let trials, let worker):
        let due = max(deliveries.last?.due ?? now, now + upTo(1))
        deliveries.append((due, trials, worker))
      case .note(.refusedOutcomes): violations.insert("refused what an honest worker brought")
      case .note: break
      case .end: hasEnded = true
      }
    }
  }

  private mutating func send(_ message: CoordinatorMessage, to peer: PeerID) {
    if case .acknowledge(let ranges) = message {
      for index in ranges.joined() where store[sweep.space.configuration(at: index)] == nil {
        violations.insert("acknowledged before it was stored")
      }
    }
    guard let node = nodes.firstIndex(where: { $0.peer == peer }) else {
      perform(scheduler.handle(.unreachable(peer), at: now))
      return
    }
    guard now >= nodes[node].cutUntil else { return }
    let due = max(nodes[node].inbox.last?.due ?? now, now + upTo(0.5))
    nodes[node].inbox.append(Packet(due: due, peer: peer, sweep: sweep.id, message: message))
  }

  private mutating func run(_ node: Int) {
    guard now >= nodes[node].frozenUntil, !nodes[node].hasEnded else { return }
    startTrials(node)
    for trial in nodes[node].running where trial.end <= now {
      let record = Self.record(of: trial.sweep.space.configuration(at: trial.index))
      let finished = outcome(trial.index, record: record)
      perform(
        nodes[node].session.handle(.finished([finished], of: trial.sweep.id), at: now), by: node)
    }
    nodes[node].running.removeAll { $0.end <= now }
    while let packet = nodes[node].inbox.first, packet.due <= now {
      nodes[node].inbox.removeFirst()
      perform(nodes[node].session.handle(.received(packet.message), at: now), by: node)
    }
    perform(nodes[node].session.handle(.tick, at: now), by: node)
  }

  private mutating func startTrials(_ node: Int) {
    guard let sweep = nodes[node].sweep else { return }
    while nodes[node].running.count < 2, !nodes[node].queue.isEmpty {
      let end = now + upTo(chance(5) ? 20 : 2)
      nodes[node].running.append((nodes[node].queue.removeFirst(), sweep, end))
    }
  }

  private mutating func perform(_ effects: [WorkerSession.Effect], by node: Int) {
    for effect in effects {
      switch effect {
      case .connect:
        nodes[node].peer = newPeer()
        nodes[node].inbox = []
      case .send(let message):
        guard now >= nodes[node].cutUntil else { continue }
        let due = max(nodes[node].outbox.last?.due ?? now, now + upTo(0.5))
        nodes[node].outbox.append(
          Packet(
            due: due, peer: nodes[node].peer, sweep: nodes[node].session.currentSweep,
            message: message))
      case .prepare(let sweep, _):
        nodes[node].sweep = sweep
        nodes[node].queue = []
        perform(nodes[node].session.handle(.prepared, at: now), by: node)
      case .run(let ranges): nodes[node].queue += ranges.joined()
      case .replaceQueue(let ranges):
        let running = nodes[node].running.filter { $0.sweep == nodes[node].sweep }.map(\.index)
        nodes[node].queue = ranges.joined().filter { !running.contains($0) }
      case .restartTraining, .forget: break
      case .cancelQueue:
        let cancelled = IndexRanges(indices: nodes[node].queue).ascending
        nodes[node].queue = []
        perform(nodes[node].session.handle(.cancelled(cancelled), at: now), by: node)
      case .note: break
      case .end: nodes[node].hasEnded = true
      }
    }
  }

  /// Each trial is in one place: on disk, on its way there, with one worker, or open.
  private mutating func check() {
    let status = scheduler.status(at: now)
    let known = store.keys.count { sweep.space.index(of: $0) != nil }
    let pending = Set(deliveries.flatMap { $0.trials.map(\.index) }).filter {
      store[sweep.space.configuration(at: $0)] == nil
    }
    let leased = status.workers.reduce(-scheduler.doubledCount) { $0 + $1.leased }
    if status.trials.done != known {
      violations.insert("counted \(status.trials.done) of \(known)")
    }
    if known + pending.count + leased + status.trials.open != status.trials.total {
      violations.insert("trials are lost or in two places")
    }
  }

  private static func record(of configuration: Configuration) -> [UInt8] {
    OutcomeRecord.infeasible(reason: "\(configuration)").encoded()
  }
}

/// Source: Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (OOPSLA 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
