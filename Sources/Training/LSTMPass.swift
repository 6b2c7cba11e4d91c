import KernelContract
import Kernels

/// Forward and backward through an LSTM, 32 rows at a time through all their steps, so that all of it stays near.
///
/// The gradient is summed over the panels of the batch in order, in each over the time steps from the last one.
struct LSTMPass: Pass {
  private let kernels: KernelChoice
  private let shape: LSTMShape
  private let steps: [Step]
  /// `[32 × paddedWidth(units)]` each: zeros before the first step; the slopes that reach a step from later ones.
  private let zeros: UnsafeMutablePointer<Float>
  private let cellSlopes: UnsafeMutablePointer<Float>
  private let hiddenSlopes: UnsafeMutablePointer<Float>
  private let gateSlopes: UnsafeMutablePointer<Float>
  private var dropout: DropoutState?

  /// What one time step of a panel leaves for the way back.
  private struct Step {
    let features: LayerMemory
    let gates: UnsafeMutablePointer<Float>
    let cell: UnsafeMutablePointer<Float>
    let cellTanh: UnsafeMutablePointer<Float>
    let hidden: LayerMemory
    let logits: LayerMemory
    let present: UnsafeMutablePointer<Float>
    let signedWeights: UnsafeMutablePointer<Float>
  }

  private struct DropoutState {
    let rule: Dropout
    var mask: DropoutMask
    let inputFactors: UnsafeMutablePointer<Float>
    let recurrentFactors: UnsafeMutablePointer<Float>
    /// A step's outputs as they enter the next one's gates, and the slopes with respect to them.
    let hidden: LayerMemory
  }

  init(
    _ shape: LSTMShape, steps: Int, dropout: Dropout?, kernels: KernelChoice,
    in memory: FloatMemory
  ) {
    self.kernels = kernels
    self.shape = shape
    let unitCount = panelRows * paddedWidth(shape.units)
    let gateCount = panelRows * paddedWidth(4 * shape.units)
    self.steps = (0..<steps).map { _ in
      Step(
        features: LayerMemory(width: shape.inputs, rows: panelRows, in: memory),
        gates: memory.floats(gateCount), cell: memory.floats(unitCount),
        cellTanh: memory.floats(unitCount),
        hidden: LayerMemory(width: shape.units, rows: panelRows, in: memory),
        logits: LayerMemory(width: 2, rows: panelRows, in: memory),
        present: memory.floats(panelRows), signedWeights: memory.floats(panelRows))
    }
    zeros = memory.floats(unitCount)
    cellSlopes = memory.floats(unitCount)
    hiddenSlopes = memory.floats(unitCount)
    gateSlopes = memory.floats(gateCount)
    if let dropout, dropout.rate > 0 || dropout.recurrentRate > 0 {
      let inputFactors = memory.floats(panelRows * paddedWidth(shape.inputs))
      let recurrentFactors = memory.floats(unitCount)
      writeOnes(inputFactors, width: shape.inputs, rows: panelRows)
      writeOnes(recurrentFactors, width: shape.units, rows: panelRows)
      self.dropout = DropoutState(
        rule: dropout, mask: DropoutMask(dropout.stream), inputFactors: inputFactors,
        recurrentFactors: recurrentFactors,
        hidden: LayerMemory(width: shape.units, rows: panelRows, in: memory))
    }
  }

  mutating func run(
    _ batch: Batch, of source: RowSource, weights: UnsafePointer<Float>,
    lossSums: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    for first in stride(from: 0, to: batch.rows, by: panelRows) {
      let panel = Batch(
        order: batch.order + first, rows: min(panelRows, batch.rows - first), scale: batch.scale)
      gather(panel, of: source)
      drawFactors(rows: panel.rows)
      forward(panel.rows, weights: weights)
      for step in steps {
        kernels.softmaxBackward(
          step.logits.panels, signedWeights: step.signedWeights, scale: panel.scale,
          rows: panel.rows, lossSums: lossSums, into: step.logits.slopes)
      }
      backward(panel.rows, weights: weights, gradient: gradient)
    }
    clearRecurrentBias(gradient)
  }

