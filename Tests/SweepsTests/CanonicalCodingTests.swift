import SearchSpace
import Sweeps
import Testing

@Suite struct CanonicalCodingTests {
  private func bytes(_ write: (inout CanonicalWriter) -> Void) -> [UInt8] {
    var writer = CanonicalWriter()
    write(&writer)
    return writer.bytes
  }

  private func read<Value>(
    _ bytes: [UInt8], _ read: (inout CanonicalReader) throws(CanonicalError) -> Value
  ) throws(CanonicalError) -> Value {
    var reader = CanonicalReader(bytes)
    let value = try read(&reader)
    try reader.finish()
    return value
  }

  @Test func `numbers and texts have the layout that is documented`() {
    let written = bytes {
      $0.write(UInt16(0x0102))
      $0.write(Int64(-2))
      $0.write(1.5)
      $0.write(Float(-0.5))
      $0.write("é")
      $0.write(raw: [9, 8])
    }
    #expect(
      written.hexadecimal == "0201" + "feffffffffffffff" + "000000000000f83f" + "000000bf"
        + "02000000c3a9" + "0908")
  }

  @Test func `what was written comes back bit for bit`() throws {
    let written = bytes {
      $0.write(Int64.min)
      $0.write(-Double.zero)
      $0.write(Float(bitPattern: 0x7FC0_1234))
      $0.write("a\u{0}💿")
    }
    var reader = CanonicalReader(written)
    #expect(try reader.read(Int64.self) == .min)
    #expect(try reader.readDouble().bitPattern == (-Double.zero).bitPattern)
    #expect(try reader.readFloat().bitPattern == 0x7FC0_1234)
    #expect(reader.remaining == 10)
    #expect(try reader.readText() == "a\u{0}💿")
    try reader.finish()
  }

  @Test(arguments: [
    (0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (16_383, "ff7f"), (16_384, "808001"),
    (1 << 35 - 1, "ffffffff7f"),
  ])
  func `a count takes as few bytes as it needs`(count: Int, hexadecimal: String) throws {
    let written = bytes { $0.write(compact: count) }
    #expect(written.hexadecimal == hexadecimal)
    #expect(
      try read(written) { reader throws(CanonicalError) in try reader.readCompact() } == count)
  }

  @Test func `a count in more bytes than it needs, or in too many, is malformed`() {
    for bytes: [UInt8] in [
      [0x80, 0], [0xFF, 0x80, 0], [0x80, 0x80, 0x80, 0x80, 0x80, 1],
    ] {
      #expect(throws: CanonicalError.malformed) {
        try read(bytes) { reader throws(CanonicalError) in try reader.readCompact() }
      }
    }
    #expect(throws: CanonicalError.truncated) {
      try read([0x80]) { reader throws(CanonicalError) in try reader.readCompact() }
    }
  }

  @Test func `settings of every case come back`() throws {
    let settings: [String: Setting] = [
      "epochs": .integer(-1), "l2": .number(0.5), "years": .word(""),
      "layers": .list([.list([.list([.list([])])]), .word("x")]),
      "features": .mapping([
        "past": .mapping(["b": .integer(2), "a": .mapping(["": .mapping([:])])])
      ]),
    ]
    let written = bytes { $0.write(settings) }
    #expect(
      try read(written) { reader throws(CanonicalError) in try reader.readSettings() } == settings)
  }

  @Test func `settings out of order, twice, of no case or nested too deeply are malformed`() {
    func pair(_ first: String, _ second: String) -> [UInt8] {
      bytes {
        $0.write(UInt32(2))
        for name in [first, second] {
          $0.write(name)
          $0.write(Setting.integer(1))
        }
      }
    }
    for bytes in [pair("b", "a"), pair("a", "a")] {
      #expect(throws: CanonicalError.malformed) {
        try read(bytes) { reader throws(CanonicalError) in try reader.readSettings() }
      }
    }
    let deep = bytes { $0.write(Setting.list([.list([.list([.list([.list([])])])])])) }
    let deepMapping = bytes { $0.write(Setting.list([.list([.list([.list([.mapping([:])])])])])) }
    for bytes in [deep, deepMapping, [6], [0]] {
      #expect(throws: CanonicalError.malformed) {
        try read(bytes) { reader throws(CanonicalError) in try reader.readSetting() }
      }
    }
  }

  @Test func `reading past the end, counts of more than is left and bad UTF-8 are refused`() {
    #expect(throws: CanonicalError.truncated) {
      try read([1]) { reader throws(CanonicalError) in try reader.read(UInt16.self) }
    }
    #expect(throws: CanonicalError.truncated) {
      try read([2, 0, 0, 0, 7]) { reader throws(CanonicalError) in try reader.readCount() }
    }
    #expect(throws: CanonicalError.truncated) {
      try read([0xFF, 0xFF, 0xFF, 0xFF, 7]) { reader throws(CanonicalError) in
        try reader.readText()
      }
    }
    #expect(throws: CanonicalError.malformed) {
      try read([1, 0, 0, 0, 0xFF]) { reader throws(CanonicalError) in try reader.readText() }
    }
    #expect(throws: CanonicalError.truncated) {
      try read([1, 2]) { reader throws(CanonicalError) in try reader.read(raw: -1) }
    }
    #expect(throws: CanonicalError.malformed) {
      try read([1, 2]) { reader throws(CanonicalError) in try reader.read(UInt8.self) }
    }
  }
}

@Suite struct ContentHashTests {
  private let bytes = (0..<16).map { UInt8($0 * 17) }

  @Test func `a hash is the beginning of SHA-256`() {
    // SHA-256 of "abc", FIPS 180-2.
    #expect(
      ContentHash(of: Array("abc".utf8)).description == "ba7816bf8f01cfea414140de5dae2223")
  }

  @Test func `a hash comes back from its 16 bytes and from no other number of them`() throws {
    let hash = try #require(ContentHash(bytes))
    #expect(hash.bytes == bytes)
    #expect(hash.description == "00112233445566778899aabbccddeeff")
    #expect(hash.short == "00112233")
    #expect(ContentHash(bytes + [0]) == nil)
    #expect(ContentHash(bytes.dropLast()) == nil)
  }

  @Test func `hashes are ordered as their bytes are`() {
    let ordered = [(0, 1), (0, 1 << 63), (1, 0), (1 << 63, 0)] as [(UInt64, UInt64)]
    let hashes = ordered.map { ContentHash(high: $0.0, low: $0.1) }
    #expect(hashes.reversed().sorted() == hashes)
    #expect(hashes.map(\.description).sorted() == hashes.map(\.description))
  }

  @Test func `leases are ordered by epoch, then by counter`() {
    let ids = [(1, 9), (2, 1), (2, 3)].map { LeaseID(epoch: $0.0, counter: $0.1) }
    #expect(ids.reversed().sorted() == ids)
    #expect(ids.map(\.description) == ["1.9", "2.1", "2.3"])
    #expect(Lease(id: ids[0], ranges: [0..<3, 7..<8]).trialCount == 4)
  }
}
