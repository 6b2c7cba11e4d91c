import CZeroMQ

/// The public half of a CURVE key pair, which may be shown to anybody.
public struct PublicKey: Hashable, Sendable, CustomStringConvertible {
  /// The 40 characters of its Z85 text (ZeroMQ RFC 32).
  public let text: String

  /// Takes up a key's text; `nil` where it is none.
  public init?(_ text: String) {
    guard isKeyText(text) else { return nil }
    self.text = text
  }

  /// Takes up the 32 bytes of a key as they travel.
  init?(bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    var buffer = [CChar](repeating: 0, count: 41)
    guard zmq_z85_encode(&buffer, bytes, 32) != nil else { return nil }
    text = string(buffer)
  }

  /// The first characters, by which people tell keys apart.
  public var short: String { "\(text.prefix(8))…" }

  /// The text.
  public var description: String { text }
}

/// The secret half of a CURVE key pair. It is never shown; its text is for files that only their owner can read.
public struct SecretKey: Hashable, Sendable, CustomStringConvertible {
  /// The 40 characters of its Z85 text.
  public let text: String

  /// Takes up a key's text; `nil` where it is none.
  public init?(_ text: String) {
    guard isKeyText(text) else { return nil }
    self.text = text
  }

  /// What a message may show of it.
  public var description: String { "a secret key" }
}

/// A CURVE key pair: who holds the secret half is whom the public half names.
public struct KeyPair: Hashable, Sendable {
  /// What others may know.
  public let publicKey: PublicKey
  /// What only the owner may know.
  public let secretKey: SecretKey

  /// The pair that a secret key is one half of.
  public init(_ secretKey: SecretKey) throws(ZeroMQError) {
    var buffer = [CChar](repeating: 0, count: 41)
    guard zmq_curve_public(&buffer, secretKey.text) == 0, let publicKey = PublicKey(string(buffer))
    else { throw ZeroMQError(during: "use keys") }
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// Draws a new pair from the system's randomness.
  public static func generate() throws(ZeroMQError) -> KeyPair {
    var (open, secret) = ([CChar](repeating: 0, count: 41), [CChar](repeating: 0, count: 41))
    guard zmq_curve_keypair(&open, &secret) == 0, let key = SecretKey(string(secret)) else {
      throw ZeroMQError(during: "make keys")
    }
    return try KeyPair(key)
  }
}

/// How the two ends of a connection prove who they are.
public enum Encryption: Sendable {
  /// Not at all; everything travels as it is.
  case none
  /// A router's, which admits these keys only.
  case server(KeyPair, admitting: Set<PublicKey>)
  /// A dealer's, which speaks only with the holder of the server's key.
  case client(KeyPair, server: PublicKey)
}

private func isKeyText(_ text: String) -> Bool {
  var bytes = [UInt8](repeating: 0, count: 32)
  return text.utf8.count == 40 && zmq_z85_decode(&bytes, text) != nil
}

private func string(_ buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}
