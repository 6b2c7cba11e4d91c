import Evaluation
import Foundation
import Testing

@Suite struct PartFiguresTests {
  /// A case of `Tests/Fixtures/evaluation/figures.json`, which `generate.py` beside it writes.
  private struct Reference: Decodable {
    let scores: [Float]
    let labels: [UInt8]
    let correction: Double
    let counts: [Int]
    let precision: Double?
    let recall: Double
    let f1: Double
    let accuracy: Double
    let balancedAccuracy: Double
    let auc: Double
    let averagePrecision: Double
    let recallAtFalsePositiveRate30: Double
    let logLoss: Double
    let brierScore: Double
  }

  private func references() throws -> [Reference] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "Fixtures/evaluation/figures.json")
    return try JSONDecoder().decode([Reference].self, from: Data(contentsOf: file))
  }

  private func close(_ value: Double?, _ expected: Double?) -> Bool {
    guard let value, let expected else { return value == nil && expected == nil }
    return abs(value - expected) <= 1e-12
  }

  @Test func `figures are those of scikit-learn`() throws {
    let references = try references()
    #expect(references.count == 8)
    for (index, reference) in references.enumerated() {
      let figures = try #require(
        PartFigures(
          scores: reference.scores, labels: reference.labels, correction: reference.correction))
      let counts = figures.counts
      #expect(
        [counts.trueNegatives, counts.falsePositives, counts.falseNegatives, counts.truePositives]
          == reference.counts, "case \(index)")
      let pairs: [(Measure, Double?)] = [
        (.precision, reference.precision), (.recall, reference.recall), (.f1, reference.f1),
        (.accuracy, reference.accuracy),
        (.balancedAccuracy, reference.balancedAccuracy), (.auc, reference.auc),
        (.averagePrecision, reference.averagePrecision),
        (.recallAtFalsePositiveRate30, reference.recallAtFalsePositiveRate30),
        (.logLoss, reference.logLoss), (.brierScore, reference.brierScore),
      ]
      for (measure, expected) in pairs {
        #expect(close(figures[measure], expected), "case \(index), \(measure)")
      }
    }
  }

  @Test func `the area is the share of pairs that are ranked rightly`() throws {
    for trial in 0..<50 {
      let (scores, labels) = randomPart(songs: 90, levels: 15, index: trial)
      let figures = try #require(PartFigures(scores: scores, labels: labels, correction: 1))
      var halves = 0
      for top in labels.indices where labels[top] == 1 {
        for other in labels.indices where labels[other] == 0 {
          halves += scores[top] > scores[other] ? 2 : scores[top] == scores[other] ? 1 : 0
        }
      }
      #expect(
        figures.auc == Double(halves)
          / Double(2 * figures.counts.positives * figures.counts.negatives))
      #expect(figures.staircase == Staircase(scores: scores, labels: labels))
    }
  }

  @Test func `no figure but the summed losses depends on the order of the songs`() throws {
    let (scores, labels) = randomPart(songs: 200, levels: 30, index: 4)
    let forward = try #require(PartFigures(scores: scores, labels: labels, correction: 0.3))
    let backward = try #require(
      PartFigures(scores: scores.reversed(), labels: labels.reversed(), correction: 0.3))
    #expect(forward.staircase == backward.staircase)
    #expect(forward.auc == backward.auc)
    #expect(forward.averagePrecision == backward.averagePrecision)
    #expect(forward.recallAtFalsePositiveRate30 == backward.recallAtFalsePositiveRate30)
    #expect(close(forward.logLoss, backward.logLoss))
  }

  @Test func `a part without a top song or without another has no figures`() {
    #expect(PartFigures(scores: [0.5, 0.6], labels: [0, 0], correction: 1) == nil)
    #expect(PartFigures(scores: [0.5, 0.6], labels: [1, 1], correction: 1) == nil)
    #expect(PartFigures(scores: [], labels: [], correction: 1) == nil)
    #expect(PartFigures(scores: [0.5, 0.6], labels: [1, 0], correction: 1) != nil)
  }

  @Test func `the correction undoes a known balance`() throws {
    // Four others of a hundred are kept for each top song: a score of 0.5 stands for odds of 1 to
    // 25.
    let figures = try #require(
      PartFigures(scores: [0.5, 0.5], labels: [1, 0], correction: 0.04))
    let probability = 1.0 / 26
    #expect(close(figures.logLoss, -(log(probability) + log(1 - probability)) / 2))
    let misses = probability * probability + (1 - probability) * (1 - probability)
    #expect(close(figures.brierScore, misses / 2))
  }

  @Test func `a score that is not a probability is a programmer's error`() async {
    await #expect(processExitsWith: .failure) { _ = Staircase(scores: [.nan], labels: [1]) }
    await #expect(processExitsWith: .failure) { _ = Staircase(scores: [1.5], labels: [1]) }
    await #expect(processExitsWith: .success) { _ = Staircase(scores: [1], labels: [1]) }
  }
}
