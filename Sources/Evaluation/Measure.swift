/// A figure by which configurations are compared; counts are those at a threshold of 0.5.
///
/// The raw values are the words of sweep files and of JSON.
public enum Measure: String, CaseIterable, Sendable {
  /// The share of top songs among the flagged.
  case precision
  /// The share of flagged songs among the top songs.
  case recall
  /// The share of flagged songs among the others.
  case falsePositiveRate
  /// The harmonic mean of precision and recall.
  case f1
  /// The share of songs that are judged rightly.
  case accuracy
  /// The area under the ROC curve.
  case auc
  /// The area under the curve of precision over recall, as a sum over thresholds.
  case averagePrecision
  /// The recall at a false-positive rate of 0.30.
  case recallAtFalsePositiveRate30
  /// The mean negative logarithm of the corrected probabilities.
  case logLoss
  /// The mean squared error of the corrected probabilities.
  case brierScore = "brier"
}

extension PartFigures {
  /// The value of a measure; `nil` where it is undefined, as precision is where nothing is flagged.
  public subscript(measure: Measure) -> Double? {
    switch measure {
    case .precision: counts.precision
    case .recall: counts.recall
    case .falsePositiveRate: counts.falsePositiveRate
    case .f1: counts.f1
    case .accuracy: counts.accuracy
    case .auc: auc
    case .averagePrecision: averagePrecision
    case .recallAtFalsePositiveRate30: recallAtFalsePositiveRate30
    case .logLoss: logLoss
    case .brierScore: brierScore
    }
  }
}
