/// The volume that points dominate, up to a reference point; exact for one to three objectives.
///
/// Points that are not better than the reference in every objective add nothing. Slices along the
/// third objective are added up; in each, the area that the points before it dominate in the other
/// two grows by what a point adds to it.
///
/// Source: Fonseca, Paquete, López-Ibáñez: "An improved dimension-sweep algorithm for the hypervolume
/// indicator" (CEC 2006).
///
/// - Parameters:
///   - points: the objectives of each point, all to be minimised; in any order, dominated ones
///     included.
///   - reference: a point as bad as can be.
public func hypervolume(of points: [[Double]], reference: [Double]) -> Double {
  precondition((1...3).contains(reference.count), "one to three objectives")
  precondition(points.allSatisfy { $0.count == reference.count }, "as many objectives everywhere")
  let corner = Costs(padding: reference + [1, 1].prefix(3 - reference.count))
  let inside = points.map(Costs.init(padding:)).filter { all($0 .< corner) }
    .sorted { $0.z < $1.z }

  var area = DominatedArea(corner: corner)
  var volume = ExactSum()
  for (place, point) in inside.enumerated() {
    area.insert(point)
    let end = place + 1 < inside.count ? inside[place + 1].z : corner.z
    volume.add(area.total.value * (end - point.z))
  }
  return volume.value
}

/// The area that points dominate in their first two objectives.
private struct DominatedArea {
  let corner: Costs
  private(set) var total = ExactSum()
  /// The points that no other dominates: the first objective rises, the second falls.
  private var steps: [Costs] = []

  init(corner: Costs) { self.corner = corner }

  mutating func insert(_ point: Costs) {
    let place = steps.partitioningIndex { $0.x >= point.x }
    var top = place == 0 ? corner.y : steps[place - 1].y
    guard top > point.y else { return }
    var (left, end) = (point.x, place)
    while top > point.y {
      let next = end < steps.count ? steps[end] : Costs(corner.x, -.infinity, 0)
      total.add((next.x - left) * (top - point.y))
      (left, top) = (next.x, next.y)
      if top > point.y { end += 1 }
    }
    // A step at the same first objective that is not above the point already dominates it.
    if place < steps.count, steps[place].x == point.x, steps[place].y <= point.y { return }
    steps.replaceSubrange(place..<end, with: CollectionOfOne(point))
  }
}

/// A sum that keeps what rounding takes from it (Neumaier, 1974).
private struct ExactSum {
  private var sum = 0.0
  private var lost = 0.0

  var value: Double { sum + lost }

  mutating func add(_ number: Double) {
    let next = sum + number
    lost += abs(sum) >= abs(number) ? (sum - next) + number : (number - next) + sum
    sum = next
  }
}

extension FrontDefinition {
  /// The point up to which hypervolumes of this front are taken: the worst value of each objective,
  /// or where it has no bound, the worst among the members of the fronts that are compared.
  ///
  /// - Parameter members: the objectives of the members, as ``costs(of:)`` gives them.
  public func referencePoint(for members: [[Double]]) -> [Double] {
    objectives.enumerated().map { slot, objective in
      if case .measure(let measure, let factor) = objective, let worst = measure.worst {
        return worst * factor
      }
      return members.map { $0[slot] }.max() ?? 0
    }
  }
}
