/// Two fronts of one definition, held against each other.
public struct FrontComparison: Equatable, Sendable {
  /// What one of the fronts has of the other.
  public struct Side: Equatable, Sendable {
    /// What the front dominates, up to the shared reference point.
    public let hypervolume: Double
    /// The members, by index, that dominate a member of the other front.
    public let dominating: [Int]
    /// The members, by index, that a member of the other front dominates.
    public let dominated: [Int]
  }

  /// The first front.
  public let first: Side
  /// The second front.
  public let second: Side

  /// Compares two fronts on one population.
  ///
  /// - Parameters:
  ///   - first: the objectives of the first front's members, all to be minimised.
  ///   - second: those of the second front's.
  ///   - reference: the point up to which both hypervolumes are taken.
  public init(_ first: [[Double]], _ second: [[Double]], reference: [Double]) {
    self.first = Side(first, against: second, reference: reference)
    self.second = Side(second, against: first, reference: reference)
  }
}

extension FrontComparison.Side {
  fileprivate init(_ own: [[Double]], against other: [[Double]], reference: [Double]) {
    let (points, rivals) = (own.map(Costs.init(padding:)), other.map(Costs.init(padding:)))
    hypervolume = Evaluation.hypervolume(of: own, reference: reference)
    dominating = points.indices.filter { index in
      rivals.contains { points[index].dominates($0) }
    }
    dominated = points.indices.filter { index in
      rivals.contains { $0.dominates(points[index]) }
    }
  }
}

/// The index of a front's knee, the member beyond which a little more of one objective costs much of
/// another; `nil` where there is none.
///
/// Objectives are scaled so that the front's members go from 0 to 1 in each. The knee is the member
/// with the lowest sum of scaled objectives: of two objectives, the one that lies farthest below the
/// line between the front's ends. Where no member lies below it, as with fewer than three, there is
/// no knee; of several, the first is taken.
///
/// Source: Das: "On characterizing the knee of the Pareto curve based on normal-boundary
/// intersection" (Structural Optimization, 1999); as a sum, for any number of objectives: Chiu, Yen,
/// Juan: "Minimum Manhattan distance approach to multiple criteria decision making in multiobjective
/// optimization problems" (IEEE Transactions on Evolutionary Computation, 2016).
///
/// - Parameter members: the objectives of the members, all to be minimised.
public func knee(of members: [[Double]]) -> Int? {
  guard let first = members.first else { return nil }
  let ranges = first.indices.map { objective in
    let values = members.map { $0[objective] }
    return values.min()!...values.max()!
  }
  let sums = members.map { member in
    zip(member, ranges).reduce(0) { sum, scaled in
      let (value, range) = scaled
      let width = range.upperBound - range.lowerBound
      return width > 0 ? sum + (value - range.lowerBound) / width : sum
    }
  }
  let knee = sums.indices.min { sums[$0] < sums[$1] }!
  // The ends lie on the line exactly; so does, but for rounding, a member between them on it.
  let varying = ranges.count { $0.upperBound > $0.lowerBound }
  return varying > 1 && sums[knee] < 1 - 1e-12 ? knee : nil
}
