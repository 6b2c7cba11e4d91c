import Testing
import Training

/// The trainer against runs of Keras; a tolerance is ten times Keras' own distance from double
/// precision.
@Suite struct GoldenTests {
  private static let names = ["mlp_plain", "mlp_classweight", "mlp_partial_batch", "mlp_l2"]
  private let shape = MLPShape(inputs: 13, hidden: [30, 10])

  private struct Step {
    let loss: Float
    let gradient: [Float]
    let parameters: [Float]
    let firstMoment: [Float]
    let secondMoment: [Float]
  }

  private func largestDifference(_ values: [Float], _ expected: [Float]) -> Float {
    #expect(values.count == expected.count)
    return zip(values, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private func train(_ golden: Golden) throws -> (steps: [Step], trained: TrainedMLP) {
    let rows = TrainingRows(
      features: golden["X"], labels: golden["y"].map { UInt8($0) },
      weights: golden["sample_weights"])
    let settings = TrainingSettings(
      epochs: golden.meta.epochs, batchSize: golden.meta.batch, learningRate: 0.001,
      l2: golden.meta.l2)
    let initial = MLP(shape: shape, parameters: golden.parameters("init"))
    var steps: [Step] = []
    let trained = try Trainer.train(initial, on: rows, settings: settings, order: .asGiven) {
      steps.append(
        Step(
          loss: $0.loss, gradient: $0.gradient, parameters: $0.parameters,
          firstMoment: $0.firstMoment, secondMoment: $0.secondMoment))
    }
    return (steps, trained)
  }

  @Test(arguments: names)
  func `losses and first gradients are those of Keras`(name: String) throws {
    let golden = try Golden.load(name)
    let keras = try Golden.distances(name)
    let (steps, trained) = try train(golden)
    let losses = steps.map(\.loss)
    let lossTolerance = 10 * keras.batchLoss
    #expect(largestDifference(losses, golden["batch_losses"]) <= lossTolerance)
    #expect(largestDifference(losses, golden["batch_losses_float64"]) <= lossTolerance)
    #expect(largestDifference(trained.epochLosses, golden["epoch_losses"]) <= lossTolerance)
    #expect(abs(losses[0] - golden["first_batch_loss"][0]) <= lossTolerance)
    #expect(
      largestDifference(steps[0].gradient, golden.parameters("grad0"))
        <= 10 * keras.firstBatchGradient)
  }

  @Test(arguments: names)
  func `weights after the first step and after each epoch are those of Keras`(name: String) throws {
    let golden = try Golden.load(name)
    let tolerance = 10 * (try Golden.distances(name).finalWeights)
    let (steps, trained) = try train(golden)
    let batches = steps.count / golden.meta.epochs
    #expect(largestDifference(steps[0].parameters, golden.parameters("step1")) <= tolerance)
    for epoch in 1...golden.meta.epochs {
      let parameters = steps[epoch * batches - 1].parameters
      #expect(largestDifference(parameters, golden.parameters("epoch\(epoch)")) <= tolerance)
    }
    #expect(trained.net.parameters == steps.last!.parameters)
    #expect(largestDifference(trained.net.parameters, golden.parameters("final")) <= tolerance)
    #expect(largestDifference(trained.net.parameters, golden.parameters("final64")) <= tolerance)
  }

  @Test(arguments: names)
  func `probabilities before and after training are those of Keras`(name: String) throws {
    let golden = try Golden.load(name)
    let tolerance = 10 * (try Golden.distances(name).finalProbabilities)
    let trained = try train(golden).trained.net
    let initial = MLP(shape: shape, parameters: golden.parameters("init"))
    for (net, moment) in [(initial, "initial"), (trained, "final")] {
      let pairs = golden["probs_\(moment)"]
      let expected = stride(from: 1, to: pairs.count, by: 2).map { pairs[$0] }
      #expect(largestDifference(net.topProbabilities(of: golden["X"]), expected) <= tolerance)
    }
  }

  /// Within 1e-4 of the largest magnitude of each tensor.
  @Test(arguments: names) func `moments of Adam are those of Keras`(name: String) throws {
    let golden = try Golden.load(name)
    let last = try train(golden).steps.last!
    for (moments, moment) in [(last.firstMoment, "adam_m"), (last.secondMoment, "adam_v")] {
      var rest = moments[...]
      for tensor in Golden.tensorNames {
        let expected = golden["\(moment)_\(tensor)"]
        let tolerance = 1e-4 * expected.reduce(0) { max($0, abs($1)) }
        #expect(largestDifference(Array(rest.prefix(expected.count)), expected) <= tolerance)
        rest = rest.dropFirst(expected.count)
      }
      #expect(rest.isEmpty)
    }
  }
}
