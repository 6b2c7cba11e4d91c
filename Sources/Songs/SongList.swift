/// The rows of a source before duplicates go and labels are given: what song tables are made of.
public struct SongList: Sendable {
  /// What becomes of rows that repeat a recording.
  public enum Duplicates: String, Sendable, CaseIterable {
    /// The first row of each recording stays.
    case remove
    /// All rows stay, as in the deck's later models: then a split by row puts one song into several parts.
    case keep
  }

  /// A song as people call it.
  public struct Title: Hashable, Sendable {
    /// The song's name.
    public let name: String
    /// The artist's name.
    public let artist: String

    /// Makes a title of its two names.
    public init(name: String, artist: String) {
      self.name = name
      self.artist = artist
    }
  }

  /// The features' names, unique.
  public let featureNames: [String]
  /// `[rows × features]`, row-major, finite; NaN where a value is missing.
  public let features: [Float]
  /// What a label rule looks at: `[rows]`, such as the popularity.
  public let labelValues: [Double]
  /// Which rows are one recording: `[rows]`, dense ids in order of first appearance; `nil` where each is one of its own.
  public let recordings: [UInt32]?
  /// Which rows a split by song keeps together, dense ids in order of first appearance.
  public let songGroups: [UInt32]
  /// Which rows are of one artist, dense ids in order of first appearance.
  public let artistGroups: [UInt32]
  /// The groups of artists whose name the source does not know; they have no past.
  public var unknownArtists: Set<UInt32> = []
  /// The names; `nil` where the source has none.
  public var titles: [Title]?
  /// Which rows are of one album of one artist; `nil` where the source does not tell.
  public var albumGroups: [UInt32]?
  /// The days of release; `nil` where the source has none at all, an element is where one is unknown.
  public var dates: [ReleaseDate?]?
  /// The genres; `nil` where the source has none.
  public var genres: SongTable.Genres?

  /// Makes a list of its columns, all of one length.
  public init(
    featureNames: [String], features: [Float], labelValues: [Double], recordings: [UInt32]?,
    songGroups: [UInt32], artistGroups: [UInt32]
  ) {
    self.featureNames = featureNames
    self.features = features
    self.labelValues = labelValues
    self.recordings = recordings
    self.songGroups = songGroups
    self.artistGroups = artistGroups
    precondition(songGroups.count == labelValues.count, "a group for each row")
    precondition(artistGroups.count == labelValues.count, "a group for each row")
    precondition(features.count == labelValues.count * featureNames.count, "features of each row")
  }

  /// How many rows there are.
  public var count: Int { labelValues.count }

  /// The rows that stay, ascending.
  public func kept(_ duplicates: Duplicates) -> [Int] {
    guard duplicates == .remove, let recordings else { return Array(labelValues.indices) }
    // Ids are dense and in order of first appearance, so a new one is the next number.
    var next: UInt32 = 0
    return recordings.indices.filter { row in
      guard recordings[row] == next else { return false }
      next += 1
      return true
    }
  }

  /// The table of the rows that stay.
  ///
  /// - Parameter label: 1 for a top song by the value given.
  public func table(_ duplicates: Duplicates = .remove, label: (Double) -> UInt8) -> SongTable {
    let rows = kept(duplicates)
    return SongTable(
      featureNames: featureNames, features: rows.flatMap { values(ofRow: $0) },
      labels: rows.map { label(labelValues[$0]) },
      songGroups: denseIDs(of: rows.map { songGroups[$0] }),
      artistGroups: denseIDs(of: rows.map { artistGroups[$0] }),
      years: days(duplicates).map { days in years(of: rows, released: days) },
      sourceRows: rows.map { UInt32($0 + 1) }, duplicatesRemoved: count - rows.count,
      genres: genres.map { $0.selected(rows) })
  }

  /// The features of a row.
  public func values(ofRow row: Int) -> ArraySlice<Float> {
    let width = featureNames.count
    return features[row * width..<(row + 1) * width]
  }

  /// The day of release of each row's recording: that of the first row that has one. Where duplicates stay, that of the row.
  ///
  /// A file of dates by album may know only the compilation on which a recording stands a second time.
  func days(_ duplicates: Duplicates) -> [ReleaseDate?]? {
    guard duplicates == .remove, let recordings, let dates else { return dates }
    var known = [ReleaseDate?](repeating: nil, count: count)
    for (recording, date) in zip(recordings, dates) where known[Int(recording)] == nil {
      known[Int(recording)] = date
    }
    return recordings.map { known[Int($0)] }
  }

  func years(of rows: [Int], released days: [ReleaseDate?]) -> [Int16] {
    rows.map { Int16(days[$0]?.year ?? 0) }
  }
}

/// Numbers for keys, from 0, in the order in which the keys are first met.
public func denseIDs<Key: Hashable>(of keys: some Sequence<Key>) -> [UInt32] {
  var ids: [Key: UInt32] = [:]
  return keys.map { key in
    if let id = ids[key] { return id }
    let id = UInt32(ids.count)
    ids[key] = id
    return id
  }
}
