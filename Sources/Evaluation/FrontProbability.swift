/// A candidate for a front with all that its replicates say of its objectives.
public struct ReplicatedPoint: Sendable {
  /// Which configuration it belongs to.
  public let index: Int
  /// The objectives, then recall and the number of flagged songs.
  private let quantities: [Quantity]

  private struct Quantity {
    /// The value over the replicates.
    let mean: Double
    /// What each replicate has more than the mean of replicates.
    let deviations: [Double]
    /// What it can be; no world has a rate below 0 or above 1, and there configurations tie.
    let bounds: ClosedRange<Double>?

    init(mean: Double, replicates: [Double], bounds: ClosedRange<Double>? = nil) {
      self.bounds = bounds
      let plainMean = replicates.reduce(0, +) / Double(replicates.count)
      self.mean = mean
      deviations = replicates.map { $0 - plainMean }
    }

    func moved(by weights: [Double]) -> Double {
      var value = mean
      for (weight, deviation) in zip(weights, deviations) { value += weight * deviation }
      return bounds.map { min(max(value, $0.lowerBound), $0.upperBound) } ?? value
    }
  }

  /// Takes up a configuration, at its fixed threshold or at one of its operating points; `nil`
  /// where a replicate leaves an objective or its recall undefined.
  ///
  /// - Parameters:
  ///   - index: which configuration it is.
  ///   - replicates: its figures on the validation part, in the same order for every configuration.
  ///   - counts: its counts where they are not those at a threshold of 0.5.
  ///   - facts: what is known of it, where the front weighs facts.
  ///   - definition: what the front is of.
  public init?(
    index: Int, replicates: [PartFigures], counts: ReplicateCounts? = nil,
    facts: ConfigurationFacts? = nil, definition: FrontDefinition
  ) {
    let counts = counts ?? ReplicateCounts(replicates.map(\.counts))
    let mean = ReplicateFigures(replicates, facts: facts)
    func quantity(_ measure: Measure, factor: Double = 1) -> Quantity? {
      guard
        let value = measure.isOfCounts ? counts[measure] : mean[measure].value,
        let values = replicateValues(of: measure, in: replicates, counts: counts)
      else { return nil }
      return Quantity(
        mean: factor * value, replicates: values.map { factor * $0 },
        bounds: measure.worst.map { _ in factor < 0 ? -1...0 : 0...1 })
    }
    var quantities: [Quantity] = []
    for objective in definition.objectives {
      switch objective {
      case .measure(let measure, let factor):
        guard let quantity = quantity(measure, factor: factor) else { return nil }
        quantities.append(quantity)
      case .fact:
        let value = objective.cost(of: mean)!
        quantities.append(Quantity(mean: value, replicates: replicates.map { _ in value }))
      }
    }
    guard let recall = quantity(.recall) else { return nil }
    let flagged = counts.replicates.map { Double($0.flagged) }
    self.index = index
    self.quantities =
      quantities + [recall, Quantity(mean: counts.meanFlagged, replicates: flagged)]
  }

  fileprivate var replicateCount: Int { quantities[0].deviations.count }

  /// The point where its figures are moved along its replicates' deviations, each by a weight.
  fileprivate func moved(by weights: [Double]) -> FrontPoint {
    let objectiveCount = quantities.count - 2
    var costs = Costs(repeating: 0)
    for slot in 0..<objectiveCount { costs[slot] = quantities[slot].moved(by: weights) }
    return FrontPoint(
      index: index, costs: costs, recall: quantities[objectiveCount].moved(by: weights),
      flagged: quantities[objectiveCount + 1].moved(by: weights))
  }
}

/// For each configuration the share of drawn worlds in which it is on the front: a parametric
/// bootstrap of means over replicates.
///
/// The model: all configurations' objectives, their recalls and numbers of flagged songs (which the
/// floors ask for) form one vector, of which each replicate is an observation v₁ … v_R; replicates
/// are paired, since all configurations share their parts. A world's vector is normal, its mean the
/// mean v̄ of the replicates, its covariance (1/R + validation/training) × S with S = Σ (vᵢ - v̄)
/// (vᵢ - v̄)ᵀ / (R - 1), the correction of Nadeau and Bengio (``RepeatedSplits``). So the difference
/// of two configurations has the corrected variance of their paired differences: what is common to
/// all, as an easy validation part is, moves all of them together. A precision, a ratio of sums, is
/// linear in the replicates as ``ReplicateCounts/values(of:)`` has it.
///
/// S has rank R - 1 at most, whatever the number of configurations. It is never formed: v̄ + Σ gᵢ
/// (vᵢ - v̄) × √((1/R + validation/training) / (R - 1)) with independent standard normal gᵢ has exactly
/// this covariance, and costs O(R) a number. In each world floors and front are found anew, in O(n log
/// n). With few replicates S itself is uncertain, of which a normal world knows nothing: such shares
/// are nearer to 0 and 1 than they should be.
///
/// - Parameters:
///   - points: configurations of equally many replicates, at their fixed thresholds or with several
///     operating points each; one that is left out is on no front.
///   - configurationCount: indices of points are below it.
///   - worlds: how many worlds are drawn.
/// - Returns: a share from 0 to 1 for each configuration.
public func frontProbabilities(
  of points: [ReplicatedPoint], configurationCount: Int, definition: FrontDefinition,
  splits: RepeatedSplits, worlds: Int = 1_000, using random: inout some RandomNumberGenerator
) -> Estimated<[Double]> {
  precondition(worlds > 0, "at least one world")
  guard let replicateCount = points.first?.replicateCount else {
    return .known([Double](repeating: 0, count: configurationCount))
  }
  precondition(
    points.allSatisfy { $0.replicateCount == replicateCount }, "replicates in pairs")
  guard replicateCount >= RepeatedSplits.leastReplicates else { return .tooFewReplicates }

  let floors = Floors(definition)
  let variance =
    splits.varianceFactor(replicates: replicateCount) / Double(replicateCount - 1)
  var counts = [Int](repeating: 0, count: configurationCount)
  var lastWorld = [Int](repeating: -1, count: configurationCount)
  for world in 0..<worlds {
    let weights = (0..<replicateCount).map { _ in
      variance.squareRoot() * standardNormal(using: &random)
    }
    for front in floors.fronts(of: points.map { $0.moved(by: weights) }) {
      for point in front where lastWorld[point.index] < world {
        lastWorld[point.index] = world
        counts[point.index] += 1
      }
    }
  }
  return .known(counts.map { Double($0) / Double(worlds) })
}

/// Draws from the standard normal distribution, by the quantile of a uniform number.
private func standardNormal(using random: inout some RandomNumberGenerator) -> Double {
  normalQuantile((Double(random.next() >> 11) + 0.5) * 0x1p-53)
}
