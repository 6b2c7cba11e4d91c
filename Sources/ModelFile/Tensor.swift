/// Numbers in a grid of any number of dimensions, row-major.
public struct Tensor: Equatable, Sendable {
  /// The numbers, of one type, in order.
  public enum Values: Equatable, Sendable {
    case float32([Float])
    case float64([Double])
    case int32([Int32])
    case int64([Int64])
    case uint8([UInt8])
  }

  /// The length of each dimension; empty for a single number.
  public let shape: [Int]
  /// The numbers; NaN is not equal to itself.
  public let values: Values

  /// The most dimensions that a tensor may have, as in NumPy.
  public static let dimensionLimit = 64

  /// Makes a tensor of as many numbers as its shape has places.
  public init(shape: [Int], _ values: Values) {
    precondition(shape.count <= Self.dimensionLimit, "at most 64 dimensions")
    precondition(shape.allSatisfy { $0 >= 0 }, "no dimension is negative")
    precondition(shape.product == values.count, "as many numbers as the shape has places")
    self.shape = shape
    self.values = values
  }
}

extension Tensor.Values {
  /// How many numbers there are.
  public var count: Int {
    switch self {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int32(let values): values.count
    case .int64(let values): values.count
    case .uint8(let values): values.count
    }
  }

  var type: NumberType {
    switch self {
    case .float32: .float32
    case .float64: .float64
    case .int32: .int32
    case .int64: .int64
    case .uint8: .uint8
    }
  }

  var byteCount: Int { count * type.width }

  /// Reads numbers that lie one behind the other, little-endian; there are no bytes but theirs.
  init(_ bytes: ArraySlice<UInt8>, of type: NumberType) {
    switch type {
    case .uint8: self = .uint8(Array(bytes))
    case .int32: self = .int32(bytes.littleEndian { (number: Int32) in number })
    case .float32: self = .float32(bytes.littleEndian { Float(bitPattern: $0) })
    case .float64: self = .float64(bytes.littleEndian { Double(bitPattern: $0) })
    case .int64: self = .int64(bytes.littleEndian { (number: Int64) in number })
    }
  }
}

/// The types of numbers, in the order that safetensors has for its types.
enum NumberType: CaseIterable {
  case uint8
  case int32
  case float32
  case float64
  case int64

  /// Bytes of one number.
  var width: Int {
    switch self {
    case .uint8: 1
    case .int32, .float32: 4
    case .float64, .int64: 8
    }
  }
}

extension [Int] {
  /// All of them multiplied, 1 where there is none; `nil` where no `Int` holds what comes out on the way.
  var product: Int? {
    var product = 1
    for factor in self {
      let (next, isTooLarge) = product.multipliedReportingOverflow(by: factor)
      if isTooLarge { return nil }
      product = next
    }
    return product
  }
}
