package import KernelContract

extension ReferenceKernels {
  package static func denseForward(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for o in 0..<shape.outputs {
        var sum = weights[o * shape.stride + shape.inputs]
        for i in 0..<shape.inputs {
          sum.addProduct(
            input[panelIndex(row, i, width: shape.inputs)], weights[o * shape.stride + i])
        }
        output[panelIndex(row, o, width: shape.outputs)] = sum
      }
    }
  }

  package static func denseReLUForward(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    into output: UnsafeMutablePointer<Float>
  ) {
    denseForward(input, weights: weights, shape: shape, rows: rows, into: output)
    for row in 0..<rows {
      for o in 0..<shape.outputs {
        let index = panelIndex(row, o, width: shape.outputs)
        if output[index] < 0 { output[index] = 0 }
      }
    }
  }

  package static func denseForwardAdding(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    to output: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for o in 0..<shape.outputs {
        let index = panelIndex(row, o, width: shape.outputs)
        for i in 0..<shape.inputs {
          output[index].addProduct(
            input[panelIndex(row, i, width: shape.inputs)], weights[o * shape.stride + i])
        }
      }
    }
  }

  package static func denseInputBackwardAdding(
    _ outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, to inputGradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for i in 0..<shape.inputs {
        let index = panelIndex(row, i, width: shape.inputs)
        for o in 0..<shape.outputs {
          inputGradient[index].addProduct(
            outputGradient[panelIndex(row, o, width: shape.outputs)],
            weights[o * shape.stride + i])
        }
      }
    }
  }

  package static func denseReLUInputBackward(
    _ outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, input: UnsafePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for i in 0..<shape.inputs {
        let index = panelIndex(row, i, width: shape.inputs)
        var sum: Float = 0
        for o in 0..<shape.outputs {
          sum.addProduct(
            outputGradient[panelIndex(row, o, width: shape.outputs)],
            weights[o * shape.stride + i])
        }
        inputGradient[index] = input[index] > 0 ? sum : 0
      }
    }
  }

  package static func denseWeightsBackward(
    _ outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, to gradient: UnsafeMutablePointer<Float>
  ) {
    for row in 0..<rows {
      for o in 0..<shape.outputs {
        let slope = outputGradient[panelIndex(row, o, width: shape.outputs)]
        // Up to the constant 1 of the bias.
        for i in 0...shape.inputs {
          gradient[o * shape.stride + i].addProduct(
            slope, input[stripIndex(row, i, width: shape.inputs, rows: rows)])
        }
      }
    }
  }
}
