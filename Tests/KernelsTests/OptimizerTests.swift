import Kernels
import Testing

@Suite struct OptimizerTests {
  @Test(arguments: widths) func `a sum of squares has the reference's bits`(count: Int) {
    var numbers = TestNumbers()
    let kernel = numbers.draw(count)
    #expect(l2Forward(kernel, count: count) == Reference.l2Forward(kernel, count: count))
  }

  @Test func `the gradient of L2 is twice the weight, times its factor`() {
    var gradient: [Float] = [9, 9, 9]
    l2Backward([1, -2, 0.5], count: 2, l2: 0.25, into: &gradient)
    #expect(gradient == [0.5, -1, 9])
  }

  @Test func `a first moment decays to 0 and never to a subnormal number`() {
    var (parameters, second) = ([Float](repeating: 1, count: 16), [Float](repeating: 1, count: 16))
    var first = (0..<16).map { Float($0) - 8 }
    let gradient = [Float](repeating: 0, count: 16)
    for _ in 0..<1000 {
      adamStep(
        &parameters, gradient: gradient, firstMoment: &first, secondMoment: &second, count: 16,
        firstRate: 0.1, secondRate: 0.001, stepSize: 0.001, epsilon: 1e-7)
      #expect(first.allSatisfy { !$0.isSubnormal })
    }
    #expect(first.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [16, 64, 752]) func `steps of Adam have the reference's bits`(count: Int) {
    var numbers = TestNumbers()
    var (parameters, first) = (numbers.draw(count), numbers.draw(count))
    first[3] = 1e-30
    var second = numbers.draw(count).map { $0 * $0 }
    var (expectedParameters, expectedFirst, expectedSecond) = (parameters, first, second)
    for step in 1...3 {
      let gradient = numbers.draw(count)
      let stepSize = 0.01 / Float(step)
      adamStep(
        &parameters, gradient: gradient, firstMoment: &first, secondMoment: &second, count: count,
        firstRate: 0.1, secondRate: 0.001, stepSize: stepSize, epsilon: 1e-7)
      Reference.adamStep(
        &expectedParameters, gradient: gradient, firstMoment: &expectedFirst,
        secondMoment: &expectedSecond, count: count,
        firstRate: 0.1, secondRate: 0.001, stepSize: stepSize, epsilon: 1e-7)
    }
    #expect(parameters == expectedParameters)
    #expect(first == expectedFirst)
    #expect(second == expectedSecond)
  }
}
