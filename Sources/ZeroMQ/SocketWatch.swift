import CZeroMQ

/// What goes with a socket: its monitor, and for a server the gate that admits peers (ZeroMQ RFC 27, ZAP).
///
/// A server has a gate even where everybody is let in: it keeps out peers that speak ZeroMQ's first protocols, for which
/// libzmq takes any HTTP client; of one whose first bytes come while the server's socket is closed, libzmq 4.3 aborts.
///
/// Belongs to the socket's thread, like the socket.
final class SocketWatch {
  private let monitor: UnsafeMutableRawPointer
  /// Answers libzmq's questions whether a peer may come in.
  private let gate: UnsafeMutableRawPointer?
  /// The keys that may come in; `nil` where there are no keys.
  private var admitted: Set<PublicKey>?
  /// Keys that were let in once and are not any more; what still comes from them is dropped.
  private var withdrawn: Set<String> = []
  /// The other ends of a router's connections, by descriptor.
  private var sources: [CInt: String] = [:]
  /// A failed handshake whose connection is about to be reported as ended.
  private var failure: HandshakeFailure?
  /// A dealer's connection was closed, or ended, just before.
  private var hasClosed = false
  private let isServer: Bool
  private var events: [SocketEvent] = []
  /// Where the message received last came from.
  var source: String?

