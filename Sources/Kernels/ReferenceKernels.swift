import KernelContract

/// What each kernel computes, one number at a time: the contract in its plainest form.
///
/// Kernels for processors must give the same bits in every row that is there. It shares no code with
/// them, is as slow as it looks, and writes nothing to lanes of missing rows.
package enum ReferenceKernels: KernelSet {
  /// Where a feature of a row is in panels of `width` features.
  static func panelIndex(_ row: Int, _ feature: Int, width: Int) -> Int {
    (row / panelRows * paddedWidth(width) + feature) * panelRows + row % panelRows
  }

  /// Where a feature of a row is in strips of `rows` rows of `width` features.
  static func stripIndex(_ row: Int, _ feature: Int, width: Int, rows: Int) -> Int {
    let column = feature / panelRows * panelRows
    let stripWidth = min(panelRows, paddedWidth(width) - column)
    return column * paddedRows(rows) + row * stripWidth + feature - column
  }

  package static func gatherRows(
    _ source: UnsafePointer<Float>, pitch: Int, order: UnsafePointer<UInt32>, rows: Int, width: Int,
    panels: UnsafeMutablePointer<Float>, strips: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for feature in 0..<paddedWidth(width) {
        let value = source[Int(order[row]) * pitch + feature]
        panels[panelIndex(row, feature, width: width)] = value
        strips[stripIndex(row, feature, width: width, rows: rows)] = value
      }
    }
  }

  package static func gatherValues(
    _ source: UnsafePointer<Float>, pitch: Int, order: UnsafePointer<UInt32>, rows: Int,
    into values: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<paddedRows(rows) {
      values[row] = row < rows ? source[Int(order[row]) * pitch] : 0
    }
  }

  package static func transpose(
    _ panels: UnsafePointer<Float>, width: Int, rows: Int,
    into strips: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for feature in 0..<paddedWidth(width) {
        strips[stripIndex(row, feature, width: width, rows: rows)] =
          panels[panelIndex(row, feature, width: width)]
      }
    }
  }

  package static func multiply(
    _ values: UnsafeMutablePointer<Float>, by factors: UnsafePointer<Float>, count: Int
  ) {
    for k in 0..<count { values[k] *= factors[k] }
  }

  package static var multiplyAddsPerRound: Int { 1 }

  package static func multiplyAdds(rounds: Int, to sums: UnsafeMutablePointer<Float>) {
    for _ in 0..<rounds { sums[0].addProduct(0x1p-10, 0x1p-10) }
  }
}
