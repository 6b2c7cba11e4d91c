/// The exact ROC curve of one net on one part: for each attainable number of true positives the
/// fewest false positives.
public struct Staircase: Equatable, Sendable {
  /// An operating point: what is flagged when every song with a score of at least `threshold` is.
  public struct Step: Equatable, Sendable {
    /// Top songs that are flagged.
    public let truePositives: Int
    /// Other songs that are flagged.
    public let falsePositives: Int
    /// The highest threshold that flags these songs.
    public let threshold: Float

    /// Makes a step of its counts and its threshold.
    public init(truePositives: Int, falsePositives: Int, threshold: Float) {
      self.truePositives = truePositives
      self.falsePositives = falsePositives
      self.threshold = threshold
    }
  }

  /// Top songs of the part.
  public let positives: Int
  /// Other songs of the part.
  public let negatives: Int
  /// The steps, strictly increasing in true positives; the point where nothing is flagged is left
  /// out.
  public let steps: [Step]

  /// Finds the staircase of a part's songs.
  ///
  /// Songs of one score are flagged together.
  ///
  /// - Parameters:
  ///   - scores: a predicted probability for each song, from 0 to 1.
  ///   - labels: 1 for a top song, 0 for another.
  public init(scores: [Float], labels: [UInt8]) {
    self.init(ROCCurve(scores: scores, labels: labels))
  }

  /// Takes up a stored staircase; `nil` unless the steps are those of some songs' scores.
  public init?(positives: Int, negatives: Int, steps: [Step]) {
    guard positives >= 0, (steps.last?.truePositives ?? 0) == positives else { return nil }
    var previous = Step.nothingFlagged
    for step in steps {
      guard
        step.truePositives > previous.truePositives,
        step.falsePositives >= previous.falsePositives, step.falsePositives <= negatives,
        step.threshold < previous.threshold, step.threshold >= 0, step.threshold <= 1
      else { return nil }
      previous = step
    }
    self.positives = positives
    self.negatives = negatives
    self.steps = steps
  }

  init(_ curve: ROCCurve) {
    positives = curve.positives
    negatives = curve.negatives
    var truePositives = 0
    steps = curve.points.filter { point in
      defer { truePositives = point.truePositives }
      return point.truePositives > truePositives
    }
  }

  /// The highest recall that there is with at most so large a false-positive rate: where no two songs have one score, that on
  /// the ROC curve.
  public func recall(atFalsePositiveRate rate: Double) -> Double {
    // Counts are whole: a rate that is meant to be 3 of 10 may come out below it.
    let limit = rate * Double(negatives) + 1e-9
    let step = steps.last { Double($0.falsePositives) <= limit }
    return positives == 0 ? 0 : Double(step?.truePositives ?? 0) / Double(positives)
  }

  /// The counts at the highest threshold whose recall is at least `recall`; `nil` where no
  /// threshold has it.
  public func counts(atLeast recall: Double) -> ConfusionCounts? {
    steps.lazy
      .map { step in
        ConfusionCounts(
          truePositives: step.truePositives, falsePositives: step.falsePositives,
          positives: positives, negatives: negatives)
      }
      .first { $0.recall! >= recall }
  }
}
