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
    precondition(definition.thresholds == .fixed, "a front over thresholds is an OperatingFront")
    let points = candidates.indices
      .compactMap { FrontPoint(candidates[$0], index: $0, definition: definition) }
    let floors = Floors(definition)
    self.definition = definition
    excludedByFloors = points.count { floors.firstMet(by: $0) == nil }
    members = floors.union(of: floors.fronts(of: points)).map {
      FrontMember(candidateIndex: $0.point.index, floor: $0.floor)
    }
  }

  init(definition: FrontDefinition, members: [FrontMember], excludedByFloors: Int) {
    self.definition = definition
    self.members = members
    self.excludedByFloors = excludedByFloors
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

/// A candidate as its objectives and the floors see it.
struct FrontPoint: Hashable, Sendable {
  /// What tells the candidate from the others.
  let index: Int
  let costs: Costs
  let recall: Double?
  let flagged: Double

  init(index: Int, costs: Costs, recall: Double?, flagged: Double) {
    self.index = index
    self.costs = costs
    self.recall = recall
    self.flagged = flagged
  }

  /// `nil` where an objective is undefined.
  init?(_ candidate: ReplicateFigures, index: Int, definition: FrontDefinition) {
    guard let costs = definition.costs(of: candidate) else { return nil }
    self.init(
      index: index, costs: Costs(padding: costs), recall: candidate[.recall].value,
      flagged: candidate.meanFlagged)
  }
}

/// The floors of a front, the highest of recall first; whoever meets one meets all that follow.
struct Floors: Sendable {
  let all: [Double?]
  private let minimumFlagged: Double

  init(_ definition: FrontDefinition) {
    let recalls: [Double?] = definition.minimumRecall.sorted(by: >)
    all = recalls.isEmpty ? [nil] : recalls
    minimumFlagged = definition.minimumFlagged
  }

  func isMet(_ floor: Int, by point: FrontPoint) -> Bool {
    guard point.flagged >= minimumFlagged else { return false }
    guard let floor = all[floor] else { return true }
    return point.recall.map { $0 >= floor } ?? false
  }

  /// The highest floor that a point meets.
  func firstMet(by point: FrontPoint) -> Int? {
    all.indices.first { isMet($0, by: point) }
  }

  /// The front of each floor: the points that meet it and that no other one does dominate.
  func fronts(of points: [FrontPoint]) -> [[FrontPoint]] {
    var candidates = all.map { _ in [FrontPoint]() }
    for point in points {
      if let floor = firstMet(by: point) { candidates[floor].append(point) }
    }
    // Whoever is dominated at one floor is so at the lower ones, too.
    var front: [FrontPoint] = []
    return candidates.map { added in
      let eligible = front + added
      front = nonDominated(eligible.map(\.costs)).map { eligible[$0] }
      return front
    }
  }

  /// A point on the front of some floor, and the highest of these floors.
  struct Member {
    let point: FrontPoint
    let floor: Double?
  }

  /// The members of all floors' fronts, sorted by their costs, then index.
  func union(of fronts: [[FrontPoint]]) -> [Member] {
    var known: Set<Int> = []
    var members: [Member] = []
    for (floor, front) in zip(all, fronts) {
      for point in front where known.insert(point.index).inserted {
        members.append(Member(point: point, floor: floor))
      }
    }
    return members.sorted {
      $0.point.costs == $1.point.costs
        ? $0.point.index < $1.point.index : $0.point.costs.precedes($1.point.costs)
    }
  }
}
