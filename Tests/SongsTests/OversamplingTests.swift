import RandomStreams
import Songs
import Testing

@Suite struct OversamplingTests {
  private func stream(_ index: Int = 0) -> RandomStream {
    RandomStream(key: StreamKey(high: 5, low: 6), purpose: .rowOrder, index: index)
  }

  /// Synthetic songs between tops that are one array each.
  private func synthetic(
    _ count: Int, tops: [[Float]], nominal: [[Int]] = [], neighbours: Int, index: Int = 0
  ) throws -> [[Float]] {
    let width = tops[0].count
    let oversampling = try #require(
      Oversampling(
        tops: tops.flatMap(\.self), width: width, nominal: nominal, neighbours: neighbours))
    var stream = stream(index)
    return oversampling.synthetic(count, stream: &stream).rows(width: width)
  }

  /// Values from -1 to 1, most of them near 0.
  private func randomTops(_ count: Int, width: Int) -> [[Float]] {
    var stream = stream(99)
    let values = (0..<count * width).map { _ in stream.uniform() + stream.uniform() - 1 }
    return values.rows(width: width)
  }

  @Test(arguments: [(12, 1, 1), (40, 3, 5), (61, 13, 5), (16, 2, 15)] as [(Int, Int, Int)])
  func `each synthetic song lies between a top song and one of its nearest`(
    count: Int, width: Int, neighbours: Int
  ) throws {
    let tops = randomTops(count, width: width)
    let nearest = tops.indices.map { tops.nearest(to: $0, count: neighbours) }
    for song in try synthetic(200, tops: tops, neighbours: neighbours) {
      let isBetween = tops.indices.contains { top in
        nearest[top].contains { song.isBetween(tops[top], tops[$0]) }
      }
      #expect(isBetween, "\(song)")
    }
  }

  @Test func `pairs of neighbours and places between them are drawn equally often`() throws {
    // The nearest two of 0 are 1 and 10, of 1 are 0 and 10, of 10 are 12 and 1, of 12 are 10 and 1.
    let songs = try synthetic(20_000, tops: [[0], [1], [10], [12]], neighbours: 2)
    let expected: [(ClosedRange<Float>, Double)] = [
      (0...0.5, (1 + 0.05) / 8), (0...1, (2 + 0.1) / 8), (1...10, (0.9 + 2 + 9.0 / 11) / 8),
      (10...12, (2 + 2.0 / 11) / 8),
    ]
    for (range, share) in expected {
      let found = Double(songs.count { range.contains($0[0]) }) / 20_000
      // A standard error is at most 0.0036.
      #expect((found - share).magnitude < 0.015, "\(range): \(found), not \(share)")
    }
  }

  @Test func `values of any magnitude stay between their ends`() throws {
    let ends: [Float] = [
      .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 1e20, -1e-20, 0,
      3, Float(3).nextUp,
    ]
    for first in ends {
      for second in ends {
        let range = min(first, second)...max(first, second)
        for song in try synthetic(20, tops: [[first], [second]], neighbours: 1) {
          #expect(range.contains(song[0]), "\(song[0]) in \(range)")
        }
      }
    }
  }

  @Test func `of top songs equally far, the earlier is the nearer`() throws {
    // The nearest of 0 is -1, not 1; nothing else reaches across the gap between 0 and 1.
    let tops: [[Float]] = [[0], [-1], [1], [-1.5], [1.5]]
    let places = try synthetic(200, tops: tops, neighbours: 1).map { $0[0] }
    #expect(places.contains { -1 < $0 && $0 < 0 })
    #expect(!places.contains { 0 < $0 && $0 < 1 })
  }

  @Test(arguments: [0, 1, 4, 5, 6])
  func `there are neighbours from one top song more than neighbours on`(count: Int) {
    let oversampling = Oversampling(
      tops: [Float](repeating: 1, count: 2 * count), width: 2, nominal: [], neighbours: 5)
    #expect((oversampling != nil) == (count >= 6))
  }

  @Test func `the same stream gives the same bits, and fewer songs are the first of more`() throws {
    let tops: [[Float]] = [
      [0.1, 3, 0.5], [0.7, 4, -0.5], [-0.3, 3, 0.25], [0.9, 4, -0.125], [0.2, 3, 0.125],
    ]
    let songs = try synthetic(4, tops: tops, nominal: [[1]], neighbours: 2)
    let expected: [[UInt32]] = [
      [0x3e0d_efd9, 0x4040_0000, 0x3e0f_b73d], [0x3f4e_fe8d, 0x4080_0000, 0xbe97_c56c],
      [0x3e40_b3fb, 0x4040_0000, 0x3e2d_5d12], [0x3d59_6811, 0x4040_0000, 0x3e25_9cb2],
    ]
    #expect(songs.map { $0.map(\.bitPattern) } == expected)
    #expect(try synthetic(9, tops: tops, nominal: [[1]], neighbours: 2).prefix(4) == songs[...])
    #expect(try synthetic(4, tops: tops, nominal: [[1]], neighbours: 2, index: 1) != songs)
    #expect(try synthetic(0, tops: tops, nominal: [[1]], neighbours: 2) == [])
  }
}

/// Nominal features: columns 1 and on of rows whose column 0 is continuous.
extension OversamplingTests {
  @Test func `a nominal feature has the most frequent value of the neighbours`() throws {
    // All are neighbours of each. The nearest of the first has a 2, but two others have a 3.
    let tops: [[Float]] = [[0, 1], [1, 2], [2, 3], [3, 3]]
    let songs = try synthetic(100, tops: tops, nominal: [[1]], neighbours: 3)
    #expect(Set(songs.map { $0[1] }) == [3])
  }

