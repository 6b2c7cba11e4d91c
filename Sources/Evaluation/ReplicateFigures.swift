/// The figures of one configuration on one part, over its replicates.
public struct ReplicateFigures: Equatable, Sendable {
  /// A measure over the replicates.
  public struct Estimate: Equatable, Sendable {
    /// The value; `nil` where no replicate defines it.
    public let value: Double?
    /// The sample standard deviation of the replicates that define it; `nil` below two.
    public let spread: Double?

    /// Makes an estimate of its value and its spread.
    public init(value: Double?, spread: Double?) {
      self.value = value
      self.spread = spread
    }
  }

  /// How many replicates there are.
  public let replicateCount: Int
  /// How many of them flag nothing, so that their precision is undefined.
  public let undefinedReplicateCount: Int
  /// The counts of all replicates, summed.
  public let counts: ConfusionCounts
  /// What is known of the configuration itself; `nil` where nobody asks for it.
  public let facts: ConfigurationFacts?
  private let estimates: [Estimate]

  /// Sums up the replicates of a configuration.
  ///
  /// - Parameters:
  ///   - replicates: the figures on the same part of every replicate, at least one.
  ///   - facts: what is known of the configuration itself, which fronts of facts need.
  public init(_ replicates: [PartFigures], facts: ConfigurationFacts? = nil) {
    let counts = ReplicateCounts(replicates.map(\.counts))
    replicateCount = replicates.count
    undefinedReplicateCount = replicates.count { $0.counts.flagged == 0 }
    estimates = Measure.allCases.map { measure in
      let (mean, spread) = meanAndSpread(of: measure, over: replicates)
      return Estimate(value: measure.isOfCounts ? counts[measure] : mean, spread: spread)
    }
    self.counts = counts.sum
    self.facts = facts
  }

  /// How many songs a replicate flags, on average.
  public var meanFlagged: Double { Double(counts.flagged) / Double(replicateCount) }

  /// A measure over the replicates.
  ///
  /// Precision is the ratio of the summed counts; every other measure is the mean of the
  /// replicates.
  public subscript(measure: Measure) -> Estimate {
    estimates[Measure.allCases.firstIndex(of: measure)!]
  }
}

/// The mean of the replicates that define a measure, and their sample standard deviation. No array is made: a large sweep
/// has millions of these.
private func meanAndSpread(
  of measure: Measure, over replicates: [PartFigures]
) -> (mean: Double?, spread: Double?) {
  var (sum, count) = (0.0, 0)
  for replicate in replicates {
    guard let value = replicate[measure] else { continue }
    sum += value
    count += 1
  }
  guard count > 0 else { return (nil, nil) }
  let mean = sum / Double(count)
  guard count > 1 else { return (mean, nil) }
  var squares = 0.0
  for replicate in replicates {
    guard let value = replicate[measure] else { continue }
    squares += (value - mean) * (value - mean)
  }
  return (mean, (squares / Double(count - 1)).squareRoot())
}
