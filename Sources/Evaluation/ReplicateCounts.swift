/// The counts of every replicate of a configuration on one part, and what they give together.
public struct ReplicateCounts: Hashable, Sendable {
  /// The counts by replicate, at least one.
  public internal(set) var replicates: [ConfusionCounts]

  /// Takes up the counts of at least one replicate.
  public init(_ replicates: [ConfusionCounts]) {
    precondition(!replicates.isEmpty, "at least one replicate")
    self.replicates = replicates
  }

  /// The counts, summed.
  public var sum: ConfusionCounts { replicates.dropFirst().reduce(replicates[0], +) }

  /// How many songs a replicate flags, on average.
  public var meanFlagged: Double {
    Double(replicates.reduce(0) { $0 + $1.flagged }) / Double(replicates.count)
  }

  /// The value of a measure of counts; `nil` where no replicate defines it.
  ///
  /// Precision is the ratio of the summed counts; every other measure is the mean of the replicates
  /// that define it.
  public subscript(measure: Measure) -> Double? {
    switch measure {
    case .precision: sum.precision
    // Over equal denominators the mean is the ratio of the sums, where no rounding breaks a tie.
    case .recall where areEqual(\.positives): sum.recall
    case .falsePositiveRate where areEqual(\.negatives): sum.falsePositiveRate
    case .balancedAccuracy where areEqual(\.positives) && areEqual(\.negatives):
      sum.balancedAccuracy
    default: mean { $0[measure] }
    }
  }

  private func areEqual(_ count: (ConfusionCounts) -> Int) -> Bool {
    let first = count(replicates[0])
    return replicates.allSatisfy { count($0) == first }
  }

  private func mean(_ value: (ConfusionCounts) -> Double?) -> Double? {
    var sum = 0.0
    var count = 0
    for replicate in replicates {
      guard let value = value(replicate) else { continue }
      sum += value
      count += 1
    }
    return count == 0 ? nil : sum / Double(count)
  }
}
