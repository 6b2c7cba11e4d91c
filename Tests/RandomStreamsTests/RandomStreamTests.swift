import RandomStreams
import Testing

@Suite struct RandomStreamTests {
  private func stream(_ purpose: StreamPurpose = .downsampling, index: Int = 6) -> RandomStream {
    RandomStream(key: StreamKey(high: 5, low: 7), purpose: purpose, index: index)
  }

  /// The expected words are those of `numpy.random.Philox(key=[7, 5], counter=[2⁶⁴-1, 2⁶⁴-1, 2, 6])`, NumPy 2.4.6.
  @Test func `the words are those of NumPy's Philox`() {
    var stream = stream()
    let words = (0..<6).map { _ in stream.next() }
    #expect(
      words == [
        9_093_056_119_138_368_436, 10_622_717_480_615_752_031, 6_204_684_056_304_931_199,
        2_273_615_263_744_769_113, 17_379_943_540_440_127_738, 13_085_263_665_494_056_272,
      ])
  }

  @Test func `purposes and indices under one key share no number`() {
    var seen = Set<UInt64>()
    for purpose in [StreamPurpose.downsampling, .rowOrder] {
      for index in 0..<4 {
        var stream = stream(purpose, index: index)
        for _ in 0..<100 { seen.insert(stream.next()) }
      }
    }
    #expect(seen.count == 800)
  }

  @Test func `every whole number below a bound is equally likely`() {
    var stream = stream()
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[stream.below(7)] += 1 }
    let chiSquared = counts.reduce(0.0) { $0 + Double(($1 - 10_000) * ($1 - 10_000)) / 10_000 }
    // The 99.99 % quantile of chi-squared with 6 degrees of freedom.
    #expect(chiSquared < 27.9)
  }

  @Test func `uniform numbers stay in their interval and fill it`() {
    var stream = stream()
    var (least, most, sum) = (1.0, 0.0, 0.0)
    for _ in 0..<10_000 {
      let number = stream.uniformDouble()
      (least, most, sum) = (min(least, number), max(most, number), sum + number)
      #expect((0..<1).contains(Double(stream.uniform())))
    }
    #expect(least < 0.001 && most > 0.999 && abs(sum / 10_000 - 0.5) < 0.01)
  }

  @Test func `a shuffle keeps every element and moves most of them`() {
    var stream = stream()
    for count in [1000, 1001] {
      var elements = Array(0..<count)
      stream.shuffle(&elements)
      #expect(elements.sorted() == Array(0..<count))
      #expect(zip(elements, 0..<count).count { $0 == $1 } < 10)
    }
  }

  /// The expected orders are those of Fisher and Yates with the halves of the words of SplitMix64, computed in Python.
  @Test func `the orders are the same everywhere and for ever`() {
    for (count, order) in [
      (10, [1, 8, 9, 5, 7, 2, 3, 0, 6, 4]), (11, [8, 10, 9, 5, 6, 0, 2, 3, 1, 7, 4]),
    ] {
      var stream = stream()
      var elements = Array(0..<count)
      stream.shuffle(&elements)
      #expect(elements == order)
    }
  }

  @Test(arguments: [(2, 2), (3, 6), (4, 24), (5, 120)])
  func `every order is equally likely`(count: Int, orders: Int) {
    var stream = stream()
    var counts: [[Int]: Int] = [:]
    for _ in 0..<1000 * orders {
      var elements = Array(0..<count)
      stream.shuffle(&elements)
      counts[elements, default: 0] += 1
    }
    #expect(counts.count == orders)
    let chiSquared = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    // Four standard deviations of chi-squared above its mean, and more of it where there are few orders.
    let freedom = Double(orders - 1)
    #expect(chiSquared < freedom + 4 * (2 * freedom).squareRoot() + 10)
  }

  @Test func `a shuffle of a single element or of none draws nothing`() {
    var (stream, untouched) = (stream(), stream())
    var elements = [7]
    stream.shuffle(&elements)
    elements = []
    stream.shuffle(&elements)
    #expect(stream.next() == untouched.next())
  }
}
