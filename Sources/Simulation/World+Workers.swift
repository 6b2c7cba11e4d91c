import RandomStreams
import Scheduling
import SearchSpace
import Sweeps
import WireProtocol

/// A worker's process, from its start to its end.
struct WorkerProcess {
  let machine: Int
  var session: PlantedSession
  var clock: SkewedClock
  var isUp = true
  /// Until when the loop stands still, and whether the slots do, too.
  var standsUntil = Instant.zero
  var slotsStand = false
  var inbox: [[UInt8]] = []
  /// The number of the socket, and its connection while it has one.
  var socket = 0
  var peer: PeerID?
  /// What waits for a connection.
  var backlog: [[UInt8]] = []
  var pool: TrainingPool
  /// What the training process has said since the loop's last turn.
  var answers: [Answer] = []
  /// What is made ready now, or was last.
  var preparation: Grid?
  var preparationCount = 0
  /// Trials of the present sweep that finished and that have not been acknowledged.
  var unacknowledged: Set<Int> = []

  enum Answer {
    case prepared
    case finished(OutcomeBatch, of: ContentHash)
    case cancelled([Range<Int>])
  }
}

extension World {
  private static let tickInterval = Duration.milliseconds(250)
  /// How many messages wait for a connection at the most; what is beyond is dropped silently.
  private static let backlogLimit = 1_000

  mutating func startWorker(on machine: Int) {
    guard !isUp(machines[machine].worker), coordinator?.ending != .done else { return }
    let number = workers.count
    let circumstances = machines[machine].circumstances
    let clock = SkewedClock(
      reading: random.duration(.zero, .seconds(1_000)), at: now,
      permille: circumstances.clockPermille)
    var rules = self.circumstances.workerRules
    rules.jitter = circumstances.jitter
    if isHealed { rules.timeLimit = nil }
    let session = WorkerSession(
      worker: workerID(number), host: "machine-\(machine + 1)", slots: circumstances.slots,
      rules: rules, at: clock.reading(at: now))
    if machines[machine].worker == nil, now > .zero { tally[.lateJoins] += 1 }
    machines[machine].worker = number
    workers.append(
      WorkerProcess(
        machine: machine, session: PlantedSession(session, planting: fault), clock: clock,
        pool: TrainingPool(slots: circumstances.slots)))
    trace.say(now, "\(name(number)) starts with \(circumstances.slots) slots")
    let effects = workers[number].session.start(at: clock.reading(at: now))
    perform(effects, by: number)
    queue.push(.tickWorker(number), at: now + clock.worldTime(Self.tickInterval))
  }

  func workerID(_ worker: Int) -> WorkerID {
    WorkerID(high: UInt64(worker + 1) << 32, low: 0)
  }

  /// Ends a process; another is started some time later, unless the sweep is done.
  mutating func endProcess(_ worker: Int) {
    guard workers[worker].isUp else { return }
    trace.say(now, "\(name(worker)) is gone")
    workers[worker].isUp = false
    closeSocket(of: worker)
    let pause = random.duration(.zero, .seconds(3))
    queue.push(.startWorker(machine: workers[worker].machine), at: now + pause)
  }

  /// One turn of the loop: what the training process says, then the socket until it is empty, then the tick.
  mutating func turn(_ worker: Int, tickIsDue: Bool = false) {
    guard workers[worker].isUp, now >= workers[worker].standsUntil else { return }
    takeAnswers(worker)
    let inbox = workers[worker].inbox
    workers[worker].inbox = []
    for bytes in inbox where workers[worker].isUp { receive(bytes, by: worker) }
    if tickIsDue { tell(worker, .tick) }
  }

  mutating func tick(_ worker: Int) {
    guard workers[worker].isUp else { return }
    let standsUntil = workers[worker].standsUntil
    guard now >= standsUntil else { return queue.push(.tickWorker(worker), at: standsUntil) }
    turn(worker, tickIsDue: true)
    queue.push(
      .tickWorker(worker), at: now + workers[worker].clock.worldTime(Self.tickInterval))
  }

