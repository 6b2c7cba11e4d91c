package import KernelContract

extension ReferenceKernels {
  package static func adamStep(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>, count: Int,
    step: AdamStep
  ) {
    for k in 0..<count {
      let g = gradient[k]
      firstMoment[k].addProduct(g - firstMoment[k], step.firstRate)
      if abs(firstMoment[k]) < negligible { firstMoment[k] = 0 }
      secondMoment[k].addProduct((-secondMoment[k]).addingProduct(g, g), step.secondRate)
      let ratio = firstMoment[k] / (squareRoot(secondMoment[k]) + step.epsilon)
      weights[k].addProduct(ratio, -step.size)
    }
  }

  package static func l2Backward(
    _ weights: UnsafePointer<Float>, shape: DenseShape, l2: Float,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    var sums = [Float](repeating: 0, count: laneCount)
    for output in 0..<shape.outputs {
      for column in 0..<shape.stride {
        let index = output * shape.stride + column
        // A bias times 0 keeps its sign.
        let weight = weights[index] * (column < shape.inputs ? 1 : 0)
        sums[column % laneCount].addProduct(weight, weight)
        gradient[index] = 2 * l2 * weight
      }
    }
    return sums.reduce(0, +)
  }
}
