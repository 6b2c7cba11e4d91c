import KernelContract

/// The layers of a multilayer perceptron: ReLU hidden layers of any number, then a two-way softmax.
public struct MLPShape: Hashable, Sendable {
  /// Features of a row.
  public let inputs: Int
  /// The width of each hidden layer; empty for logistic regression.
  public let hidden: [Int]

  /// Makes a shape of at least one input and no empty layer.
  public init(inputs: Int, hidden: [Int]) {
    precondition(inputs > 0, "a net needs at least one input")
    precondition(hidden.allSatisfy { $0 > 0 }, "a hidden layer needs at least one unit")
    self.inputs = inputs
    self.hidden = hidden
  }

  /// Weights and biases of all layers together.
  public var parameterCount: Int { layers.reduce(0) { $0 + ($1.inputs + 1) * $1.outputs } }

  /// Multiplications, each with an addition, in one row's forward pass.
  public var multiplyAddsPerRow: Int { layers.reduce(0) { $0 + $1.inputs * $1.outputs } }
}

extension MLPShape {
  /// Widths from the features to the two logits.
  var widths: [Int] { [inputs] + hidden + [2] }

  var layers: [DenseShape] {
    zip(widths, widths.dropFirst()).map { DenseShape(inputs: $0, outputs: $1) }
  }

  var layout: WeightLayout {
    var (parameter, offset) = (0, 0)
    let layers = layers.enumerated().map { index, shape in
      let layer = LayerWeights(
        shape: shape, kernelIndex: parameter, biasIndex: parameter + shape.inputs * shape.outputs,
        offset: offset, isRegularized: index < hidden.count)
      parameter += (shape.inputs + 1) * shape.outputs
      offset += shape.weightCount
      return layer
    }
    return WeightLayout(layers: layers, parameterCount: parameter)
  }
}
