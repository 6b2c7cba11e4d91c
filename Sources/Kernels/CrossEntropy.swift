/// Two-way softmax, its cross-entropy and the gradient of that, on one panel.
///
/// Both are computed from the difference of the two logits, as TensorFlow does it for a Keras model
/// that ends in a softmax: no probability is clipped, so that the loss of a sure and wrong answer
/// keeps its size and its gradient. The gradient of a sure and right answer is 0 where the other
/// label's probability is less than `negligible`.
///
/// - Parameters:
///   - logits: `[2 × 16]`.
///   - signs: `[16]`, +1 for label 1 and -1 for label 0.
///   - weights: `[16]`, what each row's loss is multiplied by; 0 for a missing row.
///   - lossSums: `[16]`, to each of which the weighted loss of its row is added.
///   - gradient: `[2 × 16]`, of the weighted loss with respect to the logits.
public func softmaxCrossEntropyBackward(
  logits: UnsafePointer<Float>, signs: UnsafePointer<Float>, weights: UnsafePointer<Float>,
  lossSums: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
) {
  let sign = load(signs)
  let weight = load(weights)
  // By how much the label's logit falls short of the other one.
  let shortfall = (load(logits) - load(logits + panelRows)) * sign
  let decay = exponential(-magnitude(shortfall))
  let otherProbability = logistic(shortfall, decay: decay)
  let positivePart = shortfall.replacing(with: Lanes(), where: shortfall .< Lanes())
  let loss = positivePart + logarithm(Lanes(repeating: 1) + decay)

  store(load(lossSums) + weight * loss, lossSums)
  let moving = otherProbability.replacing(
    with: Lanes(), where: otherProbability .< Lanes(repeating: negligible))
  let slope = weight * moving * sign
  store(slope, gradient)
  store(-slope, gradient + panelRows)
}

/// The softmax probability of label 1, on one panel.
///
/// - Parameters:
///   - logits: `[2 × 16]`.
///   - probabilities: `[16]`.
public func softmaxForward(
  logits: UnsafePointer<Float>, into probabilities: UnsafeMutablePointer<Float>
) {
  let difference = load(logits + panelRows) - load(logits)
  store(logistic(difference, decay: exponential(-magnitude(difference))), probabilities)
}

/// 1 / (1 + e⁻ˣ), given `decay` = e to the power of -|x|, which cannot overflow.
@inline(__always)
private func logistic(_ x: Lanes, decay: Lanes) -> Lanes {
  let nearer = Lanes(repeating: 1) / (Lanes(repeating: 1) + decay)
  return nearer.replacing(with: nearer * decay, where: x .< Lanes())
}

@inline(__always)
private func magnitude(_ x: Lanes) -> Lanes {
  x.replacing(with: -x, where: x .< Lanes())
}
