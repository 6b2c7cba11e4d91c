import RandomStreams
import Testing
import Training

/// Gradients against central differences of the loss in double precision, of every parameter.
@Suite struct GradientTests {
  /// What the first step of a training reports.
  private final class FirstStep {
    var loss: Float = 0
    var gradient: [Float] = []

    func record(_ report: borrowing BatchReport) {
      (loss, gradient) = (report.loss, report.gradient)
    }
  }

  private func settings(_ batch: Int, dropout: Dropout? = nil) -> TrainingSettings {
    TrainingSettings(
      epochs: 1, batchSize: batch, learningRate: 0.001, l2: 0.02, dropout: dropout)
  }

  private let l2 = Double(Float(0.02))

  private func check(
    _ step: FirstStep, _ parameters: [Double], loss: (_ parameters: [Double]) -> Double
  ) {
    #expect(abs(Double(step.loss) - loss(parameters)) < 2e-6)
    #expect(step.gradient.count == parameters.count)
    for index in parameters.indices {
      let width = 1e-6
      var (above, below) = (parameters, parameters)
      above[index] += width
      below[index] -= width
      let slope = (loss(above) - loss(below)) / (2 * width)
      #expect(abs(Double(step.gradient[index]) - slope) < 2e-6)
    }
  }

  @Test(arguments: [[], [1], [17, 2], [5, 4, 3]], [1, 15, 16, 17, 58, 64])
  func `the gradient of a multilayer perceptron is the slope of its loss`(
    hidden: [Int], batch: Int
  ) throws {
    let net = testNet(inputs: 3, hidden: hidden)
    let step = FirstStep()
    _ = try Trainer.train(
      net, on: testRows(batch, inputs: 3), settings: settings(batch), order: .asGiven,
      afterBatch: step.record)
    let numbers = testNumbers(batch, inputs: 3)
    var reference = ReferenceMLP(net)
    check(step, reference.parameters) { parameters in
      reference.parameters = parameters
      return reference.loss(numbers, l2: l2)
    }
  }

  @Test(arguments: [[6], [17, 5]], [7, 40])
  func `the gradient of a multilayer perceptron with dropout is the slope of its loss`(
    hidden: [Int], batch: Int
  ) throws {
    let net = testNet(inputs: 3, hidden: hidden)
    let step = FirstStep()
    let dropout = Dropout(rate: 0.25, stream: testStream(.dropout))
    _ = try Trainer.train(
      net, on: testRows(batch, inputs: 3), settings: settings(batch, dropout: dropout),
      order: .asGiven, afterBatch: step.record)
    let numbers = testNumbers(batch, inputs: 3)
    var stream = testStream(.dropout)
    let factors = hidden.map { testFactors(&stream, rate: 0.25, width: $0, rows: batch) }
    #expect(factors[0].joined().contains(0))
    var reference = ReferenceMLP(net)
    check(step, reference.parameters) { parameters in
      reference.parameters = parameters
      return reference.loss(numbers, l2: l2, factors: factors)
    }
  }

  @Test(arguments: [(2, 1), (3, 4), (17, 3)], [1, 16, 33])
  func `the gradient of an LSTM is the slope of its loss, with missing steps, too`(
    size: (inputs: Int, units: Int), rows: Int
  ) throws {
    let net = testLSTM(inputs: size.inputs, units: size.units)
    let numbers = testNumbers(rows * 4, inputs: size.inputs)
    for present in [[Bool](repeating: true, count: rows * 4), testPresence(rows, steps: 4)] {
      let step = FirstStep()
      _ = try Trainer.train(
        net,
        on: TrainingRows(
          features: FeatureMatrix(numbers.features, width: size.inputs), steps: 4,
          labels: numbers.labels, weights: numbers.weights, present: present),
        settings: settings(rows), order: .asGiven, afterBatch: step.record)
      var reference = ReferenceLSTM(net)
      check(step, reference.parameters) { parameters in
        reference.parameters = parameters
        return reference.loss(numbers, steps: 4, present: present, l2: l2)
      }
    }
  }

  /// Rows beyond a panel draw anew what is kept.
  @Test(arguments: [5, 32, 40])
  func `the gradient of an LSTM with dropout is the slope of its loss`(rows: Int) throws {
    let net = testLSTM(inputs: 5, units: 3)
    let numbers = testNumbers(rows * 3, inputs: 5)
    let present = testPresence(rows, steps: 3)
    let step = FirstStep()
    let dropout = Dropout(rate: 0.25, recurrentRate: 0.5, stream: testStream(.dropout))
    _ = try Trainer.train(
      net,
      on: TrainingRows(
        features: FeatureMatrix(numbers.features, width: 5), steps: 3, labels: numbers.labels,
        weights: numbers.weights, present: present),
      settings: settings(rows, dropout: dropout), order: .asGiven, afterBatch: step.record)
    var stream = testStream(.dropout)
    var (inputFactors, recurrentFactors): ([[Double]], [[Double]]) = ([], [])
    for first in stride(from: 0, to: rows, by: 32) {
      let count = min(32, rows - first)
      inputFactors += testFactors(&stream, rate: 0.25, width: 5, rows: count)
      recurrentFactors += testFactors(&stream, rate: 0.5, width: 3, rows: count)
    }
    let factors = ReferenceLSTM.Factors(inputs: inputFactors, recurrent: recurrentFactors)
    var reference = ReferenceLSTM(net)
    check(step, reference.parameters) { parameters in
      reference.parameters = parameters
      return reference.loss(numbers, steps: 3, present: present, l2: l2, factors: factors)
    }
  }
}