  private func gather(_ panel: Batch, of source: RowSource) {
    gatherFeatures(panel, from: source.features, stride: source.stride)
    for (index, step) in steps.enumerated() {
      kernels.gatherValues(
        source.signedWeights + index, pitch: steps.count, order: panel.order, rows: panel.rows,
        into: step.signedWeights)
      gatherPresence(panel, from: source.present, step: index)
    }
  }

  private func gatherFeatures(
    _ panel: Batch, from features: UnsafePointer<Float>, stride: Int
  ) {
    for (index, step) in steps.enumerated() {
      kernels.gatherRows(
        features + index * stride, pitch: steps.count * stride, order: panel.order,
        rows: panel.rows, width: shape.inputs, panels: step.features.panels,
        strips: step.features.strips)
    }
  }

  private func gatherPresence(_ panel: Batch, from present: UnsafePointer<Float>, step: Int) {
    kernels.gatherValues(
      present + step, pitch: steps.count, order: panel.order, rows: panel.rows,
      into: steps[step].present)
  }

  private mutating func drawFactors(rows: Int) {
    guard var state = dropout else { return }
    state.mask.draw(
      rate: state.rule.rate, width: shape.inputs, rows: rows,
      into: state.inputFactors)
    state.mask.draw(
      rate: state.rule.recurrentRate, width: shape.units, rows: rows, into: state.recurrentFactors)
    dropout = state
    for step in steps {
      kernels.multiply(
        step.features.panels, by: state.inputFactors,
        count: panelRows * paddedWidth(shape.inputs))
      kernels.transpose(
        step.features.panels, width: shape.inputs, rows: rows, into: step.features.strips)
    }
  }

  private func forward(_ rows: Int, weights: UnsafePointer<Float>) {
    let (input, recurrent) = (shape.inputLayer, shape.recurrentLayer)
    let softmax = shape.softmaxLayer
    for (index, step) in steps.enumerated() {
      let before = index > 0 ? steps[index - 1] : nil
      kernels.denseForward(
        step.features.panels, weights: weights + input.offset, shape: input.shape, rows: rows,
        into: step.gates)
      if let before {
        kernels.denseForwardAdding(
          entering(before), weights: weights + recurrent.offset, shape: recurrent.shape, rows: rows,
          to: step.gates)
      }
      kernels.lstmForward(
        gates: step.gates, present: step.present, units: shape.units, rows: rows,
        previousCell: before?.cell ?? zeros, previousHidden: before?.hidden.panels ?? zeros,
        cell: step.cell, cellTanh: step.cellTanh, hidden: step.hidden.panels)
      kernels.denseForward(
        step.hidden.panels, weights: weights + softmax.offset, shape: softmax.shape, rows: rows,
        into: step.logits.panels)
    }
  }

  /// A step's outputs as they enter the next one's gates.
  private func entering(_ step: Step) -> UnsafeMutablePointer<Float> {
    guard let dropout else { return step.hidden.panels }
    let count = panelRows * paddedWidth(shape.units)
    dropout.hidden.panels.update(from: step.hidden.panels, count: count)
    kernels.multiply(dropout.hidden.panels, by: dropout.recurrentFactors, count: count)
    return dropout.hidden.panels
  }

