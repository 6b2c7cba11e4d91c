import RandomStreams
import SearchSpace
import Testing

/// Unions, differences and takings of whole sets, held against sets of single indices.
@Suite struct IndexRangesAlgebraTests {
  /// Up to 60 indices below 200, in few or in many ranges.
  private func indices(_ random: inout RandomStream) -> Set<Int> {
    let width = 1 + random.below(6)
    return Set(
      (0..<random.below(40)).flatMap { _ in
        let lower = random.below(200)
        return lower..<lower + width
      })
  }

  @Test func `a union, a difference and a taking are those of sets`() {
    var mostRanges = 0
    for trial in 0..<500 {
      var random = RandomStream(
        key: StreamKey(high: 5, low: 7), purpose: .rowOrder, index: trial)
      let (left, right) = (indices(&random), indices(&random))
      let (a, b) = (IndexRanges(indices: Array(left)), IndexRanges(indices: Array(right)))
      mostRanges = max(mostRanges, b.ascending.count)
      var union = a
      union.formUnion(b)
      #expect(union == IndexRanges(indices: Array(left.union(right))))
      var difference = a
      difference.subtract(b)
      #expect(difference == IndexRanges(indices: Array(left.subtracting(right))))
      var rest = a
      #expect(rest.take(b) == IndexRanges(indices: Array(left.intersection(right))))
      #expect(rest == difference)
    }
    #expect(mostRanges > 20)
  }
}
