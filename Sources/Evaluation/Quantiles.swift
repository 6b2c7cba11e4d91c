/// The number below which a share of the standard normal distribution lies.
///
/// Source: Wichura: "Algorithm AS 241: the percentage points of the normal distribution" (Applied
/// Statistics, 1988), good to about 16 digits.
///
/// - Parameter share: a number between 0 and 1, which neither is.
package func normalQuantile(_ share: Double) -> Double {
  precondition(share > 0 && share < 1, "a share between 0 and 1")
  let distance = share - 0.5
  if abs(distance) <= 0.425 {
    return distance * centre.value(at: 0.180625 - distance * distance)
  }
  let root = (-naturalLogarithm(min(share, 1 - share))).squareRoot()
  let size = root <= 5 ? middle.value(at: root - 1.6) : tail.value(at: root - 5)
  return distance < 0 ? -size : size
}

/// A ratio of polynomials of degree 7, their coefficients from the constant up.
private struct Ratio {
  let numerator: [Double]
  let denominator: [Double]

  func value(at x: Double) -> Double {
    func polynomial(_ coefficients: [Double]) -> Double {
      coefficients.reversed().reduce(0) { $0 * x + $1 }
    }
    return polynomial(numerator) / polynomial(denominator)
  }
}

private let centre = Ratio(
  numerator: [
    3.387_132_872_796_366_608_0, 133.141_667_891_784_377_45, 1_971.590_950_306_551_442_7,
    13_731.693_765_509_461_125, 45_921.953_931_549_871_457, 67_265.770_927_008_700_853,
    33_430.575_583_588_128_105, 2_509.080_928_730_122_672_7,
  ],
  denominator: [
    1, 42.313_330_701_600_911_252, 687.187_007_492_057_908_30, 5_394.196_021_424_751_107_7,
    21_213.794_301_586_595_867, 39_307.895_800_092_710_610, 28_729.085_735_721_942_674,
    5_226.495_278_852_854_561_0,
  ])

private let middle = Ratio(
  numerator: [
    1.423_437_110_749_683_577_34, 4.630_337_846_156_545_295_90, 5.769_497_221_460_691_405_50,
    3.647_848_324_763_204_605_04, 1.270_458_252_452_368_382_58, 2.417_807_251_774_506_117_70e-1,
    2.272_384_498_926_918_458_33e-2, 7.745_450_142_783_414_076_40e-4,
  ],
  denominator: [
    1, 2.053_191_626_637_758_821_87, 1.676_384_830_183_803_849_40, 6.897_673_349_851_000_045_50e-1,
    1.481_039_764_274_800_745_90e-1, 1.519_866_656_361_645_719_66e-2,
    5.475_938_084_995_344_946_00e-4, 1.050_750_071_644_416_843_24e-9,
  ])

private let tail = Ratio(
  numerator: [
    6.657_904_643_501_103_777_20, 5.463_784_911_164_114_369_90, 1.784_826_539_917_291_335_80,
    2.965_605_718_285_048_912_30e-1, 2.653_218_952_657_612_309_30e-2,
    1.242_660_947_388_078_438_60e-3, 2.711_555_568_743_487_578_15e-5,
    2.010_334_399_292_288_132_65e-7,
  ],
  denominator: [
    1, 5.998_322_065_558_879_376_90e-1, 1.369_298_809_227_358_053_10e-1,
    1.487_536_129_085_061_485_25e-2, 7.868_691_311_456_132_591_00e-4,
    1.846_318_317_510_054_681_80e-5, 1.421_511_758_316_445_888_70e-7,
    2.044_263_103_389_939_785_64e-15,
  ])

/// The number within which, on either side of zero, a share of Student's t distribution lies.
///
/// It is found by halving an interval, as the distribution of a whole number of degrees is a finite
/// sum.
///
/// - Parameters:
///   - share: a number from 0 to below 1.
///   - degreesOfFreedom: at least 1.
package func studentQuantile(_ share: Double, degreesOfFreedom: Int) -> Double {
  precondition(share >= 0 && share < 1, "a share from 0 to below 1")
  precondition(degreesOfFreedom > 0, "at least one degree of freedom")
  var (low, high) = (0.0, 1.0)
  while studentShare(within: high, degreesOfFreedom) < share { high *= 2 }
  while true {
    let middle = (low + high) / 2
    guard middle > low, middle < high else { return high }
    if studentShare(within: middle, degreesOfFreedom) < share {
      low = middle
    } else {
      high = middle
    }
  }
}

/// The share of Student's t distribution that lies within `t` on either side of zero.
///
/// Source: Abramowitz, Stegun: "Handbook of mathematical functions" (1964), 26.7.3 and 26.7.4.
private func studentShare(within t: Double, _ degreesOfFreedom: Int) -> Double {
  let freedom = Double(degreesOfFreedom)
  let hypotenuse = (freedom + t * t).squareRoot()
  let (sine, cosine) = (t / hypotenuse, freedom.squareRoot() / hypotenuse)
  let isOdd = degreesOfFreedom % 2 == 1
  var term = isOdd ? cosine : 1
  var sum = 0.0
  // The terms of cos, cos³, … cosᵛ⁻² or of 1, cos², … cosᵛ⁻².
  for power in stride(from: isOdd ? 1 : 0, through: degreesOfFreedom - 2, by: 2) {
    sum += term
    term *= cosine * cosine * Double(power + 1) / Double(power + 2)
  }
  guard isOdd else { return sine * sum }
  return 2 / Double.pi * (arcTangent(t / freedom.squareRoot()) + sine * sum)
}

/// The angle of a tangent that is not negative: halved until its series ends soon.
private func arcTangent(_ tangent: Double) -> Double {
  if tangent > 1 { return .pi / 2 - arcTangent(1 / tangent) }
  var x = tangent
  for _ in 0..<3 { x /= 1 + (1 + x * x).squareRoot() }
  var (power, sum) = (x, 0.0)
  for index in 0..<12 {
    let term = power / Double(2 * index + 1)
    sum += index % 2 == 0 ? term : -term
    power *= x * x
  }
  return 8 * sum
}
