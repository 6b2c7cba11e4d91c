public import RandomStreams

/// The balancing of a training part by leaving out songs that are no top songs.
public enum Downsampling {
  /// All top songs among ascending `rows`, and at most `ratio` others for each, drawn at random; ascending.
  ///
  /// Others are kept up to the whole part of `ratio` × top songs, or all where `ratio` is nil. From one stream, a
  /// smaller ratio keeps a subset of what a larger one keeps.
  ///
  /// - Parameter labels: the labels of the whole table, indexed by row.
  public static func kept(
    from rows: [UInt32], labels: [UInt8], othersPerTopSong ratio: Double?,
    stream: inout RandomStream
  ) -> [UInt32] {
    guard let ratio else { return rows }
    precondition(ratio >= 0, "a ratio of at least 0")
    var isKept = labels.map { $0 == 1 }
    var others = rows.selected { !isKept[Int($0)] }
    stream.shuffle(&others)
    let topSongCount = rows.count - others.count
    let keptCount = min(Double(others.count), ratio * Double(topSongCount))
    for row in others.prefix(Int(keptCount)) { isKept[Int(row)] = true }
    return rows.selected { isKept[Int($0)] }
  }
}
