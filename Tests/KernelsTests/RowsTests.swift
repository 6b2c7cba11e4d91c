import KernelContract
import Kernels
import Testing

@Suite struct RowsTests {
  @Test(arguments: supportedSets, rowCounts)
  func `gathered rows are the reference's`(set: InstructionSet, rows: Int) {
    for width in widths {
      var numbers = TestNumbers()
      let stride = paddedWidth(width)
      // As of the second of three time steps.
      let source = numbers.draw(40 * 3 * stride)
      let order = numbers.indices(rows, below: 40)
      let initial = numbers.draw(paddedRows(rows) * stride)
      expectReferenceBits(
        set,
        writing: [
          Target(paddedPanels: initial, width: width, rows: rows),
          Target(strips: initial, width: width, rows: rows),
        ], "width \(width)"
      ) { kernels, target in
        source.withUnsafeBufferPointer { source in
          kernels.gatherRows(
            source.baseAddress! + stride, pitch: 3 * stride, order: order, rows: rows,
            width: width, panels: target[0], strips: target[1])
        }
      }
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `gathered values are the reference's, and 0 up to the last row of a panel`(
    set: InstructionSet, rows: Int
  ) {
    var numbers = TestNumbers()
    let source = numbers.draw(40 * 3)
    let order = numbers.indices(rows, below: 40)
    let initial = numbers.draw(paddedRows(rows))
    expectReferenceBits(set, writing: [Target(initial)]) { kernels, target in
      kernels.gatherValues(source, pitch: 3, order: order, rows: rows, into: target[0])
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `panels turned into strips are the reference's`(set: InstructionSet, rows: Int) {
    for width in widths {
      var numbers = TestNumbers()
      let panels = numbers.panels(width: width, rows: rows)
      let initial = numbers.draw(panels.count)
      expectReferenceBits(
        set, writing: [Target(strips: initial, width: width, rows: rows)], "width \(width)"
      ) { kernels, target in
        kernels.transpose(panels, width: width, rows: rows, into: target[0])
      }
    }
  }

  /// Each number says its row and its feature.
  @Test(arguments: supportedSets) func `gathered rows lie where the contract says`(
    set: InstructionSet
  ) {
    let (width, stride) = (40, 48)
    let source = (0..<50 * stride).map { Float($0 / stride * 100 + $0 % stride) }
    let order = (0..<34).map { UInt32(49 - $0) }
    var panels = [Float](repeating: -1, count: 64 * stride)
    var strips = panels
    set.kernels.gatherRows(
      source, pitch: stride, order: order, rows: 34, width: width, panels: &panels,
      strips: &strips)
    for row in 0..<34 {
      for feature in 0..<stride {
        let value = Float((49 - row) * 100 + feature)
        #expect(panels[row / 32 * stride * 32 + feature * 32 + row % 32] == value)
        let strip = feature < 32 ? row * 32 + feature : 64 * 32 + row * 16 + feature - 32
        #expect(strips[strip] == value)
      }
    }
  }

  @Test(arguments: supportedSets, [0, 16, 48, 1024])
  func `values times factors have the reference's bits`(set: InstructionSet, count: Int) {
    var numbers = TestNumbers()
    let factors = numbers.draw(count)
    let values = numbers.draw(count)
    expectReferenceBits(set, writing: [Target(values)]) { kernels, target in
      kernels.multiply(target[0], by: factors, count: count)
    }
  }

  @Test(arguments: supportedSets)
  func `multiply-adds are as many as are said`(set: InstructionSet) {
    let kernels = set.kernels
    var sums = [Float](repeating: 0, count: 6 * panelRows)
    kernels.multiplyAdds(rounds: 1000, to: &sums)
    #expect(sums.count { $0 != 0 } == kernels.multiplyAddsPerRound)
    #expect(sums.allSatisfy { $0 == 0 || $0 == 1000 * 0x1p-20 })
  }
}
