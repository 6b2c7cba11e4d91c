extension SafetensorsFile {
  /// Reads a file, all of whose bytes must belong to its header or to exactly one tensor.
  ///
  /// It is stricter than the format's authors: what the header says of a tensor has no further keys, and tensors have
  /// at most ``Tensor/dimensionLimit`` dimensions. Bytes of numbers take as much memory again; those of a header take up to
  /// twelve times as much, where it is full of one-letter metadata.
  public init(_ bytes: [UInt8]) throws(SafetensorsError) {
    let header = try Self.header(of: bytes)
    var contents = try HeaderContents(header)
    try contents.checkNames()
    try contents.checkPlaces(in: bytes.count - header.endIndex, from: header.endIndex)
    var tensors = [String: Tensor](minimumCapacity: contents.entries.count)
    for entry in contents.entries {
      let place = header.endIndex + entry.begin..<header.endIndex + entry.end
      tensors[entry.name] = Tensor(shape: entry.shape, Tensor.Values(bytes[place], of: entry.type))
    }
    self.init(tensors: tensors, metadata: contents.metadata)
  }

  private static func header(of bytes: [UInt8]) throws(SafetensorsError) -> ArraySlice<UInt8> {
    guard bytes.count >= 8 else {
      throw .truncated(expectedBytes: 8, foundBytes: bytes.count)
    }
    let length: UInt64 = bytes[..<8].littleEndian { $0 }[0]
    guard length <= UInt64(headerLimit) else { throw .headerTooLong(bytes: length) }
    let end = 8 + Int(length)
    guard end <= bytes.count else {
      throw .truncated(expectedBytes: end, foundBytes: bytes.count)
    }
    return bytes[8..<end]
  }
}

/// What a header says.
private struct HeaderContents {
  struct Entry {
    let name: String
    let type: NumberType
    let shape: [Int]
    /// Offsets of the tensor's bytes, from the end of the header.
    let begin: Int
    let end: Int
  }

  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  init(_ header: ArraySlice<UInt8>) throws(SafetensorsError) {
    var scanner = HeaderScanner(header)
    var (entries, metadata): ([Entry], [String: String]?) = ([], nil)
    try scanner.document { scanner, name throws(SafetensorsError) in
      if name == SafetensorsFile.metadataName {
        guard metadata == nil else { throw .duplicateName(name) }
        metadata = try scanner.texts()
      } else {
        entries.append(try scanner.entry(of: name))
      }
    }
    self.entries = entries
    self.metadata = metadata ?? [:]
  }

  func checkNames() throws(SafetensorsError) {
    var names = Set<String>(minimumCapacity: entries.count)
    for entry in entries where !names.insert(entry.name).inserted {
      throw .duplicateName(entry.name)
    }
  }

  /// Sorts the entries by place, and checks that each of `count` bytes belongs to one tensor; `start` is the offset of
  /// the first one in the file.
  mutating func checkPlaces(in count: Int, from start: Int) throws(SafetensorsError) {
    for entry in entries {
      guard entry.begin <= entry.end, entry.end <= count else {
        throw .offsetsOutOfBounds(tensor: entry.name)
      }
      guard let size = (entry.shape + [entry.type.width]).product else {
        throw .shapeTooLarge(tensor: entry.name)
      }
      guard size == entry.end - entry.begin else {
        throw .sizeMismatch(
          tensor: entry.name, expectedBytes: size, foundBytes: entry.end - entry.begin)
      }
    }
    entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var (end, before) = (0, "")
    for entry in entries {
      guard entry.begin >= end else { throw .overlap(tensor: before, other: entry.name) }
      guard entry.begin == end else {
        throw .unusedBytes(offset: start + end, count: entry.begin - end)
      }
      (end, before) = (entry.end, entry.name)
    }
    guard end == count else { throw .unusedBytes(offset: start + end, count: count - end) }
  }
}

extension HeaderScanner {
  fileprivate mutating func texts() throws(SafetensorsError) -> [String: String] {
    var texts: [String: String] = [:]
    try object { scanner, key throws(SafetensorsError) in
      guard texts.updateValue(try scanner.text(), forKey: key) == nil else {
        throw .duplicateName(key)
      }
    }
    return texts
  }

  fileprivate mutating func entry(
    of name: String
  ) throws(SafetensorsError) -> HeaderContents.Entry {
    var (type, shape, offsets): (String?, [Int]?, [Int]?) = (nil, nil, nil)
    try object { scanner, key throws(SafetensorsError) in
      switch key {
      case "dtype" where type == nil: type = try scanner.text()
      case "shape" where shape == nil:
        shape = try scanner.wholeNumbers(
          atMost: Tensor.dimensionLimit, otherwise: .tooManyDimensions(tensor: name))
      case "data_offsets" where offsets == nil: offsets = try scanner.pair()
      case "dtype", "shape", "data_offsets": throw .duplicateName(key)
      default: throw .unknownKey(tensor: name, key: key)
      }
    }
    guard let type else { throw .missingKey(tensor: name, key: "dtype") }
    guard let shape else { throw .missingKey(tensor: name, key: "shape") }
    guard let offsets else { throw .missingKey(tensor: name, key: "data_offsets") }
    guard let known = NumberType.allCases.first(where: { $0.safetensorsName == type }) else {
      throw .badDataType(tensor: name, found: type)
    }
    return HeaderContents.Entry(
      name: name, type: known, shape: shape, begin: offsets[0], end: offsets[1])
  }
}
