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
  /// The format of tables of songs by themselves, and of those that have genres or a past.
  ///
  /// There are two so that a table that needs only the first one has the hash that it always had.
  private static let formats = (plain: 1, extended: 2)

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
  ///
  /// Format 2 goes on with the number of genres plus 1, 0 for none (32), their names, the genre of each song (16); the number of
  /// earlier songs plus 1, 0 for no past (32), their features (32) and labels (8).
  public func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count * (15 + 4 * featureNames.count) + 1024)
    let yearsKnown = years == nil ? 0 : 1
    let isPlain = genres == nil && past == nil
    let format = isPlain ? Self.formats.plain : Self.formats.extended
    for field in [format, count, featureNames.count, duplicatesRemoved, yearsKnown] {
      bytes.append(littleEndian: UInt32(field))
    }
    for name in featureNames { bytes.append(name: name) }
    bytes.append(contentsOf: labels)
    for value in features { bytes.append(littleEndian: value.bitPattern) }
    for column in [songGroups, artistGroups, sourceRows] {
      for value in column { bytes.append(littleEndian: value) }
    }
    for year in years ?? [] { bytes.append(littleEndian: year) }
    if !isPlain { appendExtension(to: &bytes) }
    return bytes
  }

  private func appendExtension(to bytes: inout [UInt8]) {
    bytes.append(littleEndian: UInt32(genres.map { $0.names.count + 1 } ?? 0))
    for name in genres?.names ?? [] { bytes.append(name: name) }
    for id in genres?.ids ?? [] { bytes.append(littleEndian: id) }
    bytes.append(littleEndian: UInt32(past.map { $0.count + 1 } ?? 0))
    for value in past?.features ?? [] { bytes.append(littleEndian: value.bitPattern) }
    bytes.append(contentsOf: past?.labels ?? [])
  }

  /// Reads a table from its canonical bytes.
  ///
  /// - Throws: `SongTableError` for any other bytes; no bytes make it trap, or allocate more than a few times
  ///   their number.
  public init(decoding bytes: [UInt8]) throws(SongTableError) {
    var reader = ByteReader(bytes)
    let format = try reader.integer(UInt32.self)
    guard [Self.formats.plain, Self.formats.extended].map(UInt32.init).contains(format) else {
      throw .unknownFormat(format)
    }
    let count = Int(try reader.integer(UInt32.self))
    let featureCount = Int(try reader.integer(UInt32.self))
    duplicatesRemoved = Int(try reader.integer(UInt32.self))
    let yearsKnown = try reader.integer(UInt32.self)
    guard yearsKnown <= 1 else { throw .invalid(column: "years", index: 0) }
    featureNames = try reader.names(featureCount, column: "featureNames")
    labels = try reader.integers(UInt8.self, count: count)
    // Bytes that hold the names and labels bound both factors, so the product cannot overflow.
    features = try reader.floats(count: count * featureCount, column: "features")
    isIncomplete = Self.incomplete(features, width: featureCount)
    songGroups = try reader.integers(UInt32.self, count: count)
    artistGroups = try reader.integers(UInt32.self, count: count)
    sourceRows = try reader.integers(UInt32.self, count: count)
    years = yearsKnown == 1 ? try reader.integers(Int16.self, count: count) : nil
    let isPlain = format == UInt32(Self.formats.plain)
    genres = isPlain ? nil : try Self.genres(&reader, count: count)
    past = isPlain ? nil : try Self.past(&reader, count: count, width: featureCount)
    // What has neither has one encoding only, that of the first format.
    guard isPlain || genres != nil || past != nil else { throw .unknownFormat(format) }
    guard reader.remaining == 0 else { throw .trailing(byteCount: reader.remaining) }
    if let fault = firstFault() { throw fault }
  }

  private static func genres(
    _ reader: inout ByteReader, count: Int
  ) throws(SongTableError) -> Genres? {
    let nameCount = Int(try reader.integer(UInt32.self)) - 1
    guard nameCount >= 0 else { return nil }
    let names = try reader.names(nameCount, column: "genreNames")
    return Genres(names: names, ids: try reader.integers(UInt16.self, count: count))
  }

  private static func past(
    _ reader: inout ByteReader, count: Int, width: Int
  ) throws(SongTableError) -> Past? {
    let earlier = Int(try reader.integer(UInt32.self)) - 1
    guard earlier >= 0 else { return nil }
    // A number of 32 bits times one that the labels have bounded; the second product is checked.
    let (size, isTooLarge) = (count * earlier).multipliedReportingOverflow(by: width)
    guard !isTooLarge else { throw .invalid(column: "pastFeatures", index: 0) }
    let features = try reader.floats(count: size, column: "pastFeatures")
    return Past(
      count: earlier, features: features,
      labels: try reader.integers(UInt8.self, count: count * earlier))
  }
}

extension [UInt8] {
  fileprivate mutating func append(name: String) {
    append(littleEndian: UInt32(name.utf8.count))
    append(contentsOf: name.utf8)
  }

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

  /// Texts, each behind its length.
  mutating func names(_ count: Int, column: String) throws(SongTableError) -> [String] {
    var names: [String] = []
    for index in 0..<count {
      let length = Int(try integer(UInt32.self))
      let utf8 = try integers(UInt8.self, count: length)
      guard let name = String(validating: utf8, as: UTF8.self) else {
        throw .invalid(column: column, index: index)
      }
      names.append(name)
    }
    return names
  }

  /// Floats of which none is a NaN other than the one that stands for a missing value.
  mutating func floats(count: Int, column: String) throws(SongTableError) -> [Float] {
    let bits = try integers(UInt32.self, count: count)
    if let index = bits.firstIndex(where: {
      Float(bitPattern: $0).isNaN && $0 != Float.nan.bitPattern
    }) {
      throw .invalid(column: column, index: index)
    }
    return bits.map(Float.init(bitPattern:))
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
