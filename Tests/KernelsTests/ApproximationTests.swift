import Foundation
import KernelContract
import Kernels
import Testing

/// The approximations against the system's functions in double precision, at every 1009th float of
/// each domain, and at the one where the error is largest: all floats were tried once.
@Suite struct ApproximationTests {
  /// The floats from one to another of the same sign, and the last one.
  private static func floats(from first: Float, to last: Float, by step: Int = 1009) -> [Float] {
    stride(from: first.bitPattern, to: last.bitPattern, by: step).map { Float(bitPattern: $0) }
      + [last]
  }

  /// The largest distance from the exact value, in units of the last place of the nearest float.
  private func largestError(
    _ floats: [Float], of approximation: (Float) -> Float, from exact: (Double) -> Double
  ) -> Double {
    floats.reduce(0) { largest, x in
      let value = exact(Double(x))
      return max(largest, abs(Double(approximation(x)) - value) / Double(Float(value).ulp))
    }
  }

  private static let negative = floats(from: -0.0, to: -87)
  private static let magnitudes = floats(from: 0, to: .infinity)

  @Test func `exponentials are within 0.88 units in the last place`() {
    let error = largestError(
      Self.negative + [-0x1.b492e4p+4], of: ReferenceKernels.exponential(ofNegative:), from: exp)
    #expect(abs(error - 0.8741) < 0.0001)
  }

  @Test func `exponentials below -87 are at most 2⁻¹²⁵, and that of NaN is NaN`() {
    let wrong = Self.floats(from: -87, to: -.infinity).first { x in
      let value = ReferenceKernels.exponential(ofNegative: x)
      return value <= 0 || value > 0x1p-125
    }
    #expect(wrong == nil)
    #expect(ReferenceKernels.exponential(ofNegative: 0) == 1)
    #expect(ReferenceKernels.exponential(ofNegative: .nan).isNaN)
  }

  @Test func `logarithms of 1 + x are within 1.4 units in the last place`() {
    let floats = Self.floats(from: 0x1p-40, to: 1) + [0x1.f23bdep-1]
    let error = largestError(floats, of: ReferenceKernels.logarithm(ofOnePlus:), from: log1p)
    #expect(abs(error - 1.3115) < 0.0001)
    #expect(ReferenceKernels.logarithm(ofOnePlus: 0) == 0)
  }

  @Test func `hyperbolic tangents are within 5.3 units in the last place`() {
    let normal = Self.magnitudes.filter { $0.isNormal }
    let error = largestError(
      normal + [0x1.7ba45cp+2], of: ReferenceKernels.hyperbolicTangent, from: tanh)
    #expect(abs(error - 5.2426) < 0.0001)
    let subnormal = Self.magnitudes.filter { $0.isSubnormal }
    #expect(largestError(subnormal, of: ReferenceKernels.hyperbolicTangent, from: tanh) < 5.3)
  }

  @Test func `hyperbolic tangents are odd and never beyond 1`() {
    let wrong = Self.magnitudes.first { x in
      let value = ReferenceKernels.hyperbolicTangent(x)
      let opposite = ReferenceKernels.hyperbolicTangent(-x)
      return value.sign == .minus || value > 1 || opposite.bitPattern != (-value).bitPattern
    }
    #expect(wrong == nil)
    #expect(ReferenceKernels.hyperbolicTangent(.infinity) == 1)
    #expect(ReferenceKernels.hyperbolicTangent(-.infinity) == -1)
    #expect(ReferenceKernels.hyperbolicTangent(.nan).isNaN)
  }

  @Test func `logistics are within 1.7e-7, and from 0 to 1`() {
    let values = Self.magnitudes + Self.magnitudes.map { -$0 } + [0x1.09abc4p+3]
    let error = values.reduce(0) { largest, x in
      max(largest, abs(Double(ReferenceKernels.logistic(x)) - 1 / (1 + exp(-Double(x)))))
    }
    #expect(values.allSatisfy { 0...1 ~= ReferenceKernels.logistic($0) })
    #expect(abs(error - 1.6965e-7) < 1e-11)
    #expect(ReferenceKernels.logistic(0) == 0.5)
    #expect(ReferenceKernels.logistic(.nan).isNaN)
  }

  @Test func `square roots of normal numbers are within 0.76 units in the last place`() {
    let normal = Self.magnitudes.filter { $0.isNormal }
    let error = largestError(normal + [0x1.007376p-126], of: ReferenceKernels.squareRoot) {
      $0.squareRoot()
    }
    #expect(abs(error - 0.7518) < 0.0001)
    #expect(ReferenceKernels.squareRoot(0).bitPattern == 0)
    for x in Self.magnitudes.filter(\.isSubnormal) {
      #expect(0...x.squareRoot() * 1.000_001 ~= ReferenceKernels.squareRoot(x))
    }
    #expect(ReferenceKernels.squareRoot(.nan).isNaN)
  }
}

