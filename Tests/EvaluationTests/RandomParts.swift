import Evaluation
import RandomStreams

/// Random scores of `levels` distinct values at the most, and labels that go along with them
/// somewhat.
func randomPart(songs: Int, levels: Int, index: Int) -> (scores: [Float], labels: [UInt8]) {
  var random = RandomStream(key: StreamKey(high: 3, low: 9), purpose: .rowOrder, index: index)
  var scores: [Float] = []
  var labels: [UInt8] = []
  for _ in 0..<songs {
    let score = Float(random.below(levels)) / Float(levels)
    scores.append(score)
    labels.append(random.uniform() < 0.1 + 0.4 * score ? 1 : 0)
  }
  return (scores, labels)
}

/// Figures of which only the counts and, where given, the area under the curve matter.
func figures(
  _ truePositives: Int, _ falsePositives: Int, positives: Int = 100, negatives: Int = 1_000,
  auc: Double = 0.7, logLoss: Double = 0.2
) -> PartFigures {
  PartFigures(
    counts: ConfusionCounts(
      truePositives: truePositives, falsePositives: falsePositives,
      falseNegatives: positives - truePositives, trueNegatives: negatives - falsePositives),
    auc: auc, averagePrecision: 0.15, recallAtFalsePositiveRate30: 0.6, logLoss: logLoss,
    brierScore: 0.06, staircase: Staircase(scores: [], labels: []))
}
