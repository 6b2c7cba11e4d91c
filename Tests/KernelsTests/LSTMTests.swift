import KernelContract
import Kernels
import Testing

@Suite struct LSTMTests {
  /// One time step of an LSTM layer.
  private struct Example {
    let units: Int
    let rows: Int
    let gates: [Float]
    let present: [Float]
    let cell: [Float]
    let hidden: [Float]
    let others: [[Float]]

    init(units: Int, rows: Int) {
      var numbers = TestNumbers()
      func panels() -> [Float] { numbers.panels(width: units, rows: rows) }
      self.units = units
      self.rows = rows
      gates = numbers.panels(width: 4 * units, rows: rows).map { 6 * $0 }
      present = numbers.draw(paddedRows(rows)).map { $0 < -0.25 ? 0 : 1 }
      cell = numbers.panels(width: units, rows: rows).map { 3 * $0 }
      hidden = numbers.panels(width: units, rows: rows)
      others = (0..<3).map { _ in numbers.panels(width: units, rows: rows) }
    }

    func target(_ values: [Float]) -> Target { Target(panels: values, width: units, rows: rows) }

    var gateTarget: Target { Target(panels: gates, width: 4 * units, rows: rows) }

    func forward(_ kernels: any KernelSet.Type, _ target: [UnsafeMutablePointer<Float>]) {
      kernels.lstmForward(
        gates: target[0], present: present, units: units, rows: rows, previousCell: cell,
        previousHidden: hidden, cell: target[1], cellTanh: target[2], hidden: target[3])
    }

    /// The values of the gates are drawn, too: any will do.
    func backward(_ kernels: any KernelSet.Type, _ target: [UnsafeMutablePointer<Float>]) {
      kernels.lstmBackward(
        gates: gates, present: present, units: units, rows: rows, previousCell: cell,
        cellTanh: hidden, gateGradient: target[0], cellGradient: target[1],
        hiddenGradient: target[2])
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `a time step gives the reference's bits`(set: InstructionSet, rows: Int) {
    for units in widths {
      let example = Example(units: units, rows: rows)
      expectReferenceBits(
        set, writing: [example.gateTarget] + example.others.map(example.target),
        "\(units) units", example.forward)
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `slopes of a time step have the reference's bits`(set: InstructionSet, rows: Int) {
    for units in widths {
      let example = Example(units: units, rows: rows)
      expectReferenceBits(
        set, writing: [example.gateTarget] + example.others.dropFirst().map(example.target),
        "\(units) units", example.backward)
    }
  }

  /// Three units of 32 rows, of which every third has this step.
  private struct Panel {
    var numbers = TestNumbers()
    let present = (0..<32).map { Float($0 % 3 == 0 ? 1 : 0) }

    mutating func draw(width: Int = 3) -> [Float] { numbers.panels(width: width, rows: 32) }

    /// Whether two panels agree in all numbers of the rows that are there, or of those missing.
    func agree(_ a: [Float], _ b: [Float], present: Float) -> Bool {
      (0..<96).allSatisfy { self.present[$0 % 32] != present || a[$0] == b[$0] }
    }
  }

  @Test(arguments: supportedSets)
  func `a missing step carries cell and output on`(set: InstructionSet) {
    var panel = Panel()
    var gates = panel.draw(width: 12)
    let (before, hiddenBefore) = (panel.draw(), panel.draw())
    var (cell, cellTanh, hidden) = (panel.draw(), panel.draw(), panel.draw())
    set.kernels.lstmForward(
      gates: &gates, present: panel.present, units: 3, rows: 32, previousCell: before,
      previousHidden: hiddenBefore, cell: &cell, cellTanh: &cellTanh, hidden: &hidden)
    #expect(panel.agree(cell, before, present: 0))
    #expect(panel.agree(hidden, hiddenBefore, present: 0))
    #expect(!panel.agree(cell, before, present: 1))
    #expect(!panel.agree(hidden, hiddenBefore, present: 1))
  }

  @Test(arguments: supportedSets)
  func `slopes pass a missing step unchanged and leave none to its gates`(set: InstructionSet) {
    var panel = Panel()
    let (gates, before, cellTanh) = (panel.draw(width: 12), panel.draw(), panel.draw())
    var gateSlopes = panel.draw(width: 12)
    let (cellAfter, hiddenAfter) = (panel.draw(), panel.draw())
    var (cell, hidden) = (cellAfter, hiddenAfter)
    set.kernels.lstmBackward(
      gates: gates, present: panel.present, units: 3, rows: 32, previousCell: before,
      cellTanh: cellTanh, gateGradient: &gateSlopes, cellGradient: &cell, hiddenGradient: &hidden)
    #expect(panel.agree(cell, cellAfter, present: 0))
    #expect(panel.agree(hidden, hiddenAfter, present: 0))
    #expect(!panel.agree(cell, cellAfter, present: 1))
    let zeros = [Float](repeating: 0, count: 12 * 32)
    #expect(panel.agree(hidden, zeros, present: 1))
    for gate in 0..<4 {
      let slopes = Array(gateSlopes[gate * 96..<(gate + 1) * 96])
      #expect(panel.agree(slopes, zeros, present: 0))
      #expect(!panel.agree(slopes, zeros, present: 1))
    }
  }
}
