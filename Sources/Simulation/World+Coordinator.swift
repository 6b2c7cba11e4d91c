import RandomStreams
import Scheduling
import SearchSpace
import Sweeps
import WireProtocol

/// A coordinator's process: what is lost when it crashes.
struct CoordinatorProcess {
  /// What reaches the loop from the store's thread and from people.
  enum Incident {
    case stored(StoredBatch)
    case storeStalled
    case storeFailed
    case interrupted
  }

  var scheduler: PlantedScheduler
  let clock: SkewedClock
  /// Until when the loop stands still.
  var standsUntil = Instant.zero
  /// Until when the whole process does, its store thread, too.
  var pausedUntil = Instant.zero
  var inbox: [Packet] = []
  var incidents: [Incident] = []
  var store = StoreThread()
  var ending: Scheduler.Ending?

  /// Whether a person wants the end, even if the process has not heard it yet.
  var isAskedToEnd: Bool {
    scheduler.status(at: .zero).state == .draining
      || incidents.contains { if case .interrupted = $0 { true } else { false } }
  }
}

extension World {
  private static let tickInterval = Duration.milliseconds(250)

  /// Starts a coordinator on what the disk holds; what the last one knew beside is lost.
  mutating func startCoordinator() {
    guard coordinator == nil else { return }
    disk.epoch += 1
    if disk.epoch > 1 { tally[.restarts] += 1 }
    if circumstances.editsGrid, disk.epoch > 1, grids.count <= Circumstances.editLimit, !isHealed,
      random.oneIn(2)
    {
      let edit = Grid.Edit.allCases[random.below(Grid.Edit.allCases.count)]
      grids.append(grid.edited(edit, data: circumstances.data))
      tally[.gridEdits] += 1
    }
    var open = grid.trialIndices
    var counts = Status.Trials()
    counts.total = open.count
    for (index, number) in grid.numbers.enumerated() {
      guard let number, let record = disk.rows[number] else { continue }
      open.remove(index..<index + 1)
      counts.done += 1
      switch OutcomeRecord.kind(ofEncoded: record) {
      case .failed: counts.failed += 1
      case .infeasible: counts.infeasible += 1
      case .measured, nil: break
      }
    }
    trace.say(now, "the coordinator starts, epoch \(disk.epoch), \(open.count) trials open")
    let clock = SkewedClock(
      reading: .zero, at: now, permille: circumstances.coordinatorClockPermille)
    let scheduler = Scheduler(
      name: "world", welcome: welcome, sweepID: grid.id, trialIndices: grid.trialIndices,
      open: open, counts: counts, epoch: fault == .reuseLeaseID ? 1 : disk.epoch,
      rules: circumstances.rules, replicates: grid.sweep.replicates,
      trialCost: { _ in 1_000 }, at: .zero)
    coordinator = CoordinatorProcess(
      scheduler: PlantedScheduler(scheduler, planting: fault, at: .zero), clock: clock)
    startLedger(counts)
    queue.push(.tickCoordinator(epoch: disk.epoch), at: now)
  }

  private var welcome: Welcome {
    Welcome(
      sweep: grid.sweep.encoded(), dataByteCount: circumstances.data.count,
      chunkByteCount: circumstances.chunkByteCount, heartbeat: circumstances.rules.heartbeat,
      lease: nil)
  }

  /// The process is gone, with all that is in its memory and, in part, on its connections.
  mutating func crashCoordinator() {
    guard coordinator != nil else { return }
    trace.say(now, "the coordinator is gone")
    coordinator = nil
    for position in connections.indices where connections[position].epoch == disk.epoch {
      breakOff(PeerID(rawValue: UInt64(position)), knownToCoordinatorAt: now)
    }
    queue.push(.startCoordinator, at: moment(within: .seconds(10)))
  }

  private func runs(_ epoch: UInt64) -> Bool {
    coordinator != nil && disk.epoch == epoch && violation == nil
  }

