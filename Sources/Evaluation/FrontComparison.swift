/// Two fronts of one definition, held against each other.
public struct FrontComparison: Equatable, Sendable {
  /// A member of one of the fronts.
  public struct Member: Sendable {
    let costs: Costs
    let recall: Double?
    let floor: Double?

    /// Takes up a member.
    ///
    /// - Parameters:
    ///   - costs: its objectives, all to be minimised.
    ///   - recall: its recall; `nil` where it is undefined.
    ///   - floor: the highest floor of recall at which it is on its front; `nil` where the front has none.
    public init(costs: [Double], recall: Double? = nil, floor: Double? = nil) {
      self.costs = Costs(padding: costs)
      self.recall = recall
      self.floor = floor
    }

    /// Whether it is better than another one, and would be a candidate where that one is a member: a lower floor asks for
    /// less.
    func dominates(_ other: Member) -> Bool {
      costs.dominates(other.costs) && other.floor.map { recall ?? 0 >= $0 } ?? true
    }
  }

  /// What one of the fronts has of the other.
  public struct Side: Equatable, Sendable {
    /// What the front dominates, up to the shared reference point.
    public let hypervolume: Double
    /// The members, by index, that dominate a member of the other front at its floor.
    public let dominating: [Int]
    /// The members, by index, that a member of the other front dominates at their floor.
    public let dominated: [Int]
  }

  /// The first front.
  public let first: Side
  /// The second front.
  public let second: Side

  /// Compares two fronts on one population.
  ///
  /// - Parameters:
  ///   - reference: the point up to which both hypervolumes are taken, of one to three objectives.
  public init(_ first: [Member], _ second: [Member], reference: [Double]) {
    self.first = Side(first, against: second, reference: reference)
    self.second = Side(second, against: first, reference: reference)
  }
}

extension FrontComparison.Side {
  fileprivate init(
    _ own: [FrontComparison.Member], against other: [FrontComparison.Member], reference: [Double]
  ) {
    hypervolume = Evaluation.hypervolume(
      of: own.map { member in reference.indices.map { member.costs[$0] } }, reference: reference)
    dominating = own.indices.filter { index in other.contains { own[index].dominates($0) } }
    dominated = own.indices.filter { index in other.contains { $0.dominates(own[index]) } }
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
