import Evaluation
import RandomStreams
import Testing

@Suite struct FrontTests {
  /// Candidates of two replicates on equal parts, with many ties and some that flag nothing.
  private func candidates(_ count: Int, trial: Int) -> [ReplicateFigures] {
    var random = RandomStream(key: StreamKey(high: 2, low: 8), purpose: .rowOrder, index: trial)
    return (0..<count).map { _ in
      let limit = random.below(4) == 0 ? 1 : 12
      return ReplicateFigures(
        (0..<2).map { _ in
          figures(
            random.below(limit), random.below(limit), positives: 11, negatives: 30,
            auc: Double(random.below(5)) / 5)
        })
    }
  }

  /// The front by its definition: every pair is compared, at every floor.
  private func bruteForce(
    _ candidates: [ReplicateFigures], _ definition: FrontDefinition
  ) -> [Int: Double?] {
    let costs = candidates.map { candidate -> [Double]? in
      let values =
        definition.maximize.map { candidate[$0].value.map { -$0 } }
        + definition.minimize.map { candidate[$0].value }
      return values.contains(nil) ? nil : values.map { $0! }
    }
    var labels: [Int: Double?] = [:]
    let floors: [Double?] = definition.minimumRecall.isEmpty ? [nil] : definition.minimumRecall
    for floor in floors {
      let eligible = candidates.indices.filter {
        costs[$0] != nil && candidates[$0].meanFlagged >= definition.minimumFlagged
          && candidates[$0][.recall].value! >= floor ?? 0
      }
      for index in eligible {
        let isBeaten = eligible.contains { rival in
          let pairs = zip(costs[rival]!, costs[index]!)
          return pairs.allSatisfy { $0 <= $1 } && pairs.contains { $0 < $1 }
        }
        if isBeaten { continue }
        if let known = labels[index], let known, known >= floor! { continue }
        labels[index] = .some(floor)
      }
    }
    return labels
  }

  private static let definitions = [
    FrontDefinition(
      name: "floors", maximize: [.precision], minimize: [.falsePositiveRate],
      minimumRecall: [0.5, 0.1, 0.3], minimumFlagged: 3),
    .recall,
    FrontDefinition(name: "three", maximize: [.precision, .auc], minimize: [.falsePositiveRate]),
    FrontDefinition(
      name: "all", maximize: [.recall, .auc], minimize: [.falsePositiveRate], minimumRecall: [0.2]),
    FrontDefinition(name: "one", maximize: [.auc], minimize: []),
    FrontDefinition(name: "least", maximize: [], minimize: [.falsePositiveRate]),
  ]

  @Test(arguments: definitions)
  func `the front is what comparing every pair gives`(definition: FrontDefinition) {
    for trial in 0..<150 {
      let candidates = candidates(trial % 60, trial: trial)
      let front = Front(of: candidates, definition: definition)
      let found = Dictionary(
        uniqueKeysWithValues: front.members.map { ($0.candidateIndex, $0.floor) })
      #expect(found == bruteForce(candidates, definition))
      #expect(front.definition == definition)
    }
  }

