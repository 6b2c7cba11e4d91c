import RandomStreams
import SongFile
import Songs
import Testing

/// The real files, whose figures their documentation states.
@Suite(
  .enabled(
    if: realFolder != nil,
    "HITSWEEP_DATA is not set: it names the folder that holds the real files, song_data.csv and so on"
  ))
struct RealSongsTests {
  private func read(_ label: String = "popularity > 75") throws -> SongTable {
    let folder = SearchedFolder(path: try #require(realFolder), namedBy: "$HITSWEEP_DATA")
    return try KaggleSongs(folders: [folder], label: LabelRule(parsing: label)).read()
  }

  @Test func `the songs have the documented figures`() throws {
    let table = try read()
    #expect(table.count == 14_683)
    #expect(table.topCount == 946)
    #expect(table.featureNames.count == 13)
    #expect(table.duplicatesRemoved == 4152)
    #expect(try read("popularity >= 75").topCount == 1104)
    #expect(Set(table.artistGroups).count == 7564)
    let all = (0..<UInt32(table.count)).map { $0 }
    #expect(YearSubset.since(2010).kept(from: all, of: table).count == 10_200)
    #expect(YearSubset.range(2018...2018).kept(from: all, of: table).count == 4650)
    #expect(
      Array(table.features.prefix(13))
        == [
          262_333, 0.00552, 0.496, 0.682, 2.94e-05, 8, 0.0589, -4.095, 1, 0.0294, 167.06, 4, 0.474,
        ])
    #expect(try SongTable(decoding: table.encoded()) == table)
  }

  @Test func `the songs are read well under a second`() throws {
    let duration = try ContinuousClock().measure { _ = try read() }
    #expect(duration < .seconds(1))
  }

  @Test(arguments: SplitRule.Grouping.allCases)
  func `parts are disjoint and keep the natural share of top songs`(
    grouping: SplitRule.Grouping
  ) throws {
    let table = try read()
    let rule = try SplitRule(train: 0.64, validation: 0.16, test: 0.2, by: grouping)
    let parts = Parting(of: table, rule: rule, key: StreamKey(high: 1, low: 1)).parts(replicate: 0)
    let groups = table.groups(by: grouping)
    let all = [parts.train, parts.validation, parts.test]
    #expect(all.flatMap { $0 }.sorted() == (0..<UInt32(table.count)).map { $0 })
    let groupCounts = all.map { part in Set(part.map { groups[Int($0)] }).count }
    #expect(groupCounts.reduce(0, +) == Set(groups).count)
    for (part, share) in zip(all, [rule.train, rule.validation, rule.test]) {
      let topSongs = part.count { table.labels[Int($0)] == 1 }
      let naturalShare = Double(table.topCount) / Double(table.count)
      #expect((Double(topSongs) / Double(part.count) - naturalShare).magnitude < 0.005)
      #expect((Double(part.count) / Double(table.count) - share).magnitude < 0.005)
    }
  }

  @Test func `a table of tracks is read as described`() throws {
    let file = TableFile(
      path: try #require(realFolder) + "/spotify_songs.csv",
      label: try LabelRule(parsing: "track_popularity >= 75"),
      features: .named(["danceability", "playlist_genre", "tempo"]), nominal: ["playlist_genre"],
      group: "track_artist", year: "track_album_release_date", id: "track_id")
    let table = try file.read()
    #expect(table.count == 32_833)
    #expect(
      table.featureNames
        == ["danceability"]
        + ["edm", "latin", "pop", "r&b", "rap", "rock"].map { "playlist_genre=\($0)" } + ["tempo"])
    let edm = stride(from: 1, to: table.features.count, by: 8).reduce(0) { $0 + table.features[$1] }
    #expect(edm == 6043)
  }
}

extension SongTable {
  /// Which songs a split keeps together.
  func groups(by grouping: SplitRule.Grouping) -> [UInt32] {
    switch grouping {
    case .row: Array(0..<UInt32(count))
    case .song: songGroups
    case .artist: artistGroups
    }
  }
}
