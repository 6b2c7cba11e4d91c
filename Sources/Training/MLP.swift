import Kernels
public import RandomStreams

/// A multilayer perceptron that tells label 1 from label 0.
public struct MLP: Equatable, Sendable {
  /// The layers.
  public let shape: MLPShape
  /// Layer by layer: the kernel `[inputs × outputs]`, row-major as in Keras, then the bias
  /// `[outputs]`.
  public let parameters: [Float]

  /// Makes a net of its `shape.parameterCount` parameters.
  public init(shape: MLPShape, parameters: [Float]) {
    precondition(parameters.count == shape.parameterCount, "the shape says how many parameters")
    self.shape = shape
    self.parameters = parameters
  }

  /// Draws kernels uniformly from ±√(6 / (inputs + outputs)), in the order of `parameters`, and sets
  /// biases to 0.
  ///
  /// Source: Glorot and Bengio: "Understanding the difficulty of training deep feedforward neural
  /// networks" (2010).
  public init(shape: MLPShape, glorotUniform stream: inout RandomStream) {
    var parameters: [Float] = []
    parameters.reserveCapacity(shape.parameterCount)
    for layer in shape.layers {
      let limit = (6 / Float(layer.inputs + layer.outputs)).squareRoot()
      for _ in 0..<layer.kernelCount { parameters.append((2 * stream.uniform() - 1) * limit) }
      for _ in 0..<layer.outputs { parameters.append(0) }
    }
    self.init(shape: shape, parameters: parameters)
  }

  /// Predicts the softmax probability of label 1 for each row.
  ///
  /// - Parameter rows: `[rows × inputs]`, row-major.
  /// - Returns: `[rows]`.
  public func topProbabilities(of rows: [Float]) -> [Float] {
    precondition(rows.count.isMultiple(of: shape.inputs), "every row has all inputs")
    let rowCount = rows.count / shape.inputs
    let layers = shape.layers
    let order = [UInt32](0..<UInt32(panelRows))
    var result: [Float] = []
    result.reserveCapacity(rowCount)
    withFloatRegions([panelRows] + shape.widths.map { $0 * panelRows }) { regions in
      let probabilities = regions[0]
      let panels = regions[1...]
      for start in stride(from: 0, to: rowCount, by: panelRows) {
        let count = min(panelRows, rowCount - start)
        rows.withUnsafeBufferPointer { rows in
          panelGather(
            rows.baseAddress! + start * shape.inputs, order: order, count: count,
            width: shape.inputs, into: panels[1])
        }
        forward(layers, parameters: parameters, panels: panels)
        softmaxForward(logits: panels.last!, into: probabilities)
        result.append(contentsOf: UnsafeBufferPointer(start: probabilities, count: count))
      }
    }
    return result
  }
}
