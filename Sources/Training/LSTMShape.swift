import KernelContract

/// An LSTM layer that gives its output at every time step, and a two-way softmax on each.
public struct LSTMShape: Hashable, Sendable {
  /// Features of a time step.
  public let inputs: Int
  /// The width of the layer.
  public let units: Int

  /// Makes a shape of at least one input and one unit.
  public init(inputs: Int, units: Int) {
    precondition(inputs > 0, "a net needs at least one input")
    precondition(units > 0, "a layer needs at least one unit")
    self.inputs = inputs
    self.units = units
  }

  /// Weights and biases of both layers together.
  public var parameterCount: Int { (inputs + units + 1) * 4 * units + (units + 1) * 2 }

  /// Multiplications, each with an addition, in one time step's forward pass.
  public var multiplyAddsPerStep: Int { (inputs + units) * 4 * units + units * 2 }
}

extension LSTMShape {
  /// From the features to the gates i, f, g, o.
  var inputLayer: LayerWeights {
    LayerWeights(
      shape: DenseShape(inputs: inputs, outputs: 4 * units), kernelIndex: 0,
      biasIndex: (inputs + units) * 4 * units, offset: 0, isRegularized: true)
  }

  /// From the outputs of the step before to the gates.
  var recurrentLayer: LayerWeights {
    LayerWeights(
      shape: DenseShape(inputs: units, outputs: 4 * units), kernelIndex: inputs * 4 * units,
      biasIndex: nil, offset: inputLayer.shape.weightCount, isRegularized: false)
  }

  /// From the outputs to the two logits.
  var softmaxLayer: LayerWeights {
    let before = recurrentLayer
    let kernelIndex = (inputs + units + 1) * 4 * units
    return LayerWeights(
      shape: DenseShape(inputs: units, outputs: 2), kernelIndex: kernelIndex,
      biasIndex: kernelIndex + units * 2, offset: before.offset + before.shape.weightCount,
      isRegularized: false)
  }

  var layout: WeightLayout {
    WeightLayout(
      layers: [inputLayer, recurrentLayer, softmaxLayer], parameterCount: parameterCount)
  }
}
