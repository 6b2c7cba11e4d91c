import Songs

/// A file of songs of which only the features are known, such as those of which a model is to say something.
///
/// Columns may stand in any order; those that nobody asks for are told, and ignored. Of a feature that is one of the columns of
/// 0 and 1 that a nominal column became (`genre=pop`), the nominal column itself may be there.
public struct FeatureFile: Sendable {
  /// The file's rows.
  public struct Content: Equatable, Sendable {
    /// `[rows × columns]`, in the order in which columns were asked for; NaN where a value is missing.
    public let values: [Float]
    /// The line of each row, from 1.
    public let lines: [Int]
    /// What each row is called: the cells of the first column that is neither a feature nor the label; `nil` where there is
    /// none.
    public let names: [String]?
    /// Columns that nobody asked for, but for that of the names.
    public let unused: [String]
  }

  private let path: String
  private let columns: [String]
  private let labels: Set<String>
  private let label: String?
  private let missing: TableFile.MissingValues

  /// Describes a file; errors call it by its path.
  ///
  /// - Parameters:
  ///   - columns: the features to read.
  ///   - labels: those of them that hold labels, 0 or 1.
  ///   - label: the column that labels rows, which is no name of theirs.
  public init(
    path: String, columns: [String], labels: Set<String> = [], label: String? = nil,
    missing: TableFile.MissingValues
  ) {
    self.path = path
    self.columns = columns
    self.labels = labels
    self.label = label
    self.missing = missing
  }

  /// Reads and checks the file.
  public func read() throws(SongFileError) -> Content {
    try content(of: contents(ofFile: path, named: path))
  }

  /// What ``read()`` makes of a file with the content `bytes`.
  package func content(of bytes: [UInt8]) throws(SongFileError) -> Content {
    let table = try CSVTable(bytes, file: path)
    var used: Set<String> = []
    var read: [[Float]] = []
    for name in columns {
      if let nominal = nominalColumn(of: name), !table.header.contains(name) {
        read.append(try indicator(name, of: nominal, in: table))
        used.insert(nominal)
      } else {
        try requireColumn(name, in: table)
        read.append(
          labels.contains(name)
            ? try table.indicators(name)
            : try table.numbers(name, missing: missing).map { Float($0) })
        used.insert(name)
      }
    }
    let others = table.header.filter { !used.contains($0) }
    let name = others.first { $0 != label }
    return Content(
      values: (0..<table.rowCount).flatMap { row in read.map { $0[row] } },
      lines: (0..<table.rowCount).map { table.line(ofRow: $0) },
      names: try name.map { name throws(SongFileError) in try table.texts(name) },
      unused: others.filter { $0 != name })
  }

  /// All columns that are missing are told at once.
  private func requireColumn(_ name: String, in table: CSVTable) throws(SongFileError) {
    guard !table.header.contains(name) else { return }
    let missing = columns.filter { column in
      !table.header.contains(column)
        && nominalColumn(of: column).map { !table.header.contains($0) } ?? true
    }
    throw .missingColumns(file: path, columns: missing, header: table.header)
  }

  private func nominalColumn(of name: String) -> String? {
    name.firstIndex(of: "=").map { String(name[..<$0]) }
  }

  private func indicator(
    _ name: String, of nominal: String, in table: CSVTable
  ) throws(SongFileError) -> [Float] {
    guard table.header.contains(nominal) else {
      try requireColumn(name, in: table)
      return []
    }
    let column = try table.column(nominal)
    let known = columns.filter { nominalColumn(of: $0) == nominal }
    var indicators: [Float] = []
    for row in 0..<table.rowCount {
      if table.isMissing(row, column) {
        guard missing == .median else {
          throw .missingValue(file: path, line: table.line(ofRow: row), column: nominal)
        }
        indicators.append(.nan)
        continue
      }
      let value = TableFile.indicatorName(nominal, value: table.text(row, column))
      guard known.contains(value) else {
        throw table.unexpected(
          "one that the model has seen: "
            + known.map { String($0.dropFirst(nominal.count + 1)) }.joined(separator: ", "),
          row, column)
      }
      indicators.append(value == name ? 1 : 0)
    }
    return indicators
  }
}
