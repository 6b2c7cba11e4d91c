/// The natural logarithm, to within one unit in the last place and with the same bits on every
/// machine.
///
/// With x = 2ᵏ (1 + f), √½ ≤ 1 + f < √2 and s = f / (2 + f), ln(1 + f) = f - f²/2 + s (f²/2 +
/// R(s²)), where R is a polynomial fitted to the rest of the series of ln((1 + s) / (1 - s)).
///
/// Source: the method and the constants of `e_log.c` in Sun's fdlibm (1993).
///
/// - Parameter x: a positive number of full precision (not subnormal, not infinite).
package func naturalLogarithm(_ x: Double) -> Double {
  precondition(x > 0 && x.isNormal, "a positive number of full precision")
  var k = Double(x.exponent)
  var significand = x.significand
  if significand >= 2.squareRoot() {
    significand /= 2
    k += 1
  }
  let f = significand - 1
  let s = f / (2 + f)
  let z = s * s
  let w = z * z
  let odd: Double =
    0.666_666_666_666_673_513
    + w
    * (0.285_714_287_436_623_9149
      + w * (0.181_835_721_616_180_5012 + w * 0.147_981_986_051_165_8591))
  let even: Double =
    0.399_999_999_994_094_1908 + w * (0.222_221_984_321_497_8396 + w * 0.153_138_376_992_093_7332)
  let rest = z * odd + w * even
  let halfSquare = 0.5 * f * f
  // ln 2 in two pieces: the first has so few bits that its product with k is exact.
  let ln2High = 6.931_471_803_691_238_164_90e-01
  let ln2Low = 1.908_214_929_270_587_700_02e-10
  return k * ln2High - ((halfSquare - (s * (halfSquare + rest) + k * ln2Low)) - f)
}
