public import SearchSpace

/// Writes the canonical byte strings that keys, records and definitions are made of.
///
/// Numbers are little-endian and of fixed width; texts and lists carry their length first, so that no two different
/// contents have the same bytes.
public struct CanonicalWriter: Sendable {
  /// The bytes written so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts with no bytes.
  public init() {}

  /// Appends a number in little-endian order.
  public mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Appends the bits of a double.
  public mutating func write(_ value: Double) { write(value.bitPattern) }

  /// Appends the bits of a float.
  public mutating func write(_ value: Float) { write(value.bitPattern) }

  /// Appends a text as UTF-8 behind its length in bytes.
  public mutating func write(_ text: String) {
    write(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// Appends bytes as they are.
  public mutating func write(raw: some Sequence<UInt8>) { bytes.append(contentsOf: raw) }

  /// Appends a count below 2³⁵ in as few bytes as it needs, seven bits a byte (LEB128).
  public mutating func write(compact count: Int) {
    precondition((0..<1 << 35).contains(count), "a count of \(count)")
    var rest = UInt64(count)
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Appends a setting behind a tag of its case.
  public mutating func write(_ setting: Setting) {
    switch setting {
    case .integer(let value):
      write(UInt8(1))
      write(Int64(value))
    case .number(let value):
      write(UInt8(2))
      write(value)
    case .word(let value):
      write(UInt8(3))
      write(value)
    case .list(let values):
      write(UInt8(4))
      write(UInt32(values.count))
      for value in values { write(value) }
    case .mapping(let settings):
      write(UInt8(5))
      write(settings)
    }
  }

  /// Appends settings in the order of their names.
  public mutating func write(_ settings: [String: Setting]) {
    write(UInt32(settings.count))
    for (name, value) in Configuration(settings).sorted {
      write(name)
      write(value)
    }
  }
}

/// Reads what ``CanonicalWriter`` wrote; every read past the end or outside the format throws.
public struct CanonicalReader: Sendable {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  /// Starts at the first of `bytes`.
  public init(_ bytes: [UInt8]) {
    self.init(bytes[...])
  }

  /// Starts at the first of `bytes`, which are not copied.
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// How many bytes are left.
  public var remaining: Int { bytes.endIndex - position }

  /// Reads bytes as they are.
  public mutating func read(raw count: Int) throws(CanonicalError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Reads a little-endian number.
  public mutating func read<Number: FixedWidthInteger & BitwiseCopyable>(
    _: Number.Type = Number.self
  ) throws(CanonicalError) -> Number {
    guard MemoryLayout<Number>.size <= remaining else { throw .truncated }
    defer { position += MemoryLayout<Number>.size }
    return bytes.withUnsafeBytes { bytes in
      Number(
        littleEndian: bytes.loadUnaligned(
          fromByteOffset: position - self.bytes.startIndex, as: Number.self))
    }
  }

  /// Reads a double's bits.
  public mutating func readDouble() throws(CanonicalError) -> Double {
    Double(bitPattern: try read())
  }

  /// Reads a float's bits.
  public mutating func readFloat() throws(CanonicalError) -> Float {
    Float(bitPattern: try read())
  }

  /// Reads a text.
  public mutating func readText() throws(CanonicalError) -> String {
    let length = Int(try read(UInt32.self))
    guard let text = String(validating: try read(raw: length), as: UTF8.self) else {
      throw .malformed
    }
    return text
  }

  /// Reads a count of seven bits a byte, in no more bytes than it needs.
  public mutating func readCompact() throws(CanonicalError) -> Int {
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      let byte = try read(UInt8.self)
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      guard byte & 0x80 == 0 else { continue }
      guard byte > 0 || shift == 0 else { throw .malformed }
      return Int(value)
    }
    throw .malformed
  }

  /// Reads a setting, whose lists and mappings may nest four deep.
  public mutating func readSetting(depth: Int = 4) throws(CanonicalError) -> Setting {
    switch try read(UInt8.self) {
    case 1: return .integer(Int(try read(Int64.self)))
    case 2: return .number(try readDouble())
    case 3: return .word(try readText())
    case 4 where depth > 0:
      var values: [Setting] = []
      for _ in 0..<(try readCount()) { values.append(try readSetting(depth: depth - 1)) }
      return .list(values)
    case 5 where depth > 0: return .mapping(try readSettings(depth: depth - 1))
    default: throw .malformed
    }
  }

  /// Reads settings, which stand in the order of their names; lists and mappings may nest four deep in each.
  public mutating func readSettings(depth: Int = 4) throws(CanonicalError) -> [String: Setting] {
    var settings: [String: Setting] = [:]
    var last: String?
    for _ in 0..<(try readCount()) {
      let name = try readText()
      if let last, last >= name { throw .malformed }
      settings[name] = try readSetting(depth: depth)
      last = name
    }
    return settings
  }

  /// Reads the length of a list, each element of which takes at least a byte.
  public mutating func readCount() throws(CanonicalError) -> Int {
    let count = Int(try read(UInt32.self))
    guard count <= remaining else { throw .truncated }
    return count
  }

  /// Checks that nothing is left.
  public func finish() throws(CanonicalError) {
    guard remaining == 0 else { throw .malformed }
  }
}

/// Why bytes are not what a canonical writer wrote.
public enum CanonicalError: Error, Equatable {
  /// The bytes end too soon.
  case truncated
  /// The bytes break the format.
  case malformed
}
