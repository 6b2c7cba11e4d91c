import KernelContract
package import Kernels

/// Trains nets as Keras does: softmax cross-entropy, Adam, batch after batch.
///
/// A training is a pure function of its arguments, to the last bit, on every machine.
public enum Trainer {
  /// Trains a multilayer perceptron on Σ weight × cross-entropy / rows of the batch, plus L2.
  ///
  /// - Parameters:
  ///   - kernels: what computes; the result does not depend on it.
  ///   - afterBatch: sees every step; it cannot change anything.
  /// - Throws: `TrainingError` as soon as a loss is not finite.
  package static func train(
    _ initial: MLP, on rows: TrainingRows, settings: TrainingSettings, order: RowOrder,
    kernels: KernelChoice, afterBatch: ((borrowing BatchReport) -> Void)? = nil
  ) throws(TrainingError) -> Trained<MLP> {
    requireStandardEnvironment()
    precondition(rows.steps == 1, "a multilayer perceptron takes rows of one step")
    precondition(rows.features.width == initial.shape.inputs, "rows fit the net's inputs")
    let memory = FloatMemory()
    let pass = MLPPass(
      initial.shape, batchSize: min(settings.batchSize, rows.count), dropout: settings.dropout,
      kernels: kernels, in: memory)
    let layout = initial.shape.layout
    var training = Training(
      pass, WeightMemory(layout, parameters: initial.parameters, in: memory), rows: rows,
      settings: settings, kernels: kernels, in: memory)
    let losses = try training.run(order, afterBatch: afterBatch)
    let parameters = try training.parameters()
    return Trained(
      net: MLP(shape: initial.shape, parameters: parameters), epochLosses: losses)
  }

  /// Trains an LSTM on Σ weight × cross-entropy / labels of the batch, plus L2, over the steps that are there.
  ///
  /// - Parameters:
  ///   - kernels: what computes; the result does not depend on it.
  ///   - afterBatch: sees every step; it cannot change anything.
  /// - Throws: `TrainingError` as soon as a loss is not finite.
  package static func train(
    _ initial: LSTM, on rows: TrainingRows, settings: TrainingSettings, order: RowOrder,
    kernels: KernelChoice, afterBatch: ((borrowing BatchReport) -> Void)? = nil
  ) throws(TrainingError) -> Trained<LSTM> {
    requireStandardEnvironment()
    precondition(rows.features.width == initial.shape.inputs, "rows fit the net's inputs")
    let memory = FloatMemory()
    let pass = LSTMPass(
      initial.shape, steps: rows.steps, dropout: settings.dropout, kernels: kernels, in: memory)
    let layout = initial.shape.layout
    var training = Training(
      pass, WeightMemory(layout, parameters: initial.parameters, in: memory), rows: rows,
      settings: settings, kernels: kernels, in: memory)
    let losses = try training.run(order, afterBatch: afterBatch)
    let parameters = try training.parameters()
    return Trained(
      net: LSTM(shape: initial.shape, parameters: parameters), epochLosses: losses)
  }

  private static func requireStandardEnvironment() {
    precondition(
      floatingPointEnvironmentIsStandard(),
      "a training needs a thread that rounds to nearest and keeps subnormal numbers")
  }
}

/// A training under way.
private struct Training<Net: Pass> {
  private let kernels: KernelChoice
  private var pass: Net
  private let memory: WeightMemory
  private let rows: TrainingRows
  private let settings: TrainingSettings
  private let lossSums: UnsafeMutablePointer<Float>
  private var adam: AdamSchedule
  /// Whose memory all of this is.
  private let owner: FloatMemory

  init(
    _ pass: Net, _ memory: WeightMemory, rows: TrainingRows, settings: TrainingSettings,
    kernels: KernelChoice, in owner: FloatMemory
  ) {
    self.kernels = kernels
    self.pass = pass
    self.memory = memory
    self.rows = rows
    self.settings = settings
    lossSums = owner.floats(laneCount)
    adam = AdamSchedule(learningRate: settings.learningRate)
    self.owner = owner
  }

  mutating func run(
    _ order: RowOrder, afterBatch: ((borrowing BatchReport) -> Void)?
  ) throws(TrainingError) -> [Float] {
    var order = EpochOrder(order, selection: rows.selection, epochs: settings.epochs)
    var epochLosses: [Float] = []
    epochLosses.reserveCapacity(settings.epochs)
    for epoch in 0..<settings.epochs {
      order.begin(epoch: epoch)
      epochLosses.append(try runEpoch(epoch, order: order.rows, afterBatch: afterBatch))
    }
    return epochLosses
  }

  /// The parameters after the last step.
  func parameters() throws(TrainingError) -> [Float] {
    let parameters = memory.layout.parameters(from: memory.weights)
    guard parameters.allSatisfy({ $0.isFinite }) else { throw .parametersNotFinite }
    return parameters
  }

  private mutating func runEpoch(
    _ epoch: Int, order: [UInt32], afterBatch: ((borrowing BatchReport) -> Void)?
  ) throws(TrainingError) -> Float {
    var lossSum = 0.0
    for (batch, start) in stride(from: 0, to: rows.count, by: settings.batchSize).enumerated() {
      let count = min(settings.batchSize, rows.count - start)
      let loss = batchLoss(order: order, start: start, count: count)
      guard loss.isFinite else { throw .lossNotFinite(epoch: epoch, batch: batch) }
      lossSum += Double(loss) * Double(count)
      kernels.adamStep(
        memory.weights, gradient: memory.gradient, firstMoment: memory.firstMoment,
        secondMoment: memory.secondMoment, count: memory.count, step: adam.next())
      afterBatch?(BatchReport(epoch: epoch, batch: batch, loss: loss, memory: memory))
    }
    return Float(lossSum / Double(rows.count))
  }

  /// Computes the loss of a batch, and its gradient.
  private mutating func batchLoss(order: [UInt32], start: Int, count: Int) -> Float {
    let l2Loss = beginGradient()
    lossSums.update(repeating: 0, count: laneCount)
    let scale = order.withUnsafeBufferPointer { order in
      let order = order.baseAddress! + start
      let scale = 1 / Float(rows.stepCount(order, rows: count))
      pass.run(
        Batch(order: order, rows: count, scale: scale), of: rows, weights: memory.weights,
        lossSums: lossSums, gradient: memory.gradient)
      return scale
    }
    var sum: Float = 0
    for lane in 0..<laneCount { sum += lossSums[lane] }
    return l2Loss + sum * scale
  }

  /// Sets the gradient to that of the L2 term, which it returns.
  private func beginGradient() -> Float {
    memory.gradient.update(repeating: 0, count: memory.count)
    guard settings.l2 != 0 else { return 0 }
    var squares: Float = 0
    for layer in memory.layout.layers where layer.isRegularized {
      squares += kernels.l2Backward(
        memory.weights + layer.offset, shape: layer.shape, l2: settings.l2,
        into: memory.gradient + layer.offset)
    }
    return settings.l2 * squares
  }
}
