/// How features are brought to one scale.
public enum ScalingRule: String, Sendable, CaseIterable {
  /// Mean 0 and standard deviation 1 (that of the population, as scikit-learn's `StandardScaler`).
  case standard
  /// From 0 to 1.
  case minMax
  /// As they are, but for missing values.
  case none
}

/// A scale for some of a table's features, fitted to training rows alone.
///
/// A missing value becomes the median of its feature over the training rows that have one, 0 where none has. A feature
/// that is constant over the training rows becomes 0 everywhere (but for the rule `none`).
public struct FeatureScaling: Equatable, Sendable {
  private let columns: [ScaledColumn]

  /// Fits a scale to the features with these column indices over the training rows.
  public init(
    fittedTo rows: [UInt32], of table: SongTable, features: [Int], rule: ScalingRule
  ) {
    let width = table.featureNames.count
    columns = features.map { index in
      precondition((0..<width).contains(index), "a column of the table")
      let values = rows.map { table.features[Int($0) * width + index] }
      return ScaledColumn(index: index, values: values, rule: rule)
    }
  }

  /// The scaled features of some rows: `[rows × features]`, row-major, features in the order they were given in.
  public func scaled(_ rows: [UInt32], of table: SongTable) -> [Float] {
    let width = table.featureNames.count
    var scaled: [Float] = []
    scaled.reserveCapacity(rows.count * columns.count)
    for row in rows {
      for column in columns {
        scaled.append(column.scaled(table.features[Int(row) * width + column.index]))
      }
    }
    return scaled
  }
}

/// One feature's scale: (value - origin) × factor.
private struct ScaledColumn: Equatable {
  let index: Int
  private let median: Float
  private let origin: Double
  private let factor: Double

  /// Sums run over the values in ascending order, so that the order of the rows changes no bit.
  init(index: Int, values: [Float], rule: ScalingRule) {
    let present = values.filter { !$0.isNaN }.sorted()
    let median = Self.median(ofSorted: present)
    let filled = (present + Array(repeating: median, count: values.count - present.count)).sorted()
    let (least, most) = (Double(filled.first ?? 0), Double(filled.last ?? 0))
    self.index = index
    self.median = median
    switch rule {
    case .none: (origin, factor) = (0, 1)
    case _ where least == most: (origin, factor) = (0, 0)
    case .minMax: (origin, factor) = (least, 1 / (most - least))
    case .standard:
      let count = Double(filled.count)
      let mean = filled.reduce(0) { $0 + Double($1) } / count
      let squares = filled.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      (origin, factor) = (mean, 1 / (squares / count).squareRoot())
    }
  }

  func scaled(_ value: Float) -> Float {
    Float((Double(value.isNaN ? median : value) - origin) * factor)
  }

  private static func median(ofSorted values: [Float]) -> Float {
    if values.isEmpty { return 0 }
    let middle = values.count / 2
    if values.count % 2 == 1 { return values[middle] }
    return Float((Double(values[middle - 1]) + Double(values[middle])) / 2)
  }
}
