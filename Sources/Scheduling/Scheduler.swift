public import SearchSpace
public import Sweeps

/// A point on the coordinator's monotonic clock, as the time since some start.
public typealias Instant = Duration

/// A connection to a coordinator's socket.
public struct PeerID: Hashable, Sendable {
  /// The socket's own number of the connection.
  public let rawValue: UInt64

  /// Makes a peer id.
  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }
}

/// The coordinator's decisions as a pure state machine.
///
/// A scheduler owns no socket, clock or file: it is told what happened and answers with what the shell must do, in
/// order. An outcome that is accepted is acknowledged only by an effect that follows its storage, so none is lost; the
/// store keeps the first outcome of each trial, so none is counted twice. Outcomes of trials that a worker was never
/// granted are refused, and it is told to drop them.
public struct Scheduler: Sendable {
  /// What happened.
  public enum Event: Sendable {
    /// A connection said something; `sweep` is the grid that its indices mean.
    case received(WorkerMessage, sweep: ContentHash?, from: PeerID)
    /// A message could not be delivered: the connection is gone.
    case unreachable(PeerID)
    /// The store has committed the outcomes of this batch.
    case stored(StoredBatch)
    /// The store cannot commit for now (a full disk, say) and keeps trying; said again with every try.
    case storeStalled
    /// Time has passed and the socket has been drained.
    case tick
    /// A person wants the coordinator to end.
    case drain
  }

  /// What the shell must do.
  public enum Effect: Hashable, Sendable {
    case send(CoordinatorMessage, to: PeerID)
    /// Send the chunk of the prepared data with this number.
    case sendChunk(number: Int, to: PeerID)
    /// Store these outcomes, then report a ``StoredBatch`` with their indices.
    case store(OutcomeBatch, from: WorkerID)
    /// Write this into the event log and tell the person.
    case note(Note)
    /// All is stored that will be: end, as soon as ``Scheduler/isDeserted`` or a little later.
    case end(Ending)
  }

  /// Why a coordinator ends.
  public enum Ending: Hashable, Sendable {
    /// Every trial is done.
    case done
    /// A person asked for it, and trials are left.
    case drained
  }

  /// What the event log tells.
  public enum Note: Hashable, Sendable {
    case joined(worker: WorkerID, host: String, slots: Int, instructionSet: String)
    case left(worker: WorkerID, host: String)
    /// The worker was silent for too long; its trials are granted again.
    case lapsed(worker: WorkerID, host: String, trials: Int)
    /// Outcomes that are no records, or of trials that the worker was never granted.
    case refusedOutcomes(worker: WorkerID, host: String, count: Int)
    /// A training process ended unasked while it ran these trials.
    case crashed(worker: WorkerID, host: String, Crash)
    /// A trial that crashed training processes which ran nothing else, and is counted as failed.
    case setAside(trial: Int, reason: String)
    /// A record that is none of this version's.
    case sentUnreadable(worker: WorkerID, host: String)
    case storeStalled
    /// A worker was turned away at its hello, for the reason given.
    case turnedAway(worker: WorkerID, host: String, reason: String)
    /// A connection asks for more than an honest one ever does; what is beyond is passed over.
    case flooded(PeerID)
  }

  /// The rules that a sweep's coordinator goes by.
  public struct Rules: Sendable {
    /// How often each side lets the other hear from it.
    public var heartbeat: Duration = .seconds(1)
    /// How long a lease lives without renewal.
    public var leaseTime: Duration = .seconds(10)
    /// How much work a lease holds for each slot.
    public var leaseWork: Duration = .milliseconds(500)
    /// From how many outcomes on the way to the disk on nothing is granted.
    public var uncommittedLimit = 50_000
    /// After how long without an outcome what a worker holds may be given to an idle one, too.
    public var stragglerPatience: Duration = .seconds(2)
    /// After how many crashes, running alone, a trial counts as failed.
    public var strikeLimit = 3
    /// How much a connection may ask for between two ticks.
    public var requestLimit = 100

    /// Makes the default rules.
    public init() {}
  }

  let name: String
  let welcome: Welcome
  let sweepID: ContentHash
  let rules: Rules
  let leaseSizes: LeaseSizes
  let epoch: UInt64
  let trialIndices: IndexRanges

  /// Trials that nobody holds.
  var open: IndexRanges
  /// Trials that nobody holds and that are granted alone.
  var suspects = IndexRanges()
  /// How often each trial that was suspect crashed a training process which ran nothing else.
  var strikes: [Int: Int] = [:]
  /// Trials that were given to further workers beside the one that holds them, until an outcome settles them.
  var shared = IndexRanges()
  /// Trials whose outcomes are on the way to the disk and that others than the bringer may be running.
  var settledElsewhere = IndexRanges()
  var workers: [WorkerID: WorkerState] = [:]
  var workerOfPeer: [PeerID: WorkerID] = [:]
  /// Who asked how the sweep goes, and when it did last.
  var watchers: [PeerID: Instant] = [:]
  var leaseCounter: UInt64 = 0
  var slotCount = 0
  var uncommittedCount = 0
  /// Since the last tick.
  var requestCounts: [PeerID: Int] = [:]
  /// Until when nothing is granted, unless the store commits something before or fails again.
  var storeStalledUntil: Instant?
  var isDraining = false
  var hasEnded = false
  var lastTick: Instant
  var trials: Status.Trials
  var failures: [String: Int]

