import Evaluation
import RandomStreams
import Testing

@Suite struct StaircaseTests {
  @Test func `a step is the fewest false positives for its true positives`() {
    let staircase = Staircase(
      scores: [0.9, 0.8, 0.8, 0.8, 0.7, 0.6, 0.5], labels: [1, 1, 1, 0, 0, 1, 0])
    #expect(staircase.positives == 4)
    #expect(staircase.negatives == 3)
    #expect(
      staircase.steps == [
        Staircase.Step(truePositives: 1, falsePositives: 0, threshold: 0.9),
        Staircase.Step(truePositives: 3, falsePositives: 1, threshold: 0.8),
        Staircase.Step(truePositives: 4, falsePositives: 2, threshold: 0.6),
      ])
  }

  @Test func `the recall at a false-positive rate is the highest with no more false positives`() {
    let staircase = Staircase(
      scores: [0.9, 0.8, 0.8, 0.8, 0.7, 0.6, 0.5], labels: [1, 1, 1, 0, 0, 1, 0])
    let rates = [0, 0.33, 1.0 / 3, 0.66, 2.0 / 3, 1]
    #expect(
      rates.map { staircase.recall(atFalsePositiveRate: $0) } == [0.25, 0.25, 0.75, 0.75, 1, 1])
    #expect(Staircase(scores: [0.5], labels: [0]).recall(atFalsePositiveRate: 1) == 0)
    // A tenth three times is a little more than three tenths, and three tenths of ten are three.
    let ten = Staircase(
      scores: [0.9, 0.8, 0.7, 0.6] + Array(repeating: 0.1, count: 7),
      labels: [0, 0, 0, 1] + Array(repeating: 0, count: 7))
    #expect(ten.recall(atFalsePositiveRate: 0.3) == 1)
    #expect(ten.recall(atFalsePositiveRate: 0.29) == 0)
  }

  @Test func `without ties the recall at a rate of 0.30 is that of the figures`() throws {
    for trial in 0..<100 {
      var random = RandomStream(
        key: StreamKey(high: 3, low: UInt64(trial)), purpose: .rowOrder)
      var order = Array(0..<(20 + trial))
      random.shuffle(&order)
      let scores = order.map { Float($0) / 1000 }
      let labels = order.indices.map { UInt8($0 < 5 ? 1 : 0) }
      let figures = try #require(PartFigures(scores: scores, labels: labels, correction: 1))
      let recall = Staircase(scores: scores, labels: labels).recall(atFalsePositiveRate: 0.30)
      #expect(recall == figures.recallAtFalsePositiveRate30)
    }
  }

  @Test func `scores with many ties give what trying every threshold gives`() {
    for trial in 0..<200 {
      let (scores, labels) = randomPart(songs: trial, levels: 12, index: trial)
      let staircase = Staircase(scores: scores, labels: labels)
      var best: [Int: Staircase.Step] = [:]
      for threshold in Set(scores) {
        let flagged = labels.indices.filter { scores[$0] >= threshold }
        let hits = flagged.count { labels[$0] == 1 }
        let misses = flagged.count - hits
        if hits > 0, misses < best[hits]?.falsePositives ?? .max {
          best[hits] = Staircase.Step(
            truePositives: hits, falsePositives: misses, threshold: threshold)
        }
      }
      #expect(staircase.steps == best.keys.sorted().map { best[$0]! })
      #expect(staircase.positives == labels.count { $0 == 1 })
      #expect(staircase.negatives == labels.count { $0 == 0 })
    }
  }

  @Test func `many scores of every magnitude, and ties among them, are put in order`() {
    var random = RandomStream(key: StreamKey(high: 4, low: 2), purpose: .rowOrder)
    for trial in 0..<40 {
      // Float 1 has the greatest bits of a score; those of the least ones are 0, 1, 2, …
      let scores = (0..<100 * trial).map { _ in
        let bits = random.below(Int(Float(1).bitPattern) + 1) >> random.below(31)
        return Float(bitPattern: UInt32(bits))
      }
      let labels = scores.map { _ in UInt8(random.below(2)) }
      var steps: [Staircase.Step] = []
      var (hits, misses) = (0, 0)
      let groups = Dictionary(grouping: scores.indices) { scores[$0] }
      for score in groups.keys.sorted(by: >) {
        let newHits = groups[score]!.count { labels[$0] == 1 }
        hits += newHits
        misses += groups[score]!.count - newHits
        let step = Staircase.Step(truePositives: hits, falsePositives: misses, threshold: score)
        if newHits > 0 { steps.append(step) }
      }
      #expect(groups.count < scores.count || trial == 0)
      #expect(Staircase(scores: scores, labels: labels).steps == steps)
    }
  }

  @Test func `zero and negative zero are one score`() {
    let staircase = Staircase(scores: [0, -0.0], labels: [1, 0])
    #expect(
      staircase.steps == [Staircase.Step(truePositives: 1, falsePositives: 1, threshold: 0)])
  }

  @Test func `counts are those of the first step that reaches the recall`() {
    let staircase = Staircase(scores: [0.9, 0.8, 0.7, 0.6, 0.5], labels: [1, 0, 1, 0, 0])
    let half = ConfusionCounts(
      truePositives: 1, falsePositives: 0, falseNegatives: 1, trueNegatives: 3)
    let full = ConfusionCounts(
      truePositives: 2, falsePositives: 1, falseNegatives: 0, trueNegatives: 2)
    #expect(staircase.counts(atLeast: 0.5) == half)
    #expect(staircase.counts(atLeast: 0.5.nextUp) == full)
    #expect(staircase.counts(atLeast: 1) == full)
    #expect(staircase.counts(atLeast: 1.01) == nil)
    #expect(Staircase(scores: [0.4], labels: [0]).counts(atLeast: 0) == nil)
  }

  @Test func `stored steps are taken up only if they are a staircase`() throws {
    func step(_ hits: Int, _ misses: Int, _ threshold: Float) -> Staircase.Step {
      Staircase.Step(truePositives: hits, falsePositives: misses, threshold: threshold)
    }
    let (scores, labels) = randomPart(songs: 50, levels: 20, index: 1)
    let whole = Staircase(scores: scores, labels: labels)
    #expect(
      Staircase(positives: whole.positives, negatives: whole.negatives, steps: whole.steps) == whole
    )
    #expect(Staircase(positives: 0, negatives: 3, steps: []) != nil)

    let refused: [[Staircase.Step]] = [
      [],
      [step(1, 0, 0.5)],
      [step(1, 0, 0.5), step(1, 0, 0.4), step(2, 0, 0.3)],
      [step(1, 1, 0.5), step(2, 0, 0.4)],
      [step(1, 0, 0.5), step(2, 4, 0.4)],
      [step(1, 0, 0.5), step(2, 0, 0.5)],
      [step(1, 0, 1.5), step(2, 0, 0.5)],
      [step(1, 0, 0.5), step(2, 0, -0.5)],
      [step(1, 0, .nan), step(2, 0, 0.5)],
      [step(1, 0, 0.5), step(3, 0, 0.4)],
      [step(1, -1, 0.5), step(2, 0, 0.4)],
    ]
    for steps in refused {
      #expect(Staircase(positives: 2, negatives: 3, steps: steps) == nil)
    }
  }
}
