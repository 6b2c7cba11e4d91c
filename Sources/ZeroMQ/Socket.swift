import CZeroMQ

/// The peer's number that libzmq gives to a connection of a router socket.
public typealias RoutingID = UInt64

/// A ZeroMQ socket with a context of its own, closed when it goes out of scope.
///
/// A socket is not thread-safe: it is made, used and closed on one thread. It sends and receives without waiting;
/// ``wait(timeout:mailbox:)`` is what waits.
public struct Socket: ~Copyable {
  /// What a socket is for.
  public enum Role: Sendable {
    /// Binds, and speaks with many peers by their routing ids.
    case router
    /// Connects to one router.
    case dealer
  }

  /// What became of a message handed to a socket.
  public enum SendResult: Sendable {
    case sent
    /// The peer is gone.
    case unreachable
    /// The peer takes no more for now.
    case full
  }

  /// The largest message that is accepted, in bytes; a connection that sends a larger one is closed.
  public static let messageByteLimit = 64 << 20

  private let context: UnsafeMutableRawPointer
  private let socket: UnsafeMutableRawPointer
  private let watch: SocketWatch

  /// Opens a socket that is neither bound nor connected.
  public init(_ role: Role, encryption: Encryption = .none) throws(ZeroMQError) {
    guard let context = zmq_ctx_new() else { throw ZeroMQError(during: "open a context") }
    zmq_ctx_set(context, ZMQ_MAX_SOCKETS, 4096)
    guard let socket = zmq_socket(context, role == .router ? ZMQ_ROUTER : ZMQ_DEALER) else {
      let error = ZeroMQError(during: "open a socket")
      zmq_ctx_term(context)
      throw error
    }
    do throws(ZeroMQError) {
      watch = try Self.watch(socket, role, encryption, context: context)
    } catch {
      zmq_close(socket)
      zmq_ctx_term(context)
      throw error
    }
    self.context = context
    self.socket = socket
    set(ZMQ_LINGER, CInt(500))
    set(ZMQ_SNDHWM, CInt(1000))
    set(ZMQ_RCVHWM, CInt(1000))
    set(ZMQ_BACKLOG, CInt(4096))
    set(ZMQ_HEARTBEAT_IVL, CInt(1000))
    set(ZMQ_HEARTBEAT_TIMEOUT, CInt(5000))
    set(ZMQ_RECONNECT_IVL_MAX, CInt(1000))
    set(ZMQ_MAXMSGSIZE, Int64(Self.messageByteLimit))
    if role == .router { set(ZMQ_ROUTER_MANDATORY, CInt(1)) }
  }

  deinit {
    watch.close(socket)
    zmq_close(socket)
    // Returns once lingering messages are sent, after half a second at the most.
    zmq_ctx_term(context)
  }

