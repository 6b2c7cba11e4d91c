import Songs

extension CSVTable {
  /// A column's cells as they are, quotes removed.
  func texts(_ name: String) throws(SongFileError) -> [String] {
    let column = try column(name)
    return (0..<rowCount).map { text($0, column) }
  }

  /// A column's decimal numbers, correctly rounded and within what a `Float` can hold.
  ///
  /// A missing cell is an error, or NaN under the rule `median`.
  func numbers(
    _ name: String, missing: TableFile.MissingValues = .refuse, expected: String = "a number"
  ) throws(SongFileError) -> [Double] {
    let column = try column(name)
    var numbers: [Double] = []
    numbers.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      if missing == .median && isMissing(row, column) {
        numbers.append(.nan)
        continue
      }
      let text = text(row, column)
      guard text.utf8.allSatisfy(isPartOfDecimal), let number = Double(text) else {
        throw unexpected(expected, row, column)
      }
      guard Float(number).isFinite else {
        throw unexpected("a number up to 3.4e38 in size", row, column)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The labels that a rule makes of a column.
  func labels(_ name: String, by rule: LabelRule) throws(SongFileError) -> [UInt8] {
    let column = try column(name)
    var labels: [UInt8] = []
    for (row, number) in try numbers(name).enumerated() {
      guard let label = rule.label(of: number) else { throw unexpected("0 or 1", row, column) }
      labels.append(label)
    }
    return labels
  }

  /// A column of 0 and 1.
  func indicators(_ name: String) throws(SongFileError) -> [Float] {
    let column = try column(name)
    var indicators: [Float] = []
    for (row, number) in try numbers(name).enumerated() {
      guard number == 0 || number == 1 else { throw unexpected("0 or 1", row, column) }
      indicators.append(Float(number))
    }
    return indicators
  }

  /// Those of the rows' groups that a column names with nothing or `NA`.
  func missing(_ name: String, of groups: [UInt32]) throws(SongFileError) -> Set<UInt32> {
    let column = try column(name)
    return Set((0..<rowCount).filter { isMissing($0, column) }.map { groups[$0] })
  }

  /// The genres that a column names.
  func genres(_ name: String) throws(SongFileError) -> SongTable.Genres {
    let names = try texts(name)
    let limit = 1 << 16
    guard Set(names).count <= limit else {
      throw .tooManyValues(file: file, column: name, limit: limit)
    }
    return SongTable.Genres(of: names)
  }

  /// The days of a column of dates such as 2017, 2017-11 or 2017-11-17; unknown where missing or of the year 0000.
  func dates(_ name: String) throws(SongFileError) -> [ReleaseDate?] {
    let column = try column(name)
    var dates: [ReleaseDate?] = []
    for row in 0..<rowCount {
      let text = text(row, column)
      if let date = ReleaseDate(parsing: text) {
        dates.append(date)
      } else if isMissing(row, column) || text.hasPrefix("0000") {
        dates.append(nil)
      } else {
        throw unexpected("a year or a date such as 2017-11-17", row, column)
      }
    }
    return dates
  }
}

private func isDigit(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}

/// Excludes what `Double` also takes: hexadecimals, infinities and NaN.
private func isPartOfDecimal(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
  case UInt8(ascii: "e"), UInt8(ascii: "E"): true
  default: isDigit(byte)
  }
}
