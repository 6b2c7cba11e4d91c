import RandomStreams
import Training

func testStream(_ purpose: StreamPurpose, index: Int = 0) -> RandomStream {
  RandomStream(key: StreamKey(high: 3, low: 4), purpose: purpose, index: index)
}

/// Rows whose label depends on the first feature, with weights from 0.5 to 2.5.
func testRows(_ count: Int, inputs: Int) -> TrainingRows {
  var stream = testStream(.generatedSongs)
  let features = (0..<count * inputs).map { _ in 2 * stream.uniform() - 1 }
  let labels = (0..<count).map { UInt8(features[$0 * inputs] + stream.uniform() > 0.5 ? 1 : 0) }
  return TrainingRows(
    features: features, labels: labels, weights: (0..<count).map { 0.5 + Float($0 % 3) })
}

/// A net with biases that are not 0.
func testNet(inputs: Int, hidden: [Int]) -> MLP {
  let shape = MLPShape(inputs: inputs, hidden: hidden)
  var stream = testStream(.initialWeights)
  return MLP(
    shape: shape, parameters: (0..<shape.parameterCount).map { _ in stream.uniform() - 0.5 })
}
