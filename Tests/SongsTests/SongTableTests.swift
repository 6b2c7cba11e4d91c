import RandomStreams
import Songs
import Testing

@Suite struct SongTableTests {
  private let table = SongTable(
    featureNames: ["tempo", "clé"], features: [1, -2, .nan, 0.5], labels: [0, 1],
    songGroups: [0, 1], artistGroups: [0, 0], years: [2017, 0], sourceRows: [1, 300],
    duplicatesRemoved: 7)

  @Test func `the canonical bytes have the documented layout`() {
    let expected: [[UInt8]] = [
      [1, 0, 0, 0], [2, 0, 0, 0], [2, 0, 0, 0], [7, 0, 0, 0], [1, 0, 0, 0],
      [5, 0, 0, 0], Array("tempo".utf8), [4, 0, 0, 0], Array("clé".utf8),
      [0, 1],
      [0, 0, 0x80, 0x3F], [0, 0, 0, 0xC0], [0, 0, 0xC0, 0x7F], [0, 0, 0, 0x3F],
      [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [1, 0, 0, 0], [44, 1, 0, 0],
      [0xE1, 7], [0, 0],
    ]
    #expect(table.encoded() == expected.flatMap { $0 })
  }

  @Test func `a decoded table is the one that was encoded, missing values included`() throws {
    let decoded = try SongTable(decoding: table.encoded())
    #expect(decoded == table)
    #expect(decoded.featureNames == ["tempo", "clé"])
    #expect(decoded.features[2].isNaN)
    #expect(decoded.years == [2017, 0])
    #expect(decoded.sourceRows == [1, 300])
    #expect(decoded.duplicatesRemoved == 7)
    #expect(decoded.count == 2 && decoded.topCount == 1)
    let withoutYears = SongTable.labelled([0, 1, 1])
    #expect(try SongTable(decoding: withoutYears.encoded()).years == nil)
    #expect(decoded != withoutYears)
  }

  @Test func `every truncation is refused`() {
    let bytes = table.encoded()
    for length in 0..<bytes.count {
      let error = #expect(throws: SongTableError.self) {
        try SongTable(decoding: Array(bytes.prefix(length)))
      }
      guard case .truncated(let byte) = error else {
        Issue.record("\(length) bytes: \(String(describing: error))")
        continue
      }
      #expect(byte <= length)
    }
  }

  @Test func `flipped bits are refused or make another table, and never trap`() {
    let bytes = table.encoded()
    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << (bit % 8)
      if let decoded = try? SongTable(decoding: flipped) {
        #expect(decoded.encoded() == flipped)
      }
    }
    var stream = RandomStream(key: StreamKey(high: 0, low: 1), purpose: .rowOrder)
    for _ in 0..<20_000 {
      var garbage = bytes
      for _ in 0...stream.below(8) {
        garbage[stream.below(garbage.count)] = UInt8(truncatingIfNeeded: stream.next())
      }
      if let decoded = try? SongTable(decoding: garbage) { #expect(decoded.encoded() == garbage) }
    }
  }

  /// Byte offsets are those of the layout test.
  @Test(arguments: [
    (0, 3, SongTableError.unknownFormat(3)),
    (16, 2, .invalid(column: "years", index: 0)),
    (24, 0xFF, .invalid(column: "featureNames", index: 0)),
    (37, 2, .invalid(column: "labels", index: 0)),
    (45, 0xFF, .invalid(column: "features", index: 1)),
    (48, 1, .invalid(column: "features", index: 2)),
    (55, 1, .invalid(column: "songGroups", index: 0)),
    (63, 2, .invalid(column: "artistGroups", index: 0)),
    (80, 0x80, .invalid(column: "years", index: 0)),
  ])
  func `a value that no table may hold is refused with its place`(
    offset: Int, byte: Int, error: SongTableError
  ) {
    var bytes = table.encoded()
    bytes[offset] = UInt8(byte)
    if offset == 45 { (bytes[43], bytes[44], bytes[46]) = (0, 0x80, 0x7F) }
    #expect(throws: error) { try SongTable(decoding: bytes) }
  }

  @Test func `bytes behind the end are refused`() {
    #expect(throws: SongTableError.trailing(byteCount: 1)) {
      try SongTable(decoding: table.encoded() + [0])
    }
  }

  @Test func `errors say what to do`() {
    #expect(
      SongTableError.unknownFormat(2).description
        == "song table format 2 is not known here; run the same version of hitsweep everywhere")
    #expect(
      SongTableError.invalid(column: "labels", index: 3).description
        == "the song table is damaged: labels[3] is not a value it may hold")
  }
}
