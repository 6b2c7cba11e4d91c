import SongFile
import Songs
import Testing

@Suite struct KaggleSongsTests {
  static let header =
    "song_name,song_popularity,song_duration_ms,acousticness,danceability,energy,"
    + "instrumentalness,key,liveness,loudness,audio_mode,speechiness,tempo,time_signature,audio_valence"

  /// Five rows: an original, the same song in another playlist, a remaster, another artist's song of that name, and a
  /// song whose name needs quotes.
  private static let files = [
    "song_data.csv": crlf([
      header,
      "Hey,76,200000,0.5,0.1,0.2,2.94e-05,8,0.3,-4.095,1,0.4,167.06,4,0.474",
      "Hey,20,200000,0.50,0.1,0.2,2.94e-05,8,0.3,-4.095,1,0.4,167.06,4,0.474",
      "Hey,75,210000,0.5,0,0,0,0,0,0,0,0,0,0,0",
      "Hey,80,220000,0.5,0,0,0,0,0,0,0,0,0,0,0",
      "\"Ho, \"\"Hi\"\"\",0,1,1,1,1,1,1,1,1,1,1,1,1,1",
    ]),
    "song_info.csv": crlf([
      "song_name,artist_name,album_names,playlist", "Hey,Ann,A,P", "Hey,Ann,B,Q", "Hey,Ann,A,P",
      "Hey,Bob,C,P", "\"Ho, \"\"Hi\"\"\",Ann,\"D, E\",P",
    ]),
    "song_release_dates.csv": [
      "song_name,artist_name,album_names,playlist,album_release_date,date_added_to_playlist",
      "Hey,Ann,A,P,2017-11-17,x", "Hey,Ann,B,Q,2016,x", "Hey,Ann,A,P,1999-12,x",
      "Hey,Bob,C,P,0000,x", "\"Ho, \"\"Hi\"\"\",Ann,\"D, E\",P,2010,x",
    ].joined(separator: "\n"),
  ]

  private static func crlf(_ lines: [String]) -> String {
    lines.map { $0 + "\r\n" }.joined()
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(Self.files)
  }

  private func songs(_ label: String = "popularity > 75") throws -> KaggleSongs {
    KaggleSongs(
      folders: [SearchedFolder(path: folder.path, namedBy: "--data")],
      label: try LabelRule(parsing: label))
  }

  /// Rewrites a file with one text replaced by another, and returns the error of reading the songs.
  private func error(
    replacing old: String, with new: String, in file: String = "song_data.csv",
    label: String = "popularity > 75"
  ) throws -> String? {
    let content = try #require(Self.files[file])
    #expect(old.isEmpty || content.contains(old))
    try folder.write(Array(content.replacing(old, with: new, maxReplacements: 1).utf8), to: file)
    return #expect(throws: SongFileError.self) { try songs(label).read() }?.description
  }

  @Test func `the files make the table that the rules say`() throws {
    let expected = SongTable(
      featureNames: Self.header.split(separator: ",").dropFirst(2).map(String.init),
      features: [200_000, 0.5, 0.1, 0.2, 2.94e-05, 8, 0.3, -4.095, 1, 0.4, 167.06, 4, 0.474]
        + [210_000, 0.5] + [Float](repeating: 0, count: 11)
        + [220_000, 0.5] + [Float](repeating: 0, count: 11) + [Float](repeating: 1, count: 13),
      labels: [1, 0, 1, 0], songGroups: [0, 0, 1, 2], artistGroups: [0, 0, 1, 0],
      years: [2017, 1999, 0, 2010], sourceRows: [1, 3, 4, 5], duplicatesRemoved: 1)
    #expect(try songs().read() == expected)
    #expect(try songs("song_popularity >= 75").read().labels == [1, 1, 1, 0])
  }

