import CLanes
import KernelContract

extension VectorKernels {
  package static func softmaxBackward(
    _ logits: UnsafePointer<Float>, signedWeights: UnsafePointer<Float>, scale: Float, rows: Int,
    lossSums: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>
  ) {
    var sums = load(lossSums)
    var first = 0
    while first < rows {
      let offset = panelOffset(first, stride: paddedWidth(2))
      let signedWeight = load(signedWeights + first)
      let difference = load(logits + offset) - load(logits + offset + panelRows)
      // By how much the label's logit falls short of the other one.
      let shortfall = lanes_choose(signedWeight, Lanes(), lanes_negated(difference), difference)
      let decay = exponential(ofNegative: lanes_negated(lanes_magnitude(shortfall)))
      let loss = atLeast(0, shortfall) + logarithm(ofOnePlus: decay)
      // What has no weight has no say, whatever its loss: lanes of missing rows hold anything.
      let weight = lanes_magnitude(signedWeight)
      sums = fused(weight, lanes_choose(Lanes(), weight, loss, Lanes()), sums)

      let probability = otherProbability(shortfall, decay: decay)
      let moving = lanes_choose(probability, all(negligible), Lanes(), probability)
      let slope = signedWeight * scale * moving
      store(slope, gradient + offset)
      store(lanes_negated(slope), gradient + offset + panelRows)
      first &+= laneCount
    }
    store(sums, lossSums)
  }

  package static func softmaxForward(
    _ logits: UnsafePointer<Float>, rows: Int, into probabilities: UnsafeMutablePointer<Float>
  ) {
    var first = 0
    while first < rows {
      let offset = panelOffset(first, stride: paddedWidth(2))
      let difference = load(logits + offset + panelRows) - load(logits + offset)
      let decay = exponential(ofNegative: lanes_negated(lanes_magnitude(difference)))
      store(otherProbability(difference, decay: decay), probabilities + first)
      first &+= laneCount
    }
  }

  /// 1 / (1 + e⁻ˣ), given `decay` = e to the power of -|x|, which cannot overflow.
  @inline(__always)
  private static func otherProbability(_ x: Lanes, decay: Lanes) -> Lanes {
    let nearer = all(1) / (all(1) + decay)
    return lanes_choose(x, Lanes(), nearer * decay, nearer)
  }
}
