import RandomStreams
import SearchSpace
import Testing

/// Each test holds the ranges against a set of single indices.
@Suite struct IndexRangesTests {
  private func random(_ trial: Int) -> RandomStream {
    RandomStream(key: StreamKey(high: 3, low: 2), purpose: .rowOrder, index: trial)
  }

  /// A range, often empty or short, within 0 ..< 60.
  private func range(_ random: inout RandomStream) -> Range<Int> {
    let lower = random.below(48)
    return lower..<lower + random.below(12)
  }

  private func expect(_ ranges: IndexRanges, equals model: Set<Int>) {
    let ascending = ranges.ascending
    #expect(ascending.flatMap(Array.init) == model.sorted())
    #expect(
      zip(ascending, ascending.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
    #expect(!ascending.contains { $0.isEmpty })
    #expect(ranges.count == model.count)
    #expect(ranges.first == model.min())
    #expect(ranges.isEmpty == model.isEmpty)
    #expect((-1...60).filter(ranges.contains) == model.sorted())
    #expect(ranges == IndexRanges(indices: Array(model)))
  }

  @Test func `inserting, removing and taking are those of a set`() {
    for trial in 0..<200 {
      var random = random(trial)
      var ranges = IndexRanges()
      var model: Set<Int> = []
      for _ in 0..<40 {
        let range = range(&random)
        switch random.below(4) {
        case 0, 1:
          ranges.insert(range)
          model.formUnion(range)
        case 2:
          ranges.remove(range)
          model.subtract(range)
        default:
          let (limit, rangeLimit) = (random.below(20), random.below(4))
          let before = ranges.ascending
          let taken = ranges.takeFirst(limit, rangeLimit: rangeLimit)
          let reach = before.prefix(rangeLimit).flatMap(Array.init).prefix(limit)
          #expect(taken.flatMap(Array.init) == Array(reach))
          #expect(taken.count <= rangeLimit && !taken.contains { $0.isEmpty })
          model.subtract(reach)
        }
        expect(ranges, equals: model)
      }
    }
  }

  @Test func `a set is made of ranges and of indices in any order, with repetitions`() {
    for trial in 0..<300 {
      var random = random(trial)
      let given = (0..<random.below(10)).map { _ in range(&random) }
      expect(IndexRanges(given), equals: Set(given.joined()))
      let indices = (0..<random.below(40)).map { _ in random.below(60) }
      let made = IndexRanges(indices: indices)
      #expect(made.ascending.flatMap(Array.init) == Set(indices).sorted())
      #expect(made == IndexRanges(indices.map { $0..<$0 + 1 }))
    }
  }

  @Test func `an intersection holds what stands in both`() {
    for trial in 0..<300 {
      var random = random(trial)
      let left = (0..<random.below(6)).map { _ in range(&random) }
      let right = (0..<random.below(6)).map { _ in range(&random) }
      expect(
        IndexRanges(left).intersection(right),
        equals: Set(left.joined()).intersection(Set(right.joined())))
    }
  }

  @Test func `subtracting many ranges or few leaves the rest`() {
    for trial in 0..<600 {
      var random = random(trial)
      let left = (0..<random.below(12)).map { _ in range(&random) }
      // Ranges of one index, so that there are often more than can be removed one by one.
      let right = (0..<random.below(60)).map { _ in
        let index = random.below(60)
        return index..<index + 1 + (random.below(8) == 0 ? random.below(9) : 0)
      }
      var ranges = IndexRanges(left)
      ranges.subtract(IndexRanges(right))
      expect(ranges, equals: Set(left.joined()).subtracting(right.joined()))
    }
  }

  /// Anything quadratic would take an hour.
  @Test func `a million indices are gathered and subtracted in one pass`() {
    let even = stride(from: 0, to: 2_000_000, by: 2)
    var runs = IndexRuns()
    for index in even {
      runs.append(index)
      runs.append(index)
    }
    let holes = IndexRanges(runs.ranges)
    #expect(holes.count == 1_000_000 && holes == IndexRanges(indices: Array(even)))
    var rest = IndexRanges([0..<2_000_000])
    rest.subtract(holes)
    #expect(rest == IndexRanges(indices: even.map { $0 + 1 }))
    var ascending = IndexRuns()
    for index in 0..<1_000_000 { ascending.append(index) }
    #expect(ascending.ranges == [0..<1_000_000])
  }

  @Test func `inserting what lies between two ranges merges the three`() {
    var ranges = IndexRanges([0..<3, 5..<8])
    ranges.insert(3..<5)
    #expect(ranges.ascending == [0..<8])
    ranges.insert(8..<8)
    ranges.remove(4..<4)
    #expect(ranges.ascending == [0..<8])
  }

  @Test func `taking stops at the limit of indices and at that of ranges`() {
    var ranges = IndexRanges([0..<4, 6..<8, 10..<20])
    #expect(ranges.takeFirst(0, rangeLimit: 2) == [])
    #expect(ranges.takeFirst(5, rangeLimit: 2) == [0..<4, 6..<7])
    #expect(ranges.takeFirst(100, rangeLimit: 1) == [7..<8])
    #expect(ranges.ascending == [10..<20])
    #expect(ranges.takeFirst(100, rangeLimit: 9) == [10..<20])
    #expect(ranges.takeFirst(100, rangeLimit: 9) == [])
    #expect(ranges.isEmpty)
  }
}
