import Testing
import Training

/// The trainer against runs of Keras; a tolerance is ten times Keras' own distance from double precision.
@Suite struct GoldenTests {
  private static let names = [
    "mlp_plain", "mlp_classweight", "mlp_partial_batch", "mlp_l2", "lstm_plain",
    "lstm_sample_weight", "lstm_partial_batch", "lstm_l2", "lstm_masked",
  ]

  private struct Step {
    let loss: Float
    let gradient: [Float]
    let parameters: [Float]
    let firstMoment: [Float]
    let secondMoment: [Float]
  }

  /// What either kind of net gives.
  private struct Run {
    let steps: [Step]
    let parameters: [Float]
    let epochLosses: [Float]
  }

  private static let deck = MLPShape(inputs: 13, hidden: [30, 10])
  private static let lstm = LSTMShape(inputs: 14, units: 10)

  private func largestDifference(_ values: [Float], _ expected: [Float]) -> Float {
    #expect(values.count == expected.count)
    return zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private func train(_ golden: Golden) throws -> Run {
    let isLSTM = golden.meta.kind == "lstm"
    let rows = TrainingRows(
      features: FeatureMatrix(golden["X"], width: isLSTM ? 14 : 13), steps: isLSTM ? 3 : 1,
      labels: golden["y"].map { UInt8($0) }, weights: golden["sample_weights"],
      present: golden.present)
    let settings = TrainingSettings(
      epochs: golden.meta.epochs, batchSize: golden.meta.batch, learningRate: 0.001,
      l2: golden.meta.l2)
    let initial = golden.parameters("init")
    var steps: [Step] = []
    func record(_ report: borrowing BatchReport) {
      steps.append(
        Step(
          loss: report.loss, gradient: report.gradient, parameters: report.parameters,
          firstMoment: report.firstMoment, secondMoment: report.secondMoment))
    }
    if isLSTM {
      let trained = try Trainer.train(
        LSTM(shape: Self.lstm, parameters: initial), on: rows, settings: settings,
        order: .asGiven, afterBatch: record)
      return Run(
        steps: steps, parameters: trained.net.parameters, epochLosses: trained.epochLosses)
    }
    let trained = try Trainer.train(
      MLP(shape: Self.deck, parameters: initial), on: rows, settings: settings, order: .asGiven,
      afterBatch: record)
    return Run(
      steps: steps, parameters: trained.net.parameters, epochLosses: trained.epochLosses)
  }

  @Test(arguments: names)
  func `losses and first gradients are those of Keras`(name: String) throws {
    let golden = try Golden.load(name)
    let keras = try Golden.distances(name)
    let run = try train(golden)
    let losses = run.steps.map(\.loss)
    let lossTolerance = 10 * keras.batchLoss
    #expect(largestDifference(losses, golden["batch_losses"]) <= lossTolerance)
    #expect(largestDifference(losses, golden["batch_losses_float64"]) <= lossTolerance)
    #expect(largestDifference(run.epochLosses, golden["epoch_losses"]) <= lossTolerance)
    #expect(abs(losses[0] - golden["first_batch_loss"][0]) <= lossTolerance)
    #expect(
      largestDifference(run.steps[0].gradient, golden.parameters("grad0"))
        <= 10 * keras.firstBatchGradient)
  }

  @Test(arguments: names)
  func `weights after the first step and after each epoch are those of Keras`(name: String) throws {
    let golden = try Golden.load(name)
    let tolerance = 10 * (try Golden.distances(name).finalWeights)
    let run = try train(golden)
    let batches = run.steps.count / golden.meta.epochs
    #expect(largestDifference(run.steps[0].parameters, golden.parameters("step1")) <= tolerance)
    for epoch in 1...golden.meta.epochs {
      let parameters = run.steps[epoch * batches - 1].parameters
      #expect(largestDifference(parameters, golden.parameters("epoch\(epoch)")) <= tolerance)
    }
    #expect(run.parameters == run.steps.last!.parameters)
    #expect(largestDifference(run.parameters, golden.parameters("final")) <= tolerance)
    #expect(largestDifference(run.parameters, golden.parameters("final64")) <= tolerance)
  }

  @Test(arguments: names)
  func `probabilities before and after training are those of Keras`(name: String) throws {
    let golden = try Golden.load(name)
    let tolerance = 10 * (try Golden.distances(name).finalProbabilities)
    let trained = try train(golden).parameters
    for (parameters, moment) in [(golden.parameters("init"), "initial"), (trained, "final")] {
      let pairs = golden["probs_\(moment)"]
      let expected = stride(from: 1, to: pairs.count, by: 2).map { pairs[$0] }
      let probabilities =
        golden.meta.kind == "lstm"
        ? LSTM(shape: Self.lstm, parameters: parameters).topProbabilities(
          of: FeatureMatrix(golden["X"], width: 14), steps: 3, present: golden.present)
        : MLP(shape: Self.deck, parameters: parameters).topProbabilities(
          of: FeatureMatrix(golden["X"], width: 13))
      #expect(largestDifference(probabilities, expected) <= tolerance)
    }
  }

  /// Outputs may be as far off as probabilities.
  @Test(arguments: names.filter { $0.hasPrefix("lstm") })
  func `outputs of the LSTM layer are those of Keras at every step`(name: String) throws {
    let golden = try Golden.load(name)
    let tolerance = 10 * (try Golden.distances(name).finalProbabilities)
    let trained = try train(golden).parameters
    for (parameters, moment) in [(golden.parameters("init"), "initial"), (trained, "final")] {
      let outputs = LSTM(shape: Self.lstm, parameters: parameters).outputs(
        of: FeatureMatrix(golden["X"], width: 14), steps: 3, present: golden.present)
      #expect(largestDifference(outputs, golden["hidden_\(moment)"]) <= tolerance)
    }
  }

  /// Within 1e-4 of the largest magnitude of each tensor.
  @Test(arguments: names) func `moments of Adam are those of Keras`(name: String) throws {
    let golden = try Golden.load(name)
    let last = try train(golden).steps.last!
    for (moments, moment) in [(last.firstMoment, "adam_m"), (last.secondMoment, "adam_v")] {
      var rest = moments[...]
      for tensor in golden.tensorNames {
        let expected = golden["\(moment)_\(tensor)"]
        let tolerance = 1e-4 * expected.reduce(0) { max($0, abs($1)) }
        #expect(largestDifference(Array(rest.prefix(expected.count)), expected) <= tolerance)
        rest = rest.dropFirst(expected.count)
      }
      #expect(rest.isEmpty)
    }
  }
}
