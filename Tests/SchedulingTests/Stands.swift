import Scheduling
import SearchSpace
import Sweeps

/// The data of every sweep here, sent in three chunks of at most four bytes.
let preparedData: [UInt8] = Array(0..<10)

/// A sweep of `trials` configurations with one replicate, less those excluded, and with `first`
/// before all.
func makeSweep(
  trials: Int, first: Int? = nil, seed: Int = 1, excluding excluded: [Int] = []
) throws -> Sweep {
  let values = (first.map { [$0] } ?? []) + Array(0..<trials)
  let axis = Axis(name: "epochs", values: values.map { .integer($0) })
  let exclusions = excluded.map { Configuration(["epochs": .integer($0)]) }
  return Sweep(
    facts: .init(
      dataHash: ContentHash(of: preparedData), dataRule: "none", split: [:], seed: seed,
      evaluate: "all"),
    recipe: [:], space: try SearchSpace(axes: [axis], exclusions: exclusions), replicates: 1)
}

func workerID(_ number: Int) -> WorkerID { ContentHash(high: UInt64(number), low: 0) }

func peer(_ number: Int) -> PeerID { PeerID(rawValue: UInt64(number)) }

func lease(_ epoch: UInt64, _ counter: UInt64, _ ranges: Range<Int>...) -> Lease {
  Lease(id: LeaseID(epoch: epoch, counter: counter), ranges: ranges)
}

let record = OutcomeRecord.infeasible(reason: "no top song").encoded()

func outcome(
  _ index: Int, record: [UInt8] = record, duration: Duration = .milliseconds(500)
) -> FinishedTrial {
  FinishedTrial(index: index, record: record, duration: duration, slot: 0)
}

/// A report that all of `indices` were new to the store.
func newlyStored(_ indices: [Int], by worker: Int, failed: Int = 0) -> Scheduler.Event {
  .stored(
    StoredBatch(
      worker: workerID(worker), ranges: IndexRanges(indices: indices).ascending,
      newCount: indices.count, failures: failed > 0 ? ["broke off": failed] : [:],
      infeasibleCount: indices.count - failed))
}

/// A scheduler and its clock.
///
/// Worker 1 speaks through peer 1 and so on. A trial costs 1,000, so a worker whose trials take
/// half a second each is granted one trial a slot.
struct SchedulerStand {
  let sweep: Sweep
  let welcome: Welcome
  var scheduler: Scheduler
  var now = Instant.zero

  init(
    trials: Int = 20, excluding excluded: [Int] = [], done: Range<Int> = 0..<0, epoch: UInt64 = 1,
    rules: Scheduler.Rules = .init(), cost: Double = 1_000
  ) throws {
    sweep = try makeSweep(trials: trials, excluding: excluded)
    welcome = Welcome(
      sweep: sweep.encoded(), dataByteCount: preparedData.count, chunkByteCount: 4,
      heartbeat: rules.heartbeat, lease: nil)
    var open = sweep.trialIndices
    var counts = Status.Trials()
    counts.total = open.count
    open.remove(done)
    counts.done = counts.total - open.count
    scheduler = Scheduler(
      name: "stand", welcome: welcome, sweepID: sweep.id, trialIndices: sweep.trialIndices,
      open: open, counts: counts, epoch: epoch, rules: rules, replicates: 1,
      trialCost: { _ in cost }, at: .zero)
  }

  var trials: Status.Trials { scheduler.status(at: now).trials }

  mutating func handle(_ event: Scheduler.Event) -> [Scheduler.Effect] {
    scheduler.handle(event, at: now)
  }

  mutating func hear(_ message: WorkerMessage, from number: Int) -> [Scheduler.Effect] {
    handle(.received(message, sweep: sweep.id, from: peer(number)))
  }

  mutating func hello(
    _ worker: Int, slots: Int = 2, over connection: Int? = nil, sweep: ContentHash? = nil,
    held: [Range<Int>] = [], finished: [Range<Int>] = [], dropped: [Range<Int>] = []
  ) -> [Scheduler.Effect] {
    let hello = Hello(
      worker: workerID(worker), host: "node", slots: slots, instructionSet: "v4",
      sweep: sweep ?? self.sweep.id,
      held: held, finished: finished, dropped: dropped)
    return hear(.hello(hello), from: connection ?? worker)
  }

