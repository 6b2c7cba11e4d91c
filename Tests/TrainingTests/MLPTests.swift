import RandomStreams
import Testing
import Training

@Suite struct MLPTests {
  @Test func `a shape counts its parameters and its work`() {
    let deck = MLPShape(inputs: 13, hidden: [30, 10])
    #expect(deck.parameterCount == 752)
    #expect(deck.multiplyAddsPerRow == 710)
    let logistic = MLPShape(inputs: 13, hidden: [])
    #expect(logistic.parameterCount == 28)
    #expect(logistic.multiplyAddsPerRow == 26)
  }

  @Test func `Glorot's kernels fill their intervals and biases are 0`() {
    var stream = testStream(.initialWeights)
    let shape = MLPShape(inputs: 25, hidden: [75, 21])
    let net = MLP(shape: shape, glorotUniform: &stream)
    var rest = net.parameters[...]
    for (inputs, outputs) in [(25, 75), (75, 21), (21, 2)] {
      let limit = (6 / Float(inputs + outputs)).squareRoot()
      let kernel = rest.prefix(inputs * outputs)
      #expect(kernel.allSatisfy { abs($0) <= limit })
      #expect(kernel.min()! < -0.9 * limit && kernel.max()! > 0.9 * limit)
      #expect(abs(kernel.reduce(0, +)) / Float(kernel.count) < 0.2 * limit)
      rest = rest.dropFirst(kernel.count)
      #expect(rest.prefix(outputs).allSatisfy { $0 == 0 })
      rest = rest.dropFirst(outputs)
    }
    #expect(rest.isEmpty)
  }

  @Test(arguments: [[], [1], [30, 10], [17, 2, 16], [256, 128]], [0, 1, 15, 16, 17, 58])
  func `probabilities are those of double precision`(hidden: [Int], count: Int) {
    let net = testNet(inputs: 13, hidden: hidden)
    var stream = testStream(.generatedSongs)
    let features = (0..<count * 13).map { _ in 2 * stream.uniform() - 1 }
    let probabilities = net.topProbabilities(of: FeatureMatrix(features, width: 13))
    #expect(probabilities.count == count)
    let reference = ReferenceMLP(net)
    for (row, probability) in probabilities.enumerated() {
      let exact = reference.topProbability(features[row * 13..<(row + 1) * 13].map { Double($0) })
      #expect(abs(Double(probability) - exact) < 2e-6)
    }
  }
}