  private mutating func receive(_ bytes: [UInt8], by worker: Int) {
    do throws(WireError) {
      let envelope = try Envelope<CoordinatorMessage>(decoding: bytes)
      if case .acknowledge(let ranges) = envelope.message {
        workers[worker].unacknowledged.subtract(ranges.joined())
      }
      tell(worker, .received(envelope.message))
    } catch {
      violate("\(name(worker)) cannot read what the coordinator sent: \(error)")
    }
  }

  private mutating func takeAnswers(_ worker: Int) {
    let answers = workers[worker].answers
    workers[worker].answers = []
    for answer in answers {
      switch answer {
      case .prepared: tell(worker, .prepared)
      case .cancelled(let ranges): tell(worker, .cancelled(ranges))
      case .finished(let trials, let sweep):
        if sweep == workers[worker].session.currentSweep {
          workers[worker].unacknowledged.formUnion(trials.indices)
        }
        tell(worker, .finished(trials, of: sweep))
      }
    }
  }

  mutating func tell(_ worker: Int, _ event: WorkerSession.Event) {
    guard workers[worker].isUp else { return }
    let local = workers[worker].clock.reading(at: now)
    let sweep = workers[worker].session.currentSweep
    let effects = workers[worker].session.handle(event, at: local)
    if workers[worker].session.currentSweep != sweep { workers[worker].unacknowledged = [] }
    perform(effects, by: worker)
  }

  private mutating func perform(_ effects: [WorkerSession.Effect], by worker: Int) {
    for effect in effects where workers[worker].isUp { perform(effect, by: worker) }
  }

  private mutating func perform(_ effect: WorkerSession.Effect, by worker: Int) {
    switch effect {
    case .connect:
      closeSocket(of: worker)
      workers[worker].socket += 1
      workers[worker].backlog = []
      queue.push(
        .connect(worker: worker, socket: workers[worker].socket), at: now + latency())
    case .send(let message): send(message, by: worker)
    case .prepare(let sweep, let data): prepare(sweep, data, by: worker)
    case .restartTraining: startPreparing(worker)
    case .run(let ranges): queueTrials(worker) { $0.run(ranges) }
    case .replaceQueue(let ranges): queueTrials(worker) { $0.replaceQueue(with: ranges) }
    case .forget(let ranges): queueTrials(worker) { $0.forget(ranges) }
    case .cancelQueue where workers[worker].pool.hasStopped: break
    case .cancelQueue:
      let cancelled = workers[worker].pool.cancel()
      if !cancelled.isEmpty { tally[.givenBack] += 1 }
      answer(.cancelled(cancelled), by: worker)
    case .note(let note): trace.say(now, "\(name(worker)) notes: \(note)")
    case .end(let ending): end(worker, ending)
    }
  }

  private mutating func end(_ worker: Int, _ ending: WorkerSession.Ending) {
    trace.say(now, "\(name(worker)) ends: \(ending)")
    switch ending {
    case .done, .drained, .stopped: break
    case .gaveUp: tally[.gaveUp] += 1
    case .refused(let reason): violate("\(name(worker)) is honest and was refused: \(reason)")
    case .cannotTrain(let reason): violate("\(name(worker)) gave up its training: \(reason)")
    }
    endProcess(worker)
  }

  private mutating func send(_ message: WorkerMessage, by worker: Int) {
    if case .hello(let hello) = message { checkHello(hello, of: worker) }
    let bytes = Envelope(sweep: workers[worker].session.currentSweep, message: message).encoded()
    trace.add(bytes)
    if case .outcomes = message, happens(.repeated) {
      queue.push(.repeatOutcomes(worker: worker, bytes: bytes), at: moment(within: .seconds(20)))
    }
    sendBytes(bytes, by: worker)
  }

  /// Sends the same outcomes once more, as a worker may whose slots or whose network are not as they should be.
  mutating func repeatOutcomes(of worker: Int, _ bytes: [UInt8]) {
    guard workers[worker].isUp else { return }
    tally[.repeatedOutcomes] += 1
    sendBytes(bytes, by: worker)
  }

  private mutating func sendBytes(_ bytes: [UInt8], by worker: Int) {
    if happens(.lost) {
      tally[.lostMessages] += 1
    } else if let peer = workers[worker].peer {
      carryToCoordinator(bytes, over: peer)
    } else if workers[worker].backlog.count < Self.backlogLimit {
      workers[worker].backlog.append(bytes)
    }
  }
}
