/// How far means over replicates are to be trusted, given that replicates redraw their parts from the
/// same songs.
///
/// Replicates are not independent, since their training parts overlap, and so do their validation
/// parts. Their variance, S² over R replicates, understates that of their mean when it is divided by
/// R; it is multiplied by 1/R + validation/training instead. What it holds for is the share of top songs
/// that the data have: parts are drawn to have it, so replicates do not tell what another share does.
///
/// Source: Nadeau, Bengio: "Inference for the generalization error" (Machine Learning, 2003).
public struct RepeatedSplits: Hashable, Sendable {
  /// How many replicates there must be for a word on uncertainty.
  public static let leastReplicates = 5

  /// Songs of the training part as it is split off, before subsets and downsampling.
  public let trainingSongs: Int
  /// Songs of the validation part.
  public let validationSongs: Int
  /// How often an interval is meant to hold the true value.
  public let level: Double
  /// The quantiles of Student's t from the fewest replicates on, so that tables of thousands of intervals need not find
  /// one and the same again and again.
  private let quantiles: [Double]

  /// Describes splits by the sizes of their parts.
  public init(trainingSongs: Int, validationSongs: Int, level: Double = 0.95) {
    precondition(trainingSongs > 0 && validationSongs > 0, "songs in both parts")
    precondition(level > 0 && level < 1, "a level between 0 and 1")
    self.trainingSongs = trainingSongs
    self.validationSongs = validationSongs
    self.level = level
    quantiles = (Self.leastReplicates...50).map {
      studentQuantile(level, degreesOfFreedom: $0 - 1)
    }
  }

  /// What the variance of replicates is multiplied by to give that of their mean.
  public func varianceFactor(replicates: Int) -> Double {
    1 / Double(replicates) + Double(validationSongs) / Double(trainingSongs)
  }

  /// The mean of replicates with its interval, by Student's t with R - 1 degrees of freedom.
  ///
  /// It is about validation figures, and differences of them. Figures of the test part come from one
  /// and the same part in all replicates; their uncertainty is that of its songs
  /// (``SongBootstrap``).
  ///
  /// - Parameter values: a value of each replicate (``ReplicateCounts/values(of:)``).
  public func interval(of values: [Double]) -> Estimated<Interval> {
    guard values.count >= Self.leastReplicates else { return .tooFewReplicates }
    guard values.contains(where: { $0 != values[0] }) else { return .noSpread }
    return .known(interval(of: values, quantile: quantile(replicates: values.count)))
  }

  func quantile(replicates: Int) -> Double {
    let place = replicates - Self.leastReplicates
    return quantiles.indices.contains(place)
      ? quantiles[place] : studentQuantile(level, degreesOfFreedom: replicates - 1)
  }

  func interval(of values: [Double], quantile: Double) -> Interval {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let reach = quantile * (variance * varianceFactor(replicates: values.count)).squareRoot()
    return Interval(estimate: mean, lower: mean - reach, upper: mean + reach)
  }
}

extension ReplicateCounts {
  /// A value of each replicate whose mean is the measure over the replicates; `nil` where a
  /// replicate does not define it, or precision where none does.
  ///
  /// Precision over replicates is the ratio p = Σ TP / Σ flagged, no mean. To the first order it
  /// varies as the mean of p + (TP - p × flagged) / mean flagged does, which these values are: the
  /// usual variance of a ratio estimate. A replicate that flags nothing has the value p.
  ///
  /// Source: Cochran: "Sampling techniques" (3rd edition, 1977), 6.5.
  public func values(of measure: Measure) -> [Double]? {
    guard measure == .precision else { return replicates.map { $0[measure] }.unwrapped }
    guard let precision = sum.precision else { return nil }
    return replicates.map {
      precision + (Double($0.truePositives) - precision * Double($0.flagged)) / meanFlagged
    }
  }
}

/// A value of each replicate whose mean is the measure over the replicates, as
/// ``ReplicateCounts/values(of:)`` has it; `nil` where a replicate does not define it.
///
/// - Parameters:
///   - replicates: the figures of every replicate, at least one.
///   - counts: their counts where they are not those at a threshold of 0.5.
public func replicateValues(
  of measure: Measure, in replicates: [PartFigures], counts: ReplicateCounts? = nil
) -> [Double]? {
  guard measure.isOfCounts else { return replicates.map { $0[measure] }.unwrapped }
  return (counts ?? ReplicateCounts(replicates.map(\.counts))).values(of: measure)
}

extension [Double?] {
  fileprivate var unwrapped: [Double]? {
    let known = compactMap(\.self)
    return known.count == count ? known : nil
  }
}
