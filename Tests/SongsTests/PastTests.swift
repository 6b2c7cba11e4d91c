import RandomStreams
import Songs
import Testing

@Suite struct PastTests {
  /// Rows of one feature, their number, and a second one, ten times it.
  private func list(
    artists: [UInt32], dates: [String], values: [Double], recordings: [UInt32]? = nil,
    albums: [UInt32]? = nil, unknown: Set<UInt32> = []
  ) -> SongList {
    let rows = 0..<artists.count
    var list = SongList(
      featureNames: ["a", "b"], features: rows.flatMap { [Float($0), Float($0 * 10)] },
      labelValues: values, recordings: recordings, songGroups: rows.map { UInt32($0) },
      artistGroups: artists)
    list.dates = dates.map { ReleaseDate(parsing: $0) }
    list.albumGroups = albums
    list.unknownArtists = unknown
    return list
  }

  private func label(_ value: Double) -> UInt8 { value > 75 ? 1 : 0 }

  @Test
  func
    `a song's past is of strictly earlier days, the nearest first, and of one day the later row`()
    throws
  {
    // Row 3 is of the day of rows 1 and 4, a month is its first day, row 5 has no day, row 6 no artist.
    let list = list(
      artists: [0, 0, 0, 0, 0, 0, 1, 0],
      dates: ["2001", "2002-03-01", "2001-01-02", "2002-03", "2002-03-01", "NA", "1990", "2003"],
      values: [80, 10, 90, 20, 76, 99, 99, 75], unknown: [1])
    let table = try #require(list.table(past: PastRule(unit: .song, count: 3), label: label))
    #expect(
      table
        == SongTable(
          featureNames: ["a", "b"], features: [1, 10, 3, 30, 4, 40, 7, 70],
          labels: [0, 0, 1, 0], songGroups: [0, 1, 2, 3], artistGroups: [0, 0, 0, 0],
          years: [2002, 2002, 2002, 2003], sourceRows: [2, 4, 5, 8], duplicatesRemoved: 0,
          past: SongTable.Past(
            count: 2, features: [2, 20, 0, 0, 2, 20, 0, 0, 2, 20, 0, 0, 4, 40, 3, 30],
            labels: [1, 1, 1, 1, 1, 1, 1, 0])))
    let alone = try #require(list.table(past: PastRule(unit: .song, count: 1), label: label))
    #expect(alone.sourceRows == [1, 2, 3, 4, 5, 8])
    #expect(alone.past?.count == 0)
  }

  @Test func `a repeated recording is part of the past only where duplicates are kept`() throws {
    // Where the repetition goes, its day, which is known, stays.
    let list = list(
      artists: [0, 0, 0, 0], dates: ["2001", "2002", "", "2003"], values: [0, 0, 0, 0],
      recordings: [0, 0, 1, 1])
    func rows(_ duplicates: SongList.Duplicates, count: Int) throws -> [UInt32] {
      try #require(
        list.table(duplicates, past: PastRule(unit: .song, count: count), label: label)
      ).sourceRows
    }
    #expect(try rows(.remove, count: 2) == [3])
    #expect(try rows(.remove, count: 3) == [])
    #expect(try rows(.keep, count: 2) == [2, 4])
    #expect(try rows(.keep, count: 3) == [4])
    #expect(list.table { _ in 0 }.years == [2001, 2003])
    #expect(list.table(.keep) { _ in 0 }.years == [2001, 2002, 0, 2003])
  }

  @Test func `an album is the mean of its songs, and an artist's newest one is a row`() throws {
    // Albums 0 and 2 are of one year, though of different days: the one met later is the newer. Album 3 is another artist's.
    let list = list(
      artists: [0, 0, 1, 0, 0, 0],
      dates: ["2005-12", "2001", "2009", "2005-12", "2005-02", "2001"],
      values: [80, 100, 90, 60, 76, 50], albums: [0, 1, 3, 0, 2, 1])
    let table = try #require(list.table(past: PastRule(unit: .album, count: 3), label: label))
    // The means: of album 2 row 4; of album 0 rows 0 and 3, 70; of album 1 rows 1 and 5, 75.
    #expect(
      table
        == SongTable(
          featureNames: ["a", "b"], features: [4, 40], labels: [1], songGroups: [0],
          artistGroups: [0], years: [2005], sourceRows: [5], duplicatesRemoved: 0,
          past: SongTable.Past(count: 2, features: [1.5, 15, 3, 30], labels: [0, 0])))
    #expect(list.table(past: PastRule(unit: .album, count: 4), label: label)?.count == 0)
    var unknown = list
    unknown.albumGroups = nil
    #expect(unknown.table(past: PastRule(unit: .album, count: 2), label: label) == nil)
    unknown.dates = nil
    #expect(unknown.table(past: PastRule(unit: .song, count: 2), label: label) == nil)
  }

  @Test(arguments: PastRule.Unit.allCases)
  func `the past of random lists is what looking at every row finds`(unit: PastRule.Unit) throws {
    var windowCount = 0
    for number in 0..<400 {
      var random = RandomStream(
        key: StreamKey(high: 6, low: 1), purpose: .generatedSongs, index: number)
      let example = RandomCareers(using: &random)
      for (duplicates, count) in [(SongList.Duplicates.keep, 2), (.remove, 1), (.remove, 3)] {
        let found = try #require(
          example.list.table(
            duplicates, past: PastRule(unit: unit, count: count), label: label))
        let wanted = example.windows(of: unit, count: count, duplicates: duplicates)
        #expect(found.sourceRows == wanted.map { UInt32($0[0].first + 1) })
        #expect(found.features == wanted.flatMap { $0[0].features })
        #expect(found.labels == wanted.map { label($0[0].value) })
        #expect(found.past?.features == wanted.flatMap { $0.dropFirst().flatMap(\.features) })
        #expect(found.past?.labels == wanted.flatMap { $0.dropFirst().map { label($0.value) } })
        windowCount += wanted.count
      }
    }
    #expect(windowCount > 2000)
  }
}

