/// A file of comma-separated values: a header and rows of as many fields, each found but not yet read.
///
/// Source: RFC 4180, with LF or CRLF line ends, a byte-order mark allowed, blank lines skipped.
struct CSVTable {
  let file: String
  let header: [String]
  private let bytes: [UInt8]
  private let fields: [CSVField]
  private let lines: [Int]

  init(_ bytes: [UInt8], file: String) throws(SongFileError) {
    try Self.requireUTF8(bytes, file: file)
    var scanner = CSVScanner(bytes, file: file)
    var fields: [CSVField] = []
    guard try scanner.scanRecord(into: &fields) != nil else { throw .empty(file: file) }
    header = fields.map { $0.text(in: bytes) }
    fields.removeAll()
    var lines: [Int] = []
    while let line = try scanner.scanRecord(into: &fields) {
      lines.append(line)
      let found = fields.count - (lines.count - 1) * header.count
      guard found == header.count else {
        throw .fieldCount(file: file, line: line, found: found, expected: header.count)
      }
    }
    self.file = file
    self.bytes = bytes
    self.fields = fields
    self.lines = lines
    var seen = Set<String>()
    for name in header where !seen.insert(name).inserted {
      throw .ambiguousColumn(file: file, column: name)
    }
    if lines.isEmpty { throw .noRows(file: file) }
  }

  var rowCount: Int { lines.count }

  /// The physical line that a row begins on, counted from 1.
  func line(ofRow row: Int) -> Int { lines[row] }

  func column(_ name: String) throws(SongFileError) -> Int {
    guard let column = header.firstIndex(of: name) else {
      throw .missingColumn(file: file, column: name, header: header)
    }
    return column
  }

  func text(_ row: Int, _ column: Int) -> String {
    fields[row * header.count + column].text(in: bytes)
  }

  /// Whether the cell is empty or `NA`.
  func isMissing(_ row: Int, _ column: Int) -> Bool {
    let cell = fields[row * header.count + column].range
    return cell.isEmpty || bytes[cell].elementsEqual("NA".utf8)
  }

  /// The error of a cell that is not what was expected, or is missing.
  func unexpected(_ expected: String, _ row: Int, _ column: Int) -> SongFileError {
    let (line, name) = (lines[row], header[column])
    if isMissing(row, column) { return .missingValue(file: file, line: line, column: name) }
    return .badCell(
      file: file, line: line, column: name, value: text(row, column), expected: expected)
  }

  private static func requireUTF8(_ bytes: [UInt8], file: String) throws(SongFileError) {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let line = bytes[..<error.byteOffsets.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
      throw .notUTF8(file: file, line: line)
    }
  }
}
