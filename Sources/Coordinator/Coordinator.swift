import Foundation
public import Scheduling
import SearchSpace
public import SweepStore
import Sweeps
import WireProtocol
public import ZeroMQ

/// Performs what a ``Scheduler`` decides: a loop over one router socket, beside a thread that owns the store.
public final class Coordinator {
  /// What reaches the loop from other threads.
  public enum Incident: Sendable {
    case stored(Stored)
    case storeStalled
    case storeFailed(StoreError)
    /// Something to do on the loop's thread unless the sweep has ended; what it throws, ``Coordinator/run()`` throws.
    case unlessEnded(@Sendable () throws -> Void)
    /// These keys are admitted from now on, and no others; each has a name for people.
    case admit([PublicKey: String])
    /// Something to write into the event log and to tell the person.
    case remark(kind: String, String)
    /// A person asked for the end: the first time to drain, the second time to stop.
    case interrupted
  }

  /// Outcomes of one worker that are on disk.
  public struct Stored: Sendable {
    /// What the store did with them.
    public var batch: StoredBatch
    /// Outcomes that came again and differ from the stored ones.
    public var conflictCount = 0
  }

  /// Sees the index and the record of every outcome in the store, those of former runs and duplicates, too, in portions
  /// between commits and on the store's thread; a record may end behind its head.
  public typealias OutcomeWatch = @Sendable (_ index: Int, _ record: ArraySlice<UInt8>) -> Void

  /// What the person at the terminal is told.
  public enum Report: Sendable {
    case stored(Stored)
    case note(Scheduler.Note)
    /// A sentence of which the event log knows, too; what is refused at the port is told once a minute and source.
    case remark(String)
    /// Some time has passed.
    case status(Status)
  }

  /// How a coordinator ended.
  public enum Ending: Sendable {
    case done
    /// Drained or stopped with trials left.
    case interrupted
  }

  private let socket: Socket
  private let mailbox: Mailbox<Incident>
  private let data: [UInt8]
  private let sweepID: ContentHash
  private let store: StoreThread
  private let report: (Report) -> Void
  private let clock = ContinuousClock()
  private let startedAt: ContinuousClock.Instant
  private var scheduler: Scheduler
  private var refusals: Refusals
  private var introductions = Introductions()
  private var isDraining = false
  private var ending: Ending?
  /// How long the end of a sweep is told to workers that have not said goodbye.
  private var lingerUntil = Duration.zero
  /// Before which the end is not told, where workers of a coordinator before may still be looking for this one.
  private let earliestEnd: Duration
  private let rules = Scheduler.Rules()
  /// When the first lease was granted.
  public private(set) var firstGrant: ContinuousClock.Instant?

  /// The size of the pieces in which prepared data are sent.
  public static let chunkByteCount = 256 << 10

  /// Takes over a bound socket and the store of a sweep.
  ///
  /// - Parameters:
  ///   - admitted: the keys that the socket admits, with their names; `nil` where it asks for none.
  ///   - start: what the store knows of the sweep and what is left to do.
  ///   - data: the canonical bytes of the prepared data, which hash to what the sweep names.
  ///   - watch: told of every outcome in the store; `nil` where nobody wants to know.
  ///   - report: called on the thread that calls ``run()``.
  public init(
    socket: consuming Socket, admitted: [PublicKey: String]? = nil, store: sending SweepStore,
    start: Start, data: [UInt8], mailbox: Mailbox<Incident>, watch: OutcomeWatch? = nil,
    report: @escaping (Report) -> Void
  ) {
    self.socket = socket
    self.mailbox = mailbox
    self.data = data
    self.report = report
    refusals = Refusals(keyNames: admitted)
    startedAt = clock.now
    sweepID = start.sweep.id
    let isAwaited = store.isAtFormerEndpoint && !(store.formerHasEnded && start.open.isEmpty)
    earliestEnd = isAwaited ? rules.leaseTime : .zero
    scheduler = Scheduler(
      name: start.name,
      welcome: Welcome(
        sweep: start.sweep.encoded(), dataByteCount: data.count,
        chunkByteCount: Self.chunkByteCount, heartbeat: rules.heartbeat, lease: nil),
      sweepID: sweepID, trialIndices: start.sweep.trialIndices, open: start.open,
      counts: start.counts, failures: start.failures, epoch: UInt64(store.epoch), rules: rules,
      replicates: start.sweep.replicates, trialCost: start.trialCost, at: .zero)
    self.store = StoreThread(store: store, reportTo: mailbox, watch: watch)
  }

