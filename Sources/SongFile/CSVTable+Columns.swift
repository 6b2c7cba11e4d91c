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

  /// The years of a column of dates such as 2017, 2017-11 or 2017-11-17; 0, unknown, where missing.
  func years(_ name: String) throws(SongFileError) -> [Int16] {
    let column = try column(name)
    var years: [Int16] = []
    for row in 0..<rowCount {
      let year = text(row, column).utf8.prefix { $0 != UInt8(ascii: "-") }
      if year.count == 4, year.allSatisfy(isDigit), let year = Int16(Substring(year)) {
        years.append(year)
      } else if isMissing(row, column) {
        years.append(0)
      } else {
        throw unexpected("a year or a date such as 2017-11-17", row, column)
      }
    }
    return years
  }
}

/// Numbers for keys, from 0, in the order in which the keys are first met.
func denseIDs<Key: Hashable>(of keys: [Key]) -> [UInt32] {
  var ids: [Key: UInt32] = [:]
  return keys.map { key in
    if let id = ids[key] { return id }
    let id = UInt32(ids.count)
    ids[key] = id
    return id
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
