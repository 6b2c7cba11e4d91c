import RandomStreams
import Testing
import Training

@Suite struct LSTMTests {
  @Test func `a shape counts its parameters and its work`() {
    let shape = LSTMShape(inputs: 14, units: 10)
    #expect(shape.parameterCount == 1022)
    #expect(shape.multiplyAddsPerStep == 980)
  }

  @Test
  func `first weights are Keras's kind: Glorot's limits, orthonormal rows, open forget gates`() {
    let (inputs, units) = (20, 12)
    var stream = testStream(.initialWeights)
    let net = LSTM(shape: LSTMShape(inputs: inputs, units: units), glorotUniform: &stream)
    var rest = net.parameters[...]
    func take(_ count: Int) -> [Float] {
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    func fillsInterval(_ kernel: [Float], limit: Float) -> Bool {
      kernel.allSatisfy { abs($0) <= limit } && kernel.max()! > 0.9 * limit
        && kernel.min()! < -0.9 * limit
        && abs(kernel.reduce(0, +)) / Float(kernel.count) < 0.2 * limit
    }
    #expect(
      fillsInterval(
        take(inputs * 4 * units), limit: (6 / Float(inputs + 4 * units)).squareRoot()))
    let recurrent = take(units * 4 * units)
    for row in 0..<units {
      for other in 0..<units {
        let product = (0..<4 * units).reduce(Float(0)) {
          $0 + recurrent[row * 4 * units + $1] * recurrent[other * 4 * units + $1]
        }
        #expect(abs(product - (row == other ? 1 : 0)) < 1e-6)
      }
    }
    #expect(take(4 * units) == (0..<4 * units).map { units..<2 * units ~= $0 ? 1 : 0 })
    #expect(fillsInterval(take(units * 2), limit: (6 / Float(units + 2)).squareRoot()))
    #expect(take(2) == [0, 0])
    #expect(rest.isEmpty)
  }
}
