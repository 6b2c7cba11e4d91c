/// What each kernel computes, one number at a time and in the same order of arithmetic: a kernel
/// must give the same bits.
///
/// Parameters and shapes are those of the kernel of the same name.
package enum Reference {
  package static func panelGather(
    _ features: UnsafePointer<Float>, order: UnsafePointer<UInt32>, count: Int, width: Int,
    into panel: UnsafeMutablePointer<Float>
  ) {
    for feature in 0..<width {
      for lane in 0..<panelRows {
        panel[feature * panelRows + lane] =
          lane < count ? features[Int(order[lane]) * width + feature] : 0
      }
    }
  }

  package static func panelTranspose(
    _ panel: UnsafePointer<Float>, width: Int, stride: Int, into rows: UnsafeMutablePointer<Float>
  ) {
    for lane in 0..<panelRows {
      for feature in 0..<stride {
        rows[lane * stride + feature] = feature < width ? panel[feature * panelRows + lane] : 0
      }
    }
  }

  package static func denseForward(
    _ input: UnsafePointer<Float>, parameters: UnsafePointer<Float>, inputs: Int, outputs: Int,
    activation: Activation, into output: UnsafeMutablePointer<Float>
  ) {
    for o in 0..<outputs {
      for lane in 0..<panelRows {
        var sum = parameters[inputs * outputs + o]
        for i in 0..<inputs { sum += input[i * panelRows + lane] * parameters[i * outputs + o] }
        output[o * panelRows + lane] = activation == .relu && sum < 0 ? 0 : sum
      }
    }
  }

  package static func denseInputBackward(
    _ outputGradient: UnsafePointer<Float>, kernel: UnsafePointer<Float>,
    input: UnsafePointer<Float>, inputs: Int, outputs: Int,
    into inputGradient: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<inputs {
      for lane in 0..<panelRows {
        var sum: Float = 0
        for o in 0..<outputs {
          sum += outputGradient[o * panelRows + lane] * kernel[i * outputs + o]
        }
        inputGradient[i * panelRows + lane] = input[i * panelRows + lane] > 0 ? sum : 0
      }
    }
  }

  package static func denseWeightsBackward(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, inputs: Int, outputs: Int,
    stride: Int, into gradient: UnsafeMutablePointer<Float>
  ) {
    for lane in 0..<panelRows {
      for o in 0..<outputs {
        let slope = outputGradient[lane * stride + o]
        for i in 0..<inputs { gradient[i * outputs + o] += slope * input[i * panelRows + lane] }
        gradient[inputs * outputs + o] += slope
      }
    }
  }

  package static func l2Forward(_ kernel: UnsafePointer<Float>, count: Int) -> Float {
    var total: Float = 0
    for lane in 0..<panelRows {
      var sum: Float = 0
      for k in Swift.stride(from: lane, to: count, by: panelRows) { sum += kernel[k] * kernel[k] }
      total += sum
    }
    return total
  }

  package static func adamStep(
    _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>, count: Int,
    firstRate: Float, secondRate: Float, stepSize: Float, epsilon: Float
  ) {
    for k in 0..<count {
      firstMoment[k] += (gradient[k] - firstMoment[k]) * firstRate
      if abs(firstMoment[k]) < negligible { firstMoment[k] = 0 }
      secondMoment[k] += (gradient[k] * gradient[k] - secondMoment[k]) * secondRate
      parameters[k] -= firstMoment[k] * stepSize / (secondMoment[k].squareRoot() + epsilon)
    }
  }
}
