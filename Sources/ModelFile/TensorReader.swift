import Songs
import Trials

/// Takes the tensors of nets out of a file, each once.
struct TensorReader {
  /// The tensors that nobody has asked for.
  private(set) var unread: Set<String>
  private let tensors: [String: Tensor]

  init(_ tensors: [String: Tensor]) {
    self.tensors = tensors
    unread = Set(tensors.keys)
  }

  /// Reads a net and its scale.
  mutating func net(
    _ description: ModelDescription.Net, number: Int, inputs: InputRule, width: Int
  ) throws(ModelFileError) -> TrainedNet {
    var taken: Set<String> = []
    func floats(_ name: String, _ shape: [Int]) throws(ModelFileError) -> [Float] {
      let name = "net.\(number).\(name)"
      guard let tensor = tensors[name], tensor.shape == shape,
        case .float32(let values) = tensor.values, values.allSatisfy(\.isFinite)
      else { throw .badTensor(name: name, expected: "F32 \(shape), finite") }
      taken.insert(name)
      return values
    }
    func doubles(_ name: String, _ shape: [Int]) throws(ModelFileError) -> [Double] {
      let name = "net.\(number).\(name)"
      guard let tensor = tensors[name], tensor.shape == shape,
        case .float64(let values) = tensor.values, values.allSatisfy(\.isFinite)
      else { throw .badTensor(name: name, expected: "F64 \(shape), finite") }
      taken.insert(name)
      return values
    }
    let scaling = try FeatureScaling(width, floats: floats, doubles: doubles)
    let net = try TrainedNet.Net(description, inputs: width, take: floats)
    unread.subtract(taken)
    return TrainedNet(
      net: net, inputs: inputs, scaling: scaling, oddsCorrection: description.oddsCorrection)
  }
}
