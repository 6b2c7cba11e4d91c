/// The sum of squares of a kernel's weights, weight k in partial sum k mod 16.
public func l2Forward(_ kernel: UnsafePointer<Float>, count: Int) -> Float {
  var sums = Lanes()
  let whole = count - count % panelRows
  for k in Swift.stride(from: 0, to: whole, by: panelRows) {
    let weights = load(kernel + k)
    sums += weights * weights
  }
  for k in whole..<count { sums[k - whole] += kernel[k] * kernel[k] }
  var total: Float = 0
  for lane in 0..<panelRows { total += sums[lane] }
  return total
}

/// Sets the gradient of a kernel to that of `l2` × sum(weight²).
public func l2Backward(
  _ kernel: UnsafePointer<Float>, count: Int, l2: Float,
  into gradient: UnsafeMutablePointer<Float>
) {
  let slope = 2 * l2
  for k in 0..<count { gradient[k] = slope * kernel[k] }
}

/// One step of Adam in Keras' form: epsilon is added to the root of the uncorrected second moment.
///
/// Source: Kingma and Ba: "Adam: a method for stochastic optimization" (2015), the reordered form
/// at the end of section 2, with its hatted epsilon. Unlike there, first moments nearer to 0 than
/// `negligible` become 0: divided by an epsilon of 1e-7 they would still move no weight.
///
/// - Parameters:
///   - parameters: `[count]`, as are `gradient` and the moments.
///   - count: a multiple of 16.
///   - firstRate: 1 - β₁.
///   - secondRate: 1 - β₂.
///   - stepSize: learning rate × √(1 - β₂ᵗ) / (1 - β₁ᵗ).
public func adamStep(
  _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
  firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>, count: Int,
  firstRate: Float, secondRate: Float, stepSize: Float, epsilon: Float
) {
  let negligible = Lanes(repeating: negligible)
  for k in Swift.stride(from: 0, to: count, by: panelRows) {
    let g = load(gradient + k)
    var m = load(firstMoment + k)
    var v = load(secondMoment + k)
    m += (g - m) * firstRate
    m = m.replacing(with: Lanes(), where: (m .< negligible) .& (m .> -negligible))
    v += (g * g - v) * secondRate
    store(m, firstMoment + k)
    store(v, secondMoment + k)
    let step = m * stepSize / (v.squareRoot() + Lanes(repeating: epsilon))
    store(load(parameters + k) - step, parameters + k)
  }
}
