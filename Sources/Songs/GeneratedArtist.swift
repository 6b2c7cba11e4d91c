import RandomStreams

/// An artist, from whom songs are drawn one by one.
///
/// What a song has of its normal scores is the sum of three parts: its artist's, its own as a work,
/// and the version's. Their variances add up to 1, so each song for itself is drawn from the whole
/// population.
struct GeneratedArtist {
  /// How many songs the artist has, versions included.
  let songCount: Int

  private let index: Int
  private var stream: RandomStream
  private let style: [Double]
  private let standing: Double
  private var work: [Double] = []
  private var workCount = 0
  private var durations: [Double] = []

  init(seed: UInt64, index: Int) {
    self.index = index
    stream = RandomStream(
      key: StreamKey(high: seed, low: 0), purpose: .generatedSongs, index: index)
    songCount = Int(SongGenerator.artistSizeTable[stream.uniformDouble()])
    style = stream.normals(SongGenerator.marginals.count)
    standing = stream.normal()
  }

  /// Draws the artist's next song: a new work, or another version of the last one.
  mutating func nextSong() -> GeneratedSong {
    let isVersion = workCount > 0 && stream.uniformDouble() < SongGenerator.versionShare
    if !isVersion {
      work = stream.normals(style.count)
      workCount += 1
      durations = []
    }
    let scores = normalScores()
    var values = zip(SongGenerator.marginals, scores).map { $0.value(ofScore: $1) }
    // Versions differ in their duration at least.
    while durations.contains(values[0]) { values[0] += 1 }
    durations.append(values[0])
    return GeneratedSong(
      name: "Song \(index + 1)-\(workCount)", artist: "Artist \(index + 1)",
      popularity: popularity(scores), features: values.dropLast().map { Float($0) },
      releaseYear: Int(values[values.count - 1]))
  }

  /// Draws in how many playlists a song stands, at least one.
  mutating func playlistCount(of song: GeneratedSong) -> Int {
    let chance = SongGenerator.copyTable[Double(song.popularity)]
    var count = 1
    while stream.uniformDouble() < chance { count += 1 }
    return count
  }

  private mutating func normalScores() -> [Double] {
    let version = stream.normals(style.count)
    let parts = style.indices.map { part in
      let ofArtist = SongGenerator.artistLoadings[part] * style[part]
      let ofWork = SongGenerator.workLoadings[part] * work[part]
      return ofArtist + ofWork + SongGenerator.versionLoading * version[part]
    }
    return SongGenerator.correlationFactor.map { row in
      zip(row, parts).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  private mutating func popularity(_ scores: [Double]) -> Int {
    let luck =
      SongGenerator.standingLoading * standing + SongGenerator.chanceLoading * stream.normal()
    var everywhere = 0.0
    var upwards = 0.0
    for (index, score) in scores.enumerated() {
      everywhere += SongGenerator.popularityWeights[index] * score
      upwards += SongGenerator.hitWeights[index] * score
      upwards += SongGenerator.hitCurvature[index] * (score * score - 1)
    }
    return Int(SongGenerator.popularityTable[luck + everywhere + max(luck, 0) * upwards])
  }
}

extension RandomStream {
  /// Draws a number that is close to normal: a sum of twelve uniform ones (Irwin and Hall), which
  /// needs no function that differs from machine to machine.
  fileprivate mutating func normal() -> Double {
    var sum: UInt64 = 0
    for _ in 0..<3 {
      let word = next()
      sum += (word & 0xFFFF) + (word >> 16 & 0xFFFF) + (word >> 32 & 0xFFFF) + (word >> 48)
    }
    // Each piece stands for the middle of its interval of length 2⁻¹⁶.
    return (Double(sum) + 6) * 0x1p-16 - 6
  }

  fileprivate mutating func normals(_ count: Int) -> [Double] {
    (0..<count).map { _ in normal() }
  }
}
