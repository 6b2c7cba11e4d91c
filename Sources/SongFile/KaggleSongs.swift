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
/// `song_info.csv` of the same folder gives the artists. `song_release_dates.csv`, where it is there, gives the years.
/// Rows of the files belong together by their order. Kept is the first row of each (`song_name`, `song_duration_ms`,
/// `acousticness`), the rule of "Music is the answer" (Niggli, 2020); the features are all columns but the first two.
public struct KaggleSongs: Sendable {
  private static let featureNames = [
    "song_duration_ms", "acousticness", "danceability", "energy", "instrumentalness", "key",
    "liveness", "loudness", "audio_mode", "speechiness", "tempo", "time_signature",
    "audio_valence",
  ]
  private static let songsFile = "song_data.csv"
  private static let artistsFile = "song_info.csv"
  private static let datesFile = "song_release_dates.csv"

  private let folders: [SearchedFolder]
  private let label: LabelRule

  /// Describes songs that are in one of `folders`, the first one preferred; `label` is a rule on `popularity`.
  public init(folders: [SearchedFolder], label: LabelRule) {
    self.folders = folders
    self.label = label
  }

  /// Reads, checks and cleans the songs.
  public func read() throws(SongFileError) -> SongTable {
    guard let folder = folders.first(where: { $0.holds(Self.songsFile) }) else {
      throw .notFound(file: Self.songsFile, searched: folders)
    }
    return try table(
      songs: bytes(of: Self.songsFile, in: folder),
      artists: bytes(of: Self.artistsFile, in: folder),
      dates: folder.holds(Self.datesFile) ? bytes(of: Self.datesFile, in: folder) : nil)
  }

  /// What ``read()`` makes of files with these contents.
  package func table(
    songs: [UInt8], artists: [UInt8], dates: [UInt8]?
  ) throws(SongFileError) -> SongTable {
    let songs = try CSVTable(songs, file: Self.songsFile)
    let artists = try CSVTable(artists, file: Self.artistsFile)
    try requireSameSongs(songs, artists)
    guard let dates else { return try cleaned(songs, artists: artists, dates: nil) }
    let datedSongs = try CSVTable(dates, file: Self.datesFile)
    try requireSameSongs(songs, datedSongs)
    return try cleaned(songs, artists: artists, dates: datedSongs)
  }

  /// What to report where years are asked for and the table has none.
  public var noYears: SongFileError {
    .noYears(
      remedy: "put \(Self.datesFile) beside \(Self.songsFile); it is made of the playlists of"
        + " github.com/edalrami/spotify_clustering")
  }

  private func cleaned(
    _ songs: CSVTable, artists: CSVTable, dates: CSVTable?
  ) throws(SongFileError) -> SongTable {
    var columns: [[Double]] = []
    for name in Self.featureNames { columns.append(try songs.numbers(name)) }
    let labels = try songs.labels(try popularityColumn(of: songs), by: label)
    let names = try songs.texts("song_name")
    let artistNames = try artists.texts("artist_name")
    let years = try dates?.years("album_release_date")
    // The first two features are the duration and the acousticness.
    var seen = Set<Recording>()
    let kept = names.indices.filter { row in
      let recording = Recording(
        name: names[row], duration: columns[0][row], acousticness: columns[1][row])
      return seen.insert(recording).inserted
    }
    return SongTable(
      featureNames: Self.featureNames,
      features: kept.flatMap { row in columns.map { Float($0[row]) } },
      labels: kept.map { labels[$0] },
      songGroups: denseIDs(of: kept.map { [names[$0], artistNames[$0]] }),
      artistGroups: denseIDs(of: kept.map { artistNames[$0] }),
      years: years.map { years in kept.map { years[$0] } },
      sourceRows: kept.map { UInt32($0 + 1) },
      duplicatesRemoved: names.count - kept.count)
  }

  private func popularityColumn(of songs: CSVTable) throws(SongFileError) -> String {
    guard ["popularity", "song_popularity"].contains(label.column) else {
      throw .labelColumn(file: songs.file, column: label.column, expected: "popularity")
    }
    return "song_popularity"
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

/// What makes a row a song of its own.
private struct Recording: Hashable {
  let name: String
  let duration: Double
  let acousticness: Double
}
