import Foundation
import Kernels
import Testing

@Suite struct CrossEntropyTests {
  private let logits: [Float] =
    [0, 1, -1, 3, -3, 10, -10, 50, -50, 90, -90, 200, -200, 1e-3, 0.5, 7]
    + [0, -1, 1, 2, 5, -10, 10, -50, 50, -90, 90, -200, 200, 2e-3, 0.25, 7.5]
  private let signs: [Float] = (0..<16).map { $0.isMultiple(of: 3) ? 1 : -1 }
  private let weights: [Float] = (0..<16).map { Float($0 % 5) * 0.25 }

  /// The softmax probability of `label`, and minus its logarithm, in double precision.
  private func expected(lane: Int, label: Int) -> (probability: Double, loss: Double) {
    let shortfall = Double(logits[(1 - label) * 16 + lane]) - Double(logits[label * 16 + lane])
    let loss = max(shortfall, 0) + log1p(exp(-abs(shortfall)))
    return (1 / (1 + exp(shortfall)), loss)
  }

  @Test func `loss and gradient are those of double precision, of sure and wrong answers too`() {
    let before = (0..<16).map { Float($0) / 4 }
    var lossSums = before
    var gradient = [Float](repeating: 9, count: 32)
    softmaxCrossEntropyBackward(
      logits: logits, signs: signs, weights: weights, lossSums: &lossSums, into: &gradient)
    for lane in 0..<16 {
      let label = signs[lane] > 0 ? 1 : 0
      let loss = Double(weights[lane]) * expected(lane: lane, label: label).loss
      #expect(abs(Double(lossSums[lane] - before[lane]) - loss) <= 2e-6 * (1 + loss))
      let probability = expected(lane: lane, label: 1 - label).probability
      let slope = probability < 0x1p-100 ? 0 : Double(weights[lane]) * probability
      #expect(abs(Double(gradient[(1 - label) * 16 + lane]) - slope) <= 3e-7 * slope)
      #expect(gradient[label * 16 + lane] == -gradient[(1 - label) * 16 + lane])
    }
  }

  @Test func `the probability of label 1 is that of double precision`() {
    var probabilities = [Float](repeating: 9, count: 16)
    softmaxForward(logits: logits, into: &probabilities)
    for lane in 0..<16 {
      let exact = expected(lane: lane, label: 1).probability
      #expect(abs(Double(probabilities[lane]) - exact) <= 3e-7 * exact + 1e-44)
    }
  }
}
