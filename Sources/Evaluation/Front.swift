/// The configurations that no other beats in all objectives, at one floor of recall at least.
public struct Front: Equatable, Sendable {
  /// What the front is of.
  public let definition: FrontDefinition
  /// The members by their objectives (the first that is minimised, the first that is maximised, the
  /// third), then index.
  public let members: [FrontMember]
  /// How many candidates with all objectives defined satisfy no floor.
  public let excludedByFloors: Int

  /// Finds the front of candidates by their figures on the validation part.
  ///
  /// It is the union over the floors of recall: at each, of the candidates that reach it and flag
  /// enough songs, those that are not dominated, that is, to which no other is at least equal in
  /// all objectives and better in one. So candidates that are equal in all objectives are members
  /// together. One with an undefined objective is none.
  public init(of candidates: [ReplicateFigures], definition: FrontDefinition) {
    let points = candidates.indices
      .compactMap { Point(candidates[$0], index: $0, definition: definition) }
      .sorted { $0.costs == $1.costs ? $0.index < $1.index : $0.costs.precedes($1.costs) }
    var floors: [Double?] = definition.minimumRecall.sorted(by: >)
    if floors.isEmpty { floors = [nil] }

    var labels = [FrontMember?](repeating: nil, count: candidates.count)
    for floor in floors {
      let eligible = points.filter { $0.satisfies(floor, definition.minimumFlagged) }
      for point in nonDominated(eligible) where labels[point.index] == nil {
        labels[point.index] = FrontMember(candidateIndex: point.index, floor: floor)
      }
    }
    self.definition = definition
    members = points.compactMap { labels[$0.index] }
    excludedByFloors = points.count { !$0.satisfies(floors.last!, definition.minimumFlagged) }
  }
}

/// A candidate's place on a front.
public struct FrontMember: Equatable, Sendable {
  /// Which of the candidates it is.
  public let candidateIndex: Int
  /// The highest floor of recall at which it is on the front; `nil` where the front has no floor.
  public let floor: Double?

  /// Makes a member of its candidate's index and its floor.
  public init(candidateIndex: Int, floor: Double?) {
    self.candidateIndex = candidateIndex
    self.floor = floor
  }
}

/// A candidate as the objectives see it.
private struct Point {
  let index: Int
  let recall: Double?
  let flagged: Double
  /// The objectives, all to be minimised; 0 for those that the front does not have.
  var costs = SIMD3<Double>(repeating: 0)

  init?(_ candidate: ReplicateFigures, index: Int, definition: FrontDefinition) {
    self.index = index
    recall = candidate[.recall].value
    flagged = candidate.meanFlagged
    let minimized = definition.minimize.map { candidate[$0].value }
    let maximized = definition.maximize.map { candidate[$0].value.map(-) }
    let ordered =
      minimized.prefix(1) + maximized.prefix(1) + minimized.dropFirst() + maximized.dropFirst()
    for (objective, cost) in ordered.enumerated() {
      guard let cost else { return nil }
      costs[objective] = cost
    }
  }

  func satisfies(_ floor: Double?, _ minimumFlagged: Double) -> Bool {
    guard flagged >= minimumFlagged else { return false }
    guard let floor else { return true }
    return recall.map { $0 >= floor } ?? false
  }

  func dominates(_ other: Point) -> Bool {
    costs != other.costs && all(costs .<= other.costs)
  }
}

/// The points that no other dominates, of points in lexicographic order of their costs.
///
/// Whoever dominates a point comes before it, and is a member or is dominated by one. Where two
/// objectives differ at the most, the last member has the lowest second cost so far: it alone
/// decides.
private func nonDominated(_ points: [Point]) -> [Point] {
  let isFlat = points.allSatisfy { $0.costs.z == 0 }
  var members: [Point] = []
  for point in points {
    let rivals = isFlat ? members.suffix(1) : members[...]
    if !rivals.contains(where: { $0.dominates(point) }) { members.append(point) }
  }
  return members
}

extension SIMD3<Double> {
  fileprivate func precedes(_ other: Self) -> Bool {
    if x != other.x { return x < other.x }
    if y != other.y { return y < other.y }
    return z < other.z
  }
}
