import Evaluation
import RandomStreams
import Testing

@Suite struct OperatingCurveTests {
  /// Songs of a replicate, from whose scores counts are found the plain way.
  private struct Songs {
    let scores: [Float]
    let labels: [UInt8]
    let correction: Double

    /// The labels in the order in which songs are flagged; of one score, others come first.
    var ranked: [UInt8] {
      zip(scores, labels).sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 > $1.0 }.map(\.1)
    }

    var staircase: Staircase { Staircase(scores: scores, labels: labels) }

    var replicate: OperatingCurve.Replicate {
      OperatingCurve.Replicate(staircase: staircase, oddsCorrection: correction)
    }

    func counts(flagged: [UInt8]) -> ConfusionCounts {
      let positives = labels.count { $0 == 1 }
      let hits = flagged.count { $0 == 1 }
      return ConfusionCounts(
        truePositives: hits, falsePositives: flagged.count - hits,
        falseNegatives: positives - hits,
        trueNegatives: labels.count - positives - (flagged.count - hits))
    }

    func counts(flagging count: Int) -> ConfusionCounts {
      counts(flagged: Array(ranked.prefix(count)))
    }

    func counts(atProbability probability: Double) -> ConfusionCounts {
      counts(
        flagged: zip(scores, labels).filter { score, _ in
          let weighted = Double(score) * correction
          return weighted / (1 - Double(score) + weighted) >= probability
        }.map(\.1))
    }
  }

  /// Replicates of parts of different sizes; every fourth trial without ties.
  private func replicates(_ trial: Int) -> [Songs] {
    (0..<(1 + trial % 3)).map { replicate in
      let index = 10 * trial + replicate
      let (scores, labels) = randomPart(
        songs: 40 + (trial % 2) * replicate * 7, levels: trial % 4 == 0 ? 1 << 24 : 12, index: index
      )
      return Songs(
        scores: scores, labels: labels, correction: [1, 0.25, 0.4][(trial + replicate) % 3])
    }
  }

  @Test func `flagging a number of songs is exact and others come first among equal scores`() {
    for trial in 0..<60 {
      let songs = replicates(trial)[0]
      for count in 0...songs.labels.count {
        #expect(songs.staircase.counts(flagging: count) == songs.counts(flagging: count))
      }
    }
  }

  @Test func `a share flags the nearest number of songs`() {
    let share = DecisionRule.Share(flagged: 3, of: 49)
    #expect([49, 98, 50, 8, 9, 0].map(share.count) == [3, 6, 3, 0, 1, 0])
    #expect(share.value == 3.0 / 49)
    #expect(DecisionRule.Share(flagged: 1, of: 4).count(of: 2) == 1)
  }

  @Test func `one replicate's counts at the probability of a step are exact`() {
    for trial in 0..<60 {
      let songs = replicates(trial)[0]
      OperatingCurve([songs.replicate]).forEachPoint(by: .probability) { rule, counts in
        guard case .probability(let probability) = rule else { return }
        #expect(counts.replicates == [songs.counts(atProbability: probability)])
      }
    }
  }

  @Test func `no replicate falls short of the counts at a common probability`() {
    var between = 0
    for trial in 0..<90 {
      let songs = replicates(trial)
      let curve = OperatingCurve(songs.map(\.replicate))
      curve.forEachPoint(by: .probability) { rule, counts in
        guard case .probability(let probability) = rule else { return }
        #expect(curve.counts(under: rule) == counts)
        for (songs, counts) in zip(songs, counts.replicates) {
          let exact = songs.counts(atProbability: probability)
          #expect(exact.truePositives == counts.truePositives)
          #expect(exact.falsePositives <= counts.falsePositives)
          if exact != counts { between += 1 }
          // As many false positives as at the next step of the replicate, no more.
          let next = songs.staircase.steps.first { $0.truePositives > counts.truePositives }
          #expect(
            exact == counts || counts.falsePositives == next?.falsePositives ?? counts.negatives)
        }
      }
    }
    #expect(between > 500)
  }

  @Test func `the points of shares are all shares at which a top song more is flagged`() {
    for trial in 0..<120 {
      let songs = replicates(trial)
      let curve = OperatingCurve(songs.map(\.replicate))
      let total = songs.map(\.labels.count).max()!
      let floor = Double(trial % 7)
      var expected: [DecisionRule: ReplicateCounts] = [:]
      var hits: [Int]?
      for flagged in 1...total {
        let share = DecisionRule.Share(flagged: flagged, of: total)
        let counts = ReplicateCounts(
          songs.map { $0.counts(flagging: share.count(of: $0.labels.count)) })
        guard counts.meanFlagged >= floor else { continue }
        #expect(curve.counts(under: .share(share)) == counts)
        if counts.replicates.map(\.truePositives) != hits { expected[.share(share)] = counts }
        hits = counts.replicates.map(\.truePositives)
      }
      var found: [DecisionRule: ReplicateCounts] = [:]
      curve.forEachPoint(by: .share, minimumFlagged: floor) { found[$0] = $1 }
      #expect(found == expected)
    }
  }

  @Test func `more songs than there are cannot be flagged`() {
    var points = 0
    let curve = OperatingCurve(replicates(0).map(\.replicate))
    curve.forEachPoint(by: .share, minimumFlagged: 40) { _, _ in points += 1 }
    #expect(points == 1)
    curve.forEachPoint(by: .share, minimumFlagged: 40.5) { _, _ in points += 1 }
    #expect(points == 1)
  }
}

