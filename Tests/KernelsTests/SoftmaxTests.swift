import Foundation
import KernelContract
import Kernels
import Testing

@Suite struct SoftmaxTests {
  /// Sure and unsure answers, right and wrong ones; differences beyond the exponential's range.
  private let differences: [Float] = [
    0, -0.0, 1e-3, -1e-3, 0.5, -0.5, 1, -1, 3, -3, 10, -10, 50, -50, 68, -68, 70, -70, 86.9, -87,
    90, -90, 200, -200, 1e30, -1e30, 1e-30, -0x1p-140, 7, 8, 9,
  ]

  private struct Example {
    let logits: [Float]
    let signedWeights: [Float]
    let gradient: [Float]
  }

  private func example(rows: Int) -> Example {
    var numbers = TestNumbers()
    var logits = numbers.panels(width: 2, rows: rows)
    forEachPanelIndex(width: 2, rows: rows) { index, row, feature in
      if feature == 1 { logits[index] += differences[row % differences.count] }
    }
    let signedWeights = (0..<paddedRows(rows)).map { row -> Float in
      guard row < rows else { return 0 }
      let weight = Float(row % 5) / 4
      return row.isMultiple(of: 3) ? weight : -weight
    }
    return Example(
      logits: logits, signedWeights: signedWeights,
      gradient: numbers.panels(width: 2, rows: rows))
  }

  @Test(arguments: supportedSets, rowCounts)
  func `cross-entropy and its slopes have the reference's bits`(set: InstructionSet, rows: Int) {
    let example = example(rows: rows)
    let sums = (0..<16).map { Float($0) / 4 }
    expectReferenceBits(
      set, writing: [Target(panels: example.gradient, width: 2, rows: rows), Target(sums)]
    ) { kernels, target in
      kernels.softmaxBackward(
        example.logits, signedWeights: example.signedWeights, scale: 1 / 64, rows: rows,
        lossSums: target[1], into: target[0])
    }
  }

  @Test(arguments: supportedSets, rowCounts)
  func `probabilities have the reference's bits`(set: InstructionSet, rows: Int) {
    let example = example(rows: rows)
    let initial = [Float](repeating: 9, count: paddedRows(rows))
    expectReferenceBits(set, writing: [Target(values: initial, rows: rows)]) { kernels, target in
      kernels.softmaxForward(example.logits, rows: rows, into: target[0])
    }
  }

  @Test(arguments: supportedSets)
  func `a logit that is not a number is no sure answer`(set: InstructionSet) {
    var logits = [Float](repeating: 0, count: panelRows * 16)
    logits[0] = .nan
    logits[panelRows + 1] = .nan
    var probabilities = [Float](repeating: 9, count: panelRows)
    set.kernels.softmaxForward(logits, rows: 3, into: &probabilities)
    #expect(probabilities[0].isNaN && probabilities[1].isNaN)
    #expect(probabilities[2] == 0.5)
    var (sums, gradient) = ([Float](repeating: 0, count: 16), logits)
    set.kernels.softmaxBackward(
      logits, signedWeights: [Float](repeating: 1, count: panelRows), scale: 1, rows: 3,
      lossSums: &sums, into: &gradient)
    #expect(sums[0].isNaN && sums[1].isNaN && !sums[2].isNaN)
    #expect(gradient[0].isNaN && gradient[1].isNaN && gradient[2] == 0.5)
  }

  @Test func `loss, slope and probability are those of double precision`() {
    let rows = differences.count
    let example = example(rows: rows)
    var (gradient, probabilities) = (example.gradient, [Float](repeating: 9, count: 32))
    ReferenceKernels.softmaxForward(example.logits, rows: rows, into: &probabilities)
    for row in 0..<rows {
      var sums = [Float](repeating: 0, count: 16)
      let weights = (0..<32).map { $0 == row ? example.signedWeights[row] : 0 }
      ReferenceKernels.softmaxBackward(
        example.logits, signedWeights: weights, scale: 0.5, rows: rows, lossSums: &sums,
        into: &gradient)
      // The difference of logits is rounded to 2⁻²³ of up to 200, hence the tolerance.
      let (zero, one) = (Double(example.logits[row]), Double(example.logits[32 + row]))
      let shortfall = weights[row] < 0 ? one - zero : zero - one
      let weight = Double(abs(weights[row]))
      let loss = weight * (max(shortfall, 0) + log1p(exp(-abs(shortfall))))
      #expect(abs(Double(sums.reduce(0, +)) - loss) <= 2e-5 * loss + 0x1p-125)
      let other = 1 / (1 + exp(-shortfall))
      let slope = other < 0x1p-100 ? 0 : Double(weights[row]) * 0.5 * other
      #expect(abs(Double(gradient[row]) - slope) <= 2e-5 * abs(slope))
      #expect(gradient[32 + row] == -gradient[row])
      let probability = 1 / (1 + exp(zero - one))
      #expect(abs(Double(probabilities[row]) - probability) <= 2e-5 * probability + 0x1p-125)
    }
  }
}