/// The approximations inside kernels, at floats of all sizes.
@Suite struct ApproximationBitsTests {
  /// Every 99991st float, those that are not numbers among them.
  private let floats = stride(from: UInt32(0), to: .max, by: 99991).map { Float(bitPattern: $0) }

  /// Panels whose first feature has one number a row.
  private func panels(_ values: [Float], width: Int) -> [Float] {
    var panels = [Float](repeating: 0, count: paddedRows(values.count) * paddedWidth(width))
    forEachPanelIndex(width: width, rows: values.count) { index, row, feature in
      if feature == 0 { panels[index] = values[row] }
    }
    return panels
  }

  @Test(arguments: supportedSets)
  func `softmax has the reference's bits for logits of all sizes`(set: InstructionSet) {
    let rows = floats.count
    let logits = panels(floats.map { $0.isNaN ? .nan : $0 }, width: 2)
    let initial = [Float](repeating: 9, count: paddedRows(rows))
    expectReferenceBits(set, writing: [Target(values: initial, rows: rows)]) { kernels, target in
      kernels.softmaxForward(logits, rows: rows, into: target[0])
    }
    for sign: Float in [1, -1] {
      let weights = (0..<paddedRows(rows)).map { $0 < rows ? sign : 0 }
      let sums = Target([Float](repeating: 0, count: 16))
      expectReferenceBits(
        set, writing: [Target(panels: logits, width: 2, rows: rows), sums]
      ) { kernels, target in
        kernels.softmaxBackward(
          logits, signedWeights: weights, scale: 1, rows: rows, lossSums: target[1],
          into: target[0])
      }
    }
  }

  /// Losses are compared row by row: a sum that is not a number would hide all others.
  @Test(arguments: supportedSets)
  func `cross-entropies have the reference's bits for logits of all sizes`(set: InstructionSet) {
    let finite = floats.filter { abs($0) < 200 }
    for first in stride(from: 0, to: finite.count, by: 16) {
      let values = Array(finite[first..<min(finite.count, first + 16)])
      let logits = panels(values, width: 2)
      let weights = (0..<32).map { $0 < values.count ? Float(1) : 0 }
      let targets = [
        Target(panels: logits, width: 2, rows: values.count),
        Target([Float](repeating: 0, count: 16)),
      ]
      expectReferenceBits(set, writing: targets) { kernels, target in
        kernels.softmaxBackward(
          logits, signedWeights: weights, scale: 1, rows: values.count, lossSums: target[1],
          into: target[0])
      }
    }
  }

  @Test(arguments: supportedSets)
  func `gates have the reference's bits for sums of all sizes`(set: InstructionSet) {
    let rows = floats.count
    var gates = panels(floats, width: 4)
    for panel in stride(from: 0, to: gates.count, by: paddedWidth(4) * panelRows) {
      for index in panel..<panel + panelRows {
        for gate in 1..<4 { gates[index + gate * panelRows] = gates[index] }
      }
    }
    let zeros = panels([Float](repeating: 0, count: rows), width: 1)
    let ones = [Float](repeating: 1, count: paddedRows(rows))
    let state = Target(panels: zeros, width: 1, rows: rows)
    expectReferenceBits(
      set, writing: [Target(panels: gates, width: 4, rows: rows), state, state, state]
    ) { kernels, target in
      kernels.lstmForward(
        gates: target[0], present: ones, units: 1, rows: rows, previousCell: zeros,
        previousHidden: zeros, cell: target[1], cellTanh: target[2], hidden: target[3])
    }
  }

  @Test(arguments: supportedSets)
  func `Adam has the reference's bits for second moments of all sizes`(set: InstructionSet) {
    let moments = floats.filter { $0.sign == .plus }
    let count = moments.count / 16 * 16
    let zeros = [Float](repeating: 0, count: count)
    let step = AdamStep(firstRate: 0.1, secondRate: 0.001, size: 0.01, epsilon: 1e-7)
    let targets = [zeros, zeros.map { _ in 0.5 }, Array(moments.prefix(count))]
    expectReferenceBits(set, writing: targets.map { Target($0) }) { kernels, target in
      kernels.adamStep(
        target[0], gradient: zeros, firstMoment: target[1], secondMoment: target[2],
        count: count, step: step)
    }
  }
}
