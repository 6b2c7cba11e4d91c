/// Which songs are trained on, by their genre.
public enum GenreSubset: Hashable, Sendable {
  /// Every song.
  case all
  /// Songs of one of these genres, sorted.
  case named([String])

  /// Those of the rows that belong to the subset, in the same order.
  ///
  /// A table without genres has only the subset `all`.
  public func kept(from rows: [UInt32], of table: SongTable) -> [UInt32] {
    guard case .named(let names) = self else { return rows }
    guard let genres = table.genres else { preconditionFailure("a table with genres") }
    let wanted = genres.names.map(names.contains)
    return rows.selected { wanted[Int(genres.ids[Int($0)])] }
  }
}

/// Which songs are trained on.
public struct SongSubset: Hashable, Sendable {
  /// By their year of release.
  public let years: YearSubset
  /// By their genre.
  public let genres: GenreSubset

  /// Makes a subset of songs that belong to both.
  public init(years: YearSubset = .all, genres: GenreSubset = .all) {
    self.years = years
    self.genres = genres
  }

  /// Those of the rows that belong to the subset, in the same order.
  ///
  /// A table without years or genres has only their subset `all`.
  public func kept(from rows: [UInt32], of table: SongTable) -> [UInt32] {
    genres.kept(from: years.kept(from: rows, of: table), of: table)
  }
}
