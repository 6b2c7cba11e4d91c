import KernelContract
import Kernels
import RandomStreams

/// Seeded numbers in the forms that kernels take.
struct TestNumbers {
  private var stream = RandomStream(key: StreamKey(high: 1, low: 2), purpose: .generatedSongs)

  /// Numbers from -1 to 1 of several sizes; about one in eight is 0 or -0.
  mutating func draw(_ count: Int) -> [Float] {
    (0..<count).map { _ in
      let value = 2 * stream.uniform() - 1
      switch stream.below(16) {
      case 0: return 0
      case 1: return -0.0
      case 2...5: return value * 0x1p-12
      default: return value
      }
    }
  }

  mutating func indices(_ count: Int, below bound: Int) -> [UInt32] {
    (0..<count).map { _ in UInt32(stream.below(bound)) }
  }

  /// Panels with the constant 1 in place and a large number in the lanes of missing rows.
  mutating func panels(width: Int, rows: Int) -> [Float] {
    let values = draw(rows * width)
    var panels = [Float](repeating: 0, count: paddedRows(rows) * paddedWidth(width))
    forEachPanelIndex(width: width, rows: paddedRows(rows)) { index, row, feature in
      panels[index] = feature == width ? 1 : 0
      if row >= rows {
        panels[index] = 777
      } else if feature < width {
        panels[index] = values[row * width + feature]
      }
    }
    return panels
  }

  /// Strips with the constant 1 in place and a large number in missing rows.
  mutating func strips(width: Int, rows: Int) -> [Float] {
    let panels = panels(width: width, rows: rows)
    var strips = [Float](repeating: 777, count: panels.count)
    ReferenceKernels.transpose(panels, width: width, rows: rows, into: &strips)
    return strips
  }

  mutating func weights(_ shape: DenseShape) -> [Float] {
    (0..<shape.outputs).flatMap { _ in
      draw(shape.inputs + 1)
        + [Float](repeating: 0, count: shape.stride - shape.inputs - 1)
    }
  }
}

/// Calls `body` with the place of every number of the first rows, those beyond `width` included.
func forEachPanelIndex(
  width: Int, rows: Int, _ body: (_ index: Int, _ row: Int, _ feature: Int) -> Void
) {
  for row in 0..<rows {
    let panel = row / panelRows * panelRows * paddedWidth(width)
    for feature in 0..<paddedWidth(width) {
      body(panel + feature * panelRows + row % panelRows, row, feature)
    }
  }
}

let supportedSets = InstructionSet.allCases.filter(\.isSupported)

/// Around the widths of the logical vector, of a panel and of the tiles; those of the nets in use.
let widths = [1, 2, 3, 6, 10, 13, 15, 16, 17, 30, 31, 32, 33, 64]

let rowCounts = [1, 2, 15, 16, 17, 31, 32, 33, 58, 64, 65, 100]

let shapes =
  widths.flatMap { inputs in widths.map { DenseShape(inputs: inputs, outputs: $0) } }
