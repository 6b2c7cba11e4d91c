/// The numbers of one shuffle, 32 bits each: SplitMix64, of which either half of a word is a number.
///
/// A word is a mix of a counter, as those of the stream are, but a weaker and quicker one.
///
/// Source: Steele, Lea, Flood: "Fast splittable pseudorandom number generators" (OOPSLA 2014).
@usableFromInline
struct ShuffleNumbers {
  @usableFromInline var counter: UInt64

  @inlinable
  init(seed: UInt64) { counter = seed }

  /// Draws two numbers, the upper half of a word first.
  @inlinable
  mutating func nextPair() -> (UInt32, UInt32) {
    counter &+= 0x9E37_79B9_7F4A_7C15
    var word = counter
    word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
    word ^= word >> 31
    return (UInt32(truncatingIfNeeded: word >> 32), UInt32(truncatingIfNeeded: word))
  }

  /// Makes a number one from 0 ..< `bound`, each equally likely; draws further ones where it has to be rejected.
  ///
  /// Source: Lemire: "Fast random integer generation in an interval" (2019).
  @inlinable
  mutating func scaled(_ number: UInt32, below bound: UInt32) -> UInt32 {
    var (high, low) = number.multipliedFullWidth(by: bound)
    if low < bound {
      let threshold = (0 &- bound) % bound
      while low < threshold { (high, low) = nextPair().0.multipliedFullWidth(by: bound) }
    }
    return high
  }
}
