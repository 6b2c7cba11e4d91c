import Kernels
import RandomStreams
import Testing
import Training

@Suite struct TrainerTests {
  private let settings = TrainingSettings(epochs: 3, batchSize: 16, learningRate: 0.01, l2: 0.001)

  private func train(_ order: RowOrder, _ rows: TrainingRows? = nil) throws -> Trained<MLP> {
    let net = testNet(inputs: 13, hidden: [30, 10])
    return try Trainer.train(
      net, on: rows ?? testRows(100, inputs: 13), settings: settings, order: order)
  }

  @Test(arguments: [[], [30, 10], [256, 128]])
  func `training lowers the loss`(hidden: [Int]) throws {
    let rows = testRows(400, inputs: 13)
    let trained = try Trainer.train(
      testNet(inputs: 13, hidden: hidden), on: rows,
      settings: TrainingSettings(epochs: 20, batchSize: 64, learningRate: 0.01), order: .asGiven)
    #expect(trained.epochLosses.count == 20)
    #expect(trained.epochLosses.last! < 0.8 * trained.epochLosses.first!)
  }

  @Test func `a training gives the same bits before, after and beside others`() async throws {
    let alone = try train(.asGiven)
    let other = try train(.shuffled(testStream(.rowOrder)))
    #expect(alone != other)
    #expect(try train(.asGiven) == alone)
    try await withThrowingTaskGroup(of: Trained<MLP>.self) { group in
      for _ in 0..<4 { group.addTask { try train(.asGiven) } }
      for try await beside in group { #expect(beside == alone) }
    }
  }

  @Test func `an observer sees every batch and changes nothing`() throws {
    var seen: [[Int]] = []
    let observed = try Trainer.train(
      testNet(inputs: 13, hidden: [30, 10]), on: testRows(100, inputs: 13), settings: settings,
      order: .asGiven
    ) { seen.append([$0.epoch, $0.batch]) }
    #expect(seen == (0..<3).flatMap { epoch in (0..<7).map { [epoch, $0] } })
    #expect(observed == (try train(.asGiven)))
  }

  @Test func `a shuffled order is a new permutation each epoch, drawn from its stream`() throws {
    var stream = testStream(.rowOrder)
    var rows = [UInt32](0..<100)
    let permutations = (0..<3).map { _ in
      stream.shuffle(&rows)
      return rows
    }
    #expect(Set(permutations).count == 3)
    #expect(try train(.shuffled(testStream(.rowOrder))) == train(.fixed(permutations)))
  }

  @Test func `a fixed order is the same as rows permuted beforehand`() throws {
    var permutation = [UInt32](0..<100)
    var stream = testStream(.rowOrder)
    stream.shuffle(&permutation)
    let rows = testRows(100, inputs: 13)
    let numbers = testNumbers(100, inputs: 13)
    let permuted = TrainingRows(
      features: FeatureMatrix(
        permutation.flatMap { numbers.features[Int($0) * 13..<(Int($0) + 1) * 13] }, width: 13),
      labels: permutation.map { numbers.labels[Int($0)] },
      weights: permutation.map { numbers.weights[Int($0)] })
    let fixed = try train(.fixed([permutation, permutation, permutation]), rows)
    #expect(fixed == (try train(.asGiven, permuted)))
    #expect(fixed != (try train(.asGiven, rows)))
  }

  @Test func `a row of weight 0 has no say but counts in the batch`() throws {
    let rows = testNumbers(20, inputs: 13)
    var losses: [Float] = []
    for label: UInt8 in [0, 1] {
      let weighted = TrainingRows(
        features: FeatureMatrix(rows.features, width: 13),
        labels: [label] + rows.labels.dropFirst(),
        weights: [0] + rows.weights.dropFirst())
      losses.append(try train(.asGiven, weighted).epochLosses[2])
    }
    #expect(losses[0] == losses[1])
  }
}

@Suite struct TrainerFailureTests {
  /// One feature of each row, kernel -1 and 1: an infinite feature is a sure answer of label 1.
  private func train(
    _ features: [Float], labels: [UInt8], with set: InstructionSet
  ) throws(TrainingError) -> Trained<MLP> {
    let net = MLP(shape: MLPShape(inputs: 1, hidden: []), parameters: [-1, 1, 0, 0])
    let weights = features.map { _ in Float(1) }
    return try Trainer.train(
      net,
      on: TrainingRows(
        features: FeatureMatrix(features, width: 1), labels: labels, weights: weights),
      settings: TrainingSettings(epochs: 1, batchSize: 2, learningRate: 0.001), order: .asGiven,
      with: set)
  }

  private static let sets = InstructionSet.allCases.filter(\.isSupported)

  @Test(arguments: sets) func `an infinite loss ends training in its batch`(set: InstructionSet) {
    #expect(throws: TrainingError.lossNotFinite(epoch: 0, batch: 2)) {
      try train([1, 0, -1, 1, 0, .infinity], labels: [0, 1, 0, 1, 1, 0], with: set)
    }
  }

  @Test(arguments: sets)
  func `an infinite parameter after the last batch ends training`(set: InstructionSet) {
    #expect(throws: TrainingError.parametersNotFinite) {
      try train([0, .infinity], labels: [0, 1], with: set)
    }
  }

  @Test(arguments: sets)
  func `a learning rate too large ends training in the second batch`(set: InstructionSet) {
    #expect(throws: TrainingError.lossNotFinite(epoch: 0, batch: 1)) {
      try Trainer.train(
        testNet(inputs: 13, hidden: [30, 10]), on: testRows(100, inputs: 13),
        settings: TrainingSettings(epochs: 3, batchSize: 16, learningRate: 1e30),
        order: .asGiven, with: set)
    }
  }

  @Test func `errors say what to do`() {
    #expect(
      TrainingError.lossNotFinite(epoch: 2, batch: 11).description
        == "the loss is not finite in epoch 3, batch 12; lower the learning rate, "
        + "and look for infinite features or weights")
    #expect(
      TrainingError.parametersNotFinite.description
        == "the parameters are not finite after the last batch; lower the learning rate, "
        + "and look for infinite features or weights")
  }

  @Test func `training without rows is a programmer's error`() async {
    await #expect(processExitsWith: .failure) {
      _ = TrainingRows(features: FeatureMatrix([], width: 1), labels: [], weights: [])
    }
  }

  @Test func `a fixed order that misses a row is a programmer's error`() async {
    await #expect(processExitsWith: .failure) {
      _ = try Trainer.train(
        testNet(inputs: 2, hidden: []), on: testRows(3, inputs: 2),
        settings: TrainingSettings(epochs: 1, batchSize: 2, learningRate: 0.001),
        order: .fixed([[0, 1, 1]]))
    }
  }
}
