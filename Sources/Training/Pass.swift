import KernelContract
import RandomStreams

/// The rows of one batch.
struct Batch {
  /// `[rows]`: the indices of the rows.
  let order: UnsafePointer<UInt32>
  let rows: Int
  /// What the slope of each label is multiplied by: 1 / labels of the batch.
  let scale: Float
}

/// Forward and backward through one kind of net, with memory of its own.
protocol Pass {
  /// Adds the gradient of Σ weight × cross-entropy × scale over the batch.
  ///
  /// - Parameter lossSums: `[16]`, to which the weighted losses of the labels are added, not scaled.
  mutating func run(
    _ batch: Batch, of source: RowSource, weights: UnsafePointer<Float>,
    lossSums: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>)
}

/// One layer's panels, and what training needs beside them.
struct LayerMemory {
  /// What the layer gives, or the features.
  let panels: UnsafeMutablePointer<Float>
  /// The same, row by row.
  let strips: UnsafeMutablePointer<Float>
  /// The loss's slopes with respect to the layer's sums.
  let slopes: UnsafeMutablePointer<Float>

  /// Makes panels whose constant 1 is in place.
  init(width: Int, rows: Int, in memory: FloatMemory) {
    let count = paddedRows(rows) * paddedWidth(width)
    panels = memory.floats(count)
    strips = memory.floats(count)
    slopes = memory.floats(count)
    writeOnes(panels, width: width, rows: rows)
  }
}

/// Writes the constant 1 that follows the features of each row.
func writeOnes(_ panels: UnsafeMutablePointer<Float>, width: Int, rows: Int) {
  for panel in 0..<paddedRows(rows) / panelRows {
    let one = panels + (panel * paddedWidth(width) + width) * panelRows
    one.update(repeating: 1, count: panelRows)
  }
}
