import KernelContract
import Kernels

/// Forward and backward through a multilayer perceptron, the whole batch a layer at a time.
struct MLPPass: Pass {
  private let kernels: KernelChoice
  private let layers: [LayerWeights]
  private let width: Int
  /// The features, what each hidden layer gives, the logits.
  private let memory: [LayerMemory]
  private let signedWeights: UnsafeMutablePointer<Float>
  private var dropout: DropoutState?

  private struct DropoutState {
    let rate: Float
    var mask: DropoutMask
    /// For each hidden layer, what it is multiplied by.
    let factors: [UnsafeMutablePointer<Float>]
  }

  init(
    _ shape: MLPShape, batchSize: Int, dropout: Dropout?, kernels: KernelChoice,
    in memory: FloatMemory
  ) {
    self.kernels = kernels
    layers = shape.layout.layers
    width = shape.inputs
    self.memory = shape.widths.map { LayerMemory(width: $0, rows: batchSize, in: memory) }
    signedWeights = memory.floats(paddedRows(batchSize))
    if let dropout, dropout.rate > 0 {
      let factors = shape.hidden.map { width in
        let factors = memory.floats(paddedRows(batchSize) * paddedWidth(width))
        writeOnes(factors, width: width, rows: batchSize)
        return factors
      }
      self.dropout = DropoutState(
        rate: dropout.rate, mask: DropoutMask(dropout.stream), factors: factors)
    }
  }

  mutating func run(
    _ batch: Batch, of source: RowSource, weights: UnsafePointer<Float>,
    lossSums: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    gather(batch, of: source)
    drawFactors(rows: batch.rows)
    forward(batch.rows, weights: weights)
    let logits = memory[layers.count]
    kernels.softmaxBackward(
      logits.panels, signedWeights: signedWeights, scale: batch.scale, rows: batch.rows,
      lossSums: lossSums, into: logits.slopes)
    backward(batch.rows, weights: weights, gradient: gradient)
  }

  private func gather(_ batch: Batch, of source: RowSource) {
    kernels.gatherRows(
      source.features, pitch: source.stride, order: batch.order, rows: batch.rows, width: width,
      panels: memory[0].panels, strips: memory[0].strips)
    kernels.gatherValues(
      source.signedWeights, pitch: 1, order: batch.order, rows: batch.rows, into: signedWeights)
  }

  private mutating func drawFactors(rows: Int) {
    guard var state = dropout else { return }
    for (layer, factors) in zip(layers, state.factors) {
      let width = layer.shape.outputs
      state.mask.draw(rate: state.rate, width: width, rows: rows, into: factors)
    }
    dropout = state
  }

  private func forward(_ rows: Int, weights: UnsafePointer<Float>) {
    for index in layers.indices {
      let layer = layers[index]
      let (input, output) = (memory[index].panels, memory[index + 1].panels)
      let weights = weights + layer.offset
      if index == layers.count - 1 {
        kernels.denseForward(input, weights: weights, shape: layer.shape, rows: rows, into: output)
      } else {
        kernels.denseReLUForward(
          input, weights: weights, shape: layer.shape, rows: rows, into: output)
        if let dropout { multiply(output, by: dropout.factors[index], layer.shape, rows: rows) }
      }
    }
  }

  private func backward(
    _ rows: Int, weights: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    for index in layers.indices.reversed() {
      let layer = layers[index]
      let input = memory[index]
      let slopes = memory[index + 1].slopes
      if index > 0 {
        kernels.transpose(
          input.panels, width: layer.shape.inputs, rows: rows, into: input.strips)
        kernels.denseReLUInputBackward(
          slopes, weights: weights + layer.offset, shape: layer.shape, rows: rows,
          input: input.panels, into: input.slopes)
        if let dropout {
          multiply(
            input.slopes, by: dropout.factors[index - 1], layers[index - 1].shape, rows: rows)
        }
      }
      kernels.denseWeightsBackward(
        slopes, input: input.strips, shape: layer.shape, rows: rows, to: gradient + layer.offset)
    }
  }

  private func multiply(
    _ panels: UnsafeMutablePointer<Float>, by factors: UnsafePointer<Float>, _ shape: DenseShape,
    rows: Int
  ) {
    kernels.multiply(panels, by: factors, count: paddedRows(rows) * paddedWidth(shape.outputs))
  }
}

extension MLPPass {
  /// Predicts the probability of label 1 for rows `first ..< first + rows` of a matrix.
  func predict(
    _ features: FeatureMatrix, first: Int, rows: Int, weights: UnsafePointer<Float>,
    into probabilities: UnsafeMutablePointer<Float>
  ) {
    let order = [UInt32](UInt32(first)..<UInt32(first + rows))
    kernels.gatherRows(
      features.values, pitch: features.stride, order: order, rows: rows, width: width,
      panels: memory[0].panels, strips: memory[0].strips)
    forward(rows, weights: weights)
    kernels.softmaxForward(memory[layers.count].panels, rows: rows, into: probabilities)
  }
}
