import Evaluation
import RandomStreams
import Testing

@Suite struct FrontProbabilityTests {
  private let splits = RepeatedSplits(trainingSongs: 300, validationSongs: 100)
  private let byAUC = FrontDefinition(name: "n", maximize: [.auc], minimize: [])

  private func shares(
    _ candidates: [[PartFigures]], _ definition: FrontDefinition, worlds: Int = 20_000
  ) throws -> [Double] {
    let points = candidates.enumerated().compactMap { index, replicates in
      ReplicatedPoint(index: index, replicates: replicates, definition: definition)
    }
    var random = RandomStream(key: StreamKey(high: 6, low: 2), purpose: .rowOrder)
    return try #require(
      frontProbabilities(
        of: points, configurationCount: candidates.count, definition: definition, splits: splits,
        worlds: worlds, using: &random
      ).value)
  }

  @Test func `of two configurations the chance follows from their paired differences`() throws {
    // Differences of 0.06, -0.02, 0.04, 0.00, 0.02: mean 0.02, variance 0.001. The corrected variance
    // of the mean is 0.001 × (1/5 + 1/3), so its error is 0.0231; Φ(0.02 / 0.0231) = 0.807.
    let ups = [0.03, -0.01, 0.02, 0.00, 0.01]
    let common = [0.2, -0.1, 0.0, 0.15, -0.05]
    let first = zip(common, ups).map { figures(50, 100, auc: 0.5 + $0 + $1) }
    let second = zip(common, ups).map { figures(50, 100, auc: 0.5 + $0 - $1) }
    let shares = try shares([first, second], byAUC)
    #expect(abs(shares[0] - 0.807) < 0.01)
    #expect(abs(shares[0] + shares[1] - 1) < 1e-12)
  }

  @Test func `what moves all configurations alike moves none on or off the front`() throws {
    let common = [0.2, -0.1, 0.0, 0.15, -0.05]
    let candidates = [0.50, 0.48, 0.49].map { level in
      common.map { figures(50, 100, auc: level + $0) }
    }
    #expect(try shares(candidates, byAUC, worlds: 500) == [1, 0, 0])
  }

  @Test func `the covariance of drawn worlds is that of the replicates and corrected`() throws {
    // Front on which each of two objectives must be positive to be no worse than a fixed rival, so
    // shares are orthant probabilities: for correlation ρ, 1/4 + asin(ρ) / 2π.
    let definition = FrontDefinition(name: "n", maximize: [.auc, .averagePrecision], minimize: [])
    func part(_ auc: Double, _ averagePrecision: Double) -> PartFigures {
      PartFigures(
        counts: figures(1, 1).counts, auc: auc, averagePrecision: averagePrecision,
        recallAtFalsePositiveRate30: 0.5, logLoss: 0.2, brierScore: 0.1, staircase: nil)
    }
    let x = [0.02, -0.02, 0.01, -0.01, 0.0, 0.0]
    let y = [0.02, -0.02, -0.01, 0.01, 0.0, 0.0]
    // ρ = Σxy / √(Σx² Σy²) = 0.0006 / 0.001 = 0.6; asin(0.6) = 0.6435.
    let moving = zip(x, y).map { part(0.5 + $0, 0.5 + $1) }
    let fixed = x.map { _ in part(0.5, 0.5) }
    let shares = try shares([moving, fixed], definition)
    let bothLower = 0.25 + 0.6435 / (2 * .pi)
    #expect(abs(shares[0] - (1 - bothLower)) < 0.012)
    #expect(abs(shares[1] - (1 - bothLower)) < 0.012)
  }

  @Test func `floors are asked in each world`() throws {
    let definition = FrontDefinition(
      name: "n", maximize: [.auc], minimize: [], minimumRecall: [0.5])
    // The better one has a recall of 0.5 on average, as often above as below.
    let better = [48, 52, 46, 54, 50, 50].map { figures($0, 100, auc: 0.8) }
    let worse = (0..<6).map { _ in figures(60, 100, auc: 0.7) }
    let shares = try shares([better, worse], definition)
    #expect(abs(shares[0] - 0.5) < 0.015)
    #expect(abs(shares[0] + shares[1] - 1) < 1e-12)
  }

  @Test func `without any spread the shares are the front itself`() throws {
    let counts = [(40, 200), (60, 300), (50, 320), (60, 300), (10, 40), (0, 0)]
    let candidates = counts.map { hits, others in (0..<5).map { _ in figures(hits, others) } }
    for definition in [FrontDefinition.precision, .recall] {
      let front = Front(of: candidates.map { ReplicateFigures($0) }, definition: definition)
      let members = Set(front.members.map(\.candidateIndex))
      #expect(
        try shares(candidates, definition, worlds: 3)
          == candidates.indices.map { members.contains($0) ? 1 : 0 })
    }
  }

  @Test func `a configuration is on the front where any of its operating points is`() throws {
    let definition = FrontDefinition(
      name: "n", maximize: [.recall], minimize: [.falsePositiveRate], thresholds: .all(by: .share))
    let parts = (0..<5).map { _ in figures(0, 0) }
    let points = [(0, 10, 100), (0, 30, 200), (1, 5, 90), (2, 31, 200), (2, 9, 100)].map {
      index, hits, others in
      ReplicatedPoint(
        index: index, replicates: parts,
        counts: ReplicateCounts(parts.map { _ in figures(hits, others).counts }),
        definition: definition)!
    }
    var random = RandomStream(key: StreamKey(high: 6, low: 3), purpose: .rowOrder)
    #expect(
      frontProbabilities(
        of: points, configurationCount: 4, definition: definition, splits: splits, worlds: 2,
        using: &random) == .known([1, 1, 1, 0]))
  }

  @Test func `four replicates are too few and no points give zeros`() {
    var random = RandomStream(key: StreamKey(high: 6, low: 4), purpose: .rowOrder)
    let point = ReplicatedPoint(
      index: 0, replicates: (0..<4).map { _ in figures(1, 1) }, definition: byAUC)!
    #expect(
      frontProbabilities(
        of: [point], configurationCount: 1, definition: byAUC, splits: splits, using: &random)
        == .tooFewReplicates)
    #expect(
      frontProbabilities(
        of: [], configurationCount: 2, definition: byAUC, splits: splits, using: &random)
        == .known([0, 0]))
  }

  /// Two nets, one of which tells top songs better by far, on parts of 400 songs.
  private func curve(_ configuration: Int, replicates: Int = 6) -> (OperatingCurve, [PartFigures]) {
    let parts = (0..<replicates).map { replicate in
      var random = RandomStream(
        key: StreamKey(high: 11, low: UInt64(configuration)), purpose: .rowOrder, index: replicate)
      let labels = (0..<400).map { UInt8($0 < 80 ? 1 : 0) }
      let scores = labels.map {
        0.6 * random.uniform() + ($0 == 1 ? 0.3 * Float(configuration) : 0)
      }
      return PartFigures(scores: scores, labels: labels, correction: 1)!
    }
    return (
      OperatingCurve(parts.map { .init(staircase: $0.staircase!, oddsCorrection: 1) }), parts
    )
  }

  private func chances(
    _ configurations: [Int], replicates: Int = 6
  ) -> [Int: Double]? {
    let definition = FrontDefinition(
      name: "curve", maximize: [.recall], minimize: [.falsePositiveRate],
      thresholds: .all(by: .share))
    var chances = OperatingChances(definition)
    for (place, configuration) in configurations.enumerated() {
      let (curve, parts) = curve(configuration, replicates: replicates)
      chances.add(curve, replicates: parts, facts: nil, index: 10 * place)
    }
    var random = RandomStream(key: StreamKey(high: 1, low: 12), purpose: .rowOrder)
    return chances.probabilities(
      splits: RepeatedSplits(trainingSongs: 1_200, validationSongs: 400), using: &random)
  }

  @Test func `over thresholds the better net is on the front, and the worse one hardly`() throws {
    let known = try #require(chances([0, 1]))
    #expect(known.keys.sorted() == [0, 10])
    #expect(known[10]! > 0.99)
    // Where all songs are flagged, or next to none, both are alike.
    let alike = try #require(chances([1, 1]))
    #expect(alike[0] == alike[10])
    #expect(known[0]! < known[10]!)
  }

  @Test func `over thresholds nothing is told of too few replicates`() {
    #expect(chances([0, 1], replicates: 4) == nil)
  }
}
