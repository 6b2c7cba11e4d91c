import KernelContract
package import Kernels

/// Trains nets as Keras does: softmax cross-entropy, Adam, batch after batch.
///
/// A training is a pure function of its arguments, to the last bit, on every machine.
public enum Trainer {
  /// Trains a multilayer perceptron with any kernels.
  package static func train(
    _ initial: MLP, on rows: TrainingRows, settings: TrainingSettings, order: RowOrder,
    kernels: KernelChoice, afterBatch: ((borrowing BatchReport) -> Void)? = nil
  ) throws(TrainingError) -> Trained<MLP> {
    precondition(rows.steps == 1, "a multilayer perceptron takes rows of one step")
    precondition(rows.features.width == initial.shape.inputs, "rows fit the net's inputs")
    let shape = initial.shape
    let (parameters, losses) = try FloatMemory.lend { (memory) throws(TrainingError) in
      let pass = MLPPass(
        shape, batchSize: min(settings.batchSize, rows.count), dropout: settings.dropout,
        kernels: kernels, in: memory)
      let weights = WeightMemory(shape.layout, parameters: initial.parameters, in: memory)
      return try run(
        pass, weights, on: rows, settings: settings, order: order, kernels: kernels, in: memory,
        afterBatch: afterBatch)
    }
    return Trained(net: MLP(shape: shape, parameters: parameters), epochLosses: losses)
  }

  /// Trains an LSTM with any kernels.
  package static func train(
    _ initial: LSTM, on rows: TrainingRows, settings: TrainingSettings, order: RowOrder,
    kernels: KernelChoice, afterBatch: ((borrowing BatchReport) -> Void)? = nil
  ) throws(TrainingError) -> Trained<LSTM> {
    precondition(rows.features.width == initial.shape.inputs, "rows fit the net's inputs")
    let shape = initial.shape
    let (parameters, losses) = try FloatMemory.lend { (memory) throws(TrainingError) in
      let pass = LSTMPass(
        shape, steps: rows.steps, dropout: settings.dropout, kernels: kernels, in: memory)
      let weights = WeightMemory(shape.layout, parameters: initial.parameters, in: memory)
      return try run(
        pass, weights, on: rows, settings: settings, order: order, kernels: kernels, in: memory,
        afterBatch: afterBatch)
    }
    return Trained(net: LSTM(shape: shape, parameters: parameters), epochLosses: losses)
  }

  private static func run(
    _ pass: some Pass, _ weights: WeightMemory, on rows: TrainingRows, settings: TrainingSettings,
    order: RowOrder, kernels: KernelChoice, in memory: FloatMemory,
    afterBatch: ((borrowing BatchReport) -> Void)?
  ) throws(TrainingError) -> (parameters: [Float], losses: [Float]) {
    try rows.lend { (source) throws(TrainingError) in
      var training = Training(
        pass, weights, on: source, selection: rows.selection, settings: settings,
        kernels: kernels, in: memory)
      let losses = try training.run(order, afterBatch: afterBatch)
      return (try training.parameters(), losses)
    }
  }
}

/// A training under way.
private struct Training<Net: Pass> {
  private let kernels: KernelChoice
  private var pass: Net
  private let memory: WeightMemory
  private let source: RowSource
  private let selection: [UInt32]
  private let settings: TrainingSettings
  private let lossSums: UnsafeMutablePointer<Float>
  private var adam: AdamSchedule

  init(
    _ pass: Net, _ memory: WeightMemory, on source: RowSource, selection: [UInt32],
    settings: TrainingSettings, kernels: KernelChoice, in floats: FloatMemory
  ) {
    self.kernels = kernels
    self.pass = pass
    self.memory = memory
    self.source = source
    self.selection = selection
    self.settings = settings
    lossSums = floats.floats(laneCount)
    adam = AdamSchedule(learningRate: settings.learningRate)
  }

  mutating func run(
    _ order: RowOrder, afterBatch: ((borrowing BatchReport) -> Void)?
  ) throws(TrainingError) -> [Float] {
    var order = EpochOrder(order, selection: selection, epochs: settings.epochs)
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
    for (batch, start) in stride(from: 0, to: selection.count, by: settings.batchSize).enumerated()
    {
      let count = min(settings.batchSize, selection.count - start)
      let loss = batchLoss(order: order, start: start, count: count)
      guard loss.isFinite else { throw .lossNotFinite(epoch: epoch, batch: batch) }
      lossSum += Double(loss) * Double(count)
      kernels.adamStep(
        memory.weights, gradient: memory.gradient, firstMoment: memory.firstMoment,
        secondMoment: memory.secondMoment, count: memory.count, step: adam.next())
      afterBatch?(BatchReport(epoch: epoch, batch: batch, loss: loss, memory: memory))
    }
    return Float(lossSum / Double(selection.count))
  }

  /// Computes the loss of a batch, and its gradient.
  private mutating func batchLoss(order: [UInt32], start: Int, count: Int) -> Float {
    let l2Loss = beginGradient()
    lossSums.update(repeating: 0, count: laneCount)
    let scale = order.withUnsafeBufferPointer { order in
      let order = order.baseAddress! + start
      let scale = 1 / Float(source.stepCount(order, rows: count))
      pass.run(
        Batch(order: order, rows: count, scale: scale), of: source, weights: memory.weights,
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
