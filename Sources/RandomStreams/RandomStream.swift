/// A counter-based generator of random numbers, the same on every machine: Philox4x64-10.
///
/// A stream is named by content (a key, a purpose, an index), never by when or where it is drawn, so any number of
/// streams can be drawn in any order and on any machine with the same result.
///
/// Source: Salmon, Moraes, Dror, Shaw: "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: StreamKey
  private let purpose: UInt64
  private let index: UInt64
  private var blockIndex: UInt64 = 0
  private var block = Block()
  private var drawn = 4

  /// Opens the stream from its first number.
  public init(key: StreamKey, purpose: StreamPurpose, index: Int = 0) {
    self.key = key
    self.purpose = purpose.rawValue
    self.index = UInt64(index)
  }

  /// Draws 64 uniformly distributed bits.
  public mutating func next() -> UInt64 {
    if drawn == 4 {
      block = Block(counter: (blockIndex, 0, purpose, index), key: (key.low, key.high))
      blockIndex += 1
      drawn = 0
    }
    drawn += 1
    switch drawn {
    case 1: return block.a
    case 2: return block.b
    case 3: return block.c
    default: return block.d
    }
  }

  /// Draws a number from [0, 1), a multiple of 2⁻²⁴.
  public mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Draws a number from [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniformDouble() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Draws a whole number from 0 ..< `bound`, each equally likely.
  ///
  /// Source: Lemire: "Fast random integer generation in an interval" (2019).
  public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "a bound of at least 1")
    let range = UInt64(bound)
    var (high, low) = next().multipliedFullWidth(by: range)
    if low < range {
      let threshold = (0 &- range) % range
      while low < threshold { (high, low) = next().multipliedFullWidth(by: range) }
    }
    return Int(high)
  }

  /// Puts at most 2³² - 1 `elements` into a random order, each equally likely (Fisher and Yates).
  ///
  /// A shuffle takes one number of the stream, from which it makes its own with ``ShuffleNumbers``: they cost less than
  /// the swaps.
  @inlinable
  public mutating func shuffle<Element>(_ elements: inout [Element]) {
    precondition(elements.count <= UInt32.max, "at most 2³² - 1 elements")
    guard elements.count > 1 else { return }
    var numbers = ShuffleNumbers(seed: next())
    elements.withUnsafeMutableBufferPointer { elements in
      var remaining = UInt32(elements.count)
      while remaining > 1 {
        let (upper, lower) = numbers.nextPair()
        elements.exchange(remaining - 1, numbers.scaled(upper, below: remaining))
        // Where only one is left, this leaves it in its place.
        elements.exchange(remaining - 2, numbers.scaled(lower, below: remaining - 1))
        remaining -= 2
      }
    }
  }
}

extension UnsafeMutableBufferPointer {
  /// As `swapAt`, which asks first whether the elements are one.
  @inlinable
  func exchange(_ first: UInt32, _ second: UInt32) {
    let element = self[Int(first)]
    self[Int(first)] = self[Int(second)]
    self[Int(second)] = element
  }
}

/// Four words that Philox4x64 makes of one counter.
private struct Block: Sendable {
  var a: UInt64 = 0
  var b: UInt64 = 0
  var c: UInt64 = 0
  var d: UInt64 = 0

  init() {}

  init(counter: (UInt64, UInt64, UInt64, UInt64), key: (UInt64, UInt64)) {
    (a, b, c, d) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let (highA, lowA) = a.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
      let (highC, lowC) = c.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      (a, b, c, d) = (highC ^ b ^ k0, lowC, highA ^ d ^ k1, lowA)
      k0 &+= 0x9E37_79B9_7F4A_7C15
      k1 &+= 0xBB67_AE85_84CA_A73B
    }
  }
}
