import KernelContract
package import Kernels
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
      for _ in 0..<(layer.inputs * layer.outputs) {
        parameters.append((2 * stream.uniform() - 1) * limit)
      }
      for _ in 0..<layer.outputs { parameters.append(0) }
    }
    self.init(shape: shape, parameters: parameters)
  }

  /// Predicts the softmax probability of label 1 for each row: `[rows]`.
  package func topProbabilities(
    of features: FeatureMatrix, kernels: KernelChoice
  ) -> [Float] {
    precondition(features.width == shape.inputs, "rows fit the net's inputs")
    defer { withExtendedLifetime(features) {} }
    return FloatMemory.lend { memory in
      let batchSize = min(predictedAtOnce, max(1, features.rowCount))
      let pass = MLPPass(
        shape, batchSize: batchSize, dropout: nil, kernels: kernels, in: memory)
      let weights = memory.floats(shape.layout.weightCount)
      shape.layout.load(parameters, into: weights)
      let probabilities = memory.floats(paddedRows(batchSize))
      var result: [Float] = []
      result.reserveCapacity(features.rowCount)
      for first in stride(from: 0, to: features.rowCount, by: batchSize) {
        let count = min(batchSize, features.rowCount - first)
        pass.predict(
          features, first: first, rows: count, weights: weights, into: probabilities)
        result.append(contentsOf: UnsafeBufferPointer(start: probabilities, count: count))
      }
      return result
    }
  }
}

/// Rows that are predicted in one go: few enough to stay near.
private var predictedAtOnce: Int { 128 }
