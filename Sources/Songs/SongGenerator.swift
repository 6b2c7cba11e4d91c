import RandomStreams

/// A song as a row of a generated file.
public struct GeneratedSong: Equatable, Sendable {
  /// The song's name; versions of a song share it.
  public let name: String
  /// The artist's name.
  public let artist: String
  /// The popularity, from 0 to 100.
  public let popularity: Int
  /// The 13 features in the order of `SongGenerator.featureNames`.
  public let features: [Float]
  /// The year in which the song was released.
  public let releaseYear: Int

  /// Makes a song of its values.
  public init(
    name: String, artist: String, popularity: Int, features: [Float], releaseYear: Int
  ) {
    self.name = name
    self.artist = artist
    self.popularity = popularity
    self.features = features
    self.releaseYear = releaseYear
  }

  /// The duration in milliseconds, which is the first feature, too.
  public var duration: Int { Int(features[0]) }
}

/// Songs that are drawn, not real: of the shape of the Spotify songs of 2018, as many as are
/// wanted.
///
/// Features and year of release have the real distributions and correlations (a Gaussian copula).
/// An artist has several songs, which resemble each other, and some songs have further versions,
/// which do so more. Popularity comes from a latent score: luck, plus a weak effect of the
/// features, plus an effect that only songs with luck have, so that features tell top songs better
/// than they tell popularity. What is true of the songs depends neither on how many are drawn nor
/// on the seed.
///
/// The same seed gives the same songs on every machine; a larger count adds songs to the same ones.
public struct SongGenerator: Sendable {
  /// The names of the 13 features, as the header of `song_data.csv` has them.
  public static let featureNames = marginals.dropLast().map(\.name)

  private let songs: Int
  private let seed: UInt64

  /// Sets up a generator.
  ///
  /// - Parameters:
  ///   - songs: how many unique songs are wanted; by default as many as the real data hold.
  ///   - seed: what the songs are drawn from.
  public init(songs: Int = 14_683, seed: UInt64) {
    precondition(songs >= 0, "no negative number of songs")
    self.songs = songs
    self.seed = seed
  }

  /// Draws the songs in random order, each as often as it stands in a playlist.
  ///
  /// Popular songs stand in more playlists. No two songs agree in name, duration and acousticness
  /// unless they are the same.
  public func rawSongs() -> [GeneratedSong] {
    var rows: [GeneratedSong] = []
    var songsDrawn = 0
    var artistIndex = 0
    while songsDrawn < songs {
      var artist = GeneratedArtist(seed: seed, index: artistIndex)
      for _ in 0..<min(artist.songCount, songs - songsDrawn) {
        let song = artist.nextSong()
        rows += repeatElement(song, count: artist.playlistCount(of: song))
        songsDrawn += 1
      }
      artistIndex += 1
    }
    var order = RandomStream(key: StreamKey(high: seed, low: 1), purpose: .generatedSongs)
    order.shuffle(&rows)
    return rows
  }

  /// Draws the songs and keeps the first row of each name, duration and acousticness.
  ///
  /// - Parameter isTop: whether a song of this popularity is a top song.
  public func table(isTop: (Double) -> Bool) -> SongTable {
    list().table { isTop($0) ? 1 : 0 }
  }

  /// Draws the songs as a list of rows, one for each time that a song stands in a playlist.
  public func list() -> SongList {
    let rows = rawSongs()
    let titles = rows.map { SongList.Title(name: $0.name, artist: $0.artist) }
    var list = SongList(
      featureNames: Self.featureNames, features: rows.flatMap(\.features),
      labelValues: rows.map { Double($0.popularity) },
      recordings: denseIDs(of: rows.map(SongIdentity.init)), songGroups: denseIDs(of: titles),
      artistGroups: denseIDs(of: titles.map(\.artist)))
    list.titles = titles
    list.dates = rows.map { ReleaseDate(year: $0.releaseYear) }
    return list
  }
}

/// What makes two rows the same song.
private struct SongIdentity: Hashable {
  let name: String
  let duration: Float
  let acousticness: Float

  init(_ song: GeneratedSong) {
    name = song.name
    duration = song.features[0]
    acousticness = song.features[1]
  }
}
