/// What a socket's connections went through, as far as people may have to know.
public enum SocketEvent: Hashable, Sendable {
  /// A dealer's connection was made; the handshake follows.
  case connected
  /// A dealer's connection was not made, for the reason given, and will be tried again.
  case unreachable(Unreachable)
  /// Both ends have proved who they are, or both need not.
  case handshakeSucceeded
  /// A connection ended before it could be used. A router's `source` is the other end's address; it is unknown where the
  /// connection had gone before it could be looked at.
  case handshakeFailed(HandshakeFailure, source: String?)
  /// A router's client proved that it has this key, which is not on the list.
  case refusedKey(PublicKey, source: String)
  /// A connection that was in use ended.
  case disconnected
  /// A router could take no further connection, for the reason given.
  case cannotAccept(reason: String)
}

/// Why a connection was not made.
public enum Unreachable: Hashable, Sendable {
  /// The host's name has no address.
  case nameNotResolved
  /// Nothing listens there, or there is no way to it.
  case refused
}

/// How a handshake failed.
public enum HandshakeFailure: Hashable, Sendable, CaseIterable {
  /// One side has keys and the other has none.
  case onlyOneSideHasKeys
  /// What was sent does not open with our key: the client has another server's.
  case wrongServerKey
  /// The server does not admit the client's key.
  case keyRefused
  /// What was sent is no handshake of ZeroMQ.
  case notZeroMQ
  /// The other side ended the connection without a word.
  case brokenOff
}

/// How far a dealer has come with its server, by its socket's events.
public struct Contact: Hashable, Sendable {
  /// The stages, from none to all of a connection.
  public enum Stage: Hashable, Sendable {
    /// Nothing has answered, not even with a refusal.
    case nothing
    case unreachable(Unreachable)
    /// Something has taken the connection, and said nothing.
    case connected
    case handshakeFailed(HandshakeFailure)
    /// The server has proved who it is, or need not.
    case established
  }

  /// The stage that tells most of what is wrong.
  public private(set) var stage = Stage.nothing
  private var hasJustEnded = false

  /// Starts with nothing.
  public init() {}

  /// Takes up what has happened.
  ///
  /// libzmq tries again after a failed handshake: neither the new try nor the news of it takes away what is known.
  public mutating func take(_ event: SocketEvent) {
    let isRetry = hasJustEnded
    hasJustEnded = false
    switch event {
    case .connected:
      if case .handshakeFailed = stage { return }
      stage = .connected
    case .unreachable(let reason):
      if !isRetry { stage = .unreachable(reason) }
    case .handshakeSucceeded: stage = .established
    case .handshakeFailed(let failure, _): stage = .handshakeFailed(failure)
    case .disconnected: hasJustEnded = true
    case .refusedKey, .cannotAccept: break
    }
  }
}
