import Foundation
import Training

/// An LSTM in double precision, written from the definition: one row and one step at a time, no gradient of its own.
struct ReferenceLSTM {
  let shape: LSTMShape
  var parameters: [Double]

  init(_ net: LSTM) {
    shape = net.shape
    parameters = net.parameters.map { Double($0) }
  }

  /// What dropout multiplies the inputs and the former outputs of each row by.
  struct Factors {
    let inputs: [[Double]]
    let recurrent: [[Double]]
  }

  /// sum(weight × -log p[label]) / steps that are there + l2 × the sum of squares of the input kernel.
  func loss(
    _ rows: TestNumbers, steps: Int, present: [Bool], l2: Double, factors: Factors? = nil
  ) -> Double {
    var sum = 0.0
    for row in 0..<rows.labels.count / steps {
      let range = row * steps..<(row + 1) * steps
      let features = rows.features[
        range.lowerBound * shape.inputs..<range.upperBound * shape.inputs]
      let probabilities = topProbabilities(
        features.map { Double($0) }, present: Array(present[range]),
        inputFactors: factors?.inputs[row], recurrentFactors: factors?.recurrent[row])
      for (probability, index) in zip(probabilities, range) where present[index] {
        let likelihood = rows.labels[index] == 1 ? probability : 1 - probability
        sum -= Double(rows.weights[index]) * log(likelihood)
      }
    }
    let kernel = parameters[..<(shape.inputs * 4 * shape.units)]
    return sum / Double(present.count { $0 }) + l2 * kernel.reduce(0) { $0 + $1 * $1 }
  }

  private func topProbabilities(
    _ features: [Double], present: [Bool], inputFactors: [Double]?, recurrentFactors: [Double]?
  ) -> [Double] {
    let (inputs, units) = (shape.inputs, shape.units)
    let recurrent = inputs * 4 * units
    let bias = recurrent + units * 4 * units
    let (softmax, softmaxBias) = (bias + 4 * units, bias + 4 * units + units * 2)
    var (h, c) = ([Double](repeating: 0, count: units), [Double](repeating: 0, count: units))
    return present.indices.map { step in
      if present[step] {
        let x = (0..<inputs).map { features[step * inputs + $0] * (inputFactors?[$0] ?? 1) }
        let before = (0..<units).map { h[$0] * (recurrentFactors?[$0] ?? 1) }
        let sums = (0..<4 * units).map { gate in
          parameters[bias + gate]
            + (0..<inputs).reduce(0) { $0 + x[$1] * parameters[$1 * 4 * units + gate] }
            + (0..<units).reduce(0) {
              $0 + before[$1] * parameters[recurrent + $1 * 4 * units + gate]
            }
        }
        for u in 0..<units {
          let (i, f) = (logistic(sums[u]), logistic(sums[units + u]))
          c[u] = f * c[u] + i * tanh(sums[2 * units + u])
          h[u] = logistic(sums[3 * units + u]) * tanh(c[u])
        }
      }
      let logits = (0..<2).map { o in
        (0..<units).reduce(parameters[softmaxBias + o]) {
          $0 + h[$1] * parameters[softmax + $1 * 2 + o]
        }
      }
      return logistic(logits[1] - logits[0])
    }
  }

  private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
