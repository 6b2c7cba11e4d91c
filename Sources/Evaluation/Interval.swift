/// A figure, and an interval that is meant to hold its true value at a stated level.
public struct Interval: Hashable, Sendable {
  /// The figure as it was measured.
  public let estimate: Double
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double

  /// Makes an interval of its figure and its ends.
  public init(estimate: Double, lower: Double, upper: Double) {
    self.estimate = estimate
    self.lower = lower
    self.upper = upper
  }

  /// Half the length of the interval.
  public var halfWidth: Double { (upper - lower) / 2 }

  /// How far the farther end is from the figure, which need not be in the middle.
  public var reach: Double { max(upper - estimate, estimate - lower) }
}

extension Interval {
  /// Wilson's interval of a share of songs that were counted in one replicate; `nil` where there is
  /// no song.
  ///
  /// It takes songs as drawn independently: right within one replicate, as far as songs of one artist do
  /// not resemble each other; wrong for counts summed over replicates, which share songs (see
  /// ``RepeatedSplits``).
  ///
  /// Source: Wilson: "Probable inference, the law of succession, and statistical inference" (Journal
  /// of the American Statistical Association, 1927).
  public static func wilson(_ part: Int, of whole: Int, level: Double = 0.95) -> Interval? {
    precondition(0...whole ~= part, "a part of the whole")
    guard whole > 0 else { return nil }
    let (share, count) = (Double(part) / Double(whole), Double(whole))
    let z = normalQuantile((1 + level) / 2)
    let scale = 1 + z * z / count
    let centre = (share + z * z / (2 * count)) / scale
    let reach =
      z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot() / scale
    return Interval(
      estimate: share, lower: part == 0 ? 0 : centre - reach,
      upper: part == whole ? 1 : centre + reach)
  }
}

extension ConfusionCounts {
  /// Wilson's interval of a measure that is a share of one replicate's songs; `nil` for any other
  /// measure, and where it is undefined.
  public func wilsonInterval(of measure: Measure, level: Double = 0.95) -> Interval? {
    switch measure {
    case .precision: .wilson(truePositives, of: flagged, level: level)
    case .recall: .wilson(truePositives, of: positives, level: level)
    case .falsePositiveRate: .wilson(falsePositives, of: negatives, level: level)
    case .accuracy: .wilson(truePositives + trueNegatives, of: total, level: level)
    case .f1, .balancedAccuracy, .auc, .averagePrecision, .recallAtFalsePositiveRate30, .logLoss,
      .brierScore:
      nil
    }
  }
}

/// What is said of uncertainty over replicates, where there are enough of them.
public enum Estimated<Value: Sendable>: Sendable {
  /// What can be said.
  case known(Value)
  /// There are fewer replicates than ``RepeatedSplits/leastReplicates``.
  case tooFewReplicates
  /// All replicates have the same value, as where none flags anything: of chance they tell nothing.
  case noSpread

  /// What can be said; `nil` where there are too few replicates.
  public var value: Value? {
    if case .known(let value) = self { value } else { nil }
  }
}

extension Estimated: Equatable where Value: Equatable {}
