public import Songs

/// A folder where files are looked for, and where it was named.
public struct SearchedFolder: Hashable, Sendable, CustomStringConvertible {
  /// The folder's path.
  public let path: String
  /// What named it: a flag, a variable of the environment, a key of a file, such as `--data`.
  public let namedBy: String

  /// Makes a folder of its path and of what named it.
  public init(path: String, namedBy: String) {
    self.path = path
    self.namedBy = namedBy
  }

  /// The path, followed by what named it.
  public var description: String { "\(path) (\(namedBy))" }

  func path(of file: String) -> String { "\(path)/\(file)" }

  func holds(_ file: String) -> Bool { fileExists(path(of: file)) }
}

/// The songs of the Kaggle data set "19,000 Spotify Songs", read from the first folder that holds `song_data.csv`.
///
/// `song_info.csv` of the same folder gives artists and albums. The days of release come from `song_release_dates.csv`, whose
/// rows belong to those of the songs by their order, where it is there; or from `album_dates.csv`, by artist and album.
/// Rows are one recording where (`song_name`, `song_duration_ms`, `acousticness`) agree, the rule of "Music is the answer"
/// (Niggli, 2020); the features are all columns but the first two.
public struct KaggleSongs: Sendable {
  /// Where the days of release come from; the raw values are the files' names.
  public enum Dates: String, Sendable, CaseIterable {
    /// From the playlists of which the data set is made: of nearly every song.
    case playlists = "song_release_dates.csv"
    /// From the file of the deck's author, of 29 % of the rows: the first row of each artist and album.
    case albums = "album_dates.csv"
  }

  private static let featureNames = [
    "song_duration_ms", "acousticness", "danceability", "energy", "instrumentalness", "key",
    "liveness", "loudness", "audio_mode", "speechiness", "tempo", "time_signature",
    "audio_valence",
  ]
  private static let songsFile = "song_data.csv"
  private static let artistsFile = "song_info.csv"

  private let folders: [SearchedFolder]
  private let label: LabelRule
  private let dates: Dates

  /// Describes songs that are in one of `folders`, the first one preferred; `label` is a rule on `popularity`.
  public init(folders: [SearchedFolder], label: LabelRule, dates: Dates = .playlists) {
    self.folders = folders
    self.label = label
    self.dates = dates
  }

  /// Reads, checks and cleans the songs, and gives the first row of each recording its label.
  public func read() throws(SongFileError) -> SongTable {
    try list().table(label: label.checkedLabel)
  }

  /// Reads and checks all rows.
  public func list() throws(SongFileError) -> SongList {
    guard let folder = folders.first(where: { $0.holds(Self.songsFile) }) else {
      throw .notFound(file: Self.songsFile, searched: folders)
    }
    let file = dates.rawValue
    return try list(
      songs: bytes(of: Self.songsFile, in: folder),
      artists: bytes(of: Self.artistsFile, in: folder),
      dates: dates == .albums || folder.holds(file) ? bytes(of: file, in: folder) : nil)
  }

  /// What ``list()`` makes of files with these contents.
  package func list(
    songs: [UInt8], artists: [UInt8], dates: [UInt8]?
  ) throws(SongFileError) -> SongList {
    let songs = try CSVTable(songs, file: Self.songsFile)
    let artists = try CSVTable(artists, file: Self.artistsFile)
    try requireSameSongs(songs, artists)
    var list = try undated(songs, artists: artists)
    guard let dates else { return list }
    let table = try CSVTable(dates, file: self.dates.rawValue)
    switch self.dates {
    case .playlists:
      try requireSameSongs(songs, table)
      list.dates = try table.dates("album_release_date")
    case .albums: list.dates = try datesByAlbum(of: artists, in: table)
    }
    return list
  }

  /// What to report where years are asked for and the table has none.
  public var noYears: SongFileError {
    .noYears(
      remedy: "put \(dates.rawValue) beside \(Self.songsFile); it is made of the playlists of"
        + " github.com/edalrami/spotify_clustering")
  }

  private func undated(
    _ songs: CSVTable, artists: CSVTable
  ) throws(SongFileError) -> SongList {
    try label.requirePopularity("song_popularity", in: songs)
    var columns: [[Double]] = []
    for name in Self.featureNames { columns.append(try songs.numbers(name)) }
    let names = try songs.texts("song_name")
    let artistNames = try artists.texts("artist_name")
    let titles = zip(names, artistNames).map(SongList.Title.init)
    // The first two features are the duration and the acousticness.
    let recordings = names.indices.map { row in
      Recording(name: names[row], duration: columns[0][row], acousticness: columns[1][row])
    }
    var list = SongList(
      featureNames: Self.featureNames,
      features: names.indices.flatMap { row in columns.map { Float($0[row]) } },
      labelValues: try songs.numbers("song_popularity"), recordings: denseIDs(of: recordings),
      songGroups: denseIDs(of: titles), artistGroups: denseIDs(of: artistNames))
    list.titles = titles
    list.unknownArtists = try artists.missing("artist_name", of: list.artistGroups)
    list.albumGroups = denseIDs(
      of: zip(artistNames, try artists.texts("album_names")).map { [$0, $1] })
    return list
  }

  /// The day of release of each song's album, by the first row of the artist and the album in the deck's file.
  private func datesByAlbum(
    of songs: CSVTable, in table: CSVTable
  ) throws(SongFileError) -> [ReleaseDate?] {
    func albums(_ table: CSVTable) throws(SongFileError) -> [[String]] {
      zip(try table.texts("artist_name"), try table.texts("album_names")).map { [$0, $1] }
    }
    let dates = try table.dates("album_release_date")
    // Where the file tells no year, as of ten albums, the deck's program had none.
    let years = try table.texts("album_release_year")
    var known: [[String]: ReleaseDate?] = [:]
    for (row, album) in try albums(table).enumerated() where known[album] == nil {
      known[album] = .some(years[row] == "NA" ? nil : dates[row])
    }
    return try albums(songs).map { known[$0] ?? nil }
  }

  private func requireSameSongs(_ left: CSVTable, _ right: CSVTable) throws(SongFileError) {
    let (leftNames, rightNames) = (try left.texts("song_name"), try right.texts("song_name"))
    if let row = zip(leftNames, rightNames).enumerated().first(where: { $1.0 != $1.1 })?.offset {
      throw .rowsOfTwoSongs(
        SongRow(file: left.file, line: left.line(ofRow: row), song: leftNames[row]),
        SongRow(file: right.file, line: right.line(ofRow: row), song: rightNames[row]))
    }
    guard left.rowCount == right.rowCount else {
      throw .rowCounts(
        file: left.file, count: left.rowCount, otherFile: right.file, otherCount: right.rowCount)
    }
  }

  private func bytes(
    of file: String, in folder: SearchedFolder
  ) throws(SongFileError) -> [UInt8] {
    guard folder.holds(file) else { throw .notFound(file: file, searched: [folder]) }
    return try contents(ofFile: folder.path(of: file), named: file)
  }
}

extension LabelRule {
  /// Makes sure that the rule goes by the popularity, which a file has under a longer name.
  func requirePopularity(_ column: String, in table: CSVTable) throws(SongFileError) {
    guard ["popularity", column].contains(self.column), case .compares = condition else {
      throw .labelColumn(file: table.file, column: self.column, expected: "popularity > 75")
    }
  }
}

/// What makes a row a song of its own.
private struct Recording: Hashable {
  let name: String
  let duration: Double
  let acousticness: Double
}
