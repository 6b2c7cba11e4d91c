import Crypto
public import SearchSpace

/// The first 128 bits of a SHA-256: what trials, configurations and sweeps are known by.
public struct ContentHash: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The second eight bytes, big-endian.
  public let low: UInt64

  /// Makes a digest of its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Hashes `bytes`.
  public init(of bytes: some Sequence<UInt8>) {
    var hasher = SHA256()
    hasher.update(data: Array(bytes))
    self.init(finishing: hasher)
  }

  init(finishing hasher: SHA256) {
    let bytes = Array(hasher.finalize().prefix(16))
    self.init(bytes: bytes[...])
  }

  private init(bytes: ArraySlice<UInt8>) {
    func half(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
    high = half(bytes.prefix(8))
    low = half(bytes.suffix(8))
  }

  /// Reads a digest of exactly 16 bytes.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    self.init(bytes: Array(bytes)[...])
  }

  /// Reads the 32 hexadecimal digits that ``description`` gives.
  public init?(hexadecimal text: String) {
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == 32, text.count == 32 else { return nil }
    self.init(
      stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
  }

  /// The 16 bytes, in the order in which they are stored, sent and sorted.
  public var bytes: [UInt8] {
    [high, low].flatMap { half in
      stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> $0) }
    }
  }

  /// The 32 hexadecimal digits.
  public var description: String {
    bytes.hexadecimal
  }

  /// The first 8 hexadecimal digits, enough for people to tell configurations apart.
  public var short: String {
    let digits = String(high >> 32, radix: 16)
    return String(repeating: "0", count: 8 - digits.utf8.count) + digits
  }

  /// Orders digests as their bytes are ordered.
  public static func < (left: Self, right: Self) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }
}

extension Sequence<UInt8> {
  /// The bytes as two hexadecimal digits each.
  public var hexadecimal: String {
    map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

extension Configuration {
  /// What the configuration is known by, whatever sweep it stands in: the hash of its settings by name.
  public var id: ContentHash {
    var writer = CanonicalWriter()
    writer.write("hitsweep configuration 1")
    writer.write(settings)
    return ContentHash(of: writer.bytes)
  }
}
