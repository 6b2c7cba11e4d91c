import Kernels

/// Runs one panel through all layers.
///
/// - Parameter panels: the features, the output of each hidden layer and the logits, each
///   `[width × 16]`.
func forward(
  _ layers: [DenseLayer], parameters: UnsafePointer<Float>,
  panels: ArraySlice<UnsafeMutablePointer<Float>>
) {
  for (index, layer) in layers.enumerated() {
    let input = panels.startIndex + index
    denseForward(
      panels[input], parameters: parameters + layer.offset, inputs: layer.inputs,
      outputs: layer.outputs, activation: index == layers.count - 1 ? .linear : .relu,
      into: panels[input + 1])
  }
}

/// Adds the share of the panel that went `forward` last to the gradient of the parameters.
func backward(_ layers: [DenseLayer], memory: TrainingMemory) {
  for index in layers.indices.reversed() {
    let layer = layers[index]
    let input = memory.panels[memory.panels.startIndex + index]
    let gradientIndex = memory.panelGradients.startIndex + index
    let outputGradient = memory.panelGradients[gradientIndex]
    let stride = layer.outputs.roundedUpToLanes
    panelTranspose(outputGradient, width: layer.outputs, stride: stride, into: memory.transposed)
    denseWeightsBackward(
      input: input, outputGradient: memory.transposed, inputs: layer.inputs,
      outputs: layer.outputs, stride: stride, into: memory.gradient + layer.offset)
    guard index > 0 else { continue }
    denseInputBackward(
      outputGradient, kernel: memory.parameters + layer.offset, input: input,
      inputs: layer.inputs, outputs: layer.outputs,
      into: memory.panelGradients[gradientIndex - 1])
  }
}
