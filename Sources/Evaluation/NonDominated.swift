/// The objectives of a candidate, all to be minimised; 0 for those that a front does not have.
typealias Costs = SIMD3<Double>

extension SIMD3<Double> {
  init(padding costs: [Double]) {
    self.init(repeating: 0)
    for (objective, cost) in costs.enumerated() { self[objective] = cost }
  }

  /// Whether the costs come before others, by the first that differs.
  func precedes(_ other: Self) -> Bool {
    if x != other.x { return x < other.x }
    if y != other.y { return y < other.y }
    return z < other.z
  }

  func dominates(_ other: Self) -> Bool { self != other && all(self .<= other) }
}

/// The indices of the costs that no other costs dominate, in lexicographic order of the costs, equal
/// ones by index; in O(n log n).
///
/// Costs are swept in that order, so whoever dominates some comes before them: there is one if, of
/// the different costs before, those of which the second is no higher include one of which the third
/// is no higher.
///
/// Source: Kung, Luccio, Preparata: "On finding the maxima of a set of vectors" (J. ACM, 1975).
func nonDominated(_ costs: [Costs]) -> [Int] {
  let order = costs.indices.sorted {
    costs[$0] == costs[$1] ? $0 < $1 : costs[$0].precedes(costs[$1])
  }
  var ranks = [Int](repeating: 0, count: costs.count)
  let bySecond = costs.indices.sorted { costs[$0].y < costs[$1].y }
  var rank = 0
  for (index, previous) in zip(bySecond, bySecond.prefix(1) + bySecond) {
    if costs[index].y != costs[previous].y { rank += 1 }
    ranks[index] = rank
  }

  var lowest = PrefixMinima(count: rank + 1)
  var members: [Int] = []
  for index in order {
    let isRepeated = members.last.map { costs[$0] == costs[index] } ?? false
    if isRepeated || lowest.minimum(through: ranks[index]) > costs[index].z {
      members.append(index)
      lowest.insert(costs[index].z, at: ranks[index])
    }
  }
  return members
}

/// The least of the numbers up to a place, while numbers are put to places: a Fenwick tree.
private struct PrefixMinima {
  private var minima: [Double]

  init(count: Int) { minima = [Double](repeating: .infinity, count: count + 1) }

  mutating func insert(_ number: Double, at place: Int) {
    var node = place + 1
    while node < minima.count {
      minima[node] = min(minima[node], number)
      node += node & -node
    }
  }

  func minimum(through place: Int) -> Double {
    var node = place + 1
    var least = Double.infinity
    while node > 0 {
      least = min(least, minima[node])
      node &= node - 1
    }
    return least
  }
}
