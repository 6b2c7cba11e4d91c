import Scheduling
import Sweeps

/// What happened in a world: a hash of everything, and lines for people where somebody wants them.
struct Trace {
  private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
  private let tell: ((String) -> Void)?

  init(tell: ((String) -> Void)?) { self.tell = tell }

  mutating func add(_ word: UInt64) {
    hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
    hash ^= hash >> 29
  }

  mutating func add(_ time: Instant) { add(UInt64(truncatingIfNeeded: time.wholeMicroseconds)) }

  mutating func add(_ bytes: [UInt8]) {
    add(UInt64(bytes.count))
    bytes.withUnsafeBytes { bytes in
      var position = 0
      while position + 8 <= bytes.count {
        add(bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian)
        position += 8
      }
      for byte in bytes[position...] { add(UInt64(byte)) }
    }
  }

  /// Tells people what happened at `time`; the text is made only where somebody listens.
  func say(_ time: Instant, _ text: @autoclosure () -> String) {
    tell?("\(time.inSeconds)  \(text())")
  }
}

extension Duration {
  /// The time in seconds with six decimals.
  var inSeconds: String {
    let micros = String(wholeMicroseconds % 1_000_000)
    let zeros = String(repeating: "0", count: 6 - micros.utf8.count)
    return "\(wholeMicroseconds / 1_000_000).\(zeros)\(micros) s"
  }
}
