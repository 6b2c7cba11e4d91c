/// The songs of a sweep after cleaning: features, labels, groups and years, one row a song.
///
/// Two tables are equal where their canonical bytes are, so a missing value equals a missing value.
public struct SongTable: Sendable {
  /// The features' names, unique, in the order of the columns of `features`.
  public let featureNames: [String]
  /// The features: `[songs × features]`, row-major, finite; NaN where a value is missing.
  public let features: [Float]
  /// The labels: `[songs]`, 1 for a top song, 0 for any other.
  public let labels: [UInt8]
  /// Which songs a split by song keeps together: `[songs]`, dense ids in order of first appearance.
  public let songGroups: [UInt32]
  /// Which songs a split by artist keeps together: `[songs]`, dense ids in order of first appearance.
  public let artistGroups: [UInt32]
  /// The years of release: `[songs]`, 0 where unknown; nil where the source has none.
  public let years: [Int16]?
  /// Where each song stands in its source file: `[songs]`, data rows counted from 1.
  public let sourceRows: [UInt32]
  /// How many rows of the source were left out as duplicates of an earlier one.
  public let duplicatesRemoved: Int
  /// The genres; nil where the source has none.
  public let genres: Genres?
  /// The artist's past of each song; nil where the table is of songs by themselves.
  public let past: Past?
  /// Which features lack a value in some song: `[features]`.
  let isIncomplete: [Bool]

  /// The genre of each song.
  public struct Genres: Equatable, Sendable {
    /// All genres, sorted, unique.
    public let names: [String]
    /// The genre of each song, as a place in `names`: `[songs]`.
    public let ids: [UInt16]

    /// Makes genres of a name for each song, of at most 65,536 different ones.
    public init(of songs: [String]) {
      let names = Set(songs).sorted()
      precondition(names.count <= 1 << 16, "at most 65,536 genres")
      let places = Dictionary(uniqueKeysWithValues: zip(names, 0...UInt16.max))
      self.init(names: names, ids: songs.map { places[$0]! })
    }

    init(names: [String], ids: [UInt16]) {
      self.names = names
      self.ids = ids
    }

    func selected(_ rows: [Int]) -> Genres { Genres(of: rows.map { names[Int(ids[$0])] }) }
  }

  /// As many earlier songs of the artist for each song, the nearest first.
  public struct Past: Equatable, Sendable {
    /// How many earlier songs each song has.
    public let count: Int
    /// `[songs × count × features]`, row-major, finite; NaN where a value is missing.
    public let features: [Float]
    /// `[songs × count]`, 1 for a top song, 0 for any other.
    public let labels: [UInt8]

    /// Makes a past of its columns, which must be as long and hold such values as their properties say.
    public init(count: Int, features: [Float], labels: [UInt8]) {
      self.count = count
      self.features = features.map { $0.isNaN ? .nan : $0 }
      self.labels = labels
    }

    func features(of song: Int, at place: Int, width: Int) -> ArraySlice<Float> {
      let start = (song * count + place) * width
      return features[start..<start + width]
    }

    func label(of song: Int, at place: Int) -> UInt8 { labels[song * count + place] }
  }

  /// Makes a table of its columns, which must be as long and hold such values as their properties say.
  public init(
    featureNames: [String], features: [Float], labels: [UInt8], songGroups: [UInt32],
    artistGroups: [UInt32], years: [Int16]?, sourceRows: [UInt32], duplicatesRemoved: Int,
    genres: Genres? = nil, past: Past? = nil
  ) {
    self.featureNames = featureNames
    self.features = features.map { $0.isNaN ? .nan : $0 }
    isIncomplete = Self.incomplete(features, width: featureNames.count)
    self.labels = labels
    self.songGroups = songGroups
    self.artistGroups = artistGroups
    self.years = years
    self.sourceRows = sourceRows
    self.duplicatesRemoved = duplicatesRemoved
    self.genres = genres
    self.past = past
    let lengths = [
      songGroups.count, artistGroups.count, years?.count ?? count, sourceRows.count,
      genres?.ids.count ?? count,
    ]
    precondition(lengths.allSatisfy { $0 == count }, "columns as long as the labels")
    precondition(features.count == count * featureNames.count, "one feature row for each song")
    precondition((0...Int(UInt32.max)).contains(duplicatesRemoved), "a count of 32 bits")
    if let past {
      precondition(past.labels.count == count * past.count, "labels of each song's past")
      precondition(
        past.features.count == past.labels.count * featureNames.count, "features of the past")
    }
    if let fault = firstFault() { preconditionFailure(fault.description) }
  }

  /// How many songs there are.
  public var count: Int { labels.count }

  /// How many of the songs are top songs.
  public var topCount: Int { labels.count { $0 == 1 } }

  /// The first value that no table may hold.
  func firstFault() -> SongTableError? {
    if let index = firstBadName() { return .invalid(column: "featureNames", index: index) }
    if let index = features.firstIndex(where: \.isInfinite) {
      return .invalid(column: "features", index: index)
    }
    if let index = labels.firstIndex(where: { $0 > 1 }) {
      return .invalid(column: "labels", index: index)
    }
    if let index = Self.firstSparse(songGroups) {
      return .invalid(column: "songGroups", index: index)
    }
    if let index = Self.firstSparse(artistGroups) {
      return .invalid(column: "artistGroups", index: index)
    }
    if let index = years?.firstIndex(where: { $0 < 0 }) {
      return .invalid(column: "years", index: index)
    }
    if let genres {
      if let index = genres.ids.firstIndex(where: { $0 >= genres.names.count }) {
        return .invalid(column: "genres", index: index)
      }
      if let index = genres.names.indices.dropFirst().first(where: {
        genres.names[$0 - 1] >= genres.names[$0]
      }) {
        return .invalid(column: "genreNames", index: index)
      }
    }
    if let index = past?.features.firstIndex(where: \.isInfinite) {
      return .invalid(column: "pastFeatures", index: index)
    }
    if let index = past?.labels.firstIndex(where: { $0 > 1 }) {
      return .invalid(column: "pastLabels", index: index)
    }
    return nil
  }

  /// Which of `width` features lack a value in some row.
  static func incomplete(_ features: [Float], width: Int) -> [Bool] {
    var isIncomplete = [Bool](repeating: false, count: width)
    for (place, value) in features.enumerated() where value.isNaN {
      isIncomplete[place % width] = true
    }
    return isIncomplete
  }

  private func firstBadName() -> Int? {
    var seen = Set<String>()
    if featureNames.isEmpty { return 0 }
    return featureNames.firstIndex { !seen.insert($0).inserted }
  }

  /// The first id that is neither known nor the next new one.
  private static func firstSparse(_ groups: [UInt32]) -> Int? {
    var next: UInt32 = 0
    return groups.firstIndex { id in
      if id == next { next += 1 }
      return id >= next
    }
  }
}
