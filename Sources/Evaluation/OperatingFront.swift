/// The operating points of configurations that no other point beats in all objectives, at one floor
/// of recall at least; configurations are added one at a time, so that their curves are not kept.
public struct OperatingFront: Sendable {
  /// What the front is of.
  public let definition: FrontDefinition
  /// How many of the added configurations have no point that satisfies a floor, or no value of an
  /// objective.
  public private(set) var excludedByFloors = 0

  private let kind: DecisionRule.Kind
  private let floors: Floors
  /// For each floor, the points of its front and of what was added since the front was last found.
  private var points: [[RuledPoint]]
  /// How many points of each floor were on its front when it was last found.
  private var settled: [Int]

  /// Starts a front without members.
  ///
  /// - Parameter definition: a front over all thresholds.
  public init(_ definition: FrontDefinition) {
    guard case .all(by: let kind) = definition.thresholds else {
      preconditionFailure("a front at a fixed threshold is a Front")
    }
    self.definition = definition
    self.kind = kind
    floors = Floors(definition)
    points = floors.all.map { _ in [] }
    settled = floors.all.map { _ in 0 }
  }

  /// Adds the points of a configuration.
  ///
  /// - Parameters:
  ///   - curve: its replicates on the validation part.
  ///   - figures: the figures of these replicates, for objectives that no threshold changes.
  ///   - index: what tells the configuration from the others.
  public mutating func add(_ curve: OperatingCurve, figures: ReplicateFigures, index: Int) {
    let candidates = ruledPoints(of: curve, figures, index: index)
    var own: [RuledPoint] = []
    // A curve's recall rises: each floor admits the points of the one above, and some more before.
    var end = candidates.count
    for floor in floors.all.indices {
      let start = candidates.partitioningIndex { floors.isMet(floor, by: $0.point) }
      own = nonDominatedPoints(candidates[start..<end] + own)
      end = start
      points[floor] += own
      if points[floor].count > 2 * settled[floor] + 10_000 {
        points[floor] = nonDominatedPoints(points[floor])
        settled[floor] = points[floor].count
      }
    }
    if own.isEmpty { excludedByFloors += 1 }
  }

  /// The members by their objectives (the first that is minimised, the first that is maximised, the
  /// third), then by the configuration's index, then by recall.
  ///
  /// Points that are equal in all objectives are members together.
  public var members: [OperatingMember] {
    var floorsByPoint: [RuledPoint: Double?] = [:]
    for (floor, candidates) in zip(floors.all, points) {
      for point in nonDominatedPoints(candidates) where floorsByPoint[point] == nil {
        floorsByPoint[point] = .some(floor)
      }
    }
    return floorsByPoint.sorted { $0.key.precedes($1.key) }.map { point, floor in
      OperatingMember(
        candidateIndex: point.point.index, rule: point.rule, floor: floor,
        costs: definition.objectives.indices.map { point.point.costs[$0] })
    }
  }

  private func ruledPoints(
    of curve: OperatingCurve, _ figures: ReplicateFigures, index: Int
  ) -> [RuledPoint] {
    var costs = Costs(repeating: 0)
    var varying: [Int] = []
    for (slot, objective) in definition.objectives.enumerated() {
      if objective.isOfCounts {
        varying.append(slot)
      } else {
        guard let cost = objective.cost(of: figures) else { return [] }
        costs[slot] = cost
      }
    }
    var points: [RuledPoint] = []
    curve.forEachPoint(by: kind, minimumFlagged: definition.minimumFlagged) { rule, counts in
      for slot in varying {
        guard let cost = definition.objectives[slot].cost(of: counts) else { return }
        costs[slot] = cost
      }
      points.append(
        RuledPoint(
          point: FrontPoint(
            index: index, costs: costs, recall: counts[.recall], flagged: counts.meanFlagged),
          rule: rule))
    }
    return points
  }
}

/// An operating point of a configuration on a front.
public struct OperatingMember: Equatable, Sendable {
  /// Which of the configurations it belongs to.
  public let candidateIndex: Int
  /// The rule under which the configuration has these figures.
  public let rule: DecisionRule
  /// The highest floor of recall at which it is on the front; `nil` where the front has no floor.
  public let floor: Double?
  /// The objectives, all to be minimised, as ``FrontDefinition/costs(of:)`` gives them.
  public let costs: [Double]
}

/// A candidate for a front under one of its rules.
private struct RuledPoint: Hashable {
  let point: FrontPoint
  let rule: DecisionRule

  func precedes(_ other: Self) -> Bool {
    if point.costs != other.point.costs { return point.costs.precedes(other.point.costs) }
    if point.index != other.point.index { return point.index < other.point.index }
    return point.recall ?? 0 < other.point.recall ?? 0
  }
}

private func nonDominatedPoints(_ points: [RuledPoint]) -> [RuledPoint] {
  nonDominated(points.map(\.point.costs)).map { points[$0] }
}

extension Objective {
  fileprivate var isOfCounts: Bool {
    if case .measure(let measure, _) = self { measure.isOfCounts } else { false }
  }

  /// The cost at an operating point; `nil` where it is undefined, a programmer's error where it
  /// does not follow from counts.
  fileprivate func cost(of counts: borrowing ReplicateCounts) -> Double? {
    guard case .measure(let measure, let factor) = self else {
      preconditionFailure("a fact does not follow from counts")
    }
    return counts[measure].map { $0 * factor }
  }
}
