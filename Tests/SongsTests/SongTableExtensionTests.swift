import RandomStreams
import Songs
import Testing

/// The second format of song tables: with genres, with a past, with both.
@Suite struct SongTableExtensionTests {
  private static func table(
    genres: SongTable.Genres?, past: SongTable.Past?, years: [Int16]? = [2017, 0]
  ) -> SongTable {
    SongTable(
      featureNames: ["a", "b"], features: [1, -2, .nan, 0.5], labels: [0, 1], songGroups: [0, 1],
      artistGroups: [0, 0], years: years, sourceRows: [1, 300], duplicatesRemoved: 7,
      genres: genres, past: past)
  }

  private static let genres = SongTable.Genres(of: ["rock", "é"])
  private static let past = SongTable.Past(count: 1, features: [.nan, 4, 5, 6], labels: [1, 0])

  private static let tables = [
    table(genres: genres, past: past), table(genres: genres, past: nil, years: nil),
    table(genres: nil, past: past),
    table(genres: nil, past: .init(count: 0, features: [], labels: [])),
  ]

  @Test func `the canonical bytes have the documented layout`() {
    // Format, 2 songs, 2 features, 7 duplicates, years; names, labels; features, song and artist groups, rows, years.
    let plain = Self.table(genres: nil, past: nil).encoded()
    #expect(plain.prefix(4) == [1, 0, 0, 0])
    let expected: [[UInt8]] = [
      [2, 0, 0, 0], Array(plain.dropFirst(4)),
      [3, 0, 0, 0], [4, 0, 0, 0], Array("rock".utf8), [2, 0, 0, 0], Array("é".utf8),
      [0, 0], [1, 0],
      [2, 0, 0, 0], [0, 0, 0xC0, 0x7F], [0, 0, 0x80, 0x40], [0, 0, 0xA0, 0x40],
      [0, 0, 0xC0, 0x40], [1, 0],
    ]
    #expect(Self.tables[0].encoded() == expected.flatMap { $0 })
    #expect(
      Self.tables[3].encoded()
        == [2, 0, 0, 0] + plain.dropFirst(4) + [0, 0, 0, 0] + [1, 0, 0, 0])
  }

  @Test func `a decoded table is the one that was encoded`() throws {
    for table in Self.tables {
      let decoded = try SongTable(decoding: table.encoded())
      #expect(decoded == table)
      #expect(decoded.genres == table.genres)
      #expect(decoded.past?.count == table.past?.count)
      #expect(decoded.past?.labels == table.past?.labels)
      #expect(decoded.past?.features.map(\.bitPattern) == table.past?.features.map(\.bitPattern))
    }
    for (place, table) in Self.tables.enumerated() {
      #expect(Self.tables.map { $0 == table } == Self.tables.indices.map { $0 == place })
    }
  }

  @Test func `every truncation is refused`() {
    for bytes in Self.tables.map({ $0.encoded() }) {
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
      #expect(throws: SongTableError.trailing(byteCount: 1)) {
        try SongTable(decoding: bytes + [0])
      }
    }
  }

  @Test func `flipped bits are refused or make another table, and never trap`() {
    for bytes in Self.tables.map({ $0.encoded() }) {
      for bit in 0..<bytes.count * 8 {
        var flipped = bytes
        flipped[bit / 8] ^= 1 << (bit % 8)
        if let decoded = try? SongTable(decoding: flipped) {
          #expect(decoded.encoded() == flipped)
        }
      }
      var stream = RandomStream(key: StreamKey(high: 0, low: 2), purpose: .rowOrder)
      for _ in 0..<5_000 {
        var garbage = bytes
        for _ in 0...stream.below(8) {
          garbage[stream.below(garbage.count)] = UInt8(truncatingIfNeeded: stream.next())
        }
        if let decoded = try? SongTable(decoding: garbage) { #expect(decoded.encoded() == garbage) }
      }
    }
  }

  /// Byte offsets behind those of the plain table.
  @Test(arguments: [
    (8, 0xFF, SongTableError.invalid(column: "genreNames", index: 0)),
    (17, 0x20, .invalid(column: "genreNames", index: 1)),
    (18, 2, .invalid(column: "genres", index: 0)),
    (19, 1, .invalid(column: "genres", index: 0)),
    (20, 2, .invalid(column: "genres", index: 1)),
    (26, 1, .invalid(column: "pastFeatures", index: 0)),
    (32, 0x80, .invalid(column: "pastFeatures", index: 1)),
    (42, 2, .invalid(column: "pastLabels", index: 0)),
  ])
  func `a value that no table may hold is refused with its place`(
    offset: Int, byte: Int, error: SongTableError
  ) {
    var bytes = Self.tables[0].encoded()
    let start = Self.table(genres: nil, past: nil).encoded().count
    bytes[start + offset] = UInt8(byte)
    if offset == 17 { bytes[start + 16] = 0x20 }
    if offset == 32 { bytes[start + 33] = 0x7F }
    #expect(throws: error) { try SongTable(decoding: bytes) }
  }

  @Test func `the second format is for tables that need it alone`() {
    let plain = Self.table(genres: nil, past: nil).encoded()
    #expect(throws: SongTableError.unknownFormat(2)) {
      try SongTable(decoding: [2, 0, 0, 0] + plain.dropFirst(4) + [UInt8](repeating: 0, count: 8))
    }
    #expect(throws: SongTableError.trailing(byteCount: 8)) {
      try SongTable(decoding: plain + [UInt8](repeating: 0, count: 8))
    }
  }
}
