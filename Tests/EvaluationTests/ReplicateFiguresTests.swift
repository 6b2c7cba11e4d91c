import Evaluation
import Testing

@Suite struct ReplicateFiguresTests {
  @Test func `precision is the ratio of summed counts and other measures are means`() {
    let summary = ReplicateFigures([
      figures(10, 30, auc: 0.70, logLoss: 0.1), figures(30, 10, auc: 0.74, logLoss: 0.3),
      figures(50, 70, auc: 0.72, logLoss: 0.2),
    ])
    #expect(summary.replicateCount == 3)
    #expect(summary.undefinedReplicateCount == 0)
    #expect(
      summary.counts
        == ConfusionCounts(
          truePositives: 90, falsePositives: 110, falseNegatives: 210, trueNegatives: 2_890))
    #expect(summary.meanFlagged == 200.0 / 3)
    #expect(summary[.precision].value == 0.45)
    #expect(summary[.recall].value == 0.3)
    #expect(summary[.falsePositiveRate].value == 110.0 / 3_000)
    #expect(isClose(summary[.auc].value, 0.72))
    #expect(isClose(summary[.auc].spread, 0.02))
    #expect(isClose(summary[.logLoss].value, 0.2))
    #expect(isClose(summary[.recall].spread, 0.2))
    #expect(isClose(summary[.falsePositiveRate].spread, 0.030_550_504_633_038_933))
  }

  @Test func `recall over unequal parts is the mean of the replicates`() {
    let summary = ReplicateFigures([
      figures(10, 100, positives: 100, negatives: 1_000),
      figures(10, 100, positives: 50, negatives: 500),
    ])
    #expect(isClose(summary[.recall].value, 0.15))
    #expect(isClose(summary[.falsePositiveRate].value, 0.15))
    #expect(summary[.precision].value == 20.0 / 220)
  }

  @Test func `equal sums give equal rates whatever the rounding of each replicate`() {
    let rates = (0...9).map { hits in
      ReplicateFigures([
        figures(hits, 9 - hits, positives: 49, negatives: 49),
        figures(9 - hits, hits, positives: 49, negatives: 49),
      ])
    }
    #expect(rates.allSatisfy { $0[.recall].value == 9.0 / 98 })
    #expect(rates.allSatisfy { $0[.falsePositiveRate].value == 9.0 / 98 })
  }

  @Test func `replicates that flag nothing are counted and left out of precision's spread`() {
    let summary = ReplicateFigures([figures(0, 0), figures(10, 10), figures(20, 60)])
    #expect(summary.undefinedReplicateCount == 1)
    #expect(summary[.precision].value == 0.3)
    #expect(isClose(summary[.precision].spread, 0.176_776_695_296_636_9))
    #expect(isClose(summary[.recall].value, 0.1))
  }

  @Test func `what no replicate defines is undefined and one replicate has no spread`() {
    let summary = ReplicateFigures([figures(0, 0)])
    #expect(summary[.precision] == ReplicateFigures.Estimate(value: nil, spread: nil))
    #expect(summary[.recall] == ReplicateFigures.Estimate(value: 0, spread: nil))
    #expect(summary[.auc] == ReplicateFigures.Estimate(value: 0.7, spread: nil))
  }

  private func isClose(_ value: Double?, _ expected: Double) -> Bool {
    value.map { abs($0 - expected) < 1e-12 } ?? false
  }
}
