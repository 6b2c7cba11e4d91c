import RandomStreams
import Training

func testStream(_ purpose: StreamPurpose, index: Int = 0) -> RandomStream {
  RandomStream(key: StreamKey(high: 3, low: 4), purpose: purpose, index: index)
}

/// What rows are made of.
struct TestNumbers {
  let features: [Float]
  let labels: [UInt8]
  let weights: [Float]
}

/// Rows whose label depends on the first feature, with weights from 0.5 to 2.5.
func testNumbers(_ count: Int, inputs: Int) -> TestNumbers {
  var stream = testStream(.generatedSongs)
  let features = (0..<count * inputs).map { _ in 2 * stream.uniform() - 1 }
  let labels = (0..<count).map { UInt8(features[$0 * inputs] + stream.uniform() > 0.5 ? 1 : 0) }
  return TestNumbers(
    features: features, labels: labels, weights: (0..<count).map { 0.5 + Float($0 % 3) })
}

func testRows(
  _ count: Int, inputs: Int, steps: Int = 1, present: [Bool]? = nil
) -> TrainingRows {
  let numbers = testNumbers(count * steps, inputs: inputs)
  return TrainingRows(
    features: FeatureMatrix(numbers.features, width: inputs), steps: steps,
    labels: numbers.labels, weights: numbers.weights, present: present)
}

/// A net with biases that are not 0.
func testNet(inputs: Int, hidden: [Int]) -> MLP {
  let shape = MLPShape(inputs: inputs, hidden: hidden)
  var stream = testStream(.initialWeights)
  return MLP(
    shape: shape, parameters: (0..<shape.parameterCount).map { _ in stream.uniform() - 0.5 })
}

/// A net with biases of all sizes.
func testLSTM(inputs: Int, units: Int) -> LSTM {
  let shape = LSTMShape(inputs: inputs, units: units)
  var stream = testStream(.initialWeights)
  return LSTM(
    shape: shape, parameters: (0..<shape.parameterCount).map { _ in 2 * stream.uniform() - 1 })
}

/// Steps of which about a third is missing: at the beginning, at the end and between; none of the rows is empty.
func testPresence(_ rows: Int, steps: Int) -> [Bool] {
  var stream = testStream(.trainingPart)
  return (0..<rows).flatMap { row in
    let kept = stream.below(steps)
    return (0..<steps).map { $0 == kept || stream.below(3) > 0 }
  }
}

/// What dropout multiplies each unit of each row by, drawn as `Dropout` says: `[row][unit]`.
func testFactors(
  _ stream: inout RandomStream, rate: Float, width: Int, rows: Int
) -> [[Double]] {
  var factors = [[Double]](repeating: [Double](repeating: 0, count: width), count: rows)
  var bits: [UInt64] = []
  for unit in 0..<width {
    for row in 0..<rows {
      if bits.isEmpty {
        let word = stream.next()
        bits = (0..<4).map { word >> (16 * UInt64($0)) & 0xFFFF }
      }
      let isLeftOut = Double(bits.removeFirst()) < (Double(rate) * 65536).rounded()
      factors[row][unit] = isLeftOut ? 0 : Double(1 / (1 - rate))
    }
  }
  return factors
}
