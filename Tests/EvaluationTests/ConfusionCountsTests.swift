import Evaluation
import Testing

@Suite struct ConfusionCountsTests {
  private let counts = ConfusionCounts(
    truePositives: 6, falsePositives: 2, falseNegatives: 4, trueNegatives: 28)

  @Test func `totals and rates follow from the four cells`() {
    #expect(counts.flagged == 8)
    #expect(counts.positives == 10)
    #expect(counts.negatives == 30)
    #expect(counts.total == 40)
    #expect(counts.precision == 0.75)
    #expect(counts.recall == 0.6)
    #expect(counts.falsePositiveRate == 2.0 / 30)
    #expect(counts.f1 == 12.0 / 18)
    #expect(counts.accuracy == 0.85)
    #expect(counts.balancedAccuracy == (0.6 + (1 - 2.0 / 30)) / 2)
  }

  @Test func `precision is undefined where nothing is flagged`() {
    let counts = ConfusionCounts(
      truePositives: 0, falsePositives: 0, falseNegatives: 4, trueNegatives: 28)
    #expect(counts.precision == nil)
    #expect(counts.recall == 0)
    #expect(counts.falsePositiveRate == 0)
    #expect(counts.f1 == 0)
  }

  @Test func `every rate of no songs is undefined`() {
    let counts = ConfusionCounts(
      truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0)
    let rates = [
      counts.precision, counts.recall, counts.falsePositiveRate, counts.f1, counts.accuracy,
      counts.balancedAccuracy,
    ]
    #expect(rates == [nil, nil, nil, nil, nil, nil])
  }

  @Test func `a sum adds each cell`() {
    let other = ConfusionCounts(
      truePositives: 10, falsePositives: 200, falseNegatives: 3_000, trueNegatives: 40_000)
    let sum = ConfusionCounts(
      truePositives: 16, falsePositives: 202, falseNegatives: 3_004, trueNegatives: 40_028)
    #expect(counts + other == sum)
  }
}
