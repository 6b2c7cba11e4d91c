import Evaluation
import RandomStreams
import Reports
import SearchSpace
import Testing

@Suite struct ChoiceSearchTests {
  /// Replicates of 200 songs, whose scores tell top songs the better, the higher the configuration's index.
  private static let curves = (0..<12).map { configuration in
    OperatingCurve(
      (0..<3).map { replicate in
        var random = RandomStream(
          key: StreamKey(high: 5, low: UInt64(configuration)), purpose: .rowOrder, index: replicate)
        let labels = (0..<200).map { _ in UInt8(random.uniform() < 0.2 ? 1 : 0) }
        let scores = labels.map { label in
          0.5 * random.uniform() + (label == 1 ? 0.02 * Float(configuration) : 0)
        }
        return OperatingCurve.Replicate(
          staircase: Staircase(scores: scores, labels: labels), oddsCorrection: 1)
      })
  }

  private func figures(auc: Double) -> ReplicateFigures {
    let part = PartFigures(
      counts: ConfusionCounts(
        truePositives: 1, falsePositives: 1, falseNegatives: 1, trueNegatives: 1),
      auc: auc, averagePrecision: 0.5, recallAtFalsePositiveRate30: 0.5, logLoss: 0.5,
      brierScore: 0.1, staircase: nil)
    return ReplicateFigures([part], facts: ConfigurationFacts(parameters: 10, flops: 20))
  }

  private func search(
    _ text: String, by kind: DecisionRule.Kind = .share, order: [Int] = Array(0..<12),
    population: (Int) -> String? = { _ in nil }
  ) throws -> ChoiceSearch {
    var search = ChoiceSearch(
      try Choice(parsing: text, settings: ["epochs"]), by: kind)
    for index in order {
      search.add(
        Self.curves[index], figures: figures(auc: 0.5 + 0.01 * Double(index % 5)),
        settings: ["epochs": .integer(index)], population: population(index), index: index)
    }
    return search
  }

  /// The counts under every share of 200 songs, of all configurations.
  private var everything: [(index: Int, counts: ReplicateCounts)] {
    Self.curves.indices.flatMap { index in
      (1...200).map { flagged in
        (index, Self.curves[index].counts(under: .share(.init(flagged: flagged, of: 200))))
      }
    }
  }

  @Test(arguments: [0.3, 0.6, 0.9])
  func `the point with the fewest false alarms is found among all that reach a recall`(
    recall: Double
  ) throws {
    let least = everything.filter { $0.counts[.recall]! >= recall }
      .map { $0.counts[.falsePositiveRate]! }.min()
    let point = try #require(
      try search("recall >= \(recall), minimize falsePositiveRate").found)
    let counts = Self.curves[point.configuration].counts(under: point.rule)
    #expect(counts[.recall]! >= recall)
    #expect(counts[.falsePositiveRate] == least)
  }

  @Test func `precision is not won by a song that is flagged by luck`() throws {
    let best = everything.filter { $0.counts.meanFlagged >= 20 }.map { $0.counts[.precision]! }
      .max()
    let point = try #require(try search("maximize precision").found)
    let counts = Self.curves[point.configuration].counts(under: point.rule)
    #expect(counts.meanFlagged >= 20)
    #expect(counts[.precision] == best)
  }

  @Test(arguments: DecisionRule.Kind.allCases)
  func `the order in which configurations come changes nothing`(kind: DecisionRule.Kind) throws {
    let choice = "falsePositiveRate <= 0.3, maximize recall"
    let point = try #require(try search(choice, by: kind).found)
    #expect(try search(choice, by: kind, order: Array((0..<12).reversed())).found == point)
    switch (kind, point.rule) {
    case (.share, .share), (.probability, .probability): break
    default: Issue.record("a rule of another kind: \(point.rule)")
    }
  }

  @Test func `settings, and figures that no rule changes, leave some configurations`() throws {
    let point = try #require(
      try search("epochs <= 6, auc > 0.525, minimize falsePositiveRate, recall >= 0.5").found)
    #expect([3, 4].contains(point.configuration))
    #expect(try search("parameters < 10, maximize auc").found == nil)
    #expect(try search("recall >= 0.5, precision >= 1, maximize auc").found == nil)
  }

  @Test func `of equal objectives the most balanced rule is taken, of these the first`() throws {
    let point = try #require(try search("maximize auc").found)
    #expect([4, 9].contains(point.configuration))
    let best = everything.filter { $0.index == 4 || $0.index == 9 }
      .map { $0.counts[.balancedAccuracy]! }.max()
    #expect(Self.curves[point.configuration].counts(under: point.rule)[.balancedAccuracy] == best)
    let facts = try #require(try search("minimize parameters, epochs = 3").found)
    #expect(facts.configuration == 3)
  }

  @Test func `populations of those whose settings are as wanted are told`() throws {
    let population = { (index: Int) in index < 6 ? "early" : "late" }
    #expect(try search("maximize auc", population: population).populations == ["early", "late"])
    #expect(
      try search("maximize auc, epochs < 3", population: population).populations == ["early"])
  }
}