  /// One turn of the loop: what other threads said, then the socket until it is empty, then the tick.
  mutating func turnCoordinator(tickIsDue: Bool = false) {
    guard let process = coordinator, now >= process.standsUntil else { return }
    let epoch = disk.epoch
    coordinator?.incidents = []
    for incident in process.incidents where runs(epoch) { take(incident) }
    guard runs(epoch), let inbox = coordinator?.inbox else { return }
    let readCount =
      fault == .expireUndrained ? min(tickIsDue ? 1 : 0, inbox.count) : inbox.count
    coordinator?.inbox.removeFirst(readCount)
    for packet in inbox.prefix(readCount) where runs(epoch) { receive(packet) }
    guard runs(epoch) else { return }
    if tickIsDue { tellScheduler(.tick) }
    if now < coordinatorSlowUntil, runs(epoch) {
      let rest = random.duration(.zero, circumstances.rules.heartbeat * 2 / 5)
      coordinator?.standsUntil = now + rest
      queue.push(.turnCoordinator, at: now + rest)
    }
  }

  mutating func tickCoordinator(epoch: UInt64) {
    guard let process = coordinator, disk.epoch == epoch else { return }
    guard now >= process.standsUntil else {
      queue.push(.tickCoordinator(epoch: epoch), at: process.standsUntil)
      return
    }
    turnCoordinator(tickIsDue: true)
    queue.push(
      .tickCoordinator(epoch: epoch), at: now + process.clock.worldTime(Self.tickInterval))
  }

  private mutating func take(_ incident: CoordinatorProcess.Incident) {
    if crashesHere() { return }
    switch incident {
    case .stored(let batch): tellScheduler(.stored(batch))
    case .storeStalled: tellScheduler(.storeStalled)
    case .storeFailed:
      trace.say(now, "the store failed: the coordinator ends with an error")
      crashCoordinator()
    case .interrupted: tellScheduler(.drain)
    }
  }

  private mutating func receive(_ packet: Packet) {
    if crashesHere() { return }
    trace.add(packet.bytes)
    tally[.messages] += 1
    do throws(WireError) {
      let envelope = try Envelope<WorkerMessage>(decoding: packet.bytes)
      trace.say(now, "\(name(packet.peer)) says \(text(envelope.message))")
      tellScheduler(.received(envelope.message, sweep: envelope.sweep, from: packet.peer))
    } catch {
      violate("the coordinator cannot read what an honest worker sent: \(error)")
    }
  }

  mutating func tellScheduler(_ event: Scheduler.Event) {
    guard let process = coordinator else { return }
    let epoch = disk.epoch
    let local = process.clock.reading(at: now)
    let effects = coordinator?.scheduler.handle(event, at: local) ?? []
    audit(event, effects, at: local)
    for effect in effects where runs(epoch) {
      if crashesHere() { return }
      perform(effect)
    }
  }

  private mutating func perform(_ effect: Scheduler.Effect) {
    switch effect {
    case .send(let message, let peer): send(message, to: peer)
    case .sendChunk(let number, let peer):
      let start = number * circumstances.chunkByteCount
      guard circumstances.data.indices.contains(start) else { return }
      let bytes = Array(circumstances.data[start...].prefix(circumstances.chunkByteCount))
      send(.chunk(number: number, bytes: bytes), to: peer)
    case .store(let trials, let worker): requestStore(trials, from: worker)
    case .note(let note): trace.say(now, "the coordinator notes: \(note)")
    case .end(let ending): endCoordinator(ending)
    }
  }

  private mutating func endCoordinator(_ ending: Scheduler.Ending) {
    trace.say(now, "the coordinator ends: \(ending)")
    coordinator?.ending = ending
    // A coordinator whose sweep is done goes on telling workers; a drained one is started again by a person.
    if ending == .drained {
      tally[.drains] += 1
      crashCoordinator()
    }
  }

  private mutating func send(_ message: CoordinatorMessage, to peer: PeerID) {
    trace.say(now, "\(name(peer)) is told \(text(message))")
    let bytes = Envelope(sweep: grid.id, message: message).encoded()
    trace.add(bytes)
    if !carryToWorker(bytes, over: peer) {
      tally[.unreachablePeers] += 1
      trace.say(now, "\(name(peer)) cannot be reached")
      tellScheduler(.unreachable(peer))
    }
  }

  /// Draws whether the coordinator crashes at this very step.
  mutating func crashesHere() -> Bool {
    guard happens(.crash) else { return false }
    tally[.crashesWithinAStep] += 1
    crashCoordinator()
    return true
  }

  func name(_ peer: PeerID) -> String {
    "\(name(connections[Int(peer.rawValue)].worker)) (peer \(peer.rawValue))"
  }
}
