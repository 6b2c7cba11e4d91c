import CLanes
package import KernelContract

extension VectorKernels {
  package static func adamStep(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>, count: Int,
    step: AdamStep
  ) {
    let firstRate = all(step.firstRate)
    let secondRate = all(step.secondRate)
    let minusSize = all(-step.size)
    let epsilon = all(step.epsilon)
    var k = 0
    while k < count {
      let g = load(gradient + k)
      var m = load(firstMoment + k)
      var v = load(secondMoment + k)
      m = fused(g - m, firstRate, m)
      m = lanes_choose(lanes_magnitude(m), all(negligible), Lanes(), m)
      v = fused(fused(g, g, lanes_negated(v)), secondRate, v)
      store(m, firstMoment + k)
      store(v, secondMoment + k)
      let ratio = m / (squareRoot(v) + epsilon)
      store(fused(ratio, minusSize, load(weights + k)), weights + k)
      k &+= laneCount
    }
  }

  package static func l2Backward(
    _ weights: UnsafePointer<Float>, shape: DenseShape, l2: Float,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let slope = all(2 * l2)
    var sums = Lanes()
    for output in 0..<shape.outputs {
      let row = output &* shape.stride
      var column = 0
      while column < shape.stride {
        let isWeight = lanes_choose(
          laneIndices, all(Float(shape.inputs &- column)), all(1), Lanes())
        let kept = load(weights + row + column) * isWeight
        sums = fused(kept, kept, sums)
        store(slope * kept, gradient + row + column)
        column &+= laneCount
      }
    }
    var total: Float = 0
    for lane in 0..<laneCount { total += sums[lane] }
    return total
  }

  private static var laneIndices: Lanes {
    Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  }
}
