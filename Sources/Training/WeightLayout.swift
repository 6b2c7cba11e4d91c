import KernelContract

/// Where the kernel and the bias of one dense product are, in Keras' order and in the one of the kernels.
struct LayerWeights {
  let shape: DenseShape
  /// Where the kernel `[inputs × outputs]` begins in the parameters.
  let kernelIndex: Int
  /// Where the bias `[outputs]` begins in the parameters, if there is one.
  let biasIndex: Int?
  /// Where the rows `[outputs × stride]` begin in the weights.
  let offset: Int
  /// Whether L2 falls on the kernel.
  let isRegularized: Bool
}

/// All weights of a net: one flat vector for Adam, its parts in the order of the layers.
struct WeightLayout {
  let layers: [LayerWeights]
  let parameterCount: Int

  var weightCount: Int { layers.reduce(0) { $0 + $1.shape.weightCount } }

  /// Copies parameters in Keras' order to weights.
  func load(_ parameters: [Float], into weights: UnsafeMutablePointer<Float>) {
    forEachWeight { parameter, weight in weights[weight] = parameters[parameter] }
  }

  /// Copies weights to parameters in Keras' order.
  func parameters(from weights: UnsafePointer<Float>) -> [Float] {
    var parameters = [Float](repeating: 0, count: parameterCount)
    forEachWeight { parameter, weight in parameters[parameter] = weights[weight] }
    return parameters
  }

  private func forEachWeight(_ body: (_ parameter: Int, _ weight: Int) -> Void) {
    for layer in layers {
      let (inputs, outputs) = (layer.shape.inputs, layer.shape.outputs)
      for output in 0..<outputs {
        let row = layer.offset + output * layer.shape.stride
        for input in 0..<inputs { body(layer.kernelIndex + input * outputs + output, row + input) }
        if let bias = layer.biasIndex { body(bias + output, row + inputs) }
      }
    }
  }
}