@Suite struct OperatingFrontTests {
  private struct Candidate {
    let curve: OperatingCurve
    let figures: ReplicateFigures
  }

  private func candidates(_ count: Int, trial: Int) -> [Candidate] {
    (0..<count).map { candidate in
      let replicates = (0..<3).map { replicate in
        let (scores, labels) = randomPart(
          songs: 30, levels: 9 + trial, index: 1_000 * trial + 10 * candidate + replicate)
        return PartFigures(scores: scores, labels: labels, correction: 1)!
      }
      return Candidate(
        curve: OperatingCurve(
          replicates.map {
            OperatingCurve.Replicate(staircase: $0.staircase!, oddsCorrection: 0.5)
          }),
        figures: ReplicateFigures(
          replicates, facts: ConfigurationFacts(parameters: candidate % 5, flops: 1)))
    }
  }

  private static let definitions: [FrontDefinition] = DecisionRule.Kind.allCases.flatMap { kind in
    [
      FrontDefinition(
        name: "precision", maximize: [.precision], minimize: [.falsePositiveRate],
        thresholds: .all(by: kind), minimumRecall: [0.6, 0.2, 0.4], minimumFlagged: 3.5),
      FrontDefinition(
        name: "recall", maximize: [.recall], minimize: [.falsePositiveRate],
        thresholds: .all(by: kind)),
      FrontDefinition(
        name: "auc", maximize: [.f1, .auc], minimize: [.falsePositiveRate],
        thresholds: .all(by: kind), minimumRecall: [0.3]),
      FrontDefinition(
        name: "facts", maximize: [.balancedAccuracy], minimize: [], facts: [.parameters],
        thresholds: .all(by: kind)),
    ]
  }

  /// The objectives of a point and the floor at which it is on the front.
  private struct Place: Hashable {
    let costs: [Double]
    let floor: Double?
  }

