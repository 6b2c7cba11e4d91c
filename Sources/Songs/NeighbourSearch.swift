/// The search for the nearest neighbours of each row among all others, by the distance of SMOTE-NC.
///
/// Each row is compared with all, eight at a time; a pair's sum runs over the features in order. Numbers are of type
/// Double, in which the square of no finite Float overflows.
struct NeighbourSearch {
  private let rowCount: Int
  private let continuousCount: Int
  /// Continuous features and then codes of nominal ones: `[rows / 8, rounded up × features]`, a row in each lane.
  private let features: [SIMD8<Double>]
  private let featureCount: Int
  /// What a nominal feature that differs adds to the square of a distance.
  private let penalty: Double

  /// Prepares a search among finite `rows`, `[rows × width]`, row-major.
  ///
  /// - Parameters:
  ///   - continuous: The columns of the continuous features.
  ///   - nominal: The codes of each nominal feature: `[features][rows]`, the same for the same value.
  init(rows: [Float], width: Int, continuous: [Int], nominal: [[UInt32]]) {
    rowCount = rows.count / width
    continuousCount = continuous.count
    featureCount = continuous.count + nominal.count
    let columns =
      continuous.map { column in
        stride(from: column, to: rows.count, by: width).map { Double(rows[$0]) }
      } + nominal.map { $0.map(Double.init) }
    features = Self.lanes(of: columns, rowCount: rowCount)
    let deviations = columns.prefix(continuous.count).map { $0.standardDeviation() }
    let median = deviations.median() ?? 1
    penalty = median * median
  }

  /// The indices of each row's `count` nearest others, the nearest first: `[rows × count]`.
  ///
  /// Of rows equally far, that of the lower index is the nearer.
  func nearest(_ count: Int) -> [UInt32] {
    precondition(count < rowCount, "more rows than neighbours")
    var found: [UInt32] = []
    found.reserveCapacity(rowCount * count)
    var distances = [SIMD8<Double>](repeating: .zero, count: features.count / featureCount)
    var ranking = Ranking(count: count)
    for row in 0..<rowCount {
      measure(from: row, into: &distances)
      ranking.clear()
      distances.withUnsafeBytes { bytes in
        let distances = bytes.bindMemory(to: Double.self)
        for other in 0..<rowCount where distances[other] < ranking.farthest && other != row {
          ranking.insert(UInt32(other), distance: distances[other])
        }
      }
      found += ranking.rows
    }
    return found
  }

  /// Puts the squares of the distances from a row to all into lanes.
  private func measure(from row: Int, into distances: inout [SIMD8<Double>]) {
    let own = (0..<featureCount).map { features[row / 8 * featureCount + $0][row % 8] }
    for block in distances.indices {
      let start = block * featureCount
      var sum = SIMD8<Double>.zero
      for feature in 0..<continuousCount {
        let difference = features[start + feature] - own[feature]
        sum += difference * difference
      }
      for feature in continuousCount..<featureCount {
        let differs = features[start + feature] .!= own[feature]
        sum.replace(with: sum + penalty, where: differs)
      }
      distances[block] = sum
    }
  }

  /// Takes eight rows' values of each feature together; lanes beyond the last row are 0.
  private static func lanes(of columns: [[Double]], rowCount: Int) -> [SIMD8<Double>] {
    var lanes: [SIMD8<Double>] = []
    for start in stride(from: 0, to: rowCount, by: 8) {
      for column in columns {
        var block = SIMD8<Double>.zero
        for row in start..<min(start + 8, rowCount) { block[row - start] = column[row] }
        lanes.append(block)
      }
    }
    return lanes
  }
}

/// The nearest rows among those seen so far, the nearest first.
private struct Ranking {
  private(set) var rows: [UInt32]
  private var distances: [Double]

  init(count: Int) {
    rows = [UInt32](repeating: 0, count: count)
    distances = [Double](repeating: .infinity, count: count)
  }

  /// The greatest distance in the ranking; infinite until it is full.
  var farthest: Double { distances[distances.count - 1] }

  mutating func clear() {
    for place in distances.indices { distances[place] = .infinity }
  }

  /// Takes in a row nearer than the farthest, behind those equally far, and drops the farthest.
  mutating func insert(_ row: UInt32, distance: Double) {
    var place = rows.count - 1
    while place > 0 && distances[place - 1] > distance {
      rows[place] = rows[place - 1]
      distances[place] = distances[place - 1]
      place -= 1
    }
    rows[place] = row
    distances[place] = distance
  }
}

extension [Double] {
  /// The standard deviation of a population with these values.
  fileprivate func standardDeviation() -> Double {
    let mean = reduce(0, +) / Double(count)
    let squares = reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(count)).squareRoot()
  }

  /// The median; nil where there is no value.
  fileprivate func median() -> Double? {
    if isEmpty { return nil }
    let sorted = sorted()
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
  }
}

extension [Float] {
  /// A code for each row's values in some columns: the same for the same, in order of first appearance.
  func codes(ofColumns columns: [Int], width: Int) -> [UInt32] {
    var known: [[Float]: UInt32] = [:]
    return stride(from: 0, to: count, by: width).map { start in
      let value = columns.map { self[start + $0] }
      let next = UInt32(known.count)
      if let code = known[value] { return code }
      known[value] = next
      return next
    }
  }
}

extension [UInt32] {
  /// That of the voters, indices into these codes, whose code is the most frequent among them: the first such.
  func mostFrequent(among voters: ArraySlice<UInt32>) -> UInt32 {
    var winner = voters[voters.startIndex]
    var mostVotes = 0
    for voter in voters {
      let votes = voters.count { self[Int($0)] == self[Int(voter)] }
      if votes > mostVotes { (winner, mostVotes) = (voter, votes) }
    }
    return winner
  }
}
