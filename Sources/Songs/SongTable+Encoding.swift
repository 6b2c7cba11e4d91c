/// Why bytes are not a song table.
public enum SongTableError: Error, Equatable, CustomStringConvertible {
  /// The bytes begin with another format number.
  case unknownFormat(UInt32)
  /// The bytes end before what they announce.
  case truncated(atByte: Int)
  /// Bytes follow the end of the table.
  case trailing(byteCount: Int)
  /// A column holds a value that no table may hold.
  case invalid(column: String, index: Int)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .unknownFormat(let format):
      "song table format \(format) is not known here; run the same version of hitsweep everywhere"
    case .truncated(let byte):
      "the song table is damaged: it ends too early for what byte \(byte) announces"
    case .trailing(let byteCount):
      "the song table is damaged: \(byteCount) bytes follow its end"
    case .invalid(let column, let index):
      "the song table is damaged: \(column)[\(index)] is not a value it may hold"
    }
  }
}

extension SongTable: Equatable {
  private static let format = 1

  /// Compares canonical bytes.
  public static func == (left: SongTable, right: SongTable) -> Bool {
    left.encoded() == right.encoded()
  }

  /// The table's canonical bytes, little-endian: what is hashed, and what is sent to workers.
  ///
  /// Layout: format, songs, features, duplicates removed, years known (0 or 1), each 32 bits; each feature's name as
  /// its length (32 bits) and UTF-8; labels (8 bits), features (32), song groups (32), artist groups (32), source
  /// rows (32), years (16, if known). The number of duplicates removed is part of them so that a decoded table is
  /// the table that was encoded.
  public func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * (15 + 4 * featureNames.count) + 1024)
    let yearsKnown = years == nil ? 0 : 1
    for field in [Self.format, count, featureNames.count, duplicatesRemoved, yearsKnown] {
      bytes.append(littleEndian: UInt32(field))
    }
    for name in featureNames {
      bytes.append(littleEndian: UInt32(name.utf8.count))
      bytes.append(contentsOf: name.utf8)
    }
    bytes.append(contentsOf: labels)
    for value in features { bytes.append(littleEndian: value.bitPattern) }
    for column in [songGroups, artistGroups, sourceRows] {
      for value in column { bytes.append(littleEndian: value) }
    }
    for year in years ?? [] { bytes.append(littleEndian: year) }
    return bytes
  }

  /// Reads a table from its canonical bytes.
  ///
  /// - Throws: `SongTableError` for any other bytes; no bytes make it trap, or allocate more than a few times
  ///   their number.
  public init(decoding bytes: [UInt8]) throws(SongTableError) {
    var reader = ByteReader(bytes)
    let format = try reader.integer(UInt32.self)
    guard format == UInt32(Self.format) else { throw .unknownFormat(format) }
    let count = Int(try reader.integer(UInt32.self))
    let featureCount = Int(try reader.integer(UInt32.self))
    duplicatesRemoved = Int(try reader.integer(UInt32.self))
    let yearsKnown = try reader.integer(UInt32.self)
    guard yearsKnown <= 1 else { throw .invalid(column: "years", index: 0) }
    var names: [String] = []
    for index in 0..<featureCount {
      let length = Int(try reader.integer(UInt32.self))
      let utf8 = try reader.integers(UInt8.self, count: length)
      guard let name = String(validating: utf8, as: UTF8.self) else {
        throw .invalid(column: "featureNames", index: index)
      }
      names.append(name)
    }
    featureNames = names
    labels = try reader.integers(UInt8.self, count: count)
    // Bytes that hold the names and labels bound both factors, so the product cannot overflow.
    let bits = try reader.integers(UInt32.self, count: count * featureCount)
    if let index = bits.firstIndex(where: Self.isOddMissing) {
      throw .invalid(column: "features", index: index)
    }
    features = bits.map(Float.init(bitPattern:))
    isIncomplete = Self.incomplete(features, width: featureCount)
    songGroups = try reader.integers(UInt32.self, count: count)
    artistGroups = try reader.integers(UInt32.self, count: count)
    sourceRows = try reader.integers(UInt32.self, count: count)
    years = yearsKnown == 1 ? try reader.integers(Int16.self, count: count) : nil
    guard reader.remaining == 0 else { throw .trailing(byteCount: reader.remaining) }
    if let fault = firstFault() { throw fault }
  }

  /// Whether these are the bits of a NaN other than the one that stands for a missing value.
  private static func isOddMissing(_ bits: UInt32) -> Bool {
    Float(bitPattern: bits).isNaN && bits != Float.nan.bitPattern
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}

/// Reads little-endian integers one after the other.
private struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var remaining: Int { bytes.count - position }

  mutating func integer<Integer: FixedWidthInteger>(
    _ type: Integer.Type
  ) throws(SongTableError) -> Integer {
    try integers(type, count: 1)[0]
  }

  mutating func integers<Integer: FixedWidthInteger>(
    _ type: Integer.Type, count: Int
  ) throws(SongTableError) -> [Integer] {
    let width = Integer.bitWidth / 8
    guard count <= remaining / width else { throw .truncated(atByte: position) }
    let start = position
    position += count * width
    return bytes.withUnsafeBytes { raw in
      (0..<count).map {
        Integer(littleEndian: raw.loadUnaligned(fromByteOffset: start + $0 * width, as: type))
      }
    }
  }
}
