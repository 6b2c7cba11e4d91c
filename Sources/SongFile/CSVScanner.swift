/// Finds the fields of a file of comma-separated values, record by record.
struct CSVScanner {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1

  init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if bytes.starts(with: byteOrderMark) { position = byteOrderMark.count }
  }

  /// Appends the next record's fields and returns the line it begins on; nil at the end of the file.
  mutating func scanRecord(into fields: inout [CSVField]) throws(SongFileError) -> Int? {
    while skipLineEnd() {}
    if position == bytes.count { return nil }
    let firstLine = line
    repeat {
      fields.append(bytes[safe: position] == quote ? try scanQuoted() : try scanPlain())
    } while skip(comma)
    _ = skipLineEnd()
    return firstLine
  }

  private mutating func scanPlain() throws(SongFileError) -> CSVField {
    let start = position
    while position < bytes.count, bytes[position] != comma, !isAtLineEnd {
      if bytes[position] == quote { throw .strayQuote(file: file, line: line) }
      position += 1
    }
    return CSVField(range: start..<position, holdsDoubledQuotes: false)
  }

  private mutating func scanQuoted() throws(SongFileError) -> CSVField {
    let firstLine = line
    let start = position + 1
    var holdsDoubledQuotes = false
    position = start
    while position < bytes.count {
      if !skip(quote) {
        if bytes[position] == newline { line += 1 }
        position += 1
      } else if skip(quote) {
        holdsDoubledQuotes = true
      } else {
        guard position == bytes.count || bytes[position] == comma || isAtLineEnd else {
          throw .strayQuote(file: file, line: line)
        }
        return CSVField(range: start..<position - 1, holdsDoubledQuotes: holdsDoubledQuotes)
      }
    }
    throw .unterminatedQuote(file: file, line: firstLine)
  }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard bytes[safe: position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipLineEnd() -> Bool {
    guard isAtLineEnd else { return false }
    position += bytes[position] == newline ? 1 : 2
    line += 1
    return true
  }

  private var isAtLineEnd: Bool {
    switch bytes[safe: position] {
    case newline: true
    case carriageReturn: bytes[safe: position + 1] == newline
    default: false
    }
  }
}

/// A field's place in its file, without the quotes around it.
struct CSVField {
  let range: Range<Int>
  let holdsDoubledQuotes: Bool

  func text(in bytes: [UInt8]) -> String {
    if !holdsDoubledQuotes { return String(decoding: bytes[range], as: UTF8.self) }
    var isFirstOfTwo = false
    let single = bytes[range].filter { byte in
      isFirstOfTwo = byte == quote && !isFirstOfTwo
      return !isFirstOfTwo
    }
    return String(decoding: single, as: UTF8.self)
  }
}

private let quote = UInt8(ascii: "\"")
private let comma = UInt8(ascii: ",")
private let newline = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

extension [UInt8] {
  fileprivate subscript(safe index: Int) -> UInt8? {
    index < count ? self[index] : nil
  }
}
