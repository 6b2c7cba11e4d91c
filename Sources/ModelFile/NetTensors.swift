import Songs
import Training
import Trials

/// One net with its scale, as named tensors.
struct NetTensors {
  let tensors: [String: Tensor]

  init(_ net: TrainedNet) {
    let columns = net.scaling.columns
    let count = [columns.count]
    var tensors = [
      "scaler.origin": Tensor(shape: count, .float64(columns.map(\.origin))),
      "scaler.factor": Tensor(shape: count, .float64(columns.map(\.factor))),
      "scaler.median": Tensor(shape: count, .float32(columns.map(\.median))),
    ]
    for (name, tensor) in net.net.tensors { tensors[name] = tensor }
    self.tensors = tensors
  }
}

extension TrainedNet.Net {
  /// The parameters, each in Keras' layout, in Keras' order.
  var tensors: [(name: String, tensor: Tensor)] {
    var rest = parameters[...]
    return tensorShapes.map { name, shape in
      let size = shape.reduce(1, *)
      defer { rest = rest.dropFirst(size) }
      return (name, Tensor(shape: shape, .float32(Array(rest.prefix(size)))))
    }
  }

  fileprivate var parameters: [Float] {
    switch self {
    case .mlp(let net): net.parameters
    case .lstm(let net): net.parameters
    }
  }

  /// The names and shapes of the parameters, in their order.
  fileprivate var tensorShapes: [(name: String, shape: [Int])] {
    switch self {
    case .mlp(let net): Self.shapes(of: net.shape)
    case .lstm(let net): Self.shapes(of: net.shape)
    }
  }

  private static func shapes(of shape: MLPShape) -> [(name: String, shape: [Int])] {
    let widths = [shape.inputs] + shape.hidden + [2]
    return zip(widths, widths.dropFirst()).enumerated().flatMap { layer, size in
      [
        ("dense.\(layer).kernel", [size.0, size.1]), ("dense.\(layer).bias", [size.1]),
      ]
    }
  }

  private static func shapes(of shape: LSTMShape) -> [(name: String, shape: [Int])] {
    let (inputs, units) = (shape.inputs, shape.units)
    return [
      ("lstm.kernel", [inputs, 4 * units]), ("lstm.recurrent_kernel", [units, 4 * units]),
      ("lstm.bias", [4 * units]), ("dense.0.kernel", [units, 2]), ("dense.0.bias", [2]),
    ]
  }

  /// Reads a net of a shape.
  init(
    _ kind: ModelDescription.Net, inputs: Int,
    take: (String, [Int]) throws(ModelFileError) -> [Float]
  ) throws(ModelFileError) {
    func parameters(
      _ shapes: [(name: String, shape: [Int])]
    ) throws(ModelFileError) -> [Float] {
      var parameters: [Float] = []
      for (name, shape) in shapes { parameters += try take(name, shape) }
      return parameters
    }
    if let layers = kind.layers {
      let shape = MLPShape(inputs: inputs, hidden: layers)
      self = .mlp(MLP(shape: shape, parameters: try parameters(Self.shapes(of: shape))))
    } else {
      let shape = LSTMShape(inputs: inputs, units: kind.units ?? 1)
      self = .lstm(LSTM(shape: shape, parameters: try parameters(Self.shapes(of: shape))))
    }
  }
}

extension FeatureScaling {
  /// Reads the scale of a net's inputs.
  init(
    _ inputs: Int, floats: (String, [Int]) throws(ModelFileError) -> [Float],
    doubles: (String, [Int]) throws(ModelFileError) -> [Double]
  ) throws(ModelFileError) {
    let origin = try doubles("scaler.origin", [inputs])
    let factor = try doubles("scaler.factor", [inputs])
    let median = try floats("scaler.median", [inputs])
    self.init(
      columns: (0..<inputs).map {
        ScaledColumn(median: median[$0], origin: origin[$0], factor: factor[$0])
      })
  }
}
