import Evaluation
import Foundation
import RandomStreams
import Testing

@Suite struct NaturalLogarithmTests {
  private func expectClose(_ x: Double, sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = log(x)
    let distance = abs(naturalLogarithm(x) - expected)
    #expect(distance <= expected.ulp, "ln \(x)", sourceLocation: sourceLocation)
  }

  @Test func `is within one unit in the last place of the platform's`() {
    var random = RandomStream(key: StreamKey(high: 1, low: 1), purpose: .rowOrder)
    for _ in 0..<100_000 {
      expectClose(0.5 + random.uniformDouble())
      let bits = random.next() >> 1
      if Double(bitPattern: bits).isNormal { expectClose(Double(bitPattern: bits)) }
    }
  }

  @Test func `is right at the edges of its pieces`() {
    let edges = [
      1, 2.squareRoot(), 0.5.squareRoot(), 2, 0.5, 1e-15, 1 - 1e-15, Double.leastNormalMagnitude,
      Double.greatestFiniteMagnitude,
    ]
    for edge in edges {
      for x in [edge.nextDown, edge, edge.nextUp] where x.isNormal { expectClose(x) }
    }
    #expect(naturalLogarithm(1) == 0)
  }

  /// What every machine must give.
  @Test func `its bits are fixed`() {
    #expect(naturalLogarithm(10).bitPattern == 0x4002_6BB1_BBB5_5516)
    #expect(naturalLogarithm(0.0644).bitPattern == 0xC005_F0EE_1A6D_5643)
    #expect(naturalLogarithm(0.7).bitPattern == 0xBFD6_D3C3_24E1_3F50)
  }
}
