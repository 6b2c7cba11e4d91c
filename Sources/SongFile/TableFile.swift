public import Songs

/// Any table of comma-separated values, described as a problem of unbalanced binary classification.
public struct TableFile: Equatable, Sendable {
  /// Which columns are features.
  public enum Features: Equatable, Sendable {
    /// Every column that has no other role.
    case all
    /// These columns, in this order.
    case named([String])
  }

  /// What becomes of a feature's cell that is empty or `NA`.
  public enum MissingValues: String, Sendable, CaseIterable {
    /// The file is refused.
    case refuse
    /// The cell counts as missing, to be filled with the median of the training rows.
    case median
  }

  /// The file's path; errors call the file so.
  public let path: String
  /// Which rows are top songs; the rule's column is no feature.
  public let label: LabelRule
  /// Which columns are features.
  public let features: Features
  /// The features that hold words, each replaced by one column of 0 and 1 for each of its values.
  public let nominal: [String]
  /// What becomes of missing cells.
  public let missing: MissingValues
  /// The column that says which rows a split keeps together; nil where each row stands for itself.
  public let group: String?
  /// The column of years or dates of release; nil where there is none.
  public let year: String?
  /// A column that names the row and is no feature; nil where there is none.
  public let id: String?
  /// The column of genres, which is no feature; nil where there is none.
  public let genre: String?

  /// Describes a table by its file and the roles of its columns.
  public init(
    path: String, label: LabelRule, features: Features = .all, nominal: [String] = [],
    missing: MissingValues = .refuse, group: String? = nil, year: String? = nil, id: String? = nil,
    genre: String? = nil
  ) {
    self.path = path
    self.label = label
    self.features = features
    self.nominal = nominal
    self.missing = missing
    self.group = group
    self.year = year
    self.id = id
    self.genre = genre
  }

  /// Reads and checks the table; every row is kept.
  ///
  /// In the column of groups any text names a group, an empty one and `NA` too. A missing year is unknown.
  public func read() throws(SongFileError) -> SongTable {
    try list().table(label: label.checkedLabel)
  }

  /// Reads and checks all rows.
  public func list() throws(SongFileError) -> SongList {
    try list(of: contents(ofFile: path, named: path))
  }

  /// What ``list()`` makes of a file with the content `bytes`.
  package func list(of bytes: [UInt8]) throws(SongFileError) -> SongList {
    let table = try CSVTable(bytes, file: path)
    for role in [group, year, id, genre] { if let role { _ = try table.column(role) } }
    _ = try table.labels(label.column, by: label)
    let columns = try featureColumns(of: table)
    let rows = 0..<UInt32(table.rowCount)
    let groups = if let group { denseIDs(of: try table.texts(group)) } else { Array(rows) }
    var list = SongList(
      featureNames: columns.map(\.name),
      features: rows.flatMap { row in columns.map { $0.values[Int(row)] } },
      labelValues: try table.numbers(label.column), recordings: nil, songGroups: groups,
      artistGroups: groups)
    if let group { list.unknownArtists = try table.missing(group, of: groups) }
    if let year { list.dates = try table.dates(year) }
    if let genre { list.genres = try table.genres(genre) }
    return list
  }

  /// What to report where years are asked for and the table has none.
  public var noYears: SongFileError {
    .noYears(remedy: "name the column that holds them as 'year' of \(path)")
  }

  private func featureColumns(of table: CSVTable) throws(SongFileError) -> [FeatureColumn] {
    let names = try featureNames(of: table)
    if let other = nominal.first(where: { !names.contains($0) }) {
      _ = try table.column(other)
      throw .nominalNotAFeature(file: path, column: other)
    }
    var columns: [FeatureColumn] = []
    for name in names {
      if nominal.contains(name) {
        columns += try indicators(of: name, in: table)
      } else {
        let numbers = try table.numbers(
          name, missing: missing, expected: "a number; list a column of words under 'nominal'")
        columns.append(FeatureColumn(name: name, values: numbers.map { Float($0) }))
      }
    }
    if columns.isEmpty { throw .noFeatures(file: path) }
    var seen = Set<String>()
    for column in columns where !seen.insert(column.name).inserted {
      throw .ambiguousColumn(file: path, column: column.name)
    }
    return columns
  }

  private func featureNames(of table: CSVTable) throws(SongFileError) -> [String] {
    let names =
      switch features {
      case .all: table.header.filter { ![label.column, group, year, id, genre].contains($0) }
      case .named(let names): names
      }
    if names.contains(label.column) {
      throw .labelAmongFeatures(file: path, column: label.column)
    }
    return names
  }

  /// How the columns that a nominal one becomes are called: by its name and the value.
  public static func indicatorName(_ column: String, value: String) -> String {
    "\(column)=\(value)"
  }

  /// One column for each value of a nominal one, sorted by value: 1 where the row has it; NaN where it has none.
  private func indicators(
    of name: String, in table: CSVTable
  ) throws(SongFileError) -> [FeatureColumn] {
    let limit = 256
    let column = try table.column(name)
    let cells = (0..<table.rowCount).map { row in
      table.isMissing(row, column) ? nil : table.text(row, column)
    }
    if missing == .refuse, let row = cells.firstIndex(of: nil) {
      throw .missingValue(file: path, line: table.line(ofRow: row), column: name)
    }
    let values = Set(cells.compactMap(\.self))
    if values.count > limit { throw .tooManyValues(file: path, column: name, limit: limit) }
    return values.sorted().map { value in
      let indicators = cells.map { $0.map { $0 == value ? 1 : 0 } ?? Float.nan }
      return FeatureColumn(name: Self.indicatorName(name, value: value), values: indicators)
    }
  }
}

/// A feature's name and its value in each row.
private struct FeatureColumn {
  let name: String
  let values: [Float]
}