  /// Starts with the trials of `open` to do.
  ///
  /// - Parameters:
  ///   - name: the sweep's name, for people.
  ///   - welcome: what admitted workers are told; its lease is ignored.
  ///   - trialIndices: all trials of the grid that no exclusion takes out.
  ///   - counts: the trials known from the store: total, done, failed and infeasible.
  ///   - failures: of the failed ones how many for which reason.
  ///   - trialCost: the multiply-adds of the trial at an index, a rough guess that decides about lease sizes only.
  public init(
    name: String, welcome: Welcome, sweepID: ContentHash, trialIndices: IndexRanges,
    open: IndexRanges, counts: Status.Trials, failures: [String: Int] = [:], epoch: UInt64,
    rules: Rules = Rules(), replicates: Int, trialCost: @escaping @Sendable (Int) -> Double,
    at now: Instant
  ) {
    self.name = name
    self.welcome = welcome
    self.sweepID = sweepID
    self.rules = rules
    self.epoch = epoch
    self.trialIndices = trialIndices
    self.open = open
    leaseSizes = LeaseSizes(
      work: rules.leaseWork, replicates: replicates, trialCost: trialCost)
    trials = counts
    self.failures = failures
    lastTick = now
  }

  /// Decides what follows from `event`.
  public mutating func handle(_ event: Event, at now: Instant) -> [Effect] {
    guard !hasEnded else { return seeOff(event, at: now) }
    var effects: [Effect] = []
    switch event {
    case .received(let message, let sweep, let peer):
      receive(message, sweep: sweep, from: peer, at: now, &effects)
    case .unreachable(let peer):
      if let id = workerOfPeer.removeValue(forKey: peer) { workers[id]?.isReady = false }
    case .stored(let batch):
      let wasBlocked =
        storeStalledUntil != nil || uncommittedCount >= rules.uncommittedLimit
      commit(batch, &effects)
      if wasBlocked { grantToAll(at: now, &effects) }
    case .storeStalled:
      if storeStalledUntil == nil { effects.append(.note(.storeStalled)) }
      storeStalledUntil = now + rules.leaseTime
    case .tick:
      passTime(now, &effects)
      grantToAll(at: now, &effects)
      grantStragglers(at: now, &effects)
    case .drain:
      isDraining = true
    }
    endIfFinished(at: now, &effects)
    return effects
  }

  /// How the sweep goes.
  public func status(at now: Instant) -> Status {
    var trials = trials
    trials.open = open.count
    trials.suspect = suspects.count
    trials.leased = trials.total - trials.done - open.count - suspects.count
    let known = workers.sorted { $0.key < $1.key }.map { id, worker in
      Status.Worker(
        id: id.short, host: worker.host, slots: worker.slots, leased: worker.leasedCount,
        finished: worker.finishedCount, silence: now - worker.lastHeard,
        rate: worker.throughput.perSecond, instructionSet: worker.instructionSet)
    }
    let state: Status.State =
      trials.done == trials.total
      ? .done : isDraining ? .draining : known.isEmpty ? .waiting : .running
    let reasons = failures.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return Status(
      sweep: name, state: state, trials: trials, workers: known,
      failures: reasons.map { Status.Failure(reason: $0.key, count: $0.value) })
  }

  /// In how many leases trials are beyond the first of each, as stragglers' are that others were to help with.
  public var repeatedCount: Int {
    let held = workers.values.map { $0.outstanding(of: shared) }
    return held.reduce(0) { $0 + $1.count } - IndexRanges(held.flatMap(\.ascending)).count
  }

  private mutating func endIfFinished(at now: Instant, _ effects: inout [Effect]) {
    let isDone = trials.done == trials.total
    let isDrained =
      isDraining && uncommittedCount == 0 && workers.values.allSatisfy { $0.leases.isEmpty }
    guard isDone || isDrained else { return }
    hasEnded = true
    // Workers of a drained coordinator stay: the same sweep may go on before they give up.
    if isDone {
      for peer in workerOfPeer.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
        effects.append(.send(.finished, to: peer))
      }
      // Whoever still watches could not learn it once the coordinator is gone.
      for peer in watchers.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
        effects.append(.send(.status(status(at: now)), to: peer))
      }
    } else {
      workers = [:]
    }
    effects.append(.end(isDone ? .done : .drained))
  }

  /// Whether every worker knows that the sweep is done, so that nobody would miss this coordinator.
  public var isDeserted: Bool { hasEnded && workers.isEmpty }

  /// Tells workers that speak after the end of a sweep that it is done.
  private mutating func seeOff(_ event: Event, at now: Instant) -> [Effect] {
    guard case .received(let message, _, let peer) = event, trials.done == trials.total else {
      return []
    }
    switch message {
    case .statusRequest: return [.send(.status(status(at: now)), to: peer)]
    case .goodbye:
      if let id = workerOfPeer.removeValue(forKey: peer) { workers[id] = nil }
      return []
    default: return [.send(.finished, to: peer)]
    }
  }
}

/// What the store did with a batch of outcomes of one worker.
public struct StoredBatch: Hashable, Sendable {
  /// The worker that brought the outcomes.
  public var worker: WorkerID
  /// The trials of the batch, all of them now on disk, ascending and disjoint.
  public var ranges: [Range<Int>]
  /// How many of them were new.
  public var newCount: Int
  /// Of the new ones how many broke off for which reason.
  public var failures: [String: Int]
  /// How many of the new ones were infeasible.
  public var infeasibleCount: Int

  /// Makes a report.
  public init(
    worker: WorkerID, ranges: [Range<Int>], newCount: Int, failures: [String: Int] = [:],
    infeasibleCount: Int = 0
  ) {
    self.worker = worker
    self.ranges = ranges
    self.newCount = newCount
    self.failures = failures
    self.infeasibleCount = infeasibleCount
  }
}
