/// Named arrays for NumPy, in the format of `numpy.savez`: an archive of one file in the format npy 1.0 for each.
///
/// Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
public struct NPZFile: Equatable, Sendable {
  /// The arrays by name.
  public let arrays: [String: Tensor]

  /// Puts a file together; a name has from 1 to 65,531 bytes in UTF-8 and no zero among them.
  public init(_ arrays: [String: Tensor]) {
    for name in arrays.keys {
      precondition(!name.isEmpty, "every array has a name")
      precondition(!name.utf8.contains(0), "names end before a zero")
      precondition(name.utf8.count <= Int(UInt16.max) - 4, "a name has at most 65,531 bytes")
    }
    self.arrays = arrays
  }

  /// The file's bytes, the same for the same arrays; they are sorted by name.
  ///
  /// - Throws: where there are more bytes or arrays than the archive's format has room for.
  public func bytes() throws(NPZError) -> [UInt8] {
    try bytes(limit: ZIPArchive.byteLimit)
  }

  package func bytes(limit: Int) throws(NPZError) -> [UInt8] {
    guard arrays.count <= ZIPArchive.fileLimit else { throw .tooManyArrays(count: arrays.count) }
    let sorted = arrays.sortedByName
    let byteCount = ZIPArchive.byteCount(
      of: sorted.map { ("\($0.key).npy", $0.value.npyHeader.count + $0.value.values.byteCount) })
    guard byteCount <= limit else { throw .tooLarge(bytes: byteCount, limit: limit) }
    var archive = ZIPArchive(byteCount: byteCount)
    for (name, array) in sorted { archive.add("\(name).npy", array.npy) }
    return archive.finish()
  }
}

/// Why arrays are not written for NumPy.
public enum NPZError: Error, Equatable, CustomStringConvertible {
  /// The file would have more bytes than there is room for.
  case tooLarge(bytes: Int, limit: Int)
  /// More arrays than there is room for.
  case tooManyArrays(count: Int)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .tooLarge(let bytes, let limit):
      "these arrays make an npz file of \(bytes) bytes, and at most \(limit) are written; divide them over several files"
    case .tooManyArrays(let count):
      "an npz file has at most \(ZIPArchive.fileLimit) arrays, not \(count); divide them over several files"
    }
  }
}

extension Tensor {
  /// The array as a file in the format npy 1.0.
  fileprivate var npy: [UInt8] {
    var bytes = npyHeader
    bytes.append(littleEndian: values)
    return bytes
  }

  /// What comes before the numbers; they are aligned to 64 bytes.
  fileprivate var npyHeader: [UInt8] {
    // Python's tuple of one has a comma, too.
    let lengths = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    let text =
      "{'descr': '\(values.type.numpyName)', 'fortran_order': False, 'shape': (\(lengths)), }"
    var header: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    let padding = (64 - (header.count + 2 + text.utf8.count + 1) % 64) % 64
    header.append(littleEndian: UInt16(text.utf8.count + padding + 1))
    header += Array(text.utf8) + [UInt8](repeating: UInt8(ascii: " "), count: padding)
    return header + [UInt8(ascii: "\n")]
  }
}

extension NumberType {
  /// What NumPy calls the type, little-endian.
  fileprivate var numpyName: String {
    switch self {
    case .uint8: "|u1"
    case .int32: "<i4"
    case .float32: "<f4"
    case .float64: "<f8"
    case .int64: "<i8"
    }
  }
}
