import KernelContract
package import Kernels
public import RandomStreams

/// An LSTM that tells label 1 from label 0 at each time step.
public struct LSTM: Equatable, Sendable {
  /// The layers.
  public let shape: LSTMShape
  /// As in Keras, row-major: the input kernel `[inputs × 4·units]`, the recurrent kernel `[units × 4·units]`, the bias
  /// `[4·units]`, each with the gates i, f, g, o side by side; the softmax layer's kernel `[units × 2]` and bias `[2]`.
  public let parameters: [Float]

  /// Makes a net of its `shape.parameterCount` parameters.
  public init(shape: LSTMShape, parameters: [Float]) {
    precondition(parameters.count == shape.parameterCount, "the shape says how many parameters")
    self.shape = shape
    self.parameters = parameters
  }

  /// Predicts the softmax probability of label 1 for each step of each row: `[rows × steps]`.
  package func topProbabilities(
    of features: FeatureMatrix, steps: Int, present: [Bool]? = nil, kernels: KernelChoice
  ) -> [Float] {
    predict(features, steps: steps, present: present, kernels: kernels).probabilities
  }

  /// What the LSTM layer gives for each step of each row: `[rows × steps × units]`.
  package func outputs(
    of features: FeatureMatrix, steps: Int, present: [Bool]? = nil, kernels: KernelChoice
  ) -> [Float] {
    predict(features, steps: steps, present: present, kernels: kernels).outputs
  }

  private func predict(
    _ features: FeatureMatrix, steps: Int, present: [Bool]?, kernels: KernelChoice
  ) -> (probabilities: [Float], outputs: [Float]) {
    precondition(features.width == shape.inputs, "rows fit the net's inputs")
    precondition(steps > 0 && features.rowCount.isMultiple(of: steps), "every row has all steps")
    precondition(present.map { $0.count == features.rowCount } ?? true, "a step is there or not")
    let present = present?.map { $0 ? 1 : 0 } ?? [Float](repeating: 1, count: features.rowCount)
    defer { withExtendedLifetime(features) {} }
    return FloatMemory.lend { memory in
      let pass = LSTMPass(shape, steps: steps, dropout: nil, kernels: kernels, in: memory)
      let weights = memory.floats(shape.layout.weightCount)
      shape.layout.load(parameters, into: weights)
      let panel = memory.floats(steps * panelRows)
      var (probabilities, outputs): ([Float], [Float]) = ([], [])
      probabilities.reserveCapacity(features.rowCount)
      outputs.reserveCapacity(features.rowCount * shape.units)
      let rowCount = features.rowCount / steps
      for first in stride(from: 0, to: rowCount, by: panelRows) {
        let count = min(panelRows, rowCount - first)
        pass.predict(
          features, present: present, first: first, rows: count, weights: weights, into: panel)
        for row in 0..<count {
          for step in 0..<steps {
            probabilities.append(panel[step * panelRows + row])
            outputs += pass.hidden(step: step, row: row)
          }
        }
      }
      return (probabilities, outputs)
    }
  }
}

extension LSTM {
  /// Draws what Keras draws: kernels uniformly from ±√(6 / (inputs + outputs)), an orthogonal recurrent kernel, biases
  /// of 0 but for the forget gate's, which are 1.
  ///
  /// The rows of the recurrent kernel are made orthonormal one after the other (Gram and Schmidt).
  ///
  /// Source: Glorot and Bengio (2010); Saxe, McClelland and Ganguli: "Exact solutions to the nonlinear dynamics of
  /// learning in deep linear neural networks" (2014); Jozefowicz et al.: "An empirical exploration of recurrent network
  /// architectures" (2015) for the forget gate.
  public init(shape: LSTMShape, glorotUniform stream: inout RandomStream) {
    let (inputs, units) = (shape.inputs, shape.units)
    func uniform(_ count: Int, limit: Float) -> [Float] {
      (0..<count).map { _ in (2 * stream.uniform() - 1) * limit }
    }
    var parameters = uniform(
      inputs * 4 * units, limit: (6 / Float(inputs + 4 * units)).squareRoot())
    parameters += Self.orthonormalRows(units, of: 4 * units, from: &stream)
    parameters += (0..<4 * units).map { units..<2 * units ~= $0 ? 1 : 0 }
    parameters += uniform(units * 2, limit: (6 / Float(units + 2)).squareRoot())
    parameters += [0, 0]
    self.init(shape: shape, parameters: parameters)
  }

  /// Rows of length 1 at right angles to each other: `[count × width]`.
  private static func orthonormalRows(
    _ count: Int, of width: Int, from stream: inout RandomStream
  ) -> [Float] {
    var rows: [[Double]] = []
    while rows.count < count {
      // The sum of twelve uniform numbers is as good as normal here, and the same on every machine.
      var row = (0..<width).map { _ in
        (0..<12).reduce(-6.0) { sum, _ in sum + stream.uniformDouble() }
      }
      for other in rows {
        let share = zip(row, other).reduce(0) { $0 + $1.0 * $1.1 }
        for k in row.indices { row[k] -= share * other[k] }
      }
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      rows.append(row.map { $0 / length })
    }
    return rows.joined().map { Float($0) }
  }
}