  /// Binds to `endpoint`, such as `tcp://127.0.0.1:5555`, and returns the endpoint with the port that was chosen where
  /// the given one was `*`.
  public func bind(_ endpoint: String) throws(ZeroMQError) -> String {
    try check(zmq_bind(socket, endpoint), "listen on \(endpoint)")
    var buffer = [CChar](repeating: 0, count: 1024)
    var count = buffer.count
    try check(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, &buffer, &count), "read the endpoint")
    return String(
      decoding: buffer.prefix(max(0, count - 1)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Starts to connect to `endpoint`; libzmq keeps trying in the background.
  public func connect(_ endpoint: String) throws(ZeroMQError) {
    try check(zmq_connect(socket, endpoint), "connect to \(endpoint)")
  }

  /// Sends a message to the peer with this routing id, from a router.
  public func send(_ bytes: [UInt8], to peer: RoutingID) throws(ZeroMQError) -> SendResult {
    let id = [0] + withUnsafeBytes(of: UInt32(truncatingIfNeeded: peer).bigEndian, Array.init)
    if zmq_send(socket, id, id.count, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0 {
      switch zmq_errno() {
      case EHOSTUNREACH: return .unreachable
      case EAGAIN: return .full
      default: throw ZeroMQError(during: "send")
      }
    }
    return try send(bytes)
  }

  /// Sends a message, from a dealer.
  public func send(_ bytes: [UInt8]) throws(ZeroMQError) -> SendResult {
    if zmq_send(socket, bytes, bytes.count, ZMQ_DONTWAIT) >= 0 { return .sent }
    guard zmq_errno() == EAGAIN else { throw ZeroMQError(during: "send") }
    return .full
  }

  /// The next message that has come, by its frames; `nil` where none has.
  public func receive() throws(ZeroMQError) -> [[UInt8]]? {
    while true {
      var isWithdrawn = false
      let frames = try receiveFrames(from: socket) { message in
        isWithdrawn = watch.isWithdrawn(message)
        watch.source = watch.address(of: message)
      }
      if !isWithdrawn { return frames }
    }
  }

  /// The address that the message received last came from.
  public var source: String { watch.source ?? "an unknown address" }

  /// What the connections went through since this was asked last; ``wait(timeout:mailbox:)`` notes it.
  public func takeEvents() -> [SocketEvent] { watch.takeEvents() }

  /// Admits these keys from now on, and no others.
  ///
  /// What still comes from a key that is no longer on it is dropped, and a handshake with it refused.
  public func admit(_ keys: Set<PublicKey>) { watch.admit(keys) }

  /// The routing id that a router's message begins with; `nil` for frames that no dealer of ours sends.
  public static func routingID(of frame: [UInt8]) -> RoutingID? {
    guard frame.count == 5, frame[0] == 0 else { return nil }
    return frame.dropFirst().reduce(0) { $0 << 8 | RoutingID($1) }
  }

  /// Waits until a message has come, something lies in `mailbox`, one of `others` is ready, or the time is over; returns
  /// whether one of `others` is.
  @discardableResult
  public func wait(
    timeout: Duration, mailbox: borrowing Doorbell, others: [Waited] = []
  ) throws(ZeroMQError) -> Bool {
    var items =
      [
        zmq_pollitem_t(socket: socket, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0),
        zmq_pollitem_t(socket: nil, fd: mailbox.descriptor, events: Int16(ZMQ_POLLIN), revents: 0),
      ] + watch.pollItems
    let ours = items.count
    for other in others {
      items.append(
        zmq_pollitem_t(socket: nil, fd: other.descriptor, events: other.events, revents: 0))
    }
    // Rounded up: the rest of a millisecond would be spent asking again and again.
    let milliseconds = max(0, Int((timeout / .milliseconds(1)).rounded(.up)))
    if zmq_poll(&items, CInt(items.count), milliseconds) < 0, zmq_errno() != EINTR {
      throw ZeroMQError(during: "wait")
    }
    try watch.serve()
    return items[ours...].contains { $0.revents != 0 }
  }

  private static func watch(
    _ socket: UnsafeMutableRawPointer, _ role: Role, _ encryption: Encryption,
    context: UnsafeMutableRawPointer
  ) throws(ZeroMQError) -> SocketWatch {
    var admitting: Set<PublicKey>?
    var isServer: CInt = 1
    var results: [CInt] = []
    switch encryption {
    case .none: break
    case .server(let keys, let admitted):
      admitting = admitted
      results = [
        zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &isServer, MemoryLayout<CInt>.size),
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys.secretKey.text, 41),
      ]
    case .client(let keys, let server):
      results = [
        zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server.text, 41),
        zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, keys.publicKey.text, 41),
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys.secretKey.text, 41),
      ]
    }
    // Only a libzmq that was built without CURVE refuses.
    guard results.allSatisfy({ $0 == 0 }) else { throw ZeroMQError(during: "use keys") }
    return try SocketWatch(
      context: context, socket: socket, isServer: role == .router, admitting: admitting)
  }

  /// Sets an option to a value that libzmq is known to take.
  private func set<Value: FixedWidthInteger>(_ option: CInt, _ value: Value) {
    var value = value
    let result = zmq_setsockopt(socket, option, &value, MemoryLayout<Value>.size)
    precondition(result == 0, "libzmq refuses option \(option)")
  }

  private func check(_ result: CInt, _ action: String) throws(ZeroMQError) {
    if result != 0 { throw ZeroMQError(during: action) }
  }
}

/// What a loop waits on beside its socket and its mailbox.
public struct Waited: Sendable {
  /// What makes a descriptor ready. That its other end is closed always does.
  public enum Readiness: Sendable {
    case reading, writing, hangUp
  }

  let descriptor: CInt
  let events: Int16

  /// Names an open descriptor, which stays its owner's.
  public init(_ descriptor: CInt, for readiness: Readiness) {
    self.descriptor = descriptor
    events =
      switch readiness {
      case .reading: Int16(ZMQ_POLLIN)
      case .writing: Int16(ZMQ_POLLOUT)
      case .hangUp: 0
      }
  }
}

/// What libzmq refused to do, and why.
public struct ZeroMQError: Error, Equatable, CustomStringConvertible {
  /// What was to be done, such as `listen on tcp://127.0.0.1:5555`.
  public let action: String
  /// libzmq's error number.
  public let code: CInt

  /// Whether the endpoint was no endpoint at all.
  public var isUsage: Bool { code == EINVAL || code == EPROTONOSUPPORT }

  init(during action: String) {
    self.action = action
    code = zmq_errno()
  }

  /// The error as a sentence, with what to do where that is known.
  public var description: String {
    let reason = String(cString: zmq_strerror(code))
    return switch code {
    case EADDRINUSE:
      "cannot \(action): the port is in use; choose another with --listen, or end what uses it"
    case EADDRNOTAVAIL, ENODEV:
      "cannot \(action): this machine has no such address (\(reason))"
    case ENOTSUP:
      "cannot \(action): this libzmq was built without CURVE; install one with libsodium"
    case EINVAL, EPROTONOSUPPORT:
      "cannot \(action): not an endpoint; expected something like tcp://127.0.0.1:5555"
    default: "cannot \(action): \(reason)"
    }
  }
}