  /// Every point that a rule gives is compared with every other, at every floor.
  private func bruteForce(_ candidates: [Candidate], _ definition: FrontDefinition) -> Set<Place> {
    var points: [(costs: [Double], recall: Double, flagged: Double)] = []
    for candidate in candidates {
      for counts in allCounts(candidate.curve, definition) {
        func value(_ measure: Measure) -> Double? {
          measure.isOfCounts ? counts[measure] : candidate.figures[measure].value
        }
        let costs =
          definition.minimize.prefix(1).map(value)
          + definition.facts.map { candidate.figures.facts![$0] }
          + definition.maximize.map { value($0).map(-) }
        guard !costs.contains(nil) else { continue }
        points.append((costs.map { $0! }, counts[.recall]!, counts.meanFlagged))
      }
    }
    var places: [[Double]: Double?] = [:]
    let floors: [Double?] = definition.minimumRecall.isEmpty ? [nil] : definition.minimumRecall
    for floor in floors.sorted(by: { $0 ?? 0 > $1 ?? 0 }) {
      let eligible = points.filter {
        $0.recall >= floor ?? 0 && $0.flagged >= definition.minimumFlagged
      }
      for point in eligible where places[point.costs] == nil {
        let isBeaten = eligible.contains { rival in
          let pairs = zip(rival.costs, point.costs)
          return pairs.allSatisfy { $0 <= $1 } && pairs.contains { $0 < $1 }
        }
        if !isBeaten { places[point.costs] = .some(floor) }
      }
    }
    return Set(places.map { Place(costs: $0.key, floor: $0.value) })
  }

  private func allCounts(
    _ curve: OperatingCurve, _ definition: FrontDefinition
  ) -> [ReplicateCounts] {
    if definition.thresholds == .all(by: .share) {
      return (1...30).map { curve.counts(under: .share(DecisionRule.Share(flagged: $0, of: 30))) }
    }
    var counts: [ReplicateCounts] = []
    curve.forEachPoint(by: .probability) { counts.append($1) }
    return counts
  }

  @Test(arguments: definitions)
  func `the front is what comparing every pair of points gives`(definition: FrontDefinition) {
    for trial in 0..<12 {
      let candidates = candidates(1 + trial, trial: trial)
      var front = OperatingFront(definition)
      for (index, candidate) in candidates.enumerated() {
        front.add(candidate.curve, figures: candidate.figures, index: index)
      }
      let members = front.members
      let found = Set(members.map { Place(costs: $0.costs, floor: $0.floor) })
      #expect(found == bruteForce(candidates, definition))
      for member in members {
        // The rule gives the figures that the member is said to have.
        let counts = candidates[member.candidateIndex].curve.counts(under: member.rule)
        for (slot, measure) in (definition.minimize + definition.maximize).enumerated()
        where measure.isOfCounts && definition.facts.isEmpty {
          #expect(abs(member.costs[slot]) == counts[measure])
        }
        #expect(counts.meanFlagged >= definition.minimumFlagged)
        #expect(counts[.recall]! >= member.floor ?? 0)
      }
      let sorted = members.sorted { $0.costs.lexicographicallyPrecedes($1.costs) }
      #expect(members.map(\.costs) == sorted.map(\.costs))
    }
  }

  @Test func `many configurations leave the front that all points at once give`() {
    let definition = Self.definitions[2]
    var front = OperatingFront(definition)
    var last = OperatingFront(definition)
    let candidates = candidates(12, trial: 3)
    for round in 0..<200 {
      for (index, candidate) in candidates.enumerated() {
        front.add(candidate.curve, figures: candidate.figures, index: 12 * round + index)
        if round == 199 {
          last.add(candidate.curve, figures: candidate.figures, index: 12 * round + index)
        }
      }
    }
    let members = front.members
    #expect(members.count == 200 * last.members.count)
    #expect(members.filter { $0.candidateIndex >= 12 * 199 } == last.members)
  }

  @Test func `a configuration that meets no floor is counted`() {
    let strict = FrontDefinition(
      name: "n", maximize: [.precision], minimize: [], thresholds: .all(by: .share),
      minimumRecall: [0.1], minimumFlagged: 31)
    var front = OperatingFront(strict)
    for candidate in candidates(4, trial: 1) {
      front.add(candidate.curve, figures: candidate.figures, index: 0)
    }
    #expect(front.members == [])
    #expect(front.excludedByFloors == 4)
  }

  @Test func `fronts at one threshold and over all are different things`() async {
    await #expect(processExitsWith: .failure) { _ = OperatingFront(.recall) }
    await #expect(processExitsWith: .failure) {
      let definition = FrontDefinition(
        name: "n", maximize: [.recall], minimize: [], thresholds: .all(by: .share))
      _ = Front(of: [], definition: definition)
    }
  }
}
