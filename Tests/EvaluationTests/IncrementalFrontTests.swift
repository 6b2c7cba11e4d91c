import Evaluation
import RandomStreams
import Testing

@Suite struct IncrementalFrontTests {
  private static let definitions = [
    FrontDefinition(
      name: "floors", maximize: [.precision], minimize: [.falsePositiveRate],
      minimumRecall: [0.5, 0.1, 0.3], minimumFlagged: 3),
    .recall,
    FrontDefinition(name: "three", maximize: [.precision, .auc], minimize: [.falsePositiveRate]),
    FrontDefinition(name: "one", maximize: [.auc], minimize: []),
    FrontDefinition(
      name: "facts", maximize: [.auc, .recall], minimize: [], facts: [.parameters]),
  ]

  /// Candidates with ties and duplicates; the finer the grid of their figures, the fewer.
  private func candidates(_ count: Int, levels: Int, trial: Int) -> [ReplicateFigures] {
    var random = RandomStream(key: StreamKey(high: 7, low: 8), purpose: .rowOrder, index: trial)
    return (0..<count).map { _ in
      let recall = random.below(levels)
      let auc = Double(random.below(levels)) / Double(levels)
      return ReplicateFigures(
        [
          figures(
            recall, min(recall * recall / 8 + random.below(levels), 999), positives: 999,
            negatives: 999, auc: auc)
        ],
        facts: ConfigurationFacts(parameters: random.below(levels), flops: 1))
    }
  }

  @Test(arguments: definitions)
  func `the front after each insertion is the one that is found anew`(
    definition: FrontDefinition
  ) {
    for trial in 0..<40 {
      let candidates = candidates(80, levels: [3, 8, 60][trial % 3], trial: trial)
      var front = IncrementalFront(definition)
      for (index, candidate) in candidates.enumerated() {
        let place = front.place(of: candidate, index: index)
        front.insert(candidate, index: index)
        let expected = Front(of: Array(candidates[...index]), definition: definition)
        #expect(place == expected.members.first { $0.candidateIndex == index })
        #expect(front.front == expected)
        #expect(front.memberCount == expected.members.count)
        #expect(
          front.contains(index) == expected.members.contains { $0.candidateIndex == index })
      }
    }
  }

  /// Points of which none dominates another, as many as are asked for, so that the front is as large
  /// as it can be.
  private func roundFront(_ count: Int, trial: Int) -> [ReplicateFigures] {
    var random = RandomStream(key: StreamKey(high: 7, low: 9), purpose: .rowOrder, index: trial)
    return (0..<count).map { _ in
      let (x, y) = (random.uniformDouble(), random.uniformDouble())
      return ReplicateFigures([
        PartFigures(
          counts: figures(1, 1).counts, auc: x, averagePrecision: y * (1 - x),
          recallAtFalsePositiveRate30: (1 - x) * (1 - y), logLoss: 1, brierScore: 0.1,
          staircase: nil)
      ])
    }
  }

  private static let area = FrontDefinition(
    name: "sum", maximize: [.auc, .averagePrecision, .recallAtFalsePositiveRate30], minimize: [])

  @Test(arguments: 0..<3)
  func `large fronts are those that are found anew whatever the order`(order: Int) {
    var candidates = roundFront(3_000, trial: order)
    if order == 1 { candidates.sort { $0[.auc].value! < $1[.auc].value! } }
    if order == 2 {
      candidates.sort { $0[.averagePrecision].value! > $1[.averagePrecision].value! }
    }
    candidates += candidates.prefix(500)
    var front = IncrementalFront(Self.area)
    for (index, candidate) in candidates.enumerated() { front.insert(candidate, index: index) }
    #expect(front.memberCount > 2_500)
    #expect(front.front == Front(of: candidates, definition: Self.area))
    // A point that beats all leaves nobody.
    front.insert(
      ReplicateFigures([
        PartFigures(
          counts: figures(1, 1).counts, auc: 1, averagePrecision: 1,
          recallAtFalsePositiveRate30: 1, logLoss: 1, brierScore: 0.1, staircase: nil)
      ]), index: 9_999)
    #expect(front.front.members == [FrontMember(candidateIndex: 9_999, floor: nil)])
    // And the tree is usable after that.
    front.insert(candidates[0], index: 10_000)
    #expect(front.memberCount == 1)
  }

  @Test func `an insertion into a front of a hundred thousand takes 50 microseconds at the most`() {
    let candidates = roundFront(101_000, trial: 5)
    var front = IncrementalFront(Self.area)
    for (index, candidate) in candidates.prefix(100_000).enumerated() {
      front.insert(candidate, index: index)
    }
    let clock = ContinuousClock()
    let cost = clock.measure {
      for (index, candidate) in candidates.enumerated().dropFirst(100_000) {
        front.insert(candidate, index: index)
      }
    }
    #expect(front.memberCount > 90_000)
    #expect(cost / 1_000 < .microseconds(50))
  }
}