  @Test func `of values equally frequent, that of the nearest song wins`() throws {
    // All are neighbours of each, and all votes are tied: the nearest of 5 and of 0 is 1, that of 1 is 0.
    let tops: [[Float]] = [[5, 1], [1, 2], [0, 3]]
    let songs = try synthetic(3000, tops: tops, nominal: [[1]], neighbours: 2)
    #expect(Set(songs.map { $0[1] }) == [2, 3])
    // A standard error of 26.
    #expect((1870...2130).contains(songs.count { $0[1] == 2 }))
  }

  @Test func `indicators are voted on as a whole`() throws {
    // By itself each indicator of the first song's neighbours is mostly 0. All are equally near.
    let tops: [[Float]] = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0]]
    let songs = try synthetic(100, tops: tops, nominal: [[1, 2, 3]], neighbours: 3)
    #expect(Set(songs) == [[0, 1, 0, 0], [0, 0, 1, 0]])
  }

  @Test(arguments: [[1], [1, 2]])
  func `a nominal feature that differs is as far as the median deviation`(columns: [Int]) throws {
    // The variance of 0, d, 0, 10 and -10 is 47.4 where d is 6.8 (d² = 46.2), and 47.8 where d is 7 (d² = 49).
    for (distance, isFarther) in [(6.8, false), (7, true)] as [(Float, Bool)] {
      let tops: [[Float]] = [[0, 0, 1], [distance, 0, 1], [0, 1, 0], [10, 0, 1], [-10, 0, 1]]
      let songs = try synthetic(
        200, tops: tops.map { Array($0.prefix(1 + columns.count)) }, nominal: [columns],
        neighbours: 1)
      // Only between the first song and the third, which differ in the nominal feature alone.
      #expect(songs.contains { $0[0] == 0 && $0[1] == 1 } == isFarther)
    }
  }

  @Test func `where the median deviation is 0, nominal features do not count`() throws {
    // Two of three continuous features are constant. The nearest of the first is the second, which alone has a 6.
    let tops: [[Float]] = [
      [0, 5, 0, 0], [0, 6, 0, 1], [0, 5, 0, 1.1], [0, 5, 0, 20], [0, 5, 0, -20],
    ]
    let songs = try synthetic(100, tops: tops, nominal: [[1]], neighbours: 1)
    #expect(songs.contains { $0[1] == 6 && $0[3] < 1 })
  }

  @Test func `without a continuous feature, the nearest differ in the fewest`() throws {
    let tops: [[Float]] = [[5, 6, 7], [1, 1, 1], [5, 6, 8], [1, 1, 2]]
    let songs = try synthetic(100, tops: tops, nominal: [[0], [1], [2]], neighbours: 1)
    #expect(Set(songs) == Set(tops))
  }
}

extension OversamplingTests {
  @Test(
    arguments: [
      (10, 40, 1, 30), (10, 11, 1, 1), (10, 10, 1, 0), (10, 9, 1, 0), (10, 40, 4, 0),
      (10, 41, 4, 1), (10, 40, 0.5, 70), (10, 40, 0.3, 124), (10, 23, 2.3, 0), (10, 24, 2.3, 1),
      (1, 1, 1.0 / 49, 48), (10, 40, .infinity, 0), (0, 5, 1, 5), (0, 0, 1, 0), (3, 0, 1, 0),
    ] as [(Int, Int, Double, Int)])
  func `so many are missing that the ratio is reached`(
    tops: Int, others: Int, ratio: Double, expected: Int
  ) {
    #expect(Oversampling.count(tops: tops, others: others, ratio: ratio) == expected)
  }

  @Test func `the count is the least that reaches a ratio in tenths`() {
    for tenths in 1...45 {
      for others in 0...60 {
        let count = Oversampling.count(tops: 7, others: others, ratio: Double(tenths) / 10)
        #expect(10 * others <= tenths * (7 + count))
        #expect(count == 0 || 10 * others > tenths * (7 + count - 1))
      }
    }
  }
}

extension [Float] {
  /// Whether the values lie at one place of the line between two points, and between its ends.
  func isBetween(_ first: [Float], _ second: [Float]) -> Bool {
    var widest = 0
    for column in indices {
      let least = Swift.min(first[column], second[column])
      let most = Swift.max(first[column], second[column])
      if self[column] < least || self[column] > most { return false }
      if most - least > (first[widest] - second[widest]).magnitude { widest = column }
    }
    if first[widest] == second[widest] { return true }
    let share = (self[widest] - first[widest]) / (second[widest] - first[widest])
    return indices.allSatisfy {
      (first[$0] + share * (second[$0] - first[$0]) - self[$0]).magnitude < 1e-5
    }
  }

  /// The rows of a matrix, `[rows × width]`.
  func rows(width: Int) -> [[Float]] {
    stride(from: 0, to: count, by: width).map { Array(self[$0..<$0 + width]) }
  }
}

extension [[Float]] {
  /// The indices of the others with the least distances.
  fileprivate func nearest(to index: Int, count: Int) -> ArraySlice<Int> {
    func distance(_ other: Int) -> Double {
      zip(self[index], self[other]).reduce(0) { sum, pair in
        let difference = Double(pair.0) - Double(pair.1)
        return sum + difference * difference
      }
    }
    return indices.filter { $0 != index }.sorted { distance($0) < distance($1) }.prefix(count)
  }
}
