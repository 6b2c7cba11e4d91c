public import Songs

/// The tracks of "Spotify Songs", TidyTuesday of 2020-01-21, read from the first folder that holds `spotify_songs.csv`.
///
/// A track stands in several playlists; kept is the first row of each `track_id`, whose playlist gives the genre. It has 12
/// of the 13 features of the deck (no time signature), and real days of release.
public struct TidyTuesdaySongs: Sendable {
  private static let featureNames = [
    "duration_ms", "acousticness", "danceability", "energy", "instrumentalness", "key",
    "liveness", "loudness", "mode", "speechiness", "tempo", "valence",
  ]
  private static let songsFile = "spotify_songs.csv"

  private let folders: [SearchedFolder]
  private let label: LabelRule

  /// Describes songs that are in one of `folders`, the first one preferred; `label` is a rule on `popularity`.
  public init(folders: [SearchedFolder], label: LabelRule) {
    self.folders = folders
    self.label = label
  }

  /// Reads and checks all rows.
  public func list() throws(SongFileError) -> SongList {
    guard let folder = folders.first(where: { $0.holds(Self.songsFile) }) else {
      throw .notFound(file: Self.songsFile, searched: folders)
    }
    return try list(
      of: contents(ofFile: folder.path(of: Self.songsFile), named: Self.songsFile))
  }

  /// What ``list()`` makes of a file with the content `bytes`.
  package func list(of bytes: [UInt8]) throws(SongFileError) -> SongList {
    let table = try CSVTable(bytes, file: Self.songsFile)
    try label.requirePopularity("track_popularity", in: table)
    var columns: [[Double]] = []
    for name in Self.featureNames { columns.append(try table.numbers(name)) }
    let artists = try table.texts("track_artist")
    let titles = zip(try table.texts("track_name"), artists).map(SongList.Title.init)
    var list = SongList(
      featureNames: Self.featureNames,
      features: artists.indices.flatMap { row in columns.map { Float($0[row]) } },
      labelValues: try table.numbers("track_popularity"),
      recordings: denseIDs(of: try table.texts("track_id")), songGroups: denseIDs(of: titles),
      artistGroups: denseIDs(of: artists))
    list.titles = titles
    list.unknownArtists = try table.missing("track_artist", of: list.artistGroups)
    // Compilations are albums of many artists.
    list.albumGroups = denseIDs(
      of: zip(artists, try table.texts("track_album_id")).map { [$0, $1] })
    list.dates = try table.dates("track_album_release_date")
    list.genres = try table.genres("playlist_genre")
    return list
  }
}
