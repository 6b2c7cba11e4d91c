import RandomStreams
import Songs
import Testing

@Suite struct DownsamplingTests {
  /// Rows 0, 10, … 90 are top songs.
  private let labels: [UInt8] = (0..<100).map { $0 % 10 == 0 ? 1 : 0 }
  private let rows: [UInt32] = Array(0..<80)

  private func kept(_ ratio: Double?, from rows: [UInt32]? = nil, index: Int = 0) -> [UInt32] {
    var stream = RandomStream(
      key: StreamKey(high: 3, low: 4), purpose: .downsampling, index: index)
    return Downsampling.kept(
      from: rows ?? self.rows, labels: labels, othersPerTopSong: ratio, stream: &stream)
  }

  @Test(
    arguments: [
      (0, 0), (0.1, 0), (0.125, 1), (0.24, 1), (1, 8), (4, 32), (8.99, 71), (9, 72), (9.5, 72),
      (.infinity, 72), (nil, 72),
    ] as [(Double?, Int)])
  func `all top songs are kept, and at most the ratio's others`(ratio: Double?, others: Int) {
    let kept = kept(ratio)
    #expect(kept.filter { labels[Int($0)] == 1 } == [0, 10, 20, 30, 40, 50, 60, 70])
    #expect(kept.count == 8 + others)
    #expect(kept == Set(kept).intersection(rows).sorted())
  }

  @Test func `without a top song no other is kept`() {
    #expect(kept(4, from: [1, 2, 3]) == [])
  }

  @Test func `a smaller ratio keeps a subset of a larger one's songs`() {
    #expect(Set(kept(1)).isStrictSubset(of: kept(4)))
  }

  @Test func `the same stream keeps the same songs, another stream others`() {
    #expect(kept(4) == kept(4))
    #expect(kept(4) != kept(4, index: 1))
  }

  @Test func `every other song is kept equally often`() {
    var counts = [Int](repeating: 0, count: 100)
    for index in 0..<2000 {
      for row in kept(4.5, index: index) { counts[Int(row)] += 1 }
    }
    // 36 of 72 others: 1,000 of 2,000 times, with a standard deviation of 22.
    for row in rows where labels[Int(row)] == 0 {
      #expect((880...1120).contains(counts[Int(row)]))
    }
  }
}