  @Test func `members come by the minimised objective, then the maximised one, then index`() {
    let definition = FrontDefinition(
      name: "n", maximize: [.recall], minimize: [.falsePositiveRate],
      minimumRecall: [0.2, 0.1])
    let candidates = [
      (30, 200), (12, 100), (20, 150), (30, 200), (11, 100), (25, 250), (12, 100), (9, 10),
    ].map { ReplicateFigures([figures($0.0, $0.1)]) }
    let front = Front(of: candidates, definition: definition)
    #expect(
      front.members == [
        FrontMember(candidateIndex: 1, floor: 0.1), FrontMember(candidateIndex: 6, floor: 0.1),
        FrontMember(candidateIndex: 2, floor: 0.2), FrontMember(candidateIndex: 0, floor: 0.2),
        FrontMember(candidateIndex: 3, floor: 0.2),
      ])
    #expect(front.excludedByFloors == 1)
  }

  @Test func `a configuration that flags one song and is right is excluded by the floors`() {
    let lucky = ReplicateFigures([figures(1, 0)])
    let candidates = [
      ReplicateFigures([figures(60, 300)]), lucky, ReplicateFigures([figures(0, 0)]),
    ]
    let front = Front(of: candidates, definition: .precision)
    #expect(front.members == [FrontMember(candidateIndex: 0, floor: 0.5)])
    #expect(front.excludedByFloors == 1)

    let open = FrontDefinition(
      name: "open", maximize: [.precision], minimize: [.falsePositiveRate], minimumRecall: [],
      minimumFlagged: 0)
    #expect(
      Front(of: candidates, definition: open).members
        == [FrontMember(candidateIndex: 1, floor: nil)])
  }

  @Test func `a floor admits what reaches it exactly`() {
    let definition = FrontDefinition(
      name: "edge", maximize: [.precision], minimize: [.falsePositiveRate],
      minimumRecall: [0.1], minimumFlagged: 20)
    let candidates = [(10, 10), (10, 9), (9, 11)].map { ReplicateFigures([figures($0.0, $0.1)]) }
    let front = Front(of: candidates, definition: definition)
    #expect(front.members == [FrontMember(candidateIndex: 0, floor: 0.1)])
    #expect(front.excludedByFloors == 2)
  }

  @Test func `floors are the default where precision is an objective and only there`() {
    let precision = FrontDefinition(name: "p", maximize: [.precision], minimize: [])
    #expect(precision.minimumRecall == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
    #expect(precision.minimumFlagged == 20)
    #expect(FrontDefinition.precision.minimumRecall == [0.1, 0.3, 0.5, 0.7])
    #expect(FrontDefinition.precision.minimumFlagged == 20)
    #expect(FrontDefinition.recall.minimumRecall == [])
    #expect(FrontDefinition.recall.minimumFlagged == 0)
  }

  @Test func `a front has one to three objectives`() async {
    await #expect(processExitsWith: .failure) {
      _ = FrontDefinition(name: "none", maximize: [], minimize: [])
    }
    await #expect(processExitsWith: .failure) {
      _ = FrontDefinition(
        name: "four", maximize: [.recall, .auc, .f1], minimize: [.falsePositiveRate])
    }
  }
}

/// With p top songs and n others, precision is p r / (p r + n f) of recall r and false-positive
/// rate f. Let q dominate a member of the precision front in (r, f). If its f is lower, its
/// precision is no lower, and it dominates the member in (precision, f) as well: impossible. So f
/// is equal and r higher; then its precision is higher, impossible again, unless f is 0, where all
/// precisions are 1.
@Suite struct FrontsOfOnePopulationTests {
  private func fronts(
    _ candidates: [ReplicateFigures]
  ) -> (precision: [FrontMember], recall: [FrontMember]) {
    let definitions = [[Measure.precision], [.recall]].map {
      FrontDefinition(
        name: "n", maximize: $0, minimize: [.falsePositiveRate], minimumRecall: [0.1, 0.4],
        minimumFlagged: 2)
    }
    let members = definitions.map { Front(of: candidates, definition: $0).members }
    return (members[0], members[1])
  }

  @Test func `a precision front's members with a false positive are on the recall front`() {
    var checked = 0
    for trial in 0..<300 {
      var random = RandomStream(key: StreamKey(high: 4, low: 8), purpose: .rowOrder, index: trial)
      let candidates = (0..<40).map { _ in
        ReplicateFigures(
          (0..<3).map { _ in
            figures(random.below(8), random.below(6), positives: 7, negatives: 13)
          })
      }
      let (precision, recall) = fronts(candidates)
      for member in precision where candidates[member.candidateIndex].counts.falsePositives > 0 {
        #expect(recall.contains(member))
        checked += 1
      }
    }
    #expect(checked > 300)
  }

  @Test
  func `without a false positive all are on the precision front but the best alone on the other`() {
    let candidates = [(40, 0), (60, 0), (50, 0)].map { ReplicateFigures([figures($0.0, $0.1)]) }
    let (precision, recall) = fronts(candidates)
    #expect(precision.map(\.candidateIndex) == [0, 1, 2])
    #expect(recall.map(\.candidateIndex) == [1])
  }

  @Test func `over replicates on unequal parts a precision front is not within the recall front`() {
    // Mean rates weigh the small part as much as the large one; the ratio of summed counts does
    // not.
    let first = [
      figures(10, 30, positives: 100, negatives: 100), figures(5, 0, positives: 10, negatives: 10),
    ]
    let second = [
      figures(40, 30, positives: 100, negatives: 100), figures(1, 0, positives: 10, negatives: 10),
    ]
    let (precision, recall) = fronts([ReplicateFigures(first), ReplicateFigures(second)])
    #expect(precision.map(\.candidateIndex) == [1])
    #expect(recall.map(\.candidateIndex) == [0])
  }
}
