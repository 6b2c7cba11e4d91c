import SearchSpace
public import Sweeps

/// A worker's decisions as a pure state machine, the twin of ``Scheduler``.
///
/// A session owns no socket, clock or thread. It keeps every outcome until the coordinator has acknowledged it, across
/// lost connections and restarts of the coordinator.
public struct WorkerSession: Sendable {
  /// What happened.
  public enum Event: Sendable {
    case received(CoordinatorMessage)
    /// Trials of the sweep with this id have ended.
    case finished(OutcomeBatch, of: ContentHash)
    /// The training process has ended unasked. What it finished before was reported before.
    case trainingEnded(Crash)
    /// The shell has made ready what ``Effect/prepare(sweep:data:)`` asked for.
    case prepared
    /// The trials that had not been started when the shell emptied its queue.
    case cancelled([Range<Int>])
    /// Time has passed and the socket has been drained.
    case tick
    /// A person or the cluster wants the worker to end: the first time what runs is finished, the second time not.
    case drain
  }

  /// What the shell must do.
  public enum Effect: Hashable, Sendable {
    /// Close the socket, if there is one, and open a new one.
    case connect
    case send(WorkerMessage)
    /// Make ready to run trials of `sweep`: `data` has the hash that the sweep names.
    case prepare(sweep: Sweep, data: [UInt8])
    /// Start another training process in place of one that ended, for the sweep that was made ready last, with an empty
    /// queue; then report ``Event/prepared``.
    case restartTraining
    /// Run these trials after those already queued.
    case run([Range<Int>])
    /// Forget the queue and run these; what runs already, runs on.
    case replaceQueue([Range<Int>])
    /// Empty the queue and report what was in it.
    case cancelQueue
    /// Take these trials out of the queue: somebody else has brought them.
    case forget([Range<Int>])
    /// Tell the person.
    case note(Note)
    case end(Ending)
  }

  /// Why a worker ends.
  public enum Ending: Hashable, Sendable {
    /// The coordinator said that the sweep is done.
    case done
    /// Everything held was finished or given back, as asked.
    case drained
    /// The end was asked for a second time, and something ran.
    case stopped
    /// No coordinator answered for too long.
    case gaveUp
    /// The coordinator does not take this worker, for the reason given.
    case refused(reason: String)
    /// Training processes end before they run anything, for the reason given.
    case cannotTrain(reason: String)
  }

  /// What a person is told.
  public enum Note: Hashable, Sendable {
    case joined
    /// Nobody has answered for this long.
    case noAnswer(Duration)
    /// The coordinator sent bytes that are no sweep or not the data that the sweep names.
    case badData
    /// Something came that is no message of a coordinator.
    case strangeMessage
    /// The time limit is reached: what runs is finished.
    case timeIsUp
    /// The training process has ended unasked; another is started.
    case crashed(Crash)
  }

  /// The rules that a worker goes by.
  public struct Rules: Sendable {
    /// How long to keep trying without any answer.
    public var giveUpAfter: Duration = .seconds(15 * 60)
    /// How many bytes of records go into one message, unless a single record has more.
    public var messageByteCount = 4 << 20
    /// After how long the person is told that nobody answers, and again every 30 seconds.
    public var firstWarning: Duration = .seconds(2)
    /// How many training processes in a row may end before they run anything.
    public var startLimit = 3
    /// How long a drain may wait for running trials.
    public var grace: Duration = .seconds(25)
    /// After how long the worker drains of itself, if ever.
    public var timeLimit: Duration?
    /// What is added to the wait before a new connection, different for each worker.
    public var jitter: Duration = .zero
    /// How many chunks of data are asked for ahead.
    public var chunkWindow = 4
    /// After how long without an answer outcomes are sent, and chunks asked for, again.
    public var resendAfter: Duration = .seconds(10)

    /// Makes the default rules.
    public init() {}
  }

  enum Phase {
    case greeting
    case fetching(Fetch)
    case preparing
    case working
    case ended
  }

  /// The prepared data as far as they have come.
  struct Fetch {
    let sweep: Sweep
    let byteCount: Int
    let chunkByteCount: Int
    /// No longer than what has been asked for: who announces a lot and sends nothing costs nothing.
    var data: [UInt8] = []
    /// Of each chunk that has been asked for, whether it has come.
    var isReceived: [Bool] = []

    var chunkCount: Int { (byteCount + chunkByteCount - 1) / chunkByteCount }
  }

  let worker: WorkerID
  let host: String
  let slots: Int
  let instructionSet: String
  let rules: Rules
  var phase = Phase.greeting
  var heartbeat = Duration.seconds(1)
  /// The sweep that was joined last, and the one whose data the shell has made ready.
  var sweepID: ContentHash?
  var preparedSweepID: ContentHash?
  var leases: [LeaseID: IndexRanges] = [:]
  var unacknowledged = UnacknowledgedOutcomes()
  /// Trials that it was told to drop and that may have been running already.
  var dropped = IndexRanges()
  /// Whether the training process has what it needs, and so a queue.
  var isTraining = false
  /// How many training processes in a row have ended before they ran anything.
  var failedStarts = 0
  /// Crashes that no coordinator could be told of yet; what ran is still held.
  var untoldCrashes: [Crash] = []
  let startedAt: Instant
  var lastTick: Instant
  var lastHeard: Instant
  var lastConnect: Instant
  var lastSaid: Instant
  var lastProgress: Instant
  var nextWarning: Duration
  var drainDeadline: Instant?

  /// Starts a session that has no connection yet; ``start(at:)`` follows.
  public init(
    worker: WorkerID, host: String, slots: Int, instructionSet: String = "",
    rules: Rules = Rules(), at now: Instant
  ) {
    self.worker = worker
    self.host = host
    self.slots = slots
    self.instructionSet = instructionSet
    self.rules = rules
    startedAt = now
    (lastTick, lastHeard, lastConnect, lastSaid, lastProgress) = (now, now, now, now, now)
    nextWarning = rules.firstWarning
  }

