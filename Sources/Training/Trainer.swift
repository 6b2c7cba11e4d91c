import Kernels

/// Trains nets as Keras does: softmax cross-entropy, Adam, batch after batch.
///
/// A training is a pure function of its arguments, to the last bit, on every machine.
public enum Trainer {
  /// Trains a net with Adam on sum(weight × cross-entropy) / rows of the batch, plus L2 of the
  /// hidden kernels.
  ///
  /// - Parameter afterBatch: sees every step; it cannot change anything.
  /// - Throws: `TrainingError` as soon as a loss is not finite.
  public static func train(
    _ initial: MLP, on rows: TrainingRows, settings: TrainingSettings, order: RowOrder,
    afterBatch: ((borrowing BatchReport) -> Void)? = nil
  ) throws(TrainingError) -> TrainedMLP {
    let shape = initial.shape
    precondition(rows.features.count == rows.count * shape.inputs, "rows fit the net's inputs")
    return try withFloatRegions(TrainingMemory.regions(of: shape)) {
      (regions) throws(TrainingError) in
      let memory = TrainingMemory(regions, shape: shape)
      memory.parameters.update(from: initial.parameters, count: memory.parameterCount)
      var training = Training(shape: shape, rows: rows, settings: settings, memory: memory)
      return try training.run(order, afterBatch: afterBatch)
    }
  }
}

/// A training under way.
private struct Training {
  private let shape: MLPShape
  private let layers: [DenseLayer]
  private let rows: TrainingRows
  private let settings: TrainingSettings
  private let memory: TrainingMemory
  private var adam: AdamSchedule

  init(shape: MLPShape, rows: TrainingRows, settings: TrainingSettings, memory: TrainingMemory) {
    self.shape = shape
    layers = shape.layers
    self.rows = rows
    self.settings = settings
    self.memory = memory
    adam = AdamSchedule(learningRate: settings.learningRate)
  }

  mutating func run(
    _ order: RowOrder, afterBatch: ((borrowing BatchReport) -> Void)?
  ) throws(TrainingError) -> TrainedMLP {
    var order = EpochOrder(order, rowCount: rows.count, epochs: settings.epochs)
    var epochLosses: [Float] = []
    for epoch in 0..<settings.epochs {
      order.begin(epoch: epoch)
      epochLosses.append(try runEpoch(epoch, order: order.rows, afterBatch: afterBatch))
    }
    let parameters = Array(
      UnsafeBufferPointer(start: memory.parameters, count: memory.parameterCount))
    guard parameters.allSatisfy(\.isFinite) else { throw .parametersNotFinite }
    return TrainedMLP(
      net: MLP(shape: shape, parameters: parameters), epochLosses: epochLosses)
  }

  private mutating func runEpoch(
    _ epoch: Int, order: [UInt32], afterBatch: ((borrowing BatchReport) -> Void)?
  ) throws(TrainingError) -> Float {
    var lossSum = 0.0
    for (batch, start) in stride(from: 0, to: rows.count, by: settings.batchSize).enumerated() {
      let end = min(start + settings.batchSize, rows.count)
      let loss = batchLoss(order: order, start: start, end: end)
      guard loss.isFinite else { throw .lossNotFinite(epoch: epoch, batch: batch) }
      lossSum += Double(loss) * Double(end - start)
      step()
      afterBatch?(BatchReport(epoch: epoch, batch: batch, loss: loss, memory: memory))
    }
    return Float(lossSum / Double(rows.count))
  }

  /// Computes the loss of rows `start ..< end` of an order, and its gradient.
  private func batchLoss(order: [UInt32], start: Int, end: Int) -> Float {
    var loss = beginGradient()
    memory.lossSums.update(repeating: 0, count: panelRows)
    for first in stride(from: start, to: end, by: panelRows) {
      let count = min(panelRows, end - first)
      gather(order: order, first: first, count: count, batchRows: end - start)
      forward(layers, parameters: memory.parameters, panels: memory.panels)
      softmaxCrossEntropyBackward(
        logits: memory.panels.last!, signs: memory.signs, weights: memory.weights,
        lossSums: memory.lossSums, into: memory.panelGradients.last!)
      backward(layers, memory: memory)
    }
    for lane in 0..<panelRows { loss += memory.lossSums[lane] }
    return loss
  }

  /// Sets the gradient to that of the L2 term, which it returns.
  private func beginGradient() -> Float {
    memory.gradient.update(repeating: 0, count: memory.parameterCount)
    guard settings.l2 != 0 else { return 0 }
    var squares: Float = 0
    for layer in layers.dropLast() {
      let kernel = memory.parameters + layer.offset
      squares += l2Forward(kernel, count: layer.kernelCount)
      l2Backward(
        kernel, count: layer.kernelCount, l2: settings.l2, into: memory.gradient + layer.offset)
    }
    return settings.l2 * squares
  }

  private func gather(order: [UInt32], first: Int, count: Int, batchRows: Int) {
    order.withUnsafeBufferPointer { order in
      rows.features.withUnsafeBufferPointer { features in
        panelGather(
          features.baseAddress!, order: order.baseAddress! + first, count: count,
          width: shape.inputs, into: memory.panels.first!)
      }
    }
    for lane in 0..<panelRows {
      let row = lane < count ? Int(order[first + lane]) : nil
      memory.signs[lane] = row.map { rows.labels[$0] == 1 ? 1 : -1 } ?? 1
      memory.weights[lane] = row.map { rows.weights[$0] / Float(batchRows) } ?? 0
    }
  }

  private mutating func step() {
    adamStep(
      memory.parameters, gradient: memory.gradient, firstMoment: memory.firstMoment,
      secondMoment: memory.secondMoment, count: memory.parameterCount.roundedUpToLanes,
      firstRate: AdamSchedule.firstRate, secondRate: AdamSchedule.secondRate,
      stepSize: adam.nextStepSize(), epsilon: AdamSchedule.epsilon)
  }
}
