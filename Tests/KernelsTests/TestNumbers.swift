import RandomStreams

/// Seeded numbers for property tests.
struct TestNumbers {
  private var stream = RandomStream(key: StreamKey(high: 1, low: 2), purpose: .generatedSongs)

  /// Numbers from -1 to 1; about one in eight is 0.
  mutating func draw(_ count: Int) -> [Float] {
    (0..<count).map { _ in stream.below(8) == 0 ? 0 : 2 * stream.uniform() - 1 }
  }

  mutating func indices(_ count: Int, below bound: Int) -> [UInt32] {
    (0..<count).map { _ in UInt32(stream.below(bound)) }
  }
}

let widths = [1, 2, 3, 13, 16, 17, 30, 64]

func roundedUp(_ width: Int) -> Int { (width + 15) / 16 * 16 }
