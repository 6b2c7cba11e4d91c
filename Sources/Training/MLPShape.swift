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
  public var parameterCount: Int { layers.reduce(0) { $0 + $1.parameterCount } }

  /// Multiplications, each with an addition, in one row's forward pass.
  public var multiplyAddsPerRow: Int { layers.reduce(0) { $0 + $1.kernelCount } }
}

/// One layer's place in the flat parameters of a net.
struct DenseLayer {
  let inputs: Int
  let outputs: Int
  /// Where its kernel begins; its bias follows the kernel.
  let offset: Int

  var kernelCount: Int { inputs * outputs }
  var parameterCount: Int { kernelCount + outputs }
}

extension MLPShape {
  /// Panel widths from the features to the two logits.
  var widths: [Int] { [inputs] + hidden + [2] }

  var layers: [DenseLayer] {
    var offset = 0
    return zip(widths, widths.dropFirst()).map { inputs, outputs in
      let layer = DenseLayer(inputs: inputs, outputs: outputs, offset: offset)
      offset += layer.parameterCount
      return layer
    }
  }
}
