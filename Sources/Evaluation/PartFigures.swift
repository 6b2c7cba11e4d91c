/// All figures of one trial on one part: how well its net tells the part's top songs from the
/// others.
public struct PartFigures: Equatable, Sendable {
  /// The counts when songs with a score of at least 0.5 are flagged.
  public let counts: ConfusionCounts
  /// The area under the ROC curve, ties counting half.
  public let auc: Double
  /// Σ (Rₙ - Rₙ₋₁) Pₙ over all thresholds, with recall R and precision P, as scikit-learn has it.
  public let averagePrecision: Double
  /// The recall at a false-positive rate of 0.30, interpolated on the ROC curve.
  public let recallAtFalsePositiveRate30: Double
  /// The mean of -ln of the corrected probability of what the song is, natural logarithm.
  public let logLoss: Double
  /// The mean squared difference between the corrected probability and the label.
  public let brierScore: Double
  /// The exact ROC curve; `nil` where it was left unread.
  public let staircase: Staircase?

  /// Makes figures of their values, as a stored outcome holds them.
  public init(
    counts: ConfusionCounts, auc: Double, averagePrecision: Double,
    recallAtFalsePositiveRate30: Double, logLoss: Double, brierScore: Double,
    staircase: Staircase?
  ) {
    self.counts = counts
    self.auc = auc
    self.averagePrecision = averagePrecision
    self.recallAtFalsePositiveRate30 = recallAtFalsePositiveRate30
    self.logLoss = logLoss
    self.brierScore = brierScore
    self.staircase = staircase
  }

  /// Measures a net's scores of a part's songs; `nil` where the part has no top song or no other
  /// song.
  ///
  /// A balanced training part distorts probabilities by a known factor, which log loss and Brier
  /// score take back: a score s becomes p with p / (1 - p) = `correction` × s / (1 - s).
  ///
  /// - Parameters:
  ///   - scores: a predicted probability for each song, from 0 to 1.
  ///   - labels: 1 for a top song, 0 for another.
  ///   - correction: others kept for training / all others / weight of the class of top songs.
  public init?(scores: [Float], labels: [UInt8], correction: Double) {
    precondition(correction > 0, "a positive factor on the odds")
    let curve = ROCCurve(scores: scores, labels: labels)
    guard curve.positives > 0, curve.negatives > 0 else { return nil }
    counts = curve.counts(atThreshold: 0.5)
    auc = curve.area
    averagePrecision = curve.averagePrecision
    recallAtFalsePositiveRate30 = curve.recall(atFalsePositiveRate: 0.30)
    staircase = Staircase(curve)

    var logSum = 0.0
    var squareSum = 0.0
    for (score, label) in zip(scores, labels) {
      let probability = correctedProbability(of: score, by: correction)
      // A bound on a song's loss, so that no certainty is punished with infinity.
      let bounded = min(max(probability, 1e-15), 1 - 1e-15)
      logSum -= naturalLogarithm(label == 0 ? 1 - bounded : bounded)
      let miss = label == 0 ? probability : 1 - probability
      squareSum += miss * miss
    }
    logLoss = logSum / Double(scores.count)
    brierScore = squareSum / Double(scores.count)
  }
}

extension PartFigures {
  /// The same figures but for the counts.
  public func with(counts: ConfusionCounts) -> PartFigures {
    PartFigures(
      counts: counts, auc: auc, averagePrecision: averagePrecision,
      recallAtFalsePositiveRate30: recallAtFalsePositiveRate30, logLoss: logLoss,
      brierScore: brierScore, staircase: nil)
  }
}