  /// The id of the sweep that is worked on, which every message carries.
  public var currentSweep: ContentHash? { sweepID }

  /// Opens the first connection.
  public mutating func start(at now: Instant) -> [Effect] {
    [.connect, .send(.hello(hello))]
  }

  /// Decides what follows from `event`.
  public mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    if case .ended = phase { return [] }
    var effects: [Effect] = []
    switch event {
    case .received(let message):
      lastHeard = now
      nextWarning = rules.firstWarning
      receive(message, at: now, &effects)
    case .finished(let trials, let sweep):
      if sweep == sweepID { finish(trials, at: now, &effects) }
    case .prepared:
      beginTraining(&effects)
    case .trainingEnded(let crash):
      recover(from: crash, &effects)
    case .cancelled(let ranges):
      giveBack(ranges, &effects)
    case .tick:
      passTime(now, &effects)
    case .drain:
      if drainDeadline == nil {
        drain(at: now, &effects)
      } else {
        end(.stopped, &effects)
      }
    }
    endIfDrained(now, &effects)
    return effects
  }

  var hello: Hello {
    Hello(
      worker: worker, host: host, slots: slots, instructionSet: instructionSet, sweep: sweepID,
      held: held.ascending, finished: unacknowledged.indices.ascending, dropped: dropped.ascending)
  }

  /// The trials that the worker was granted and has not finished.
  var held: IndexRanges { IndexRanges(leases.values.flatMap(\.ascending)) }

  private mutating func finish(
    _ trials: OutcomeBatch, at now: Instant, _ effects: inout [Effect]
  ) {
    failedStarts = 0
    if unacknowledged.isEmpty { lastProgress = now }
    for piece in trials.pieces(ofAtMost: rules.messageByteCount) {
      unacknowledged.append(piece)
      let indices = IndexRanges(indices: piece.indices)
      removeHeld(indices)
      dropped.subtract(indices)
      if case .working = phase { effects.append(.send(.outcomes(piece))) }
    }
  }

  func sendUnacknowledged(_ effects: inout [Effect]) {
    for piece in unacknowledged.all.pieces(ofAtMost: rules.messageByteCount) {
      effects.append(.send(.outcomes(piece)))
    }
  }

  private mutating func drain(at now: Instant, _ effects: inout [Effect]) {
    drainDeadline = now + rules.grace
    if isTraining {
      effects.append(.cancelQueue)
    } else {
      giveBack(held.ascending, &effects)
    }
  }

  private mutating func giveBack(_ ranges: [Range<Int>], _ effects: inout [Effect]) {
    removeHeld(IndexRanges(ranges))
    if !ranges.isEmpty { effects.append(.send(.giveBack(ranges))) }
  }

  mutating func removeHeld(_ indices: IndexRanges) {
    for id in leases.keys {
      leases[id]?.subtract(indices)
      if leases[id]?.isEmpty == true { leases[id] = nil }
    }
  }

  /// A gap between ticks longer than a heartbeat means that this process stood still: it is no silence of the
  /// coordinator.
  private mutating func passTime(_ now: Instant, _ effects: inout [Effect]) {
    let gap = now - lastTick
    lastTick = now
    if gap > heartbeat { lastHeard = min(lastHeard + gap, now) }
    let silence = now - lastHeard
    if silence >= rules.giveUpAfter {
      end(.gaveUp, &effects)
      return
    }
    if let limit = rules.timeLimit, drainDeadline == nil, now - startedAt >= limit {
      effects.append(.note(.timeIsUp))
      drain(at: now, &effects)
    }
    if silence >= nextWarning {
      effects.append(.note(.noAnswer(silence)))
      nextWarning = silence + .seconds(30)
    }
    if silence > heartbeat * 3, now - lastConnect > heartbeat * 3 + rules.jitter {
      phase = .greeting
      lastConnect = now
      lastSaid = now
      effects.append(.connect)
      effects.append(.send(.hello(hello)))
    } else if now - lastSaid >= heartbeat {
      lastSaid = now
      effects.append(.send(greetingOrHeartbeat))
      // The first may have been lost: nobody else would notice that this worker waits.
      if case .working = phase, leases.isEmpty, drainDeadline == nil {
        effects.append(.send(.ready))
      }
    }
    if now - lastProgress > rules.resendAfter { sendAgain(now, &effects) }
  }

  private mutating func sendAgain(_ now: Instant, _ effects: inout [Effect]) {
    lastProgress = now
    switch phase {
    case .working where !unacknowledged.isEmpty:
      sendUnacknowledged(&effects)
    case .fetching(let fetch):
      for chunk in fetch.isReceived.indices where !fetch.isReceived[chunk] {
        effects.append(.send(.fetch(chunk: chunk)))
      }
    default: break
    }
  }

  private var greetingOrHeartbeat: WorkerMessage {
    if case .greeting = phase { .hello(hello) } else { .heartbeat(leases.keys.sorted()) }
  }

  private mutating func endIfDrained(_ now: Instant, _ effects: inout [Effect]) {
    guard let drainDeadline else { return }
    if (leases.isEmpty && unacknowledged.isEmpty) || now >= drainDeadline {
      end(.drained, &effects)
    }
  }

  mutating func end(_ ending: Ending, _ effects: inout [Effect]) {
    if case .ended = phase { return }
    phase = .ended
    switch ending {
    case .done, .drained, .stopped, .cannotTrain: effects.append(.send(.goodbye))
    case .gaveUp, .refused: break
    }
    effects.append(.end(ending))
  }
}
