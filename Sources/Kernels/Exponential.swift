// The system's exp and log differ from machine to machine in the last bits, so the kernels bring
// their own: Cody and Waite's reduction by ln 2 in two parts, polynomials of Moshier's Cephes
// library (expf.c, logf.c).

private var ln2High: Lanes { Lanes(repeating: 0x1.63p-1) }
private var ln2Low: Lanes { Lanes(repeating: -2.121_944_4e-4) }

/// e to the power of each lane; within 1 unit in the last place, for every float.
package func exponential(_ x: SIMD16<Float>) -> SIMD16<Float> {
  // Beyond these bounds the result is 0 or infinity anyway; they keep the exponent below in range.
  let lowest = Lanes(repeating: -104)
  let highest = Lanes(repeating: 89)
  let x =
    x.replacing(with: lowest, where: x .< lowest).replacing(with: highest, where: x .> highest)

  // Added to a number of this size, a small float is rounded to a whole number in the lowest bits.
  let rounder = Lanes(repeating: 0x1.8p23)
  let log2e = Lanes(repeating: 1.442_695_04)
  let rounded = x * log2e + rounder
  let n = rounded - rounder
  let r = (x - n * ln2High) - n * ln2Low

  var p = Lanes(repeating: 1.987_569_15e-4)
  p = p * r + Lanes(repeating: 1.398_199_950_7e-3)
  p = p * r + Lanes(repeating: 8.333_451_907_3e-3)
  p = p * r + Lanes(repeating: 4.166_579_589_4e-2)
  p = p * r + Lanes(repeating: 1.666_666_545_9e-1)
  p = p * r + Lanes(repeating: 5.000_000_120_1e-1)
  p = p * (r * r) + r + Lanes(repeating: 1)

  // Two factors, since 2ⁿ alone can be out of the range of normal numbers.
  let exponent =
    unsafeBitCast(rounded, to: SIMD16<Int32>.self) &- unsafeBitCast(rounder, to: SIMD16<Int32>.self)
  let half = exponent &>> SIMD16<Int32>(repeating: 1)
  return p * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// The natural logarithm of each lane; within 1 unit in the last place, for positive normal numbers.
package func logarithm(_ x: SIMD16<Float>) -> SIMD16<Float> {
  // x = 2ⁿ (1 + f) with 1 + f between √½ and √2.
  let bits = unsafeBitCast(x, to: SIMD16<Int32>.self)
  let squareRootOfHalf = SIMD16<Int32>(repeating: 0x3F35_04F3)
  let exponent = (bits &- squareRootOfHalf) &>> SIMD16<Int32>(repeating: 23)
  let significand = bits &- (exponent &<< SIMD16<Int32>(repeating: 23))
  let f = unsafeBitCast(significand, to: Lanes.self) - Lanes(repeating: 1)
  let rounder = Lanes(repeating: 0x1.8p23)
  let rounded = unsafeBitCast(rounder, to: SIMD16<Int32>.self) &+ exponent
  let n = unsafeBitCast(rounded, to: Lanes.self) - rounder

  var p = Lanes(repeating: 7.037_683_629_2e-2)
  p = p * f + Lanes(repeating: -1.151_461_031e-1)
  p = p * f + Lanes(repeating: 1.167_699_874e-1)
  p = p * f + Lanes(repeating: -1.242_014_084_6e-1)
  p = p * f + Lanes(repeating: 1.424_932_278_7e-1)
  p = p * f + Lanes(repeating: -1.666_805_766_5e-1)
  p = p * f + Lanes(repeating: 2.000_071_476_5e-1)
  p = p * f + Lanes(repeating: -2.499_999_399_3e-1)
  p = p * f + Lanes(repeating: 3.333_333_117_4e-1)
  let square = f * f
  let tail = p * f * square + n * ln2Low - square * Lanes(repeating: 0.5)
  return f + tail + n * ln2High
}

@inline(__always)
private func powerOfTwo(_ exponent: SIMD16<Int32>) -> Lanes {
  let biased = (exponent &+ SIMD16<Int32>(repeating: 127)) &<< SIMD16<Int32>(repeating: 23)
  return unsafeBitCast(biased, to: Lanes.self)
}
