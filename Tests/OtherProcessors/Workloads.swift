import RandomStreams
import Training

/// Trains a small net of each kind and prints fingerprints of all that comes out.
func printFingerprints() throws(TrainingError) {
  try trainMLP(
    "mlp-30-10", hidden: [30, 10], rows: 200,
    TrainingSettings(epochs: 2, batchSize: 64, learningRate: 0.01))
  try trainMLP(
    "mlp-30-10-dropout-l2", hidden: [30, 10], rows: 100,
    TrainingSettings(
      epochs: 2, batchSize: 37, learningRate: 0.01, l2: 0.01,
      dropout: Dropout(rate: 0.2, stream: stream(.dropout))))
  try trainMLP(
    "mlp-256-128", hidden: [256, 128], rows: 300,
    TrainingSettings(epochs: 1, batchSize: 256, learningRate: 0.001))
  try trainLSTM(
    "lstm-10", rows: 100,
    TrainingSettings(epochs: 2, batchSize: 64, learningRate: 0.01))
  try trainLSTM(
    "lstm-10-dropout-l2", rows: 100,
    TrainingSettings(
      epochs: 2, batchSize: 64, learningRate: 0.01, l2: 0.001,
      dropout: Dropout(rate: 0.2, recurrentRate: 0.3, stream: stream(.dropout))))
}

private func trainMLP(
  _ name: StaticString, hidden: [Int], rows count: Int, _ settings: TrainingSettings
) throws(TrainingError) {
  let shape = MLPShape(inputs: 13, hidden: hidden)
  var weightStream = stream(.initialWeights)
  let rows = rows(count, steps: 1, inputs: 13, present: nil)
  let trained = try Trainer.train(
    MLP(shape: shape, glorotUniform: &weightStream), on: rows, settings: settings,
    order: .shuffled(stream(.rowOrder)))
  printFingerprint(of: trained.net.parameters, name, "parameters")
  printFingerprint(of: trained.epochLosses, name, "losses")
  printFingerprint(
    of: trained.net.topProbabilities(of: rows.features), name, "probabilities")
}

/// Three steps, of which about a third is missing.
private func trainLSTM(
  _ name: StaticString, rows count: Int, _ settings: TrainingSettings
) throws(TrainingError) {
  let steps = 3
  var presenceStream = stream(.trainingPart)
  let present = (0..<count).flatMap { _ in
    let kept = presenceStream.below(steps)
    return (0..<steps).map { $0 == kept || presenceStream.below(3) > 0 }
  }
  var weightStream = stream(.initialWeights)
  let rows = rows(count, steps: steps, inputs: 14, present: present)
  let trained = try Trainer.train(
    LSTM(shape: LSTMShape(inputs: 14, units: 10), glorotUniform: &weightStream), on: rows,
    settings: settings, order: .shuffled(stream(.rowOrder)))
  printFingerprint(of: trained.net.parameters, name, "parameters")
  printFingerprint(of: trained.epochLosses, name, "losses")
  printFingerprint(
    of: trained.net.topProbabilities(
      of: rows.features, steps: steps, present: present), name, "probabilities")
}

/// Rows whose labels depend on the first feature, with weights of 0.5, 1.5 and 2.5.
private func rows(_ count: Int, steps: Int, inputs: Int, present: [Bool]?) -> TrainingRows {
  var stream = stream(.generatedSongs)
  let features = (0..<count * steps * inputs).map { _ in 4 * stream.uniform() - 2 }
  return TrainingRows(
    features: FeatureMatrix(features, width: inputs), steps: steps,
    labels: (0..<count * steps).map { features[$0 * inputs] + stream.uniform() > 0.5 ? 1 : 0 },
    weights: (0..<count * steps).map { 0.5 + Float($0 % 3) }, present: present)
}

private func stream(_ purpose: StreamPurpose) -> RandomStream {
  RandomStream(key: StreamKey(high: 5, low: 6), purpose: purpose)
}

/// Prints a hash of the bits of numbers, and how many they are.
///
/// Source: Fowler, Noll, Vo: FNV-1a of 64 bits, over the bytes of each number from the lowest.
private func printFingerprint(of numbers: [Float], _ name: StaticString, _ what: StaticString) {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for number in numbers {
    for shift: UInt32 in [0, 8, 16, 24] {
      hash = (hash ^ UInt64(number.bitPattern >> shift & 0xFF)) &* 0x100_0000_01b3
    }
  }
  print("\(name) \(what) [\(numbers.count)] \(String(hash, radix: 16))")
}
