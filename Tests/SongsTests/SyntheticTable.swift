import RandomStreams
import Songs

extension SongTable {
  /// A table of one feature with these labels; each song stands for itself unless groups are given.
  static func labelled(
    _ labels: [UInt8], songGroups: [UInt32]? = nil, artistGroups: [UInt32]? = nil,
    years: [Int16]? = nil
  ) -> SongTable {
    let rows = (0..<labels.count).map { UInt32($0) }
    return SongTable(
      featureNames: ["tempo"], features: rows.map { Float($0) }, labels: labels,
      songGroups: songGroups ?? rows, artistGroups: artistGroups ?? songGroups ?? rows,
      years: years,
      sourceRows: rows.map { $0 + 1 }, duplicatesRemoved: 0)
  }

  /// 4,000 songs, 8 % of them top songs, of artists with up to 12 songs, some in several versions.
  static func manyArtists() -> SongTable {
    var stream = RandomStream(key: StreamKey(high: 1, low: 2), purpose: .generatedSongs)
    var labels: [UInt8] = []
    var songGroups: [UInt32] = []
    var artistGroups: [UInt32] = []
    while labels.count < 4000 {
      let artist = artistGroups.last.map { $0 + 1 } ?? 0
      for _ in 0...stream.below(12) {
        let isNewSong = artistGroups.last != artist || stream.below(4) > 0
        songGroups.append(songGroups.last.map { isNewSong ? $0 + 1 : $0 } ?? 0)
        artistGroups.append(artist)
        labels.append(stream.uniform() < 0.08 ? 1 : 0)
      }
    }
    return labelled(labels, songGroups: songGroups, artistGroups: artistGroups)
  }

  /// Which songs a split keeps together.
  func groups(by grouping: SplitRule.Grouping) -> [UInt32] {
    switch grouping {
    case .row: Array(0..<UInt32(count))
    case .song: songGroups
    case .artist: artistGroups
    }
  }
}

extension InputTable {
  /// Inputs of one value a song.
  static func ofColumn(_ values: [Float]) -> InputTable {
    InputTable(names: ["tempo"], steps: 1, values: values)
  }

  /// Inputs of two values a song.
  static func ofPairs(_ pairs: [(Float, Float)]) -> InputTable {
    InputTable(
      names: ["tempo", "energy"], steps: 1, values: pairs.flatMap { [$0.0, $0.1] })
  }
}