  /// A worker that said hello and that it is ready: what the latter led to.
  mutating func join(_ worker: Int, slots: Int = 2) -> [Scheduler.Effect] {
    _ = hello(worker, slots: slots)
    return hear(.ready, from: worker)
  }

  /// Lets time pass with a tick each half second, while `speaker` sends `message` before each.
  mutating func wait(
    _ duration: Duration, hearing message: WorkerMessage? = nil, from speaker: Int = 0
  ) -> [Scheduler.Effect] {
    var effects: [Scheduler.Effect] = []
    let end = now + duration
    while now < end {
      now += .milliseconds(500)
      if let message { effects += hear(message, from: speaker) }
      effects += handle(.tick)
    }
    return effects
  }

  func welcome(holding lease: Lease?) -> CoordinatorMessage {
    var answer = welcome
    answer.lease = lease
    return .welcome(answer)
  }

  func joined(_ worker: Int, slots: Int = 2) -> Scheduler.Effect {
    .note(
      .joined(
        worker: workerID(worker), host: "node", slots: slots, instructionSet: "v4"))
  }

  func left(_ worker: Int) -> Scheduler.Effect {
    .note(.left(worker: workerID(worker), host: "node"))
  }

  func lapsed(_ worker: Int, trials: Int) -> Scheduler.Effect {
    .note(.lapsed(worker: workerID(worker), host: "node", trials: trials))
  }

  func refused(_ worker: Int, count: Int) -> Scheduler.Effect {
    .note(.refusedOutcomes(worker: workerID(worker), host: "node", count: count))
  }
}

/// A worker's session and its clock; the worker's number is 1.
struct SessionStand {
  let sweep: Sweep
  var session: WorkerSession
  var now = Instant.zero

  init(rules: WorkerSession.Rules = .init()) throws {
    sweep = try makeSweep(trials: 20)
    session = WorkerSession(worker: workerID(1), host: "node", slots: 2, rules: rules, at: .zero)
    _ = session.start(at: .zero)
  }

  /// A session that has its data and holds `leases`.
  static func working(
    on leases: Lease..., rules: WorkerSession.Rules = .init()
  ) throws -> SessionStand {
    var stand = try SessionStand(rules: rules)
    _ = stand.receiveWelcome()
    for number in 0..<3 { _ = stand.receive(stand.chunk(number)) }
    _ = stand.handle(.prepared)
    for lease in leases { _ = stand.receive(.grant(lease)) }
    return stand
  }

  mutating func handle(_ event: WorkerSession.Event) -> [WorkerSession.Effect] {
    session.handle(event, at: now)
  }

  mutating func receive(_ message: CoordinatorMessage) -> [WorkerSession.Effect] {
    handle(.received(message))
  }

  mutating func receiveWelcome(
    to other: Sweep? = nil, holding lease: Lease? = nil
  ) -> [WorkerSession.Effect] {
    receive(
      .welcome(
        Welcome(
          sweep: (other ?? sweep).encoded(), dataByteCount: preparedData.count, chunkByteCount: 4,
          heartbeat: .seconds(1), lease: lease)))
  }

  mutating func finish(_ indices: Int...) -> [WorkerSession.Effect] {
    handle(.finished(OutcomeBatch(indices.map { outcome($0) }), of: sweep.id))
  }

  /// Lets time pass with a tick each half second, while the coordinator says `message` before each.
  mutating func wait(
    _ duration: Duration, hearing message: CoordinatorMessage? = nil
  ) -> [WorkerSession.Effect] {
    var effects: [WorkerSession.Effect] = []
    let end = now + duration
    while now < end {
      now += .milliseconds(500)
      if let message { effects += receive(message) }
      effects += handle(.tick)
    }
    return effects
  }

  func chunk(_ number: Int) -> CoordinatorMessage {
    .chunk(number: number, bytes: Array(preparedData[number * 4..<min(number * 4 + 4, 10)]))
  }

  func hello(
    sweep: ContentHash? = nil, held: [Range<Int>] = [], finished: [Range<Int>] = [],
    dropped: [Range<Int>] = []
  ) -> WorkerSession.Effect {
    .send(
      .hello(
        Hello(
          worker: workerID(1), host: "node", slots: 2, sweep: sweep, held: held,
          finished: finished, dropped: dropped)))
  }

  func outcomes(_ indices: Int...) -> WorkerSession.Effect {
    .send(.outcomes(OutcomeBatch(indices.map { outcome($0) })))
  }
}
