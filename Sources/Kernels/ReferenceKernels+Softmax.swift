import KernelContract

extension ReferenceKernels {
  package static func softmaxBackward(
    _ logits: UnsafePointer<Float>, signedWeights: UnsafePointer<Float>, scale: Float, rows: Int,
    lossSums: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let (zero, one) = (panelIndex(row, 0, width: 2), panelIndex(row, 1, width: 2))
      let difference = logits[zero] - logits[one]
      // By how much the label's logit falls short of the other one.
      let shortfall = signedWeights[row] < 0 ? -difference : difference
      let decay = exponential(ofNegative: -abs(shortfall))
      let loss = (shortfall < 0 ? 0 : shortfall) + logarithm(ofOnePlus: decay)
      let weight = abs(signedWeights[row])
      lossSums[row % laneCount].addProduct(weight, weight > 0 ? loss : 0)

      let probability = probability(shortfall, decay: decay)
      let slope = signedWeights[row] * scale * (probability < negligible ? 0 : probability)
      gradient[zero] = slope
      gradient[one] = -slope
    }
  }

  package static func softmaxForward(
    _ logits: UnsafePointer<Float>, rows: Int, into probabilities: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      let difference =
        logits[panelIndex(row, 1, width: 2)] - logits[panelIndex(row, 0, width: 2)]
      let decay = exponential(ofNegative: -abs(difference))
      probabilities[row] = probability(difference, decay: decay)
    }
  }

  /// 1 / (1 + e⁻ˣ), given `decay` = e to the power of -|x|.
  private static func probability(_ x: Float, decay: Float) -> Float {
    let nearer = 1 / (1 + decay)
    return x < 0 ? nearer * decay : nearer
  }
}
