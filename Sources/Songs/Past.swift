/// What of an artist's past belongs to a song: its predecessors by day of release.
///
/// Only songs that have all of it are in the table, so that whatever is trained on it is measured on the same songs.
public struct PastRule: Hashable, Sendable {
  /// What an item of the past is.
  public enum Unit: String, Sendable, CaseIterable {
    /// A song; its predecessors are the artist's songs of strictly earlier days, of one day those later in the file first.
    case song
    /// An album: the means of its songs' features, labelled by the mean of what their labels go by. An artist with enough
    /// albums is one row, the newest album; of albums of one year the one later in the file is the newer.
    case album
  }

  /// What an item is.
  public let unit: Unit
  /// How many items a row holds, the newest included.
  public let count: Int

  /// Makes a rule of at least one item.
  public init(unit: Unit, count: Int) {
    precondition(count > 0, "at least the song itself")
    self.unit = unit
    self.count = count
  }
}

extension SongList {
  /// The table of the rows that stay and have enough past; `nil` where the source tells no day of release, or no albums
  /// where they are asked for.
  ///
  /// Songs of an unknown day or artist are left out. What is no predecessor of a song is no part of its row: neither the
  /// artist's later songs nor those of the same day.
  ///
  /// Source of the rule for albums: the program of "Music is the answer" (Niggli, 2020).
  ///
  /// - Parameter label: 1 for a top song by the value given.
  public func table(
    _ duplicates: Duplicates = .remove, past rule: PastRule, label: (Double) -> UInt8
  ) -> SongTable? {
    // What is known of a recording's other row says nothing of the album on which this row stands.
    guard let dates = rule.unit == .album ? dates : days(duplicates) else { return nil }
    let staying = kept(duplicates)
    let rows = staying.filter { dates[$0] != nil && !unknownArtists.contains(artistGroups[$0]) }
    let items: [Item]
    switch rule.unit {
    case .song: items = rows.map { songItem($0, date: dates[$0]!) }
    case .album:
      guard let albumGroups else { return nil }
      items = albumItems(rows, albums: albumGroups, dates: dates)
    }
    let windows = Window.found(in: items, rule: rule)
    func labels(_ items: some Sequence<Item>) -> [UInt8] { items.map { label($0.labelValue) } }
    let newest = windows.map(\.newest)
    let past = SongTable.Past(
      count: rule.count - 1, features: windows.flatMap { $0.earlier.flatMap(\.features) },
      labels: windows.flatMap { labels($0.earlier) })
    return SongTable(
      featureNames: featureNames, features: newest.flatMap(\.features), labels: labels(newest),
      songGroups: denseIDs(of: newest.map { songGroups[$0.row] }),
      artistGroups: denseIDs(of: newest.map(\.artist)),
      years: years(of: newest.map(\.row), released: dates),
      sourceRows: newest.map { UInt32($0.row + 1) },
      duplicatesRemoved: count - staying.count,
      genres: genres.map { $0.selected(newest.map(\.row)) }, past: past)
  }

  private func songItem(_ row: Int, date: ReleaseDate) -> Item {
    Item(
      row: row, artist: artistGroups[row], date: date, features: Array(values(ofRow: row)),
      labelValue: labelValues[row])
  }

  /// An item for each album, in the order in which albums are first met; its day is the first of the year in which the row
  /// that is met first was released, since the deck's program knew years alone.
  private func albumItems(
    _ rows: [Int], albums: [UInt32], dates: [ReleaseDate?]
  ) -> [Item] {
    var places: [UInt32: Int] = [:]
    var members: [[Int]] = []
    for row in rows {
      if let place = places[albums[row]] {
        members[place].append(row)
      } else {
        places[albums[row]] = members.count
        members.append([row])
      }
    }
    return members.map { rows in
      func mean(_ value: (Int) -> Double) -> Double {
        rows.reduce(0) { $0 + value($1) } / Double(rows.count)
      }
      let width = featureNames.count
      return Item(
        row: rows[0], artist: artistGroups[rows[0]],
        date: ReleaseDate(year: dates[rows[0]]!.year),
        features: (0..<width).map { feature in
          Float(mean { Double(features[$0 * width + feature]) })
        }, labelValue: mean { labelValues[$0] })
    }
  }
}

/// A song, or an album.
private struct Item {
  /// The row of the list, of an album that of its first song.
  let row: Int
  let artist: UInt32
  let date: ReleaseDate
  let features: [Float]
  let labelValue: Double
}

/// An item with those before it, the nearest first.
private struct Window {
  let newest: Item
  let earlier: ArraySlice<Item>

  /// The windows of all items that have enough past, in the order of the source.
  static func found(in items: [Item], rule: PastRule) -> [Window] {
    let careers = Dictionary(grouping: items, by: \.artist).values.map { items in
      // Of one day, the item that stands later in the file comes first: it is the later one.
      items.sorted { ($0.date, $0.row) > ($1.date, $1.row) }
    }
    return careers.flatMap { career in
      let candidates = rule.unit == .album ? 0..<min(1, career.count) : career.indices
      return candidates.compactMap { window(at: $0, of: career, rule: rule) }
    }.sorted { $0.newest.row < $1.newest.row }
  }

  private static func window(at place: Int, of career: [Item], rule: PastRule) -> Window? {
    let before =
      rule.unit == .album
      ? career[(place + 1)...] : career[place...].drop { $0.date == career[place].date }
    guard before.count >= rule.count - 1 else { return nil }
    return Window(newest: career[place], earlier: before.prefix(rule.count - 1))
  }
}
