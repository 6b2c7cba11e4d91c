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
      let values = replicates.compactMap { $0[measure] }
      let mean = values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
      let value = measure.isOfCounts ? counts[measure] : mean
      return Estimate(value: value, spread: mean.flatMap { standardDeviation(values, mean: $0) })
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

private func standardDeviation(_ values: [Double], mean: Double) -> Double? {
  guard values.count > 1 else { return nil }
  let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}
