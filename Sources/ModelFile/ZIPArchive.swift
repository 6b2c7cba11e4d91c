/// Files in one, as they are: without compression, and without the extension for 4 GiB and more.
///
/// Source: PKWARE: "APPNOTE.TXT – .ZIP File Format Specification", version 6.3.10, section 4.
struct ZIPArchive {
  private var files: [UInt8] = []
  private var directory: [UInt8] = []
  private var fileCount: UInt16 = 0

  /// The most files, and the most bytes of all; one more says that the number stands in an extension.
  static let fileLimit = Int(UInt16.max) - 1
  static let byteLimit = Int(UInt32.max) - 1

  /// Makes room for an archive of so many bytes.
  init(byteCount: Int) {
    files.reserveCapacity(byteCount)
  }

  /// The bytes of an archive of files of these names and lengths, where `Int` holds them.
  static func byteCount(of files: [(name: String, length: Int)]) -> Int {
    files.reduce(22) { $0 + 30 + 46 + 2 * $1.name.utf8.count + $1.length }
  }

  /// Adds a file, for which there is room within all limits.
  mutating func add(_ name: String, _ bytes: [UInt8]) {
    let start = UInt32(files.count)
    let facts = Self.facts(name, bytes)
    files += Array("PK\u{3}\u{4}".utf8) + facts + Array(name.utf8) + bytes
    directory += Array("PK\u{1}\u{2}".utf8)
    directory.append(littleEndian: version)
    directory += facts
    directory.append(littleEndian: UInt16(0))  // bytes of comment
    directory.append(littleEndian: UInt16(0))  // number of the disk
    directory.append(littleEndian: UInt16(0))  // internal attributes
    directory.append(littleEndian: UInt32(0))  // external attributes
    directory.append(littleEndian: start)
    directory += name.utf8
    fileCount += 1
  }

  /// What stands of a file both before it and in the directory.
  private static func facts(_ name: String, _ bytes: [UInt8]) -> [UInt8] {
    var facts: [UInt8] = []
    facts.append(littleEndian: version)
    facts.append(littleEndian: UInt16(name.utf8.allSatisfy { $0 < 0x80 } ? 0 : 1 << 11))  // UTF-8
    facts.append(littleEndian: UInt16(0))  // as it is
    facts.append(littleEndian: UInt16(0))  // midnight
    facts.append(littleEndian: UInt16(1 << 5 | 1))  // of the first day that there is, in 1980
    facts.append(littleEndian: crc32(bytes))
    facts.append(littleEndian: UInt32(bytes.count))  // packed
    facts.append(littleEndian: UInt32(bytes.count))
    facts.append(littleEndian: UInt16(name.utf8.count))
    facts.append(littleEndian: UInt16(0))  // bytes of extensions
    return facts
  }

  /// The whole archive.
  consuming func finish() -> [UInt8] {
    let start = UInt32(files.count)
    files += directory
    files += "PK\u{5}\u{6}".utf8
    for _ in 0..<2 { files.append(littleEndian: UInt16(0)) }  // numbers of disks
    for _ in 0..<2 { files.append(littleEndian: fileCount) }
    files.append(littleEndian: UInt32(directory.count))
    files.append(littleEndian: start)
    files.append(littleEndian: UInt16(0))  // bytes of comment
    return files
  }
}

/// Version 2.0 of the format.
private let version: UInt16 = 20