  private func backward(
    _ rows: Int, weights: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>
  ) {
    let (input, softmax) = (shape.inputLayer, shape.softmaxLayer)
    let unitCount = panelRows * paddedWidth(shape.units)
    cellSlopes.update(repeating: 0, count: unitCount)
    hiddenSlopes.update(repeating: 0, count: unitCount)
    for step in steps {
      kernels.transpose(
        step.hidden.panels, width: shape.units, rows: rows, into: step.hidden.strips)
    }
    for (index, step) in steps.enumerated().reversed() {
      kernels.denseWeightsBackward(
        step.logits.slopes, input: step.hidden.strips, shape: softmax.shape, rows: rows,
        to: gradient + softmax.offset)
      kernels.denseInputBackwardAdding(
        step.logits.slopes, weights: weights + softmax.offset, shape: softmax.shape, rows: rows,
        to: hiddenSlopes)
      kernels.lstmBackward(
        gates: step.gates, present: step.present, units: shape.units, rows: rows,
        previousCell: index > 0 ? steps[index - 1].cell : zeros, cellTanh: step.cellTanh,
        gateGradient: gateSlopes, cellGradient: cellSlopes, hiddenGradient: hiddenSlopes)
      kernels.denseWeightsBackward(
        gateSlopes, input: step.features.strips, shape: input.shape, rows: rows,
        to: gradient + input.offset)
      if index > 0 {
        backwardToHidden(of: steps[index - 1], rows: rows, weights: weights, gradient: gradient)
      }
    }
  }

  /// From the slopes of the gates to the outputs of the step before, and to the weights between.
  private func backwardToHidden(
    of before: Step, rows: Int, weights: UnsafePointer<Float>,
    gradient: UnsafeMutablePointer<Float>
  ) {
    let recurrent = shape.recurrentLayer
    var strips = before.hidden.strips
    if let dropout {
      strips = dropout.hidden.strips
      kernels.transpose(entering(before), width: shape.units, rows: rows, into: strips)
    }
    kernels.denseWeightsBackward(
      gateSlopes, input: strips, shape: recurrent.shape, rows: rows,
      to: gradient + recurrent.offset)
    guard let dropout else {
      kernels.denseInputBackwardAdding(
        gateSlopes, weights: weights + recurrent.offset, shape: recurrent.shape, rows: rows,
        to: hiddenSlopes)
      return
    }
    let count = panelRows * paddedWidth(shape.units)
    dropout.hidden.slopes.update(repeating: 0, count: count)
    kernels.denseInputBackwardAdding(
      gateSlopes, weights: weights + recurrent.offset, shape: recurrent.shape, rows: rows,
      to: dropout.hidden.slopes)
    kernels.multiply(dropout.hidden.slopes, by: dropout.recurrentFactors, count: count)
    for k in 0..<count { hiddenSlopes[k] += dropout.hidden.slopes[k] }
  }

  /// The recurrent weights have no bias, so their constant 1 has no say.
  private func clearRecurrentBias(_ gradient: UnsafeMutablePointer<Float>) {
    let recurrent = shape.recurrentLayer
    for output in 0..<recurrent.shape.outputs {
      gradient[recurrent.offset + output * recurrent.shape.stride + shape.units] = 0
    }
  }
}

extension LSTMPass {
  /// Predicts the probability of label 1 at each step of rows `first ..< first + rows` (at most 32) of a matrix.
  ///
  /// - Parameter probabilities: `[steps × 32]`.
  func predict(
    _ features: FeatureMatrix, present: [Float], first: Int, rows: Int,
    weights: UnsafePointer<Float>, into probabilities: UnsafeMutablePointer<Float>
  ) {
    [UInt32](UInt32(first)..<UInt32(first + rows)).withUnsafeBufferPointer { order in
      let panel = Batch(order: order.baseAddress!, rows: rows, scale: 1)
      gatherFeatures(panel, from: features.values, stride: features.stride)
      present.withUnsafeBufferPointer { present in
        for step in steps.indices {
          gatherPresence(panel, from: present.baseAddress!, step: step)
        }
      }
    }
    forward(rows, weights: weights)
    for (index, step) in steps.enumerated() {
      kernels.softmaxForward(
        step.logits.panels, rows: rows, into: probabilities + index * panelRows)
    }
  }

  /// What the LSTM layer gave last at a step for a row of the panel: `[units]`.
  func hidden(step: Int, row: Int) -> [Float] {
    (0..<shape.units).map { steps[step].hidden.panels[$0 * panelRows + row] }
  }
}
