import Foundation
import Kernels
import Testing

@Suite struct ExponentialTests {
  /// The distance from the exact value in units of the last place of the float nearest to it.
  private func unitsInLastPlace(_ value: Float, from exact: Double) -> Double {
    abs(Double(value) - exact) / Double(Float(exact).ulp)
  }

  private func largestError(
    _ patterns: StrideTo<UInt32>, of approximation: (SIMD16<Float>) -> SIMD16<Float>,
    from exact: (Double) -> Double
  ) -> Double {
    patterns.reduce(0) { largest, pattern in
      let x = Float(bitPattern: pattern)
      let value = approximation(SIMD16(repeating: x))[0]
      return max(largest, unitsInLastPlace(value, from: exact(Double(x))))
    }
  }

  @Test func `exponentials are within one unit in the last place, subnormal ones too`() {
    let positive = stride(from: UInt32(0), to: Float(88.722).bitPattern, by: 4099)
    let negative = stride(from: Float(-0.0).bitPattern, to: Float(-104).bitPattern, by: 4099)
    #expect(largestError(positive, of: exponential, from: exp) < 1)
    #expect(largestError(negative, of: exponential, from: exp) < 1)
  }

  @Test func `exponentials of what is out of range are 0, infinite or not a number`() {
    let x: [Float] = [0, -104, -.infinity, 88.73, .infinity]
    #expect(x.map { exponential(SIMD16(repeating: $0))[0] } == [1, 0, 0, .infinity, .infinity])
    #expect(exponential(SIMD16(repeating: .nan))[0].isNaN)
  }

  @Test func `logarithms of normal numbers are within one unit in the last place`() {
    let normal = stride(
      from: Float.leastNormalMagnitude.bitPattern, to: Float.infinity.bitPattern, by: 4099)
    #expect(largestError(normal, of: logarithm, from: log) < 1)
    let nearOne = stride(from: Float(0.9).bitPattern, to: Float(2).bitPattern, by: 41)
    #expect(largestError(nearOne, of: logarithm, from: log) < 1)
  }

  @Test func `every lane has its own exponential and logarithm`() {
    let x = SIMD16<Float>((1...16).map { Float($0) * 0.7 })
    for lane in 0..<16 {
      #expect(exponential(x)[lane] == exponential(SIMD16(repeating: x[lane]))[0])
      #expect(logarithm(x)[lane] == logarithm(SIMD16(repeating: x[lane]))[0])
    }
  }
}
