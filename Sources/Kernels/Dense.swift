/// What a dense layer does to its sums.
public enum Activation: Sendable {
  /// Negative sums become 0.
  case relu
  /// Sums stay as they are.
  case linear
}

/// One dense layer on one panel: `output = activation(input · kernel + bias)`.
///
/// - Parameters:
///   - input: `[inputs × 16]`.
///   - parameters: the kernel `[inputs × outputs]`, row-major, then the bias `[outputs]`.
///   - output: `[outputs × 16]`.
public func denseForward(
  _ input: UnsafePointer<Float>, parameters: UnsafePointer<Float>, inputs: Int, outputs: Int,
  activation: Activation, into output: UnsafeMutablePointer<Float>
) {
  let bias = parameters + inputs * outputs
  var o = 0
  while o + 2 <= outputs {
    var first = Lanes(repeating: bias[o])
    var second = Lanes(repeating: bias[o + 1])
    for i in 0..<inputs {
      let x = load(input + i * panelRows)
      first += x * parameters[i * outputs + o]
      second += x * parameters[i * outputs + o + 1]
    }
    store(activate(first, activation), output + o * panelRows)
    store(activate(second, activation), output + (o + 1) * panelRows)
    o += 2
  }
  guard o < outputs else { return }
  var last = Lanes(repeating: bias[o])
  for i in 0..<inputs { last += load(input + i * panelRows) * parameters[i * outputs + o] }
  store(activate(last, activation), output + o * panelRows)
}

/// The loss's gradient with respect to the sums of the hidden layer below, on one panel.
///
/// - Parameters:
///   - outputGradient: `[outputs × 16]`, with respect to this layer's sums.
///   - kernel: `[inputs × outputs]`, row-major.
///   - input: `[inputs × 16]`, what the hidden layer gave; where it is not positive, no gradient
///     passes its ReLU.
///   - inputGradient: `[inputs × 16]`.
public func denseInputBackward(
  _ outputGradient: UnsafePointer<Float>, kernel: UnsafePointer<Float>,
  input: UnsafePointer<Float>, inputs: Int, outputs: Int,
  into inputGradient: UnsafeMutablePointer<Float>
) {
  var i = 0
  while i + 2 <= inputs {
    let row = kernel + i * outputs
    var first = Lanes()
    var second = Lanes()
    for o in 0..<outputs {
      let gradient = load(outputGradient + o * panelRows)
      first += gradient * row[o]
      second += gradient * row[outputs + o]
    }
    let offset = i * panelRows
    store(passed(first, input + offset), inputGradient + offset)
    store(passed(second, input + offset + panelRows), inputGradient + offset + panelRows)
    i += 2
  }
  guard i < inputs else { return }
  var last = Lanes()
  for o in 0..<outputs {
    last += load(outputGradient + o * panelRows) * kernel[i * outputs + o]
  }
  store(passed(last, input + i * panelRows), inputGradient + i * panelRows)
}

/// Adds one panel's share to the gradient of a layer's parameters, row after row of the panel.
///
/// - Parameters:
///   - input: `[inputs × 16]`.
///   - outputGradient: `[16 × stride]`, with respect to the layer's sums, transposed by
///     `panelTranspose`.
///   - stride: `outputs` rounded up to a multiple of 16.
///   - gradient: the kernel's `[inputs × outputs]`, row-major, then the bias's `[outputs]`, and
///     room for 15 floats more. Up to 15 floats past a row are read and written back: what follows
///     must be finite, and keeps its value.
public func denseWeightsBackward(
  input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, inputs: Int, outputs: Int,
  stride: Int, into gradient: UnsafeMutablePointer<Float>
) {
  for o in Swift.stride(from: 0, to: outputs, by: panelRows) {
    let column = outputGradient + o
    var i = 0
    while i + 2 <= inputs {
      let x = input + i * panelRows
      let target = gradient + i * outputs + o
      var first = load(target)
      var second = load(target + outputs)
      for lane in 0..<panelRows {
        let outputRow = load(column + lane * stride)
        first += outputRow * x[lane]
        second += outputRow * x[panelRows + lane]
      }
      // In this order: the first row's last lanes can hold the second row's head, before its sum.
      store(first, target)
      store(second, target + outputs)
      i += 2
    }
    if i < inputs {
      let target = gradient + i * outputs + o
      var last = load(target)
      for lane in 0..<panelRows {
        last += load(column + lane * stride) * input[i * panelRows + lane]
      }
      store(last, target)
    }
    let biasTarget = gradient + inputs * outputs + o
    var bias = load(biasTarget)
    for lane in 0..<panelRows { bias += load(column + lane * stride) }
    store(bias, biasTarget)
  }
}

@inline(__always)
private func activate(_ sums: Lanes, _ activation: Activation) -> Lanes {
  switch activation {
  // Not a maximum, which would turn NaN into 0 and hide a training that has diverged.
  case .relu: sums.replacing(with: Lanes(), where: sums .< Lanes())
  case .linear: sums
  }
}

@inline(__always)
private func passed(_ gradient: Lanes, _ activations: UnsafePointer<Float>) -> Lanes {
  Lanes().replacing(with: gradient, where: load(activations) .> Lanes())
}
