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
  /// The mean of recall and of the share of other songs that are not flagged.
  case balancedAccuracy
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

  /// Which values of a measure are the better ones.
  public enum Orientation: Sendable {
    /// More is better.
    case maximized
    /// Less is better.
    case minimized
  }

  /// Which of its values are the better ones.
  public var orientation: Orientation {
    switch self {
    case .precision, .recall, .f1, .accuracy, .balancedAccuracy, .auc, .averagePrecision,
      .recallAtFalsePositiveRate30:
      .maximized
    case .falsePositiveRate, .logLoss, .brierScore: .minimized
    }
  }

  /// The worst value that there can be; `nil` for a log loss, which has no bound.
  public var worst: Double? {
    switch self {
    case .logLoss: nil
    default: orientation == .maximized ? 0 : 1
    }
  }

  /// Whether the measure follows from the counts at a threshold, so that it differs along a curve.
  public var isOfCounts: Bool {
    switch self {
    case .precision, .recall, .falsePositiveRate, .f1, .accuracy, .balancedAccuracy: true
    case .auc, .averagePrecision, .recallAtFalsePositiveRate30, .logLoss, .brierScore: false
    }
  }
}

extension PartFigures {
  /// The value of a measure; `nil` where it is undefined, as precision is where nothing is flagged.
  public subscript(measure: Measure) -> Double? {
    switch measure {
    case .precision, .recall, .falsePositiveRate, .f1, .accuracy, .balancedAccuracy:
      counts[measure]
    case .auc: auc
    case .averagePrecision: averagePrecision
    case .recallAtFalsePositiveRate30: recallAtFalsePositiveRate30
    case .logLoss: logLoss
    case .brierScore: brierScore
    }
  }
}

extension ConfusionCounts {
  /// The value of a measure of counts; `nil` where it is undefined.
  ///
  /// Of other measures counts know nothing: to ask for one is a programmer's error.
  public subscript(measure: Measure) -> Double? {
    switch measure {
    case .precision: precision
    case .recall: recall
    case .falsePositiveRate: falsePositiveRate
    case .f1: f1
    case .accuracy: accuracy
    case .balancedAccuracy: balancedAccuracy
    case .auc, .averagePrecision, .recallAtFalsePositiveRate30, .logLoss, .brierScore:
      preconditionFailure("\(measure) does not follow from counts")
    }
  }
}
