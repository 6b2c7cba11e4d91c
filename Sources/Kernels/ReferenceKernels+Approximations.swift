extension ReferenceKernels {
  /// e to the power of x for x ≤ 0; at most 2⁻¹²⁵ below -87.
  package static func exponential(ofNegative x: Float) -> Float {
    let x = x < -87 ? -87 : x
    // x = n × log 2 + r: added to a number of this size, n is rounded to its lowest bits.
    let rounder: Float = 0x1.8p23
    let rounded = rounder.addingProduct(x, 0x1.715476p+0)
    let whole = rounded - rounder
    let r = x.addingProduct(whole, -0x1.62e4p-1).addingProduct(whole, -0x1.7f7d1cp-20)
    let power = polynomial(
      r, [0x1.6d74eap-10, 0x1.1270ccp-7, 0x1.5555e8p-5, 0x1.55543p-3, 0x1.fffffcp-2, 1, 1])
    // Times 2ⁿ: n is added to the exponent.
    return Float(bitPattern: power.bitPattern &+ rounded.bitPattern << 23)
  }

  /// The natural logarithm of 1 + x for x from 0 to 1.
  package static func logarithm(ofOnePlus x: Float) -> Float {
    let p = polynomial(
      x,
      [
        -0x1.24b2p-8, 0x1.9d4586p-6, -0x1.11707p-4, 0x1.d992aap-4, -0x1.448f06p-3, 0x1.969cb4p-3,
        -0x1.ffb942p-3, 0x1.555406p-2, -0x1.fffffcp-2,
      ])
    return x.addingProduct(x * x, p)
  }

  /// The hyperbolic tangent.
  package static func hyperbolicTangent(_ x: Float) -> Float {
    let bound: Float = 0x1.0663eep+3
    let x = x < -bound ? -bound : x > bound ? bound : x
    let u = x * x
    let p = polynomial(u, [0x1.fde858p-27, 0x1.6b0282p-16, 0x1.d22e26p-9, 0x1.1316f2p-3])
    let q = polynomial(u, [0x1.c16322p-21, 0x1.63178ap-12, 0x1.abc1e8p-6, 0x1.dee0cep-2, 1])
    return x.addingProduct(x * u, p) / q
  }

  /// 1 / (1 + e⁻ˣ).
  package static func logistic(_ x: Float) -> Float {
    Float(0.5).addingProduct(hyperbolicTangent(x * 0.5), 0.5)
  }

  /// √x for normal numbers, and 0 for 0; a subnormal x gives too small a root.
  package static func squareRoot(_ x: Float) -> Float {
    // Half the exponent, negated: a first guess of 1 / √x.
    let y = Float(bitPattern: 0x5eff_0c00 &- x.bitPattern >> 1)
    var root = x * y
    let correction = Float(0x1.9f1de6p+0).addingProduct(-root, y)
    root *= correction
    let inverse = y * correction
    root *= Float(0x1.e3cf64p+0).addingProduct(-root, inverse)
    return root.addingProduct(x.addingProduct(-root, root), inverse * 0x1.428a3p-1)
  }

  /// Horner's scheme: each step is rounded once.
  private static func polynomial(_ x: Float, _ coefficients: [Float]) -> Float {
    var sum = coefficients[0]
    for coefficient in coefficients.dropFirst() { sum = coefficient.addingProduct(sum, x) }
    return sum
  }
}
