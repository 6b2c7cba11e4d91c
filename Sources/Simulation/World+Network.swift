import RandomStreams
import Scheduling
import Sweeps

/// A connection between a worker's socket and the coordinator's, from one accepted handshake to its end.
struct Connection {
  let worker: Int
  let epoch: UInt64
  /// When the last message in each direction arrives: none overtakes another.
  var lastArrivalAtCoordinator = Instant.zero
  var lastArrivalAtWorker = Instant.zero
  /// From when on what was on its way does not arrive any more.
  var lostAtCoordinatorAfter: Instant?
  var lostAtWorkerAfter: Instant?
  /// When the coordinator's socket knows that the connection has ended.
  var goneAt: Instant?
}

/// Bytes on their way.
struct Packet {
  let peer: PeerID
  let bytes: [UInt8]
}

/// A place where one worker runs at a time, with its way to the coordinator.
struct Machine {
  let circumstances: Circumstances.Machine
  /// The process that runs, or ran last.
  var worker: Int?
  /// Until when nothing passes to the coordinator, or from it.
  var muteUntil = Instant.zero
  var deafUntil = Instant.zero
  /// Whether what cannot pass now arrives later; otherwise it is lost, and the connection with it.
  var holdsBack = false
}

extension World {
  mutating func latency() -> Duration {
    random.duration(.microseconds(50), circumstances.latency)
      + (happens(.delayed) ? late(within: .seconds(3)) : .zero)
  }

  private mutating func late(within longest: Duration) -> Duration {
    tally[.delayedMessages] += 1
    return moment(within: longest) - now
  }

  /// Sends what a worker's socket has a connection for.
  mutating func carryToCoordinator(_ bytes: [UInt8], over peer: PeerID) {
    let position = Int(peer.rawValue)
    let machine = machines[workers[connections[position].worker].machine]
    var due = now + latency()
    if now < machine.muteUntil {
      guard machine.holdsBack else { return }
      due += machine.muteUntil - now
    }
    due = max(due, connections[position].lastArrivalAtCoordinator)
    connections[position].lastArrivalAtCoordinator = due
    let packet = Packet(peer: peer, bytes: bytes)
    queue.push(.arrivalAtCoordinator(packet), at: due)
    if happens(.doubled) {
      tally[.doubledMessages] += 1
      queue.push(.arrivalAtCoordinator(packet), at: due)
    }
  }

  /// Sends what the coordinator says; false where its socket knows that nobody is there.
  mutating func carryToWorker(_ bytes: [UInt8], over peer: PeerID) -> Bool {
    let position = Int(peer.rawValue)
    if let goneAt = connections[position].goneAt, goneAt <= now { return false }
    if happens(.unreachable) { return false }
    if happens(.lost) {
      tally[.lostMessages] += 1
      return true
    }
    let machine = machines[workers[connections[position].worker].machine]
    var due = now + latency()
    if now < machine.deafUntil {
      guard machine.holdsBack else { return true }
      due += machine.deafUntil - now
    }
    due = max(due, connections[position].lastArrivalAtWorker)
    connections[position].lastArrivalAtWorker = due
    let packet = Packet(peer: peer, bytes: bytes)
    queue.push(.arrivalAtWorker(packet), at: due)
    if happens(.doubled) {
      tally[.doubledMessages] += 1
      queue.push(.arrivalAtWorker(packet), at: due)
    }
    return true
  }

  mutating func arriveAtCoordinator(_ packet: Packet) {
    let connection = connections[Int(packet.peer.rawValue)]
    guard coordinator != nil, connection.epoch == disk.epoch else { return }
    if let lost = connection.lostAtCoordinatorAfter, now > lost { return }
    if workers[connection.worker].peer != packet.peer { tally[.staleMessages] += 1 }
    coordinator?.inbox.append(packet)
    turnCoordinator()
  }

  mutating func arriveAtWorker(_ packet: Packet) {
    let connection = connections[Int(packet.peer.rawValue)]
    guard workers[connection.worker].isUp, workers[connection.worker].peer == packet.peer
    else { return }
    if let lost = connection.lostAtWorkerAfter, now > lost { return }
    workers[connection.worker].inbox.append(packet.bytes)
    turn(connection.worker)
  }

  /// A worker's socket reaches the coordinator, or tries again a little later.
  mutating func connect(_ worker: Int, socket: Int) {
    guard workers[worker].isUp, workers[worker].socket == socket, workers[worker].peer == nil
    else { return }
    let machine = machines[workers[worker].machine]
    guard coordinator != nil, now >= machine.muteUntil, now >= machine.deafUntil else {
      let pause = random.duration(.milliseconds(50), .milliseconds(500))
      queue.push(.connect(worker: worker, socket: socket), at: now + pause)
      return
    }
    let peer = PeerID(rawValue: UInt64(connections.count))
    connections.append(Connection(worker: worker, epoch: disk.epoch))
    workers[worker].peer = peer
    tally[.reconnections] += 1
    trace.say(now, "\(name(worker)) is connected as peer \(peer.rawValue)")
    let backlog = workers[worker].backlog
    workers[worker].backlog = []
    for bytes in backlog { carryToCoordinator(bytes, over: peer) }
  }

  /// Closes a worker's socket: what it has sent may still arrive.
  mutating func closeSocket(of worker: Int) {
    guard let peer = workers[worker].peer else { return }
    workers[worker].peer = nil
    let position = Int(peer.rawValue)
    connections[position].goneAt = connections[position].goneAt ?? now + latency()
    if happens(.closedEarly) { connections[position].lostAtCoordinatorAfter = now }
  }

  /// Breaks the connection of a machine; its socket connects again by itself.
  mutating func cut(_ machine: Int) {
    guard let worker = machines[machine].worker, let peer = workers[worker].peer else { return }
    trace.say(now, "the connection of \(name(worker)) breaks")
    tally[.brokenConnections] += 1
    let gone = moment(within: .seconds(5))
    breakOff(peer, knownToCoordinatorAt: gone)
  }

  /// Ends a connection from outside: either side learns of it a little later.
  mutating func breakOff(_ peer: PeerID, knownToCoordinatorAt gone: Instant) {
    let position = Int(peer.rawValue)
    let longest = circumstances.latency * 2
    connections[position].goneAt = connections[position].goneAt ?? gone
    connections[position].lostAtCoordinatorAfter = now + random.duration(.zero, longest)
    connections[position].lostAtWorkerAfter = now + random.duration(.zero, longest)
    queue.push(.disconnect(peer), at: now + random.duration(.zero, longest * 2))
  }

  mutating func disconnect(_ peer: PeerID) {
    let worker = connections[Int(peer.rawValue)].worker
    guard workers[worker].isUp, workers[worker].peer == peer else { return }
    workers[worker].peer = nil
    queue.push(
      .connect(worker: worker, socket: workers[worker].socket),
      at: now + random.duration(.milliseconds(1), .milliseconds(200)))
  }

  func name(_ worker: Int) -> String { "worker \(worker + 1)" }
}
