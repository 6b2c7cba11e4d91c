import Kernels
import RandomStreams
import Training

/// A whole training of known size, to measure how fast this machine trains.
struct TrainingWorkload {
  enum Net {
    case mlp(MLPShape)
    case lstm(LSTMShape, steps: Int)
  }

  let name: String
  let net: Net
  let batchSize: Int
  let rowCount: Int
  let epochs = 25

  /// The deck's net, a small LSTM, and a wide net.
  static let standard = [
    TrainingWorkload(
      name: "W1", net: .mlp(MLPShape(inputs: 13, hidden: [30, 10])), batchSize: 64,
      rowCount: 11_746),
    TrainingWorkload(
      name: "W2", net: .lstm(LSTMShape(inputs: 14, units: 10), steps: 3), batchSize: 64,
      rowCount: 2000),
    TrainingWorkload(
      name: "W3", net: .mlp(MLPShape(inputs: 13, hidden: [256, 128])), batchSize: 256,
      rowCount: 11_746),
  ]

  /// The rows and batches of W1 with other hidden layers.
  static func hidden(_ sizes: [Int]) -> TrainingWorkload {
    TrainingWorkload(
      name: "13-\(sizes.map { "\($0)-" }.joined())2",
      net: .mlp(MLPShape(inputs: 13, hidden: sizes)), batchSize: 64, rowCount: 11_746)
  }

  /// Floating-point operations of the training: two a multiply-add (forward, gradient of the weights, gradient of the
  /// inputs but for the first layer's), 12 a parameter and step of Adam, 16 an exponential or hyperbolic tangent of
  /// the LSTM. Shuffling, gathering and the softmax are not counted.
  var operations: Double {
    let batches = (rowCount + batchSize - 1) / batchSize * epochs
    let rows = Double(rowCount * epochs)
    switch net {
    case .mlp(let shape):
      let first = shape.inputs * (shape.hidden.first ?? 2)
      return Double(2 * (3 * shape.multiplyAddsPerRow - first)) * rows
        + Double(12 * shape.parameterCount * batches)
    case .lstm(let shape, let steps):
      let recurrent = shape.units * 4 * shape.units
      let passedBack = (steps - 1) * recurrent + steps * shape.units * 2
      return Double(2 * (2 * steps * shape.multiplyAddsPerStep + passedBack)) * rows
        + Double(12 * shape.parameterCount * batches) + Double(16 * 5 * shape.units * steps) * rows
    }
  }

  /// Makes the data and the first weights; what it returns trains once.
  func prepared(for instructionSet: InstructionSet) -> @Sendable () throws -> Void {
    let key = StreamKey(high: 0, low: 0)
    var stream = RandomStream(key: key, purpose: .generatedSongs)
    let order = RowOrder.shuffled(RandomStream(key: key, purpose: .rowOrder))
    let settings = TrainingSettings(epochs: epochs, batchSize: batchSize, learningRate: 0.001)
    var weights = RandomStream(key: key, purpose: .initialWeights)
    switch net {
    case .mlp(let shape):
      let rows = rows(inputs: shape.inputs, steps: 1, from: &stream)
      let initial = MLP(shape: shape, glorotUniform: &weights)
      return {
        _ = try Trainer.train(
          initial, on: rows, settings: settings, order: order, with: instructionSet)
      }
    case .lstm(let shape, let steps):
      let rows = rows(inputs: shape.inputs, steps: steps, from: &stream)
      let initial = LSTM(shape: shape, glorotUniform: &weights)
      return {
        _ = try Trainer.train(
          initial, on: rows, settings: settings, order: order, with: instructionSet)
      }
    }
  }

  /// Features of variance 1; 6.4 % top songs, of weight 4.
  private func rows(
    inputs: Int, steps: Int, from stream: inout RandomStream
  ) -> TrainingRows {
    let count = rowCount * steps
    let features = (0..<count * inputs).map { _ in (2 * stream.uniform() - 1) * 1.732 }
    let labels = (0..<count).map { _ in UInt8(stream.uniform() < 0.064 ? 1 : 0) }
    return TrainingRows(
      features: FeatureMatrix(features, width: inputs), steps: steps, labels: labels,
      weights: labels.map { $0 == 1 ? 4 : 1 })
  }
}
