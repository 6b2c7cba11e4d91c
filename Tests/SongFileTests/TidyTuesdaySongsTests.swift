import SongFile
import Songs
import Testing

@Suite struct TidyTuesdaySongsTests {
  private static let header =
    "track_id,track_name,track_artist,track_popularity,track_album_id,track_album_name,"
    + "track_album_release_date,playlist_name,playlist_id,playlist_genre,playlist_subgenre,"
    + "danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,"
    + "liveness,valence,tempo,duration_ms"

  /// A track in two playlists, another one of its compilation by another artist, one of no known name, and a later version.
  private static let text = [
    header, "t1,Hey,Ann,76,a1,Hits,2016-03-01,P,p,pop,x,1,2,3,4,1,6,7,8,9,10,11,12",
    "t2,Ho,Bob,10,a1,Hits,2016-03-01,P,p,pop,x,0,0,0,0,0,0,0,0,0,0,0,0",
    "t1,Hey,Ann,76,a1,Hits,2016-03-01,Q,q,rock,y,1,2,3,4,1,6,7,8,9,10,11,12",
    "t3,NA,NA,0,a2,NA,2012,P,p,rock,y,0,0,0,0,0,0,0,0,0,0,0,0",
    "t4,Hey,Ann,75,a3,More,2018-01,P,p,rock,y,0,0,0,0,0,0,0,0,0,0,0,1", "",
  ].joined(separator: "\n")

  private func list(
    _ text: String = text, label: String = "popularity > 75"
  ) throws -> SongList {
    try TidyTuesdaySongs(folders: [], label: LabelRule(parsing: label)).list(of: Array(text.utf8))
  }

  @Test func `the file makes the table that the rules say`() throws {
    let label = try LabelRule(parsing: "popularity > 75")
    let table = try list().table(label: label.checkedLabel)
    let none = [Float](repeating: 0, count: 12)
    let last: [Float] = [1] + none.dropLast()
    let features: [[Float]] = [[12, 7, 1, 2, 8, 3, 9, 4, 1, 6, 11, 10], none, none, last]
    let expected = SongTable(
      featureNames: [
        "duration_ms", "acousticness", "danceability", "energy", "instrumentalness", "key",
        "liveness", "loudness", "mode", "speechiness", "tempo", "valence",
      ],
      features: features.flatMap { $0 }, labels: [1, 0, 0, 0], songGroups: [0, 1, 2, 0],
      artistGroups: [0, 1, 2, 0], years: [2016, 2016, 2012, 2018], sourceRows: [1, 2, 4, 5],
      duplicatesRemoved: 1, genres: SongTable.Genres(of: ["pop", "pop", "rock", "rock"]))
    #expect(table == expected)
    #expect(try list().titles?[4] == SongList.Title(name: "Hey", artist: "Ann"))
  }

  @Test func `an album of many artists is one of each, and unknown artists have no past`() throws {
    let label = try LabelRule(parsing: "popularity >= 75")
    func rows(_ unit: PastRule.Unit, _ count: Int) throws -> SongTable {
      try #require(
        try list().table(
          past: PastRule(unit: unit, count: count), label: label.checkedLabel))
    }
    #expect(try rows(.album, 1).sourceRows == [2, 5])
    let pairs = try rows(.album, 2)
    #expect(pairs.sourceRows == [5])
    #expect(pairs.past?.labels == [1])
    #expect(pairs.past?.features == [12, 7, 1, 2, 8, 3, 9, 4, 1, 6, 11, 10])
    #expect(try rows(.song, 1).sourceRows == [1, 2, 5])
  }

  @Test(arguments: [
    (
      "76,a1", "high,a1",
      "spotify_songs.csv:2: column 'track_popularity': 'high' is not a number"
    ),
    (
      "2018-01", "18-01",
      "spotify_songs.csv:6: column 'track_album_release_date': '18-01' is not a year or a date such as 2017-11-17"
    ),
    ("0,0,0,1", "0,0,0", "spotify_songs.csv:6: 22 fields where the header has 23"),
  ])
  func `a damaged file is refused with file, line and column`(
    old: String, new: String, message: String
  ) throws {
    let text = Self.text.replacing(old, with: new, maxReplacements: 1)
    #expect(
      #expect(throws: SongFileError.self) { try list(text) }?.description == message)
  }

  @Test func `tracks are labelled by popularity alone, and a missing file is told with its source`()
    throws
  {
    #expect(
      #expect(throws: SongFileError.self) { try list(label: "energy > 1") }?.description
        == "spotify_songs.csv:1: songs cannot be labelled by column 'energy'; use 'popularity > 75'"
    )
    #expect(try list(label: "track_popularity > 75").count == 5)
    let songs = TidyTuesdaySongs(
      folders: [SearchedFolder(path: "/none", namedBy: "--data")],
      label: try LabelRule(parsing: "popularity > 75"))
    #expect(
      #expect(throws: SongFileError.self) { try songs.list() }?.description
        == "spotify_songs.csv was not found in /none (--data); get it from"
        + " github.com/rfordatascience/tidytuesday, data/2020/2020-01-21")
  }
}
