/// A front that is kept up while configurations become complete, in O(log n) or little more each.
///
/// It is at all times what ``Front/init(of:definition:)`` finds of the same candidates, in whatever
/// order they came.
public struct IncrementalFront: Sendable {
  /// What the front is of.
  public let definition: FrontDefinition
  private let floors: Floors
  /// For each floor, the points of its front.
  private var points: [NonDominatedTree]
  /// At how many floors a candidate is on the front.
  private var floorCounts: [Int: Int] = [:]
  private var excludedByFloors = 0

  /// Starts a front without members, at a fixed threshold.
  public init(_ definition: FrontDefinition) {
    precondition(definition.thresholds == .fixed, "a front over thresholds is an OperatingFront")
    self.definition = definition
    floors = Floors(definition)
    points = floors.all.map { _ in NonDominatedTree() }
  }

  /// Takes up a candidate by its figures on the validation part.
  ///
  /// - Parameter index: what tells the candidate from the others; each is inserted once.
  public mutating func insert(_ figures: ReplicateFigures, index: Int) {
    guard let point = FrontPoint(figures, index: index, definition: definition) else { return }
    guard let first = floors.firstMet(by: point) else {
      excludedByFloors += 1
      return
    }
    for floor in first..<floors.all.count {
      guard let beaten = points[floor].insert(point) else { continue }
      floorCounts[index, default: 0] += 1
      for rival in beaten {
        let count = floorCounts[rival.index]! - 1
        floorCounts[rival.index] = count == 0 ? nil : count
      }
    }
  }

  /// The place that a candidate would have, were it inserted; `nil` where it would be no member.
  public func place(of figures: ReplicateFigures, index: Int) -> FrontMember? {
    guard let point = FrontPoint(figures, index: index, definition: definition),
      let first = floors.firstMet(by: point),
      let floor = (first..<floors.all.count).first(where: { !points[$0].dominates(point.costs) })
    else { return nil }
    return FrontMember(candidateIndex: index, floor: floors.all[floor])
  }

  /// How many members the front has.
  public var memberCount: Int { floorCounts.count }

  /// Whether a candidate is a member.
  public func contains(_ index: Int) -> Bool { floorCounts[index] != nil }

  /// The front as it is now.
  public var front: Front {
    Front(
      definition: definition,
      members: floors.union(of: points.map(\.points)).map {
        FrontMember(candidateIndex: $0.point.index, floor: $0.floor)
      }, excludedByFloors: excludedByFloors)
  }
}