/// A list of some artists' songs on few days, with repetitions, and its past by brute force.
private struct RandomCareers {
  /// A song or an album.
  struct Item {
    let first: Int
    let artist: UInt32
    let day: Int
    let features: [Float]
    let value: Double
  }

  let list: SongList
  private let days: [Int?]

  init(using random: inout RandomStream) {
    let count = 1 + random.below(24)
    let artists = denseIDs(of: (0..<count).map { _ in random.below(4) })
    let recordings = denseIDs(of: (0..<count).map { _ in random.below(20) })
    let days = (0..<count).map { _ -> Int? in
      random.below(8) == 0
        ? nil : 10_000 * (2000 + random.below(3)) + 100 * random.below(3) + random.below(3)
    }
    self.days = days
    var list = SongList(
      featureNames: ["a", "b"],
      features: (0..<2 * count).map { _ in Float(random.below(64)) },
      labelValues: (0..<count).map { _ in Double(60 + random.below(30)) }, recordings: recordings,
      songGroups: recordings, artistGroups: artists)
    // 2001-00-02 cannot be written: what has no month has no day.
    list.dates = days.map { day in
      day.flatMap { ReleaseDate(parsing: Self.text($0)) }
    }
    list.albumGroups = denseIDs(of: artists.map { [$0, UInt32(random.below(4))] })
    list.unknownArtists = random.below(2) == 0 ? [] : [0]
    self.list = list
  }

  private static func text(_ day: Int) -> String {
    let (year, month, rest) = (day / 10_000, day / 100 % 100, day % 100)
    if month == 0 { return "\(year)" }
    return rest == 0 ? "\(year)-0\(month)" : "\(year)-0\(month)-0\(rest)"
  }

  /// The day as it counts: of a song whose repetitions go, the first that is known of its recording.
  private func day(
    _ row: Int, of unit: PastRule.Unit, duplicates: SongList.Duplicates
  ) -> Int? {
    let rows =
      unit == .album || duplicates == .keep
      ? [row] : days.indices.filter { list.recordings![$0] == list.recordings![row] }
    return rows.compactMap { days[$0] }.first.map { day in
      let (year, month, rest) = (day / 10_000, day / 100 % 100, day % 100)
      return month == 0 ? year * 10_000 + 101 : year * 10_000 + month * 100 + max(1, rest)
    }
  }

  private func items(of unit: PastRule.Unit, duplicates: SongList.Duplicates) -> [Item] {
    func day(_ row: Int) -> Int? { self.day(row, of: unit, duplicates: duplicates) }
    let rows = (0..<list.count).filter { row in
      let isFirst = list.recordings!.firstIndex(of: list.recordings![row]) == row
      return day(row) != nil && !list.unknownArtists.contains(list.artistGroups[row])
        && (duplicates == .keep || isFirst)
    }
    let groups =
      unit == .song
      ? rows.map { [$0] }
      : rows.filter { row in rows.first { list.albumGroups![$0] == list.albumGroups![row] } == row }
        .map { first in rows.filter { list.albumGroups![$0] == list.albumGroups![first] } }
    return groups.map { rows in
      Item(
        first: rows[0], artist: list.artistGroups[rows[0]],
        day: unit == .song ? day(rows[0])! : day(rows[0])! / 10_000,
        features: (0..<2).map { feature in
          Float(
            rows.map { Double(list.features[$0 * 2 + feature]) }.reduce(0, +) / Double(rows.count))
        }, value: rows.map { list.labelValues[$0] }.reduce(0, +) / Double(rows.count))
    }
  }

  /// Each window, the newest item first.
  func windows(of unit: PastRule.Unit, count: Int, duplicates: SongList.Duplicates) -> [[Item]] {
    let items = items(of: unit, duplicates: duplicates)
    return items.compactMap { newest in
      let others = items.filter { $0.artist == newest.artist && $0.first != newest.first }
      func isNewer(_ item: Item, _ other: Item) -> Bool {
        item.day > other.day || item.day == other.day && item.first > other.first
      }
      let isRow = unit == .song || !others.contains { isNewer($0, newest) }
      let earlier = others.filter { unit == .album || $0.day < newest.day }.sorted(by: isNewer)
      guard isRow, earlier.count >= count - 1 else { return nil }
      return [newest] + earlier.prefix(count - 1)
    }
  }
}
