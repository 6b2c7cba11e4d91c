/// Points of which none dominates another, found by where they lie.
///
/// A binary tree over the points' costs, about halved along the axis on which they differ most. Each node
/// knows a box around its points: a box that lies behind a new point in every objective is beaten as a
/// whole, one that lies before it beats it, and one that does neither in some objective is passed over.
///
/// Source: the bounds are those of Jaszkiewicz, Lust: "ND-tree-based update: a fast algorithm for the
/// dynamic nondominance problem" (IEEE Transactions on Evolutionary Computation, 2018).
struct NonDominatedTree: Sendable {
  /// The points of one place.
  private struct Entry {
    let costs: Costs
    var points: [FrontPoint]
  }

  private struct Node {
    /// The corners of a box around the entries; it is not made smaller when entries leave.
    var lower = Costs(repeating: .infinity)
    var upper = Costs(repeating: -.infinity)
    var count = 0
    /// The entries of a node that is not divided.
    var entries: [Entry] = []
    var division: Division?

    mutating func widen(by costs: Costs) {
      lower = pointwiseMin(lower, costs)
      upper = pointwiseMax(upper, costs)
    }
  }

  private struct Division {
    let axis: Int
    /// Entries with a lower cost on the axis are in the first child.
    let boundary: Double
    let first: Int
    let second: Int

    func child(for costs: Costs) -> Int { costs[axis] < boundary ? first : second }
  }

  private enum Standing {
    case beaten
    case equal(node: Int, entry: Int)
    case free
  }

  private static let leafCapacity = 24
  private var nodes = [Node()]
  private var unusedNodes: [Int] = []

  /// All points, in no order.
  var points: [FrontPoint] { entries(below: 0).flatMap(\.points) }

  /// Takes up a point, and lets go of those that it dominates, which are returned; `nil` where it is
  /// dominated itself.
  mutating func insert(_ point: FrontPoint) -> [FrontPoint]? {
    switch standing(of: point.costs, below: 0) {
    case .beaten: return nil
    case .equal(let node, let entry):
      nodes[node].entries[entry].points.append(point)
      return []
    case .free:
      var beaten: [FrontPoint] = []
      removeEntries(behind: point.costs, below: 0, into: &beaten)
      add(Entry(costs: point.costs, points: [point]))
      return beaten
    }
  }

  /// Whether a point dominates costs.
  func dominates(_ costs: Costs) -> Bool {
    if case .beaten = standing(of: costs, below: 0) { true } else { false }
  }

  private func standing(of costs: Costs, below index: Int) -> Standing {
    // Nodes are looked at where they lie: a copy would retain their entries.
    guard nodes[index].count > 0, all(nodes[index].lower .<= costs) else { return .free }
    if nodes[index].upper.dominates(costs) { return .beaten }
    if let division = nodes[index].division {
      for child in [division.first, division.second] {
        let standing = standing(of: costs, below: child)
        if case .free = standing { continue }
        return standing
      }
      return .free
    }
    for entry in nodes[index].entries.indices {
      let rival = nodes[index].entries[entry].costs
      if rival == costs { return .equal(node: index, entry: entry) }
      if rival.dominates(costs) { return .beaten }
    }
    return .free
  }

  /// Removes what costs that equal no entry's dominate.
  private mutating func removeEntries(
    behind costs: Costs, below index: Int, into beaten: inout [FrontPoint]
  ) {
    guard nodes[index].count > 0, all(costs .<= nodes[index].upper) else { return }
    if all(costs .<= nodes[index].lower) {
      beaten += entries(below: index).flatMap(\.points)
      clear(index)
    } else if let division = nodes[index].division {
      removeEntries(behind: costs, below: division.first, into: &beaten)
      removeEntries(behind: costs, below: division.second, into: &beaten)
      nodes[index].count = nodes[division.first].count + nodes[division.second].count
    } else {
      for entry in nodes[index].entries where costs.dominates(entry.costs) {
        beaten += entry.points
      }
      nodes[index].entries.removeAll { costs.dominates($0.costs) }
      nodes[index].count = nodes[index].entries.count
    }
  }

  private mutating func add(_ entry: Entry) {
    var index = 0
    var unbalanced: Int?
    while true {
      nodes[index].count += 1
      nodes[index].widen(by: entry.costs)
      guard let division = nodes[index].division else { break }
      let child = division.child(for: entry.costs)
      // Points that come in order would make a list of a tree that is never built anew.
      let isLopsided = 5 * nodes[child].count > 4 * nodes[index].count
      if unbalanced == nil, isLopsided, nodes[index].count > 4 * Self.leafCapacity {
        unbalanced = index
      }
      index = child
    }
    nodes[index].entries.append(entry)
    if let index = unbalanced ?? (nodes[index].count > Self.leafCapacity ? index : nil) {
      let entries = entries(below: index)
      let scale = (nodes[0].upper - nodes[0].lower).replacing(
        with: 1, where: nodes[0].upper .== nodes[0].lower)
      clear(index)
      build(entries, at: index, scale: scale)
    }
  }

  /// Makes an empty node the root of a balanced tree.
  ///
  /// - Parameter scale: how far apart all entries of the tree lie, by which axes are compared.
  private mutating func build(_ entries: [Entry], at index: Int, scale: Costs) {
    var node = Node()
    node.count = entries.count
    for entry in entries { node.widen(by: entry.costs) }
    guard entries.count > Self.leafCapacity else {
      node.entries = entries
      nodes[index] = node
      return
    }
    let extent = (node.upper - node.lower) / scale
    let cuts = (0..<3).map { Cut(entries.map(\.costs), axis: $0, extent: extent[$0]) }
    let cut = cuts.max { $1.isBetter(than: $0) }!
    let division = Division(
      axis: cut.axis, boundary: cut.boundary, first: newNode(), second: newNode())
    node.division = division
    nodes[index] = node
    build(entries.filter { $0.costs[cut.axis] < cut.boundary }, at: division.first, scale: scale)
    build(entries.filter { $0.costs[cut.axis] >= cut.boundary }, at: division.second, scale: scale)
  }

  private mutating func newNode() -> Int {
    if let index = unusedNodes.popLast() { return index }
    nodes.append(Node())
    return nodes.count - 1
  }

  private mutating func clear(_ index: Int) {
    if let division = nodes[index].division {
      for child in [division.first, division.second] {
        clear(child)
        unusedNodes.append(child)
      }
    }
    nodes[index] = Node()
  }

  private func entries(below index: Int) -> [Entry] {
    guard let division = nodes[index].division else { return nodes[index].entries }
    return entries(below: division.first) + entries(below: division.second)
  }
}

/// Where entries are best divided on one axis.
///
/// Entries that are equal on two axes dominate one another, so at most on one axis more than half of
/// them have one value: on another, a quarter or nearly comes into either part.
private struct Cut {
  let axis: Int
  let boundary: Double
  private let extent: Double
  private let isEven: Bool

  init(_ costs: [Costs], axis: Int, extent: Double) {
    let values = costs.map { $0[axis] }.sorted()
    let middle = values[values.count / 2]
    let start = values.partitioningIndex { $0 >= middle }
    let end = values.partitioningIndex { $0 > middle }
    // Equal ones stay together, in the part that makes the larger of both the smaller.
    let place = values.count - start <= end || end == values.count ? start : end
    self.axis = axis
    self.extent = extent
    boundary = values[place]
    isEven = 4 * max(place, values.count - place) <= 3 * values.count + 4
  }

  func isBetter(than other: Cut) -> Bool {
    isEven == other.isEven ? extent > other.extent : isEven
  }
}
