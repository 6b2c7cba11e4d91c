import CLanes
import KernelContract

extension VectorKernels {
  package static func gatherRows(
    _ source: UnsafePointer<Float>, pitch: Int, order: UnsafePointer<UInt32>, rows: Int, width: Int,
    panels: UnsafeMutablePointer<Float>, strips: UnsafeMutablePointer<Float>
  ) {
    let stride = paddedWidth(width)
    let stripRows = paddedRows(rows)
    var column = 0
    while column < stride {
      let width = stripWidth(at: column, of: stride)
      let strip = strips + column &* stripRows
      for row in 0..<rows {
        let from = source + Int(order[row]) &* pitch + column
        let to = strip + row &* width
        store(load(from), to)
        if width > laneCount { store(load(from + laneCount), to + laneCount) }
      }
      var first = 0
      while first < rows {
        let panel = panels + panelOffset(first, stride: stride) + column * panelRows
        for part in 0..<width / laneCount {
          transposeSquare(
            strip + first &* width + part * laneCount, stride: width,
            into: panel + part &* laneCount &* panelRows, targetStride: panelRows)
        }
        first &+= laneCount
      }
      column &+= width
    }
  }

  package static func gatherValues(
    _ source: UnsafePointer<Float>, pitch: Int, order: UnsafePointer<UInt32>, rows: Int,
    into values: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows { values[row] = source[Int(order[row]) &* pitch] }
    for row in rows..<paddedRows(rows) { values[row] = 0 }
  }

  package static func transpose(
    _ panels: UnsafePointer<Float>, width: Int, rows: Int,
    into strips: UnsafeMutablePointer<Float>
  ) {
    let stride = paddedWidth(width)
    let stripRows = paddedRows(rows)
    var first = 0
    while first < rows {
      let panel = panels + panelOffset(first, stride: stride)
      var column = 0
      while column < stride {
        let width = stripWidth(at: column, of: stride)
        let strip = strips + column &* stripRows + first * width
        for part in 0..<width / laneCount {
          transposeSquare(
            panel + (column + part * laneCount) &* panelRows, stride: panelRows,
            into: strip + part &* laneCount, targetStride: width)
        }
        column &+= width
      }
      first &+= laneCount
    }
  }
}

/// The width of the strip that begins at a column.
@inline(__always)
func stripWidth(at column: Int, of stride: Int) -> Int {
  column &+ panelRows <= stride ? panelRows : laneCount
}

/// Where the lanes of a row, a multiple of 16, begin in panels of width `stride`.
@inline(__always)
func panelOffset(_ row: Int, stride: Int) -> Int {
  row / panelRows &* stride &* panelRows &+ row % panelRows
}

/// Transposes 16 × 16 floats: four columns at a time, in squares of 4 × 4.
@inline(__always)
private func transposeSquare(
  _ source: UnsafePointer<Float>, stride: Int, into target: UnsafeMutablePointer<Float>,
  targetStride: Int
) {
  for column in Swift.stride(from: 0, to: laneCount, by: 4) {
    let source = source + column
    let target = target + column &* targetStride
    let a = lanes_quarters(source, 4 &* stride)
    let b = lanes_quarters(source + stride, 4 &* stride)
    let c = lanes_quarters(source + 2 &* stride, 4 &* stride)
    let d = lanes_quarters(source + 3 &* stride, 4 &* stride)
    let (ab, cd) = (lanes_interleave_low(a, b), lanes_interleave_low(c, d))
    store(lanes_pairs_low(ab, cd), target)
    store(lanes_pairs_high(ab, cd), target + targetStride)
    let (abHigh, cdHigh) = (lanes_interleave_high(a, b), lanes_interleave_high(c, d))
    store(lanes_pairs_low(abHigh, cdHigh), target + 2 &* targetStride)
    store(lanes_pairs_high(abHigh, cdHigh), target + 3 &* targetStride)
  }
}
