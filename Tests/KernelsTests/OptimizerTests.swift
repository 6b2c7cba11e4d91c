import KernelContract
import Kernels
import Testing

@Suite struct OptimizerTests {
  private let step = AdamStep(firstRate: 0.1, secondRate: 0.001, size: 0.01, epsilon: 1e-7)

  @Test(arguments: supportedSets)
  func `a gradient of L2 and its sum of squares have the reference's bits`(set: InstructionSet) {
    for shape in shapes {
      var numbers = TestNumbers()
      let weights = numbers.weights(shape)
      let initial = numbers.draw(weights.count)
      expectReferenceBits(
        set, writing: [Target(initial), Target([9])], "\(shape)"
      ) { kernels, target in
        target[1][0] = kernels.l2Backward(weights, shape: shape, l2: 0.02, into: target[0])
      }
    }
  }

  @Test(arguments: supportedSets)
  func `the gradient of L2 is twice the weight, times its factor, but for biases`(
    set: InstructionSet
  ) {
    let zeros = [Float](repeating: 0, count: 13)
    var gradient = [Float](repeating: 9, count: 32)
    let squares = set.kernels.l2Backward(
      [1, -2, 0.5] + zeros + [3, 4, -0.5] + zeros, shape: DenseShape(inputs: 2, outputs: 2),
      l2: 0.25, into: &gradient)
    #expect(squares == 30)
    #expect(gradient == [0.5, -1, 0] + zeros + [1.5, 2, 0] + zeros)
  }

  @Test(arguments: supportedSets, [0, 16, 48, 752])
  func `steps of Adam have the reference's bits`(set: InstructionSet, count: Int) {
    var numbers = TestNumbers()
    let gradients = (0..<3).map { _ in numbers.draw(count) }
    let second = numbers.draw(count).map { $0 * $0 }
    let targets = [numbers.draw(count), numbers.draw(count).map { $0 * $0 * $0 }, second]
    expectReferenceBits(set, writing: targets.map { Target($0) }) { kernels, target in
      for gradient in gradients {
        kernels.adamStep(
          target[0], gradient: gradient, firstMoment: target[1], secondMoment: target[2],
          count: count, step: step)
      }
    }
  }

  @Test(arguments: supportedSets)
  func `steps of Adam from extreme moments have the reference's bits`(set: InstructionSet) {
    let extremes: [Float] = [
      0, 0x1p-100, 0x1.fffffep-101, 1e-38, 0x1p-133, .leastNonzeroMagnitude, 1e19, 1e30, .infinity,
      .nan, 1, 1e-7, 1e-14, 3e-15, 1e10, 0x1p-126,
    ]
    let pairs = extremes.flatMap { first in extremes.map { (first, $0) } }
    for gradient: Float in [0, 1, -1e-20, .nan] {
      let gradients = [Float](repeating: gradient, count: pairs.count)
      let targets = [gradients.map { _ in 0.5 }, pairs.map { -$0.0 }, pairs.map { $0.1 }]
      expectReferenceBits(set, writing: targets.map { Target($0) }) { kernels, target in
        kernels.adamStep(
          target[0], gradient: gradients, firstMoment: target[1], secondMoment: target[2],
          count: pairs.count, step: step)
      }
    }
  }

  @Test(arguments: supportedSets)
  func `a first moment decays to 0 and never to a subnormal number`(set: InstructionSet) {
    var (weights, second) = ([Float](repeating: 1, count: 16), [Float](repeating: 1, count: 16))
    var first = (0..<16).map { Float($0) - 8 }
    let gradient = [Float](repeating: 0, count: 16)
    for _ in 0..<1000 {
      set.kernels.adamStep(
        &weights, gradient: gradient, firstMoment: &first, secondMoment: &second, count: 16,
        step: step)
      #expect(first.allSatisfy { !$0.isSubnormal })
    }
    #expect(first.allSatisfy { $0 == 0 })
  }
}
