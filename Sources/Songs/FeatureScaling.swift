/// How features are brought to one scale.
public enum ScalingRule: String, Sendable, CaseIterable {
  /// Mean 0 and standard deviation 1 (that of the population, as scikit-learn's `StandardScaler`).
  case standard
  /// From 0 to 1.
  case minMax
  /// As they are, but for missing values.
  case none
}

/// A scale for inputs, fitted to training songs alone; all time steps of an input have one.
///
/// A missing value becomes the median of its feature over the training rows that have one, 0 where none has. A feature
/// that is constant over the training rows becomes 0 everywhere (but for the rule `none`).
public struct FeatureScaling: Equatable, Sendable {
  /// The scale of each input, in their order.
  public let columns: [ScaledColumn]

  /// Takes up the scales of inputs that were fitted before.
  public init(columns: [ScaledColumn]) {
    self.columns = columns
  }

  /// Fits a scale to all inputs over the training songs.
  ///
  /// Sums run over the rows in ascending order, whatever order they are given in: it changes no bit.
  public init(fittedTo songs: [UInt32], of table: InputTable, rule: ScalingRule) {
    let isAscending = zip(songs, songs.dropFirst()).allSatisfy { $0 <= $1 }
    precondition(songs.allSatisfy { $0 < table.count }, "songs of the table")
    let rows = table.rows(of: isAscending ? songs : songs.sorted())
    columns = table.names.indices.map { index in
      let values = table.values(ofInput: index, rows: rows)
      guard table.isIncomplete[index] else {
        return ScaledColumn(values: values, median: 0, rule: rule)
      }
      let median = values.median()
      return ScaledColumn(
        values: values.map { $0.isNaN ? median : $0 }, median: median, rule: rule)
    }
  }

  /// The scaled inputs of some songs: `[songs × steps × inputs]`, row-major.
  public func scaled(_ songs: [UInt32], of table: InputTable) -> [Float] {
    let width = columns.count
    precondition(songs.allSatisfy { $0 < table.count }, "songs of the table")
    precondition(width == table.names.count, "a table with as many inputs")
    let rows = table.rows(of: songs)
    let count = rows.count * width
    return [Float](unsafeUninitializedCapacity: count) { scaled, initializedCount in
      table.values.withUnsafeBufferPointer { values in
        columns.withUnsafeBufferPointer { columns in
          var place = 0
          for row in rows {
            let start = Int(row) * width
            for column in 0..<width {
              scaled.initializeElement(
                at: place, to: columns[column].scaled(values[start + column]))
              place += 1
            }
          }
        }
      }
      initializedCount = count
    }
  }
}

/// One input's scale: (value - origin) × factor, in double precision, the result rounded to single.
public struct ScaledColumn: Equatable, Sendable {
  /// What stands for a missing value.
  public let median: Float
  /// What is taken off.
  public let origin: Double
  /// What the rest is multiplied by; 0 where the training songs do not differ.
  public let factor: Double

  /// Takes up a scale that was fitted before.
  public init(median: Float, origin: Double, factor: Double) {
    self.median = median
    self.origin = origin
    self.factor = factor
  }

  /// Fits the scale to values of which none is missing.
  init(values: [Float], median: Float, rule: ScalingRule) {
    self.median = median
    let (least, most) = values.range()
    switch rule {
    case .none: (origin, factor) = (0, 1)
    case _ where least == most: (origin, factor) = (0, 0)
    case .minMax: (origin, factor) = (least, 1 / (most - least))
    case .standard:
      let count = Double(values.count)
      let mean = values.sum { $0 } / count
      let squares = values.sum { ($0 - mean) * ($0 - mean) }
      (origin, factor) = (mean, 1 / (squares / count).squareRoot())
    }
  }

  func scaled(_ value: Float) -> Float {
    Float((Double(value.isNaN ? median : value) - origin) * factor)
  }
}

extension InputTable {
  /// The values of an input; those that are missing are NaN.
  fileprivate func values(ofInput index: Int, rows: [UInt32]) -> [Float] {
    let width = names.count
    return values.withUnsafeBufferPointer { values in
      rows.map { values[Int($0) * width + index] }
    }
  }
}

extension [Float] {
  /// The least and the greatest value; both 0 where there is none.
  fileprivate func range() -> (least: Double, most: Double) {
    var least = SIMD8<Float>(repeating: first ?? 0)
    var most = least
    forEachEight { values in
      least.replace(with: values, where: values .< least)
      most.replace(with: values, where: values .> most)
    }
    for value in suffix(count % 8) {
      least[0] = Swift.min(least[0], value)
      most[0] = Swift.max(most[0], value)
    }
    // Plus 0, as which of two zeros is the least depends on the machine.
    return (Double(least.min()) + 0, Double(most.max()) + 0)
  }

  /// Σ `term`(value) in eight sums, of every eighth value each, which are then added in order.
  fileprivate func sum(_ term: (SIMD8<Double>) -> SIMD8<Double>) -> Double {
    var sums = SIMD8<Double>(repeating: 0)
    forEachEight { sums += term(SIMD8($0)) }
    for (lane, value) in suffix(count % 8).enumerated() {
      sums[lane] += term(SIMD8(repeating: Double(value)))[0]
    }
    return sums.indices.reduce(0) { $0 + sums[$1] }
  }

  /// Takes the values in eights, but for the rest that is no whole one.
  @inline(__always)
  private func forEachEight(_ body: (SIMD8<Float>) -> Void) {
    withUnsafeBytes { bytes in
      for place in stride(from: 0, to: count - count % 8, by: 8) {
        let offset = place * MemoryLayout<Float>.stride
        body(bytes.loadUnaligned(fromByteOffset: offset, as: SIMD8<Float>.self))
      }
    }
  }

  /// The median of the values that are not missing, 0 where there is none.
  fileprivate func median() -> Float {
    let present = filter { !$0.isNaN }.sorted()
    if present.isEmpty { return 0 }
    let middle = present.count / 2
    if present.count % 2 == 1 { return present[middle] }
    return Float((Double(present[middle - 1]) + Double(present[middle])) / 2)
  }
}