  /// Serves workers until the sweep is done or a person ends it.
  public func run() throws -> Ending {
    var nextTick = Duration.zero
    while true {
      if let ending, ending == .interrupted || isEverybodyTold {
        store.request(.event(kind: "ended", text: text(of: ending)))
        for text in refusals.takeUntold() { remark("refused", text) }
        store.close()
        for incident in mailbox.takeAll() { try handle(incident) }
        report(.status(scheduler.status(at: now)))
        return ending
      }
      try socket.wait(timeout: nextTick - now, mailbox: mailbox.doorbell)
      for event in socket.takeEvents() { refuse(refusals.note(event, at: now)) }
      for incident in mailbox.takeAll() { try handle(incident) }
      try receiveAll()
      if now >= nextTick {
        try handle(.tick)
        for text in refusals.takeDue(at: now) { remark("refused", text) }
        report(.status(scheduler.status(at: now)))
        nextTick = now + .milliseconds(250)
      }
    }
  }

  /// What the event log tells of the end.
  private func text(of ending: Ending) -> String {
    let trials = scheduler.status(at: now).trials
    return switch ending {
    case .done: "coordinator ended: every trial is done, \(trials.failed) failed"
    case .interrupted:
      "coordinator ended, as it was told to; \(trials.total - trials.done) trials are left"
    }
  }

  private var isEverybodyTold: Bool {
    now >= lingerUntil || scheduler.isDeserted && now >= earliestEnd
  }

  private var now: Duration { clock.now - startedAt }

  private func handle(_ incident: Incident) throws {
    switch incident {
    case .stored(let stored):
      try handle(.stored(stored.batch))
      report(.stored(stored))
    case .storeStalled: try handle(Scheduler.Event.storeStalled)
    case .storeFailed(let error): throw error
    case .unlessEnded(let action):
      guard ending == nil else { return }
      do {
        try action()
      } catch {
        store.close()
        throw error
      }
    case .admit(let names):
      socket.admit(Set(names.keys))
      refusals.rename(names)
    case .remark(let kind, let text): remark(kind, text)
    case .interrupted:
      if isDraining, ending == nil { ending = .interrupted }
      isDraining = true
      try handle(.drain)
    }
  }

  /// Reads what has come, in portions so that ticks are never kept waiting by a flood.
  private func receiveAll() throws {
    let end = now + .milliseconds(100)
    while now < end {
      guard let frames = try socket.receive() else { return }
      let envelope: Envelope<WorkerMessage>
      guard frames.count == 2, let peer = Socket.routingID(of: frames[0]) else {
        refuse(refusals.note(message: "\(frames.count) frames", from: socket.source, at: now))
        continue
      }
      do throws(WireError) {
        envelope = try Envelope(decoding: frames[1])
      } catch {
        refuse(refusals.note(message: "\(error)", from: socket.source, at: now))
        continue
      }
      guard introductions.allow(envelope.message, from: peer) else {
        let reason = "hellos of several workers on one connection"
        refuse(refusals.note(message: reason, from: socket.source, at: now))
        continue
      }
      try handle(
        .received(envelope.message, sweep: envelope.sweep, from: PeerID(rawValue: peer)))
    }
  }

  private func refuse(_ text: String?) {
    if let text { remark("refused", text) }
  }

  private func remark(_ kind: String, _ text: String) {
    store.request(.event(kind: kind, text: text))
    report(.remark(text))
  }

  private func handle(_ event: Scheduler.Event) throws {
    for effect in scheduler.handle(event, at: now) { try perform(effect) }
  }

  private func perform(_ effect: Scheduler.Effect) throws {
    switch effect {
    case .send(let message, let peer):
      if firstGrant == nil, case .grant = message { firstGrant = clock.now }
      try send(message, to: peer)
    case .sendChunk(let number, let peer):
      let start = number * Self.chunkByteCount
      guard (0..<data.count).contains(start) else { return }
      let bytes = Array(data[start..<min(start + Self.chunkByteCount, data.count)])
      try send(.chunk(number: number, bytes: bytes), to: peer)
    case .store(let trials, let worker):
      store.request(.outcomes(trials, from: worker))
    case .note(let note):
      record(note)
      report(.note(note))
    case .end(let reason):
      ending = reason == .done ? .done : .interrupted
      lingerUntil = max(now + rules.leaseTime, earliestEnd)
    }
  }

  private func send(_ message: CoordinatorMessage, to peer: PeerID) throws {
    let bytes = Envelope(sweep: sweepID, message: message).encoded()
    // A peer that takes no more is as good as gone: it will say hello again, or its leases lapse.
    if try socket.send(bytes, to: peer.rawValue) != .sent { try handle(.unreachable(peer)) }
  }

  private func record(_ note: Scheduler.Note) {
    if case .joined(let worker, let host, let slots, let instructionSet) = note {
      store.request(.worker(worker, host: host, slots: slots, instructionSet: instructionSet))
    }
    store.request(.event(kind: note.kind, text: "\(note)"))
  }
}
