import KernelContract
import Kernels
import Testing

@Suite struct DenseTests {
  /// What a dense layer works on.
  private struct Example {
    let shape: DenseShape
    let rows: Int
    let input: [Float]
    let weights: [Float]
    let output: [Float]
    let other: [Float]

    init(_ shape: DenseShape, rows: Int) {
      var numbers = TestNumbers()
      self.shape = shape
      self.rows = rows
      input = numbers.panels(width: shape.inputs, rows: rows)
      weights = numbers.weights(shape)
      output = numbers.panels(width: shape.outputs, rows: rows)
      other = numbers.panels(width: shape.inputs, rows: rows)
    }

    var name: String { "\(shape.inputs) inputs, \(shape.outputs) outputs" }
    var outputTarget: Target { Target(panels: output, width: shape.outputs, rows: rows) }
    var inputTarget: Target { Target(panels: other, width: shape.inputs, rows: rows) }
  }

  /// All pairs of widths, and some of the largest nets in use.
  private func forEachExample(rows: Int, _ body: (Example) -> Void) {
    for shape in shapes { body(Example(shape, rows: rows)) }
    if rows == 58 {
      for (inputs, outputs) in [(256, 128), (13, 256), (128, 2)] {
        body(Example(DenseShape(inputs: inputs, outputs: outputs), rows: rows))
      }
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `a dense layer gives the reference's bits`(set: InstructionSet, rows: Int) {
    forEachExample(rows: rows) { example in
      expectReferenceBits(set, writing: [example.outputTarget], example.name) { kernels, target in
        kernels.denseForward(
          example.input, weights: example.weights, shape: example.shape, rows: rows,
          into: target[0])
      }
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `a rectified layer gives the reference's bits`(set: InstructionSet, rows: Int) {
    forEachExample(rows: rows) { example in
      expectReferenceBits(set, writing: [example.outputTarget], example.name) { kernels, target in
        kernels.denseReLUForward(
          example.input, weights: example.weights, shape: example.shape, rows: rows,
          into: target[0])
      }
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `a layer that adds gives the reference's bits`(set: InstructionSet, rows: Int) {
    forEachExample(rows: rows) { example in
      expectReferenceBits(set, writing: [example.outputTarget], example.name) { kernels, target in
        kernels.denseForwardAdding(
          example.input, weights: example.weights, shape: example.shape, rows: rows,
          to: target[0])
      }
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `a gradient added to that of inputs has the reference's bits`(
    set: InstructionSet, rows: Int
  ) {
    forEachExample(rows: rows) { example in
      expectReferenceBits(set, writing: [example.inputTarget], example.name) { kernels, target in
        kernels.denseInputBackwardAdding(
          example.output, weights: example.weights, shape: example.shape, rows: rows,
          to: target[0])
      }
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `a gradient of rectified inputs has the reference's bits`(set: InstructionSet, rows: Int) {
    forEachExample(rows: rows) { example in
      expectReferenceBits(set, writing: [example.inputTarget], example.name) { kernels, target in
        kernels.denseReLUInputBackward(
          example.output, weights: example.weights, shape: example.shape, rows: rows,
          input: example.input, into: target[0])
      }
    }
  }

  /// The gradient starts from numbers, as after another panel or time step.
  @Test(arguments: supportedSets, rowCounts)
  func `a gradient of weights has the reference's bits`(set: InstructionSet, rows: Int) {
    forEachExample(rows: rows) { example in
      var numbers = TestNumbers()
      let strips = numbers.strips(width: example.shape.inputs, rows: rows)
      expectReferenceBits(set, writing: [Target(example.weights)], example.name) {
        kernels, target in
        kernels.denseWeightsBackward(
          example.output, input: strips, shape: example.shape, rows: rows, to: target[0])
      }
    }
  }
}

/// Numbers at which comparisons decide, one in each lane.
private let specialNumbers: [Float] = [
  .nan, .infinity, -.infinity, 0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
  .leastNormalMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude,
  -.greatestFiniteMagnitude, 0x1p-100, -0x1p-100, 3,
]

@Suite struct SpecialNumberTests {
  private let shape = DenseShape(inputs: 1, outputs: 1)

  private func panel(_ values: [Float]) -> [Float] {
    let rest = [Float](repeating: 0, count: panelRows - values.count)
    return values + rest + [Float](repeating: 1, count: panelRows)
      + [Float](repeating: 0, count: 14 * panelRows)
  }

  @Test(arguments: supportedSets)
  func `a ReLU makes negative sums 0 and passes on what is not a number`(set: InstructionSet) {
    let input = panel(specialNumbers)
    let weights: [Float] = [1, -0.0] + [Float](repeating: 0, count: 14)
    var output = panel([])
    set.kernels.denseReLUForward(input, weights: weights, shape: shape, rows: 16, into: &output)
    #expect(output[0].isNaN)
    let expected = specialNumbers.dropFirst().map { $0 < 0 ? 0 : $0 }
    #expect(output[1..<16].map(\.bitPattern) == expected.map(\.bitPattern))
  }

  @Test(arguments: supportedSets)
  func `a slope passes a ReLU only where its input is positive`(set: InstructionSet) {
    let input = panel(specialNumbers)
    let weights: [Float] = [3] + [Float](repeating: 0, count: 15)
    for slope: Float in [2, .nan] {
      let slopes = panel([Float](repeating: slope, count: 16))
      var gradient = panel([Float](repeating: 9, count: 16))
      set.kernels.denseReLUInputBackward(
        slopes, weights: weights, shape: shape, rows: 16, input: input, into: &gradient)
      for (lane, value) in specialNumbers.enumerated() {
        if value > 0 {
          #expect(slope.isNaN ? gradient[lane].isNaN : gradient[lane] == 6)
        } else {
          #expect(gradient[lane].bitPattern == 0)
        }
      }
    }
  }

  @Test(arguments: supportedSets)
  func `a product is rounded once, with what it is added to`(set: InstructionSet) {
    // 1 + 2⁻¹² squared is 1 + 2⁻¹¹ + 2⁻²⁴, whose last term a product rounded by itself lacks.
    let weights: [Float] = [1 + 0x1p-12, -1 - 0x1p-11] + [Float](repeating: 0, count: 14)
    var output = panel([])
    set.kernels.denseForward(
      panel([1 + 0x1p-12]), weights: weights, shape: shape, rows: 1, into: &output)
    #expect(output[0] == 0x1p-24)
  }

  @Test(arguments: supportedSets, [1, 31, 40])
  func `a gradient of weights can be summed in two goes`(set: InstructionSet, rows: Int) {
    let shape = DenseShape(inputs: 13, outputs: 6)
    var numbers = TestNumbers()
    let input = numbers.panels(width: 13, rows: 32 + rows)
    let slopes = numbers.panels(width: 6, rows: 32 + rows)
    func strips(_ panels: ArraySlice<Float>, rows: Int) -> [Float] {
      var strips = [Float](repeating: 777, count: panels.count)
      set.kernels.transpose(Array(panels), width: 13, rows: rows, into: &strips)
      return strips
    }
    var (once, twice) = (numbers.weights(shape), [Float]())
    twice = once
    set.kernels.denseWeightsBackward(
      slopes, input: strips(input[...], rows: 32 + rows), shape: shape, rows: 32 + rows, to: &once)
    set.kernels.denseWeightsBackward(
      slopes, input: strips(input[..<shape.inputPitch], rows: 32), shape: shape, rows: 32,
      to: &twice)
    set.kernels.denseWeightsBackward(
      Array(slopes[shape.outputPitch...]),
      input: strips(input[shape.inputPitch...], rows: rows), shape: shape, rows: rows, to: &twice)
    #expect(once == twice)
  }
}
