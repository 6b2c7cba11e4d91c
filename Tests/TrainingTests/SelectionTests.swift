import RandomStreams
import Testing
import Training

/// A selection of rows against a matrix of these rows alone.
@Suite struct SelectionTests {
  /// 70 of 100 rows in any order.
  private static let selection: [UInt32] = {
    var rows = [UInt32](0..<100)
    var stream = testStream(.trainingPart)
    stream.shuffle(&rows)
    return Array(rows.prefix(70))
  }()

  /// The rows as a selection of a larger matrix, and alone.
  private func rows(
    inputs: Int, steps: Int, present: [Bool]?
  ) -> (selected: TrainingRows, alone: TrainingRows) {
    let numbers = testNumbers(100 * steps, inputs: inputs)
    func pick<Element>(_ values: [Element], width: Int = 1) -> [Element] {
      let count = steps * width
      return Self.selection.flatMap { values[Int($0) * count..<(Int($0) + 1) * count] }
    }
    return (
      TrainingRows(
        features: FeatureMatrix(numbers.features, width: inputs), steps: steps,
        labels: numbers.labels, weights: numbers.weights, present: present,
        selection: Self.selection),
      TrainingRows(
        features: FeatureMatrix(pick(numbers.features, width: inputs), width: inputs),
        steps: steps, labels: pick(numbers.labels), weights: pick(numbers.weights),
        present: present.map { pick($0) })
    )
  }

  private static let orders: [RowOrder] = [
    .asGiven, .shuffled(testStream(.rowOrder)), .fixed([[UInt32]((0..<70).reversed())]),
  ]

  private func settings(_ order: RowOrder) -> TrainingSettings {
    var epochs = 3
    if case .fixed(let orders) = order { epochs = orders.count }
    return TrainingSettings(
      epochs: epochs, batchSize: 32, learningRate: 0.01, l2: 0.001,
      dropout: Dropout(rate: 0.25, stream: testStream(.dropout)))
  }

  @Test(arguments: orders)
  func `a selection trains a multilayer perceptron as its rows alone do`(order: RowOrder) throws {
    let rows = rows(inputs: 13, steps: 1, present: nil)
    let net = testNet(inputs: 13, hidden: [30, 10])
    let trained = try Trainer.train(net, on: rows.selected, settings: settings(order), order: order)
    #expect(rows.selected.count == 70)
    #expect(
      trained == (try Trainer.train(net, on: rows.alone, settings: settings(order), order: order)))
  }

  @Test(arguments: orders)
  func `a selection trains an LSTM as its rows alone do`(order: RowOrder) throws {
    let net = testLSTM(inputs: 14, units: 10)
    for present in [nil, testPresence(100, steps: 3)] {
      let rows = rows(inputs: 14, steps: 3, present: present)
      let trained = try Trainer.train(
        net, on: rows.selected, settings: settings(order), order: order)
      #expect(
        trained == (try Trainer.train(net, on: rows.alone, settings: settings(order), order: order))
      )
    }
  }
}
