/// What the values of a sweep's axes do to a measure, all else being averaged over.
///
/// A value's mean is taken over all configurations that have it, in each replicate by itself; an
/// interval then comes from the replicates (``RepeatedSplits``). An effect is what the value has more
/// than all configurations together, replicate by replicate: the luck of a split, which all share, is
/// not in it. Where a grid has exclusions, or configurations without figures, the values of one axis
/// come with different values of the others, and a difference of means may be theirs.
public struct AxisEffects: Sendable {
  /// A value of an axis, or a pair of values of two axes.
  public struct Effect: Equatable, Sendable {
    /// How many configurations have it.
    public let configurationCount: Int
    /// The measure over these configurations and all replicates.
    public let mean: Double
    /// The interval of the mean; `nil` where there are too few replicates, or nothing is known of
    /// their splits.
    public let meanInterval: Interval?
    /// What they have more than expected: than all configurations together for a value; than the
    /// effects of both values together for a pair, which is the interaction.
    public let effect: Double
    /// The interval of the effect; `nil` as that of the mean.
    public let effectInterval: Interval?
  }

  /// [configurations × replicates], row-major.
  private let values: [Double]
  private let configurationCount: Int
  private let replicateCount: Int
  private let splits: RepeatedSplits?
  private let quantile: Double?
  /// The mean over all configurations, of each replicate.
  private let overall: [Double]

  /// Takes up a measure of configurations on one population, at least one.
  ///
  /// - Parameters:
  ///   - values: for each configuration a value of each replicate
  ///     (``replicateValues(of:in:counts:)``), in the same order everywhere.
  ///   - splits: how large the parts of replicates are; without it there are no intervals.
  public init(values: [[Double]], splits: RepeatedSplits?) {
    precondition(!values.isEmpty && !values[0].isEmpty, "a configuration and a replicate")
    precondition(values.allSatisfy { $0.count == values[0].count }, "replicates in pairs")
    let count = values[0].count
    self.values = Array(values.joined())
    self.splits = splits
    configurationCount = values.count
    replicateCount = count
    quantile = count < RepeatedSplits.leastReplicates ? nil : splits?.quantile(replicates: count)
    var all = GroupSums(groups: 1, replicates: count)
    for row in values { all.add(row[...], to: 0) }
    overall = all.means(of: 0)
  }

  /// All configurations together, whose effect is nothing.
  public var all: Effect { effect(overall, less: overall, of: configurationCount) }

  /// The effect of each value of an axis; `nil` for a value that no configuration has.
  ///
  /// - Parameters:
  ///   - levels: for each configuration the index of its value on the axis.
  ///   - count: how many values the axis has.
  public func effects(of levels: [Int], count: Int) -> [Effect?] {
    let sums = sums(by: levels, count: count)
    return (0..<count).map { level in
      guard sums.counts[level] > 0 else { return nil }
      return effect(sums.means(of: level), less: overall, of: sums.counts[level])
    }
  }

  /// The interaction of each pair of values of two axes, [rows × columns]; `nil` for a pair that no
  /// configuration has.
  ///
  /// It is the residual of the two-way table: mean of the pair - mean of the row - mean of the column
  /// + mean of all.
  ///
  /// - Parameters:
  ///   - rows: for each configuration the index of its value on the first axis.
  ///   - rowCount: how many values the first axis has.
  ///   - columns: for each configuration the index of its value on the second axis.
  ///   - columnCount: how many values the second axis has.
  public func interactions(
    of rows: [Int], count rowCount: Int, with columns: [Int], count columnCount: Int
  ) -> [[Effect?]] {
    let pairs = zip(rows, columns).map { $0 * columnCount + $1 }
    let cells = sums(by: pairs, count: rowCount * columnCount)
    let rowSums = cells.merged(into: rowCount) { $0 / columnCount }
    let columnSums = cells.merged(into: columnCount) { $0 % columnCount }
    return (0..<rowCount).map { row in
      (0..<columnCount).map { column in
        let cell = row * columnCount + column
        guard cells.counts[cell] > 0 else { return nil }
        let (rowMeans, columnMeans) = (rowSums.means(of: row), columnSums.means(of: column))
        let expected = overall.indices.map { rowMeans[$0] + columnMeans[$0] - overall[$0] }
        return effect(cells.means(of: cell), less: expected, of: cells.counts[cell])
      }
    }
  }

  private func sums(by groups: [Int], count: Int) -> GroupSums {
    precondition(groups.count == configurationCount, "a value of the axis for each configuration")
    var sums = GroupSums(groups: count, replicates: replicateCount)
    for (configuration, group) in groups.enumerated() {
      let start = configuration * replicateCount
      sums.add(values[start..<start + replicateCount], to: group)
    }
    return sums
  }

  private func effect(_ own: [Double], less expected: [Double], of count: Int) -> Effect {
    let differences = zip(own, expected).map(-)
    return Effect(
      configurationCount: count, mean: mean(own), meanInterval: interval(of: own),
      effect: mean(differences), effectInterval: interval(of: differences))
  }

  private func interval(of values: [Double]) -> Interval? {
    guard let quantile, let splits else { return nil }
    return splits.interval(of: values, quantile: quantile)
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// The sums over groups of configurations, replicate by replicate.
private struct GroupSums {
  /// How many configurations each group has.
  private(set) var counts: [Int]
  /// [groups × replicates], row-major.
  private var sums: [Double]
  private let replicates: Int

  init(groups: Int, replicates: Int) {
    counts = [Int](repeating: 0, count: groups)
    sums = [Double](repeating: 0, count: groups * replicates)
    self.replicates = replicates
  }

  /// Adds a value of each replicate, of one configuration or of several that are summed.
  mutating func add(_ values: ArraySlice<Double>, of count: Int = 1, to group: Int) {
    counts[group] += count
    let (from, to) = (values.startIndex, group * replicates)
    for replicate in 0..<replicates { sums[to + replicate] += values[from + replicate] }
  }

  /// The same configurations in `count` wider groups.
  func merged(into count: Int, _ widerGroup: (Int) -> Int) -> GroupSums {
    var wider = GroupSums(groups: count, replicates: replicates)
    for group in counts.indices {
      let start = group * replicates
      wider.add(
        sums[start..<start + replicates], of: counts[group], to: widerGroup(group))
    }
    return wider
  }

  /// The mean over a group, of each replicate.
  func means(of group: Int) -> [Double] {
    let start = group * replicates
    return sums[start..<start + replicates].map { $0 / Double(counts[group]) }
  }
}
