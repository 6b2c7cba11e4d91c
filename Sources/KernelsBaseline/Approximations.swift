import CLanes

// The system's exp, log and tanh differ from machine to machine in the last bits, so the kernels bring their own.
// Coefficients are minimax fits, rounded to float and then searched for the least error of this very sequence of
// operations; the errors stated are the largest over all floats of the domain.

/// e to the power of x for x ≤ 0, within 0.88 units in the last place; at most 2⁻¹²⁵ below -87.
@inline(__always)
func exponential(ofNegative x: Lanes) -> Lanes {
  let x = atLeast(-87, x)
  // Added to a number of this size, a small float is rounded to a whole number in the lowest bits.
  let rounder: Float = 0x1.8p23
  let rounded = fused(x, all(0x1.715476p+0), rounder)
  let whole = rounded - all(rounder)
  let r = fused(whole, all(-0x1.7f7d1cp-20), fused(whole, all(-0x1.62e4p-1), x))

  var p = fused(r, all(0x1.6d74eap-10), 0x1.1270ccp-7)
  p = fused(p, r, 0x1.5555e8p-5)
  p = fused(p, r, 0x1.55543p-3)
  p = fused(p, r, 0x1.fffffcp-2)
  p = fused(p, r, 1)
  p = fused(p, r, 1)
  // p × 2ⁿ: n is added to the exponent.
  let exponent = unsafeBitCast(rounded, to: SIMD16<Int32>.self) &<< SIMD16<Int32>(repeating: 23)
  return unsafeBitCast(unsafeBitCast(p, to: SIMD16<Int32>.self) &+ exponent, to: Lanes.self)
}

/// The natural logarithm of 1 + x for x from 0 to 1, within 1.4 units in the last place.
@inline(__always)
func logarithm(ofOnePlus x: Lanes) -> Lanes {
  var p = fused(x, all(-0x1.24b2p-8), 0x1.9d4586p-6)
  p = fused(p, x, -0x1.11707p-4)
  p = fused(p, x, 0x1.d992aap-4)
  p = fused(p, x, -0x1.448f06p-3)
  p = fused(p, x, 0x1.969cb4p-3)
  p = fused(p, x, -0x1.ffb942p-3)
  p = fused(p, x, 0x1.555406p-2)
  p = fused(p, x, -0x1.fffffcp-2)
  return fused(x * x, p, x)
}

/// The hyperbolic tangent as a quotient of polynomials, within 5.3 units in the last place and never beyond ±1.
@inline(__always)
func hyperbolicTangent(_ x: Lanes) -> Lanes {
  let bound: Float = 0x1.0663eep+3
  let x = atMost(bound, atLeast(-bound, x))
  let u = x * x
  var p = fused(u, all(0x1.fde858p-27), 0x1.6b0282p-16)
  p = fused(p, u, 0x1.d22e26p-9)
  p = fused(p, u, 0x1.1316f2p-3)
  var q = fused(u, all(0x1.c16322p-21), 0x1.63178ap-12)
  q = fused(q, u, 0x1.abc1e8p-6)
  q = fused(q, u, 0x1.dee0cep-2)
  q = fused(q, u, 1)
  return fused(x * u, p, x) / q
}

/// 1 / (1 + e⁻ˣ) = ½ + ½ tanh(x / 2), within 1.7e-7.
@inline(__always)
func logistic(_ x: Lanes) -> Lanes {
  fused(hyperbolicTangent(x * 0.5), all(0.5), 0.5)
}

/// √x by Newton's method, within 0.76 units in the last place for normal numbers; 0 for 0.
///
/// A subnormal x gives too small a root, an infinite one NaN. The machine's own square root and division beside it share one unit, and would
/// take twice as long.
@inline(__always)
func squareRoot(_ x: Lanes) -> Lanes {
  // Half the exponent, negated: a first guess of 1 / √x.
  let bits = unsafeBitCast(x, to: SIMD16<Int32>.self)
  let guess = SIMD16<Int32>(repeating: 0x5eff_0c00) &- (bits &>> SIMD16<Int32>(repeating: 1))
  let y = unsafeBitCast(guess, to: Lanes.self)
  var root = x * y
  let correction = fused(lanes_negated(root), y, 0x1.9f1de6p+0)
  root *= correction
  let inverse = y * correction
  root *= fused(lanes_negated(root), inverse, 0x1.e3cf64p+0)
  return fused(fused(lanes_negated(root), root, x), inverse * 0x1.428a3p-1, root)
}