  /// Watches `socket`, which is neither bound nor connected.
  init(
    context: UnsafeMutableRawPointer, socket: UnsafeMutableRawPointer, isServer: Bool,
    admitting: Set<PublicKey>?
  ) throws(ZeroMQError) {
    self.isServer = isServer
    guard zmq_socket_monitor(socket, Self.endpoint, Self.interest(isServer: isServer)) == 0,
      let monitor = zmq_socket(context, ZMQ_PAIR)
    else { throw ZeroMQError(during: "watch a socket") }
    self.monitor = monitor
    // Without a mark, or libzmq's own thread would wait for this one to read.
    var unlimited: CInt = 0
    zmq_setsockopt(monitor, ZMQ_RCVHWM, &unlimited, MemoryLayout<CInt>.size)
    guard zmq_connect(monitor, Self.endpoint) == 0 else {
      let error = ZeroMQError(during: "watch a socket")
      zmq_close(monitor)
      throw error
    }
    admitted = admitting
    guard isServer else {
      gate = nil
      return
    }
    let gate = zmq_socket(context, ZMQ_REP)
    // Without a domain libzmq asks nobody where there are no keys.
    guard let gate, zmq_bind(gate, "inproc://zeromq.zap.01") == 0,
      zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, "hitsweep", 8) == 0
    else {
      let error = ZeroMQError(during: "check peers")
      zmq_close(monitor)
      if let gate { zmq_close(gate) }
      throw error
    }
    self.gate = gate
  }

  private static let endpoint = "inproc://monitor"

  private static func interest(isServer: Bool) -> CInt {
    let failures =
      ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL
      | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_DISCONNECTED
    return isServer
      ? failures | ZMQ_EVENT_ACCEPTED | ZMQ_EVENT_ACCEPT_FAILED
      : failures | ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_RETRIED | ZMQ_EVENT_CLOSED
        | ZMQ_EVENT_HANDSHAKE_SUCCEEDED
  }

  /// Closes what belongs to the watch; the socket itself is closed by its owner.
  func close(_ socket: UnsafeMutableRawPointer) {
    zmq_socket_monitor(socket, nil, 0)
    zmq_close(monitor)
    if let gate { zmq_close(gate) }
  }

  /// What a wait has to look at.
  var pollItems: [zmq_pollitem_t] {
    [monitor, gate].compactMap(\.self).map {
      zmq_pollitem_t(socket: $0, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    }
  }

  /// Puts another list of keys into force.
  func admit(_ keys: Set<PublicKey>) {
    withdrawn.formUnion((admitted ?? []).map(\.text))
    withdrawn.subtract(keys.map(\.text))
    admitted = keys
  }

  /// Whether a message comes from a connection whose key has been taken off the list since.
  func isWithdrawn(_ message: UnsafeMutablePointer<zmq_msg_t>) -> Bool {
    guard !withdrawn.isEmpty, let user = zmq_msg_gets(message, "User-Id") else { return false }
    let text = String(cString: user)
    guard withdrawn.contains(text), let key = PublicKey(text) else { return false }
    events.append(.refusedKey(key, source: address(of: message) ?? "an unknown address"))
    return true
  }

  /// The address that a message came from.
  func address(of message: UnsafeMutablePointer<zmq_msg_t>) -> String? {
    zmq_msg_gets(message, "Peer-Address").map { String(cString: $0) }
  }

  /// Hands over what has happened since the last time.
  func takeEvents() -> [SocketEvent] {
    defer { events = [] }
    return events
  }

  /// Notes what the monitor tells and answers the questions at the gate.
  func serve() throws(ZeroMQError) {
    while let frames = try receiveFrames(from: monitor) {
      guard let head = frames.first, head.count == 6 else { continue }
      let kind = CInt(UInt16(head[0]) | UInt16(head[1]) << 8)
      let value = head[2..<6].reversed().reduce(0) { $0 << 8 | UInt32($1) }
      if isServer { takeServerEvent(kind, value) } else { takeClientEvent(kind, value) }
    }
    guard let gate else { return }
    while let request = try receiveFrames(from: gate) {
      for (offset, frame) in answer(request).enumerated() {
        let flags = offset < 5 ? ZMQ_SNDMORE | ZMQ_DONTWAIT : ZMQ_DONTWAIT
        // Fails only where whoever asked has gone.
        _ = zmq_send(gate, frame, frame.count, flags)
      }
    }
  }

  private func answer(_ request: [[UInt8]]) -> [[UInt8]] {
    // version, request, domain, address, identity, mechanism, and where there are keys the key
    func answer(_ code: String, user: String = "") -> [[UInt8]] {
      [
        Array("1.0".utf8), request.count > 1 ? request[1] : [], Array(code.utf8), [],
        Array(user.utf8), [],
      ]
    }
    guard let admitted else { return answer("200") }
    guard request.count == 7, let key = PublicKey(bytes: request[6]) else { return answer("500") }
    if admitted.contains(key) { return answer("200", user: key.text) }
    events.append(.refusedKey(key, source: String(decoding: request[3], as: UTF8.self)))
    return answer("400")
  }

  /// A router's connection is known by its descriptor. Its address is looked up when it is accepted, which may be too
  /// late: libzmq's thread goes on meanwhile. A failure and the end of its connection come one after the other, since one
  /// thread reports both.
  private func takeServerEvent(_ kind: CInt, _ value: UInt32) {
    let descriptor = CInt(truncatingIfNeeded: value)
    switch kind {
    case ZMQ_EVENT_ACCEPTED: sources[descriptor] = peerAddress(descriptor)
    case ZMQ_EVENT_ACCEPT_FAILED:
      // libzmq tries again at once and for ever: one of them tells as much as thousands.
      let failure = SocketEvent.cannotAccept(reason: String(cString: zmq_strerror(descriptor)))
      if events.last != failure { events.append(failure) }
    case ZMQ_EVENT_DISCONNECTED:
      let source = sources.removeValue(forKey: descriptor)
      if let failure { events.append(.handshakeFailed(failure, source: source)) }
      failure = nil
    // Who was refused, the gate knows better.
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: break
    default: failure = Self.failure(kind, value)
    }
  }

  private func peerAddress(_ descriptor: CInt) -> String? {
    var buffer = [CChar](repeating: 0, count: 64)
    guard hitsweep_peer_address(descriptor, &buffer, CInt(buffer.count)) == 0 else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// A name that is not resolved never makes a descriptor, so that none is closed before the next try.
  private func takeClientEvent(_ kind: CInt, _ value: UInt32) {
    switch kind {
    case ZMQ_EVENT_CONNECTED:
      events.append(.connected)
    case ZMQ_EVENT_CLOSED: hasClosed = true
    case ZMQ_EVENT_DISCONNECTED:
      hasClosed = true
      events.append(.disconnected)
    case ZMQ_EVENT_CONNECT_RETRIED:
      events.append(.unreachable(hasClosed ? .refused : .nameNotResolved))
      hasClosed = false
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
      events.append(.handshakeSucceeded)
    default:
      if let failure = Self.failure(kind, value) {
        events.append(.handshakeFailed(failure, source: nil))
      }
    }
  }

  private static func failure(_ kind: CInt, _ value: UInt32) -> HandshakeFailure? {
    switch (kind, CInt(truncatingIfNeeded: value)) {
    case (ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL, _): .brokenOff
    case (ZMQ_EVENT_HANDSHAKE_FAILED_AUTH, _): .keyRefused
    case (ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH):
      .onlyOneSideHasKeys
    case (ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC):
      .wrongServerKey
    case (ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL, _): .notZeroMQ
    default: nil
    }
  }
}

/// The next message at a socket, by its frames; `nil` where none has come.
func receiveFrames(
  from socket: UnsafeMutableRawPointer,
  inspect: (UnsafeMutablePointer<zmq_msg_t>) -> Void = { _ in }
) throws(ZeroMQError) -> [[UInt8]]? {
  var frames: [[UInt8]] = []
  repeat {
    // The message's bytes may lie in the message itself, so it must not move while they are read.
    let message = UnsafeMutablePointer<zmq_msg_t>.allocate(capacity: 1)
    zmq_msg_init(message)
    defer {
      zmq_msg_close(message)
      message.deallocate()
    }
    if zmq_msg_recv(message, socket, ZMQ_DONTWAIT) < 0 {
      let code = zmq_errno()
      if code == EINTR { continue }
      if code == EAGAIN { return nil }
      throw ZeroMQError(during: "receive")
    }
    frames.append(
      [UInt8](UnsafeRawBufferPointer(start: zmq_msg_data(message), count: zmq_msg_size(message))))
    if zmq_msg_more(message) == 0 {
      inspect(message)
      return frames
    }
  } while true
}
