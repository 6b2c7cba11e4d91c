import Kernels
import Testing

@Suite struct DenseTests {
  @Test(arguments: widths, widths)
  func `a dense layer gives the reference's bits`(inputs: Int, outputs: Int) {
    var numbers = TestNumbers()
    let input = numbers.draw(inputs * panelRows)
    let parameters = numbers.draw((inputs + 1) * outputs)
    for activation in [Activation.relu, .linear] {
      var output = [Float](repeating: 9, count: outputs * panelRows)
      var expected = output
      denseForward(
        input, parameters: parameters, inputs: inputs, outputs: outputs, activation: activation,
        into: &output)
      Reference.denseForward(
        input, parameters: parameters, inputs: inputs, outputs: outputs, activation: activation,
        into: &expected)
      #expect(output == expected)
    }
  }

  @Test(arguments: widths, widths)
  func `a gradient of inputs has the reference's bits`(inputs: Int, outputs: Int) {
    var numbers = TestNumbers()
    let outputGradient = numbers.draw(outputs * panelRows)
    let kernel = numbers.draw(inputs * outputs)
    let input = numbers.draw(inputs * panelRows)
    var gradient = [Float](repeating: 9, count: inputs * panelRows)
    var expected = gradient
    denseInputBackward(
      outputGradient, kernel: kernel, input: input, inputs: inputs, outputs: outputs,
      into: &gradient)
    Reference.denseInputBackward(
      outputGradient, kernel: kernel, input: input, inputs: inputs, outputs: outputs,
      into: &expected)
    #expect(gradient == expected)
  }

  /// The gradient starts from numbers, as after an earlier panel, and the 15 floats after it must
  /// stay.
  @Test(arguments: widths, widths)
  func `a gradient of weights has the reference's bits`(inputs: Int, outputs: Int) {
    var numbers = TestNumbers()
    let stride = roundedUp(outputs)
    let input = numbers.draw(inputs * panelRows)
    let outputPanel = numbers.draw(outputs * panelRows)
    var outputGradient = [Float](repeating: 0, count: panelRows * stride)
    panelTranspose(outputPanel, width: outputs, stride: stride, into: &outputGradient)
    var gradient = numbers.draw((inputs + 1) * outputs + 15)
    var expected = gradient
    denseWeightsBackward(
      input: input, outputGradient: outputGradient, inputs: inputs, outputs: outputs,
      stride: stride, into: &gradient)
    Reference.denseWeightsBackward(
      input: input, outputGradient: outputGradient, inputs: inputs, outputs: outputs,
      stride: stride, into: &expected)
    #expect(gradient == expected)
  }

  @Test func `a ReLU passes on what is not a number`() {
    let input = [Float](repeating: .nan, count: panelRows)
    var output = [Float](repeating: 0, count: panelRows)
    denseForward(
      input, parameters: [1, 0], inputs: 1, outputs: 1, activation: .relu, into: &output)
    #expect(output.allSatisfy { $0.isNaN })
  }
}
