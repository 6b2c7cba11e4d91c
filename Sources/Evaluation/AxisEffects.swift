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
    /// The interval of the mean.
    public let meanInterval: Estimated<Interval>
    /// What they have more than expected: than all configurations together for a value; than the
    /// effects of both values together for a pair, which is the interaction.
    public let effect: Double
    /// The interval of the effect.
    public let effectInterval: Estimated<Interval>
  }

  private let values: [[Double]]
  private let splits: RepeatedSplits
  private let quantile: Double?
  /// The mean over all configurations, of each replicate.
  private let overall: [Double]

  /// Takes up a measure of configurations on one population, at least one.
  ///
  /// - Parameter values: for each configuration a value of each replicate
  ///   (``replicateValues(of:in:counts:)``), in the same order everywhere.
  public init(values: [[Double]], splits: RepeatedSplits) {
    precondition(!values.isEmpty && !values[0].isEmpty, "a configuration and a replicate")
    precondition(values.allSatisfy { $0.count == values[0].count }, "replicates in pairs")
    let count = values[0].count
    self.values = values
    self.splits = splits
    quantile = count < RepeatedSplits.leastReplicates ? nil : splits.quantile(replicates: count)
    overall = means(of: values, at: Array(values.indices))
  }

  /// The effect of each value of an axis; `nil` for a value that no configuration has.
  ///
  /// - Parameters:
  ///   - levels: for each configuration the index of its value on the axis.
  ///   - count: how many values the axis has.
  public func effects(of levels: [Int], count: Int) -> [Effect?] {
    members(of: levels, count: count).map { members in
      guard !members.isEmpty else { return nil }
      let own = means(of: values, at: members)
      return effect(own, less: overall, of: members.count)
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
    let cells = members(of: pairs, count: rowCount * columnCount)
    let rowMeans = members(of: rows, count: rowCount).map { means(of: values, at: $0) }
    let columnMeans = members(of: columns, count: columnCount).map { means(of: values, at: $0) }
    return (0..<rowCount).map { row in
      (0..<columnCount).map { column in
        let members = cells[row * columnCount + column]
        guard !members.isEmpty else { return nil }
        let expected = overall.indices.map {
          rowMeans[row][$0] + columnMeans[column][$0] - overall[$0]
        }
        return effect(means(of: values, at: members), less: expected, of: members.count)
      }
    }
  }

  private func members(of levels: [Int], count: Int) -> [[Int]] {
    precondition(levels.count == values.count, "a value of the axis for each configuration")
    var members = [[Int]](repeating: [], count: count)
    for (configuration, level) in levels.enumerated() { members[level].append(configuration) }
    return members
  }

  private func effect(_ own: [Double], less expected: [Double], of count: Int) -> Effect {
    let differences = zip(own, expected).map(-)
    return Effect(
      configurationCount: count, mean: mean(own), meanInterval: interval(of: own),
      effect: mean(differences), effectInterval: interval(of: differences))
  }

  private func interval(of values: [Double]) -> Estimated<Interval> {
    guard let quantile else { return .tooFewReplicates }
    return .known(splits.interval(of: values, quantile: quantile))
  }
}

private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// The mean over some configurations, of each replicate.
private func means(of values: [[Double]], at configurations: [Int]) -> [Double] {
  values[0].indices.map { replicate in
    configurations.reduce(0) { $0 + values[$1][replicate] } / Double(configurations.count)
  }
}
