import Foundation
import SwiftProtobuf

/// A computation, built node by node; what is added is known by its name from then on.
struct ONNXGraph {
  private(set) var message: Onnx_GraphProto

  init(name: String) {
    message = Onnx_GraphProto()
    message.name = name
  }

  /// Adds an input of float32 numbers: `[N × rest…]`.
  mutating func addInput(_ name: String, rest: [Int], about: String) -> String {
    message.input.append(Self.value(name, rest: rest, about: about))
    return name
  }

  /// Makes float32 numbers `[N]` an output.
  mutating func addOutput(_ name: String, about: String) {
    message.output.append(Self.value(name, rest: [], about: about))
  }

  /// Adds numbers that are the same for all rows.
  mutating func add(_ name: String, _ tensor: Tensor) -> String {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: tensor.values)
    message.initializer.append(
      .with {
        $0.name = name
        $0.dims = tensor.shape.map(Int64.init)
        $0.dataType = Int32(tensor.values.type.onnxType.rawValue)
        $0.rawData = Data(bytes)
      })
    return name
  }

  /// Adds a single number that is the same for all rows.
  mutating func add(_ name: String, scalar: Double) -> String {
    add(name, Tensor(shape: [], .float64([scalar])))
  }

  /// Adds an operation; its result, the one at `place` of its outputs, is called `name`.
  mutating func add(
    _ name: String, _ operation: String, _ inputs: [String],
    _ attributes: [Onnx_AttributeProto] = [], place: Int = 0
  ) -> String {
    message.node.append(
      .with {
        $0.name = name
        $0.opType = operation
        $0.input = inputs
        // Outputs that nobody asks for have no name.
        $0.output = [String](repeating: "", count: place) + [name]
        $0.attribute = attributes
      })
    return name
  }

  /// Adds a conversion of numbers to another type.
  mutating func add(_ name: String, _ value: String, as type: NumberType) -> String {
    add(name, "Cast", [value], [.integer("to", type.onnxType.rawValue)])
  }

  private static func value(_ name: String, rest: [Int], about: String) -> Onnx_ValueInfoProto {
    .with {
      $0.name = name
      $0.docString = about
      $0.type.tensorType.elemType = Int32(NumberType.float32.onnxType.rawValue)
      $0.type.tensorType.shape.dim =
        [.with { $0.dimParam = "N" }] + rest.map { length in .with { $0.dimValue = Int64(length) } }
    }
  }
}

extension Onnx_AttributeProto {
  static func integer(_ name: String, _ value: Int) -> Self {
    .with { ($0.name, $0.type, $0.i) = (name, .int, Int64(value)) }
  }

  static func integers(_ name: String, _ values: [Int]) -> Self {
    .with { ($0.name, $0.type, $0.ints) = (name, .ints, values.map(Int64.init)) }
  }
}

extension NumberType {
  fileprivate var onnxType: Onnx_TensorProto.DataType {
    switch self {
    case .uint8: .uint8
    case .int32: .int32
    case .float32: .float
    case .float64: .double
    case .int64: .int64
    }
  }
}
