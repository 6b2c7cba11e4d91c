import Foundation
import Training

/// A net in double precision, written from the definition: one row at a time, no gradient of its
/// own.
struct ReferenceMLP {
  let shape: MLPShape
  var parameters: [Double]

  init(_ net: MLP) {
    shape = net.shape
    parameters = net.parameters.map { Double($0) }
  }

  /// sum(weight × -log p[label]) / rows + l2 × the sum of squares of the hidden kernels.
  ///
  /// - Parameter factors: what each hidden layer's output is multiplied by, if dropped out: `[layer][row][unit]`.
  func loss(_ rows: TestNumbers, l2: Double, factors: [[[Double]]]? = nil) -> Double {
    var sum = 0.0
    for row in rows.labels.indices {
      let features = rows.features[row * shape.inputs..<(row + 1) * shape.inputs]
      let probability = topProbability(
        features.map { Double($0) }, factors: factors?.map { $0[row] })
      let likelihood = rows.labels[row] == 1 ? probability : 1 - probability
      sum -= Double(rows.weights[row]) * log(likelihood)
    }
    return sum / Double(rows.labels.count) + l2 * squaresOfHiddenKernels()
  }

  func topProbability(_ features: [Double], factors: [[Double]]? = nil) -> Double {
    var values = features
    var offset = 0
    for (layer, outputs) in (shape.hidden + [2]).enumerated() {
      let bias = offset + values.count * outputs
      let sums = (0..<outputs).map { o in
        values.indices.reduce(parameters[bias + o]) {
          $0 + values[$1] * parameters[offset + $1 * outputs + o]
        }
      }
      values = layer < shape.hidden.count ? sums.map { max($0, 0) } : sums
      if layer < shape.hidden.count, let factors {
        for o in 0..<outputs { values[o] *= factors[layer][o] }
      }
      offset = bias + outputs
    }
    return 1 / (1 + exp(values[0] - values[1]))
  }

  private func squaresOfHiddenKernels() -> Double {
    var (inputs, offset, sum) = (shape.inputs, 0, 0.0)
    for outputs in shape.hidden {
      sum += parameters[offset..<offset + inputs * outputs].reduce(0) { $0 + $1 * $1 }
      offset += (inputs + 1) * outputs
      inputs = outputs
    }
    return sum
  }
}
