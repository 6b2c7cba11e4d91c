public import Kernels

extension Trainer {
  /// Trains a multilayer perceptron on Σ weight × cross-entropy / rows of the batch, plus L2.
  ///
  /// - Parameters:
  ///   - rows: rows of one step.
  ///   - instructionSet: what computes, on a machine that has it; the result does not depend on it.
  ///   - afterBatch: sees every step; it cannot change anything.
  /// - Throws: `TrainingError` as soon as a loss is not finite.
  public static func train(
    _ initial: MLP, on rows: TrainingRows, settings: TrainingSettings, order: RowOrder,
    with instructionSet: InstructionSet = .best,
    afterBatch: ((borrowing BatchReport) -> Void)? = nil
  ) throws(TrainingError) -> Trained<MLP> {
    try train(
      initial, on: rows, settings: settings, order: order, kernels: instructionSet.kernels,
      afterBatch: afterBatch)
  }

  /// Trains an LSTM on Σ weight × cross-entropy / labels of the batch, plus L2, over the steps that are there.
  ///
  /// - Parameters:
  ///   - rows: rows of any number of steps, some of which may be missing.
  ///   - instructionSet: what computes, on a machine that has it; the result does not depend on it.
  ///   - afterBatch: sees every step; it cannot change anything.
  /// - Throws: `TrainingError` as soon as a loss is not finite.
  public static func train(
    _ initial: LSTM, on rows: TrainingRows, settings: TrainingSettings, order: RowOrder,
    with instructionSet: InstructionSet = .best,
    afterBatch: ((borrowing BatchReport) -> Void)? = nil
  ) throws(TrainingError) -> Trained<LSTM> {
    try train(
      initial, on: rows, settings: settings, order: order, kernels: instructionSet.kernels,
      afterBatch: afterBatch)
  }
}

extension MLP {
  /// Predicts the softmax probability of label 1 for each row with one instruction set of this machine: `[rows]`.
  public func topProbabilities(
    of features: FeatureMatrix, with instructionSet: InstructionSet = .best
  ) -> [Float] {
    topProbabilities(of: features, kernels: instructionSet.kernels)
  }
}

extension LSTM {
  /// Predicts the softmax probability of label 1 for each step of each row: `[rows × steps]`.
  ///
  /// - Parameters:
  ///   - features: step t of row r is row `r × steps + t`.
  ///   - present: `[rows × steps]`, which steps there are; `nil` where none is missing. A missing step has the
  ///     probability of the step before it.
  public func topProbabilities(
    of features: FeatureMatrix, steps: Int, present: [Bool]? = nil,
    with instructionSet: InstructionSet = .best
  ) -> [Float] {
    topProbabilities(
      of: features, steps: steps, present: present, kernels: instructionSet.kernels)
  }

  /// What the LSTM layer gives for each step of each row with one instruction set: `[rows × steps × units]`.
  public func outputs(
    of features: FeatureMatrix, steps: Int, present: [Bool]? = nil,
    with instructionSet: InstructionSet = .best
  ) -> [Float] {
    outputs(of: features, steps: steps, present: present, kernels: instructionSet.kernels)
  }
}
