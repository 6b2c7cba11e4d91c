/// Why bytes are no file in the safetensors format.
public enum SafetensorsError: Error, Equatable, CustomStringConvertible {
  /// The header, with the 8 bytes of its length, does not end where the bytes do or before.
  case truncated(expectedBytes: Int, foundBytes: Int)
  /// The header would be longer than readers take.
  case headerTooLong(bytes: UInt64)
  /// The header is no JSON, or not what the format wants there; `offset` is that of a byte in the file.
  case badHeader(offset: Int, expected: String)
  /// A name, or a key of an object in the header, stands twice.
  case duplicateName(String)
  /// What the header says of a tensor has a key that the format does not have.
  case unknownKey(tensor: String, key: String)
  /// What the header says of a tensor lacks a key.
  case missingKey(tensor: String, key: String)
  /// A type of numbers that is not read, or none at all.
  case badDataType(tensor: String, found: String)
  /// A tensor of more dimensions than ``Tensor/dimensionLimit``.
  case tooManyDimensions(tensor: String)
  /// A tensor of more bytes than can be counted.
  case shapeTooLarge(tensor: String)
  /// A tensor's bytes end before they begin, or behind the end of the file.
  case offsetsOutOfBounds(tensor: String)
  /// A tensor's bytes are more or fewer than its shape and its type ask for.
  case sizeMismatch(tensor: String, expectedBytes: Int, foundBytes: Int)
  /// A tensor's bytes begin before those of another one end.
  case overlap(tensor: String, other: String)
  /// Bytes that belong to no tensor; `offset` is that of the first one in the file.
  case unusedBytes(offset: Int, count: Int)

  /// What is wrong, and what was expected.
  public var description: String {
    switch self {
    case .truncated(let expected, let found):
      "is cut off: expected at least \(expected) bytes, found \(found); copy the file again"
    case .headerTooLong(let bytes):
      "has a header of \(bytes) bytes, at most \(SafetensorsFile.headerLimit) are read; is it a safetensors file?"
    case .badHeader(let offset, let expected):
      "is no safetensors file: expected \(expected) at byte \(offset)"
    case .duplicateName(let name): "the name '\(excerpt(name))' stands twice in the header"
    case .unknownKey(let tensor, let key):
      "tensor '\(excerpt(tensor))': unknown key '\(excerpt(key))'; the keys are dtype, shape and data_offsets"
    case .missingKey(let tensor, let key): "tensor '\(excerpt(tensor))': key '\(key)' is missing"
    case .badDataType(let tensor, let found):
      "tensor '\(excerpt(tensor))': type '\(excerpt(found))' is not read; types are "
        + NumberType.allCases.map(\.safetensorsName).joined(separator: ", ")
    case .tooManyDimensions(let tensor):
      "tensor '\(excerpt(tensor))': more than \(Tensor.dimensionLimit) dimensions"
    case .shapeTooLarge(let tensor):
      "tensor '\(excerpt(tensor))': its shape asks for more bytes than can be counted"
    case .offsetsOutOfBounds(let tensor):
      "tensor '\(excerpt(tensor))': its bytes end before they begin or behind the end of the file; "
        + "the file may be cut off: copy it again"
    case .sizeMismatch(let tensor, let expected, let found):
      "tensor '\(excerpt(tensor))': its shape asks for \(expected) bytes, its offsets for \(found)"
    case .overlap(let tensor, let other):
      "tensors '\(excerpt(tensor))' and '\(excerpt(other))' share bytes"
    case .unusedBytes(let offset, let count):
      "\(count) bytes from byte \(offset) belong to no tensor"
    }
  }
}

/// What messages show of a text from a file.
private func excerpt(_ text: String) -> String {
  let start = text.unicodeScalars.prefix(60).map { " "..."~" ~= $0 ? Character($0) : "?" }
  return String(start) + (text.unicodeScalars.count > 60 ? "…" : "")
}
