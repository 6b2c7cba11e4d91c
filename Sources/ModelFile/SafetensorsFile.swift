/// Named tensors in the safetensors format: the length of a header, the header in JSON, the numbers.
///
/// Names that Unicode holds for equal, however they are spelled, count as one name.
///
/// Source: https://github.com/huggingface/safetensors, "Format".
public struct SafetensorsFile: Equatable, Sendable {
  /// The tensors by name.
  public let tensors: [String: Tensor]
  /// Texts that travel with the tensors.
  public let metadata: [String: String]

  /// Puts a file together; no tensor may be named `__metadata__`.
  public init(tensors: [String: Tensor], metadata: [String: String] = [:]) {
    precondition(tensors[Self.metadataName] == nil, "'__metadata__' names the metadata")
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The name in a header that stands for no tensor.
  static let metadataName = "__metadata__"

  /// The longest header that readers take, in bytes.
  static let headerLimit = 100_000_000
}

extension SafetensorsFile {
  /// The file's bytes, the same for the same content.
  ///
  /// They are those that the package of the format's authors writes: types of wide numbers come first, so that all
  /// numbers are aligned, then names decide; there is no white space but behind the header, whose length is a multiple
  /// of 8. Metadata is sorted by key, where that package leaves the order to chance.
  public var bytes: [UInt8] {
    let tensors = tensors.sorted { Self.precedes($0, $1) }
    var header = headerText(of: tensors)
    header += repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    precondition(header.count <= Self.headerLimit, "no reader takes a header over 100 MB")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(
      tensors.reduce(8 + header.count) { $0 + $1.value.values.byteCount })
    bytes.append(littleEndian: UInt64(header.count))
    bytes.append(contentsOf: header)
    for tensor in tensors { bytes.append(littleEndian: tensor.value.values) }
    return bytes
  }

  private static func precedes(
    _ first: (key: String, value: Tensor), _ second: (key: String, value: Tensor)
  ) -> Bool {
    let places = [first, second].map { NumberType.allCases.firstIndex(of: $0.value.values.type)! }
    if places[0] != places[1] { return places[0] > places[1] }
    return first.key.utf8.lexicographicallyPrecedes(second.key.utf8)
  }

  private func headerText(of tensors: [(key: String, value: Tensor)]) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let entries = metadata.sortedByName.map { "\(jsonText($0.key)):\(jsonText($0.value))" }
      members.append("\(jsonText(Self.metadataName)):{\(entries.joined(separator: ","))}")
    }
    var begin = 0
    for (name, tensor) in tensors {
      let end = begin + tensor.values.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        """
        \(jsonText(name)):{"dtype":"\(tensor.values.type.safetensorsName)",\
        "shape":[\(shape)],"data_offsets":[\(begin),\(end)]}
        """)
      begin = end
    }
    return Array("{\(members.joined(separator: ","))}".utf8)
  }
}

extension NumberType {
  /// What a header calls the type.
  var safetensorsName: String {
    switch self {
    case .uint8: "U8"
    case .int32: "I32"
    case .float32: "F32"
    case .float64: "F64"
    case .int64: "I64"
    }
  }
}
