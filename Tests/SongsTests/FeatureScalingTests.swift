import RandomStreams
import Songs
import Testing

@Suite struct FeatureScalingTests {
  @Test func `the standard rule gives mean 0 and deviation 1 over the training rows alone`() {
    // tempo over rows 0 to 3: mean 5, population deviation √((9 + 1 + 1 + 9) / 4) = √5.
    let table = InputTable.ofColumn([2, 4, 6, 8, 1000])
    let scaling = FeatureScaling(
      fittedTo: [0, 1, 2, 3], of: table, rule: .standard)
    let root = 5.0.squareRoot()
    let expected = [-3 / root, -1 / root, 1 / root, 3 / root, 995 / root].map { Float($0) }
    for (value, expected) in zip(scaling.scaled([0, 1, 2, 3, 4], of: table), expected) {
      #expect((value - expected).magnitude <= expected.ulp.magnitude)
    }
  }

  @Test func `the min-max rule maps the training rows to 0 ... 1 and others beyond`() {
    let table = InputTable.ofPairs([(2, 1), (4, 3), (6, 5), (10, 9)])
    let scaling = FeatureScaling(
      fittedTo: [0, 1, 2], of: table, rule: .minMax)
    #expect(scaling.scaled([3, 0, 1], of: table) == [2, 2, 0, 0, 0.5, 0.5])
  }

  @Test func `the rule none leaves values as they are`() {
    let table = InputTable.ofPairs([(2, 1), (4, 1), (.nan, 1)])
    let scaling = FeatureScaling(
      fittedTo: [0, 1], of: table, rule: .none)
    #expect(scaling.scaled([0, 1, 2], of: table) == [2, 1, 4, 1, 3, 1])
  }

  @Test func `a missing value becomes the median of the training rows`() {
    // tempo over rows 0 to 4, its missing value filled: 0, 2, 4, 2 + 1 = 3, 10.
    let table = InputTable.ofPairs([
      (0, .nan), (2, 5), (4, .nan), (.nan, 7), (10, 9), (.nan, .nan), (999, 999),
    ])
    let scaling = FeatureScaling(
      fittedTo: [0, 1, 2, 3, 4], of: table, rule: .minMax)
    #expect(scaling.scaled([5, 3], of: table) == [0.3, 0.5, 0.3, 0.5])
  }

  @Test func `a median is that of the sorted values, of either sign and any magnitude`() {
    var random = RandomStream(key: StreamKey(high: 4, low: 2), purpose: .rowOrder)
    for count in 1..<40 {
      let present = (0..<count).map { _ in
        (random.uniform() - 0.5)
          * Float(sign: .plus, exponent: random.below(60) - 30, significand: 1)
      }
      let sorted = present.sorted()
      let (lower, upper) = (sorted[(count - 1) / 2], sorted[count / 2])
      let table = InputTable.ofColumn(present + [.nan])
      let scaling = FeatureScaling(
        fittedTo: (0...UInt32(count)).map { $0 }, of: table, rule: .none)
      let median = Float((Double(lower) + Double(upper)) / 2)
      #expect(scaling.scaled([UInt32(count)], of: table) == [median])
    }
  }

  @Test func `range, mean and deviation are those of all rows, however many`() {
    for count in 2..<30 {
      let values = (0..<count).map { Float(($0 + 3) * 7 % count) }
      let table = InputTable.ofColumn(values)
      let rows = (0..<UInt32(count)).map { $0 }
      let minMax = FeatureScaling(fittedTo: rows, of: table, rule: .minMax)
        .scaled(rows, of: table)
      let (least, most) = (Double(values.min()!), Double(values.max()!))
      if least < most {
        #expect(minMax == values.map { Float((Double($0) - least) / (most - least)) })
      }
      let scaled = FeatureScaling(fittedTo: rows, of: table, rule: .standard)
        .scaled(rows, of: table)
      let mean = values.reduce(0) { $0 + Double($1) } / Double(count)
      let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      let deviation = (squares / Double(count)).squareRoot()
      for (value, scaled) in zip(values, scaled) {
        let expected = deviation == 0 ? 0 : (Double(value) - mean) / deviation
        #expect((Double(scaled) - expected).magnitude < 1e-6)
      }
    }
  }

  @Test func `missing values count as the median where mean and deviation are taken`() {
    // Filled: 0, 4, 4, 4, 8: mean 4, deviation √(32 / 5).
    let table = InputTable.ofColumn([0, 4, .nan, .nan, 8])
    let scaling = FeatureScaling(
      fittedTo: [0, 1, 2, 3, 4], of: table, rule: .standard)
    let deviation = 6.4.squareRoot()
    let scaled = scaling.scaled([0, 2, 4], of: table)
    #expect(zip(scaled, [-4, 0, 4]).allSatisfy { ($0 - Float($1 / deviation)).magnitude < 1e-6 })
  }

  @Test(arguments: [ScalingRule.standard, .minMax])
  func `a constant feature becomes 0 everywhere`(rule: ScalingRule) {
    // 0.1 has no exact float: its computed mean may differ from it.
    let table = InputTable.ofPairs([(0.1, .nan), (0.1, .nan), (0.1, .nan), (7, 3)])
    let scaling = FeatureScaling(fittedTo: [0, 1, 2], of: table, rule: rule)
    #expect(scaling.scaled([0, 3], of: table) == [0, 0, 0, 0])
  }

  @Test func `the order of the training rows changes no bit`() {
    // Of so many magnitudes that a sum in another order is another sum.
    let table = InputTable.ofPairs(
      (0..<500).map { (Float(sign: .plus, exponent: $0 % 89 - 44, significand: 1.1), Float($0)) })
    let rows = (0..<500).map { UInt32($0) }
    let forward = FeatureScaling(fittedTo: rows, of: table, rule: .standard)
    let backward = FeatureScaling(
      fittedTo: rows.reversed(), of: table, rule: .standard)
    #expect(forward == backward)
  }
}
