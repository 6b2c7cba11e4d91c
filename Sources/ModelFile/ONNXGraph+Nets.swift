import Training
import Trials

extension ONNXGraph {
  /// The logits of both labels: float32 `[N × 2]`.
  mutating func addLogits(
    of net: TrainedNet.Net, _ inputs: String, scope: String
  ) -> String {
    switch net {
    case .mlp(let net): return addLogits(of: net, inputs, scope: scope)
    case .lstm(let net):
      let outputs = addLastOutputs(of: net, inputs, scope: scope)
      let (units, start) = (net.shape.units, net.shape.parameterCount - (net.shape.units + 1) * 2)
      return addDense(
        net.parameters[start...], shape: [units, 2], outputs, scope: "\(scope)/dense")
    }
  }

  private mutating func addLogits(of net: MLP, _ inputs: String, scope: String) -> String {
    let widths = [net.shape.inputs] + net.shape.hidden + [2]
    var (values, rest) = (inputs, net.parameters[...])
    for index in 0..<widths.count - 1 {
      let layer = "\(scope)/layer\(index)"
      if index > 0 { values = add("\(layer)/relu", "Relu", [values]) }
      let shape = [widths[index], widths[index + 1]]
      values = addDense(rest, shape: shape, values, scope: layer)
      rest = rest.dropFirst((shape[0] + 1) * shape[1])
    }
    return values
  }

  /// A layer whose kernel, of `shape`, and bias come first in `parameters`: `[N × shape[1]]`.
  private mutating func addDense(
    _ parameters: ArraySlice<Float>, shape: [Int], _ inputs: String, scope: String
  ) -> String {
    let kernel = parameters.prefix(shape[0] * shape[1])
    let bias = parameters[kernel.endIndex...].prefix(shape[1])
    return add(
      scope, "Gemm",
      [
        inputs, add("\(scope)/kernel", Tensor(shape: shape, .float32(Array(kernel)))),
        add("\(scope)/bias", Tensor(shape: [shape[1]], .float32(Array(bias)))),
      ])
  }

  /// What the LSTM layer gives at the last step of each row: `[N × units]`.
  private mutating func addLastOutputs(of net: LSTM, _ inputs: String, scope: String) -> String {
    let (width, units) = (net.shape.inputs, net.shape.units)
    let bySteps = add("\(scope)/bySteps", "Transpose", [inputs], [.integers("perm", [1, 0, 2])])
    let input = net.parameters.prefix(width * 4 * units)
    let recurrent = net.parameters[input.endIndex...].prefix(units * 4 * units)
    let bias = net.parameters[recurrent.endIndex...].prefix(4 * units)
    // ONNX has a second bias, for the recurrent kernel.
    let biases = regrouped(bias, units: units) + [Float](repeating: 0, count: 4 * units)
    let weights = [
      add(
        "\(scope)/inputKernel",
        Tensor(shape: [1, 4 * units, width], .float32(regrouped(input, units: units)))),
      add(
        "\(scope)/recurrentKernel",
        Tensor(shape: [1, 4 * units, units], .float32(regrouped(recurrent, units: units)))),
      add("\(scope)/biases", Tensor(shape: [1, 8 * units], .float32(biases))),
    ]
    let last = add(
      "\(scope)/last", "LSTM", [bySteps] + weights, [.integer("hidden_size", units)], place: 1)
    let direction = add("\(scope)/direction", Tensor(shape: [1], .int64([0])))
    return add("\(scope)/outputs", "Squeeze", [last, direction])
  }
}

/// A kernel `[rows × 4·units]` of Keras, with the gates i, f, g, o, as ONNX has it: `[4·units × rows]`, with i, o, f, g.
private func regrouped(_ kernel: ArraySlice<Float>, units: Int) -> [Float] {
  let width = 4 * units
  return [0, 3, 1, 2].flatMap { gate in
    (gate * units..<(gate + 1) * units).flatMap { column in
      stride(from: kernel.startIndex + column, to: kernel.endIndex, by: width).map { kernel[$0] }
    }
  }
}