  @Test func `without release dates the table has no years, and an error says what to add`() throws
  {
    try folder.remove("song_release_dates.csv")
    #expect(try songs().read().years == nil)
    #expect(
      try songs().noYears.description
        == "the songs have no years of release; put song_release_dates.csv beside song_data.csv;"
        + " it is made of the playlists of github.com/edalrami/spotify_clustering")
  }

  @Test func `the first folder that holds the songs is read`() throws {
    let empty = try TemporaryFolder([:])
    let folders = [empty.path, empty.path + "/none", folder.path].map {
      SearchedFolder(path: $0, namedBy: "--data")
    }
    let label = try LabelRule(parsing: "popularity > 75")
    #expect(try KaggleSongs(folders: folders, label: label).read().count == 4)
  }

  @Test func `a missing file's error says where it was looked for and where to get it`() throws {
    try folder.remove("song_info.csv")
    #expect(
      #expect(throws: SongFileError.self) { try songs().read() }?.description
        == "song_info.csv was not found in \(folder.path) (--data);"
        + " get it from the Kaggle dataset edalrami/19000-spotify-songs")
    let folders = [
      SearchedFolder(path: "/none", namedBy: "$HITSWEEP_DATA"),
      SearchedFolder(path: "/neither", namedBy: "data.folder"),
    ]
    let label = try LabelRule(parsing: "popularity > 75")
    #expect(
      #expect(throws: SongFileError.self) {
        try KaggleSongs(folders: folders, label: label).read()
      }?.description
        == "song_data.csv was not found in /none ($HITSWEEP_DATA), /neither (data.folder);"
        + " get it from the Kaggle dataset edalrami/19000-spotify-songs")
    #expect(
      SongFileError.notFound(file: "song_data.csv", searched: []).description
        == "song_data.csv was not looked for, as no folder is named: name one with --data, $HITSWEEP_DATA or data.folder;"
        + " get it from the Kaggle dataset edalrami/19000-spotify-songs")
  }

  @Test(arguments: [
    ("167.06,4", "abc,4", "song_data.csv:2: column 'tempo': 'abc' is not a number"),
    ("167.06,4", "nan,4", "song_data.csv:2: column 'tempo': 'nan' is not a number"),
    ("167.06,4", "inf,4", "song_data.csv:2: column 'tempo': 'inf' is not a number"),
    ("167.06,4", "0x10,4", "song_data.csv:2: column 'tempo': '0x10' is not a number"),
    (
      "167.06,4", "1e39,4",
      "song_data.csv:2: column 'tempo': '1e39' is not a number up to 3.4e38 in size"
    ),
    (
      "167.06,4", "-1e999,4",
      "song_data.csv:2: column 'tempo': '-1e999' is not a number up to 3.4e38 in size"
    ),
    ("167.06,4", ",4", "song_data.csv:2: column 'tempo': a value is missing"),
    ("Hey,80,", "Hey,high,", "song_data.csv:5: column 'song_popularity': 'high' is not a number"),
    ("20,200000", "20,x", "song_data.csv:3: column 'song_duration_ms': 'x' is not a number"),
    ("167.06,4", "167.06", "song_data.csv:2: 14 fields where the header has 15"),
    ("1,1,1\r\n", "1,1", "song_data.csv:6: 14 fields where the header has 15"),
    ("\"\"\",0", "", "song_data.csv:6: a quoted field is never closed; the file may be cut off"),
    (
      "song_duration_ms", "key",
      "song_data.csv:1: more than one column is named 'key'; give each a name of its own"
    ),
    (
      "Hey,75", "Hex,75",
      "song_data.csv:4 ('Hex') and song_info.csv:4 ('Hey') are about different songs;"
        + " take both files from one source"
    ),
  ])
  func `a damaged file of songs is refused with file, line and column`(
    old: String, new: String, message: String
  ) throws {
    #expect(try error(replacing: old, with: new) == message)
  }

  @Test func `a header that lacks a column is shown`() throws {
    let header = Self.header.replacing("tempo", with: "bpm")
    #expect(
      try error(replacing: "tempo", with: "bpm")
        == "song_data.csv:1: no column 'tempo'; the header has "
        + header.replacing(",", with: ", "))
  }

  @Test func `files of different lengths do not belong together`() throws {
    #expect(
      try error(replacing: "\"Ho, \"\"Hi\"\"\",Ann,\"D, E\",P\r\n", with: "", in: "song_info.csv")
        == "song_data.csv has 5 rows and song_info.csv has 4; take both files from one source")
  }

  @Test func `release dates of other songs or without a year are refused`() throws {
    #expect(
      try error(replacing: "Hey,Bob", with: "Hex,Bob", in: "song_release_dates.csv")
        == "song_data.csv:5 ('Hey') and song_release_dates.csv:5 ('Hex') are about different"
        + " songs; take both files from one source")
    #expect(
      try error(replacing: "2016", with: "16-11-2016", in: "song_release_dates.csv")
        == "song_release_dates.csv:3: column 'album_release_date': '16-11-2016' is not a year or"
        + " a date such as 2017-11-17")
  }

  @Test func `songs are labelled by popularity alone`() throws {
    #expect(
      try error(replacing: "", with: "", label: "energy > 0.5")
        == "song_data.csv:1: songs cannot be labelled by column 'energy'; use 'popularity > 75'")
    #expect(
      try error(replacing: "", with: "", label: "popularity")
        == "song_data.csv:1: songs cannot be labelled by column 'popularity'; use 'popularity > 75'"
    )
  }

  @Test func `days of albums are those of the first row of artist and album in the deck's file`()
    throws
  {
    let dates = [
      "\"\",artist_name,album_names,album_release_date,album_release_year,song_name",
      "1,Ann,A,2017-05,2017,hey", "2,Ann,A,1999-05-01,1999,hey", "3,Bob,B,2010,2010,hey",
      "4,Ann,B,2011-05,NA,hey", "5,Ann,B,2012,2012,hey", "6,NA,NA,NA,NA,NA",
    ].joined(separator: "\n")
    let albums = KaggleSongs(
      folders: [SearchedFolder(path: folder.path, namedBy: "--data")],
      label: try LabelRule(parsing: "popularity > 75"), dates: .albums)
    #expect(
      #expect(throws: SongFileError.self) { try albums.list() }?.description
        == "album_dates.csv was not found in \(folder.path) (--data); get it from"
        + " data.zip of github.com/MatthNig/BWSML_Spotify-Song-Popularities")
    try folder.write(Array(dates.utf8), to: "album_dates.csv")
    let list = try albums.list()
    let day = ReleaseDate(parsing: "2017-05")
    #expect(list.dates == [day, nil, day, nil, nil])
    #expect(list.table(.keep) { $0 > 75 ? 1 : 0 }.years == [2017, 0, 2017, 0, 0])
    #expect(list.albumGroups == [0, 1, 0, 2, 3])
    #expect(albums.noYears.description.contains("put album_dates.csv beside song_data.csv"))
  }

  @Test func `where duplicates are kept all rows stay`() throws {
    let list = try songs().list()
    let table = list.table(.keep) { $0 > 75 ? 1 : 0 }
    #expect(table.sourceRows == [1, 2, 3, 4, 5] && table.duplicatesRemoved == 0)
    #expect(table.labels == [1, 0, 0, 1, 0] && table.songGroups == [0, 0, 0, 1, 2])
  }
}
