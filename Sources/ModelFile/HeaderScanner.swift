/// Reads the JSON of a safetensors header, in which nothing stands but objects, texts, whole numbers and lists of these.
///
/// Foundation's readers were refused: they take the last of two members with the same key, and whatever is a number.
///
/// Source: RFC 8259.
struct HeaderScanner {
  private let bytes: ArraySlice<UInt8>
  /// The offset of the next byte in the file.
  private var place: Int

  init(_ header: ArraySlice<UInt8>) {
    bytes = header
    place = header.startIndex
  }

  /// Reads an object that begins with the first byte and that nothing but white space follows.
  mutating func document(
    _ member: (inout HeaderScanner, String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    guard next == UInt8(ascii: "{") else { throw expected("'{'") }
    try object(member)
    skipWhiteSpace()
    guard next == nil else { throw expected("nothing but spaces") }
  }

  /// Reads an object; `member` reads the value of each key.
  mutating func object(
    _ member: (inout HeaderScanner, String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    guard take("{") else { throw expected("'{'") }
    if take("}") { return }
    repeat {
      let key = try text()
      guard take(":") else { throw expected("':'") }
      try member(&self, key)
    } while take(",")
    guard take("}") else { throw expected("',' or '}'") }
  }

  /// Reads a list of whole numbers.
  mutating func wholeNumbers(
    atMost limit: Int, otherwise error: SafetensorsError
  ) throws(SafetensorsError) -> [Int] {
    guard take("[") else { throw expected("'['") }
    if take("]") { return [] }
    var numbers: [Int] = []
    repeat {
      guard numbers.count < limit else { throw error }
      numbers.append(try wholeNumber())
    } while take(",")
    guard take("]") else { throw expected("',' or ']'") }
    return numbers
  }

  /// Reads a list of two whole numbers.
  mutating func pair() throws(SafetensorsError) -> [Int] {
    skipWhiteSpace()
    let error = expected("a list of two numbers")
    let numbers = try wholeNumbers(atMost: 2, otherwise: error)
    guard numbers.count == 2 else { throw error }
    return numbers
  }

  private mutating func wholeNumber() throws(SafetensorsError) -> Int {
    skipWhiteSpace()
    let error = expected("a whole number from 0 to 2⁶³ - 1")
    let digits = bytes[place...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let hasLeadingZero = digits.count > 1 && digits.first == UInt8(ascii: "0")
    guard !hasLeadingZero, let number = Int(String(decoding: digits, as: UTF8.self)) else {
      throw error
    }
    place = digits.endIndex
    return number
  }

  /// Reads a text.
  mutating func text() throws(SafetensorsError) -> String {
    guard take("\"") else { throw expected("a text in quotation marks") }
    let start = place
    var text: [UInt8] = []
    while true {
      let plain = bytes[place...].prefix {
        $0 >= UInt8(ascii: " ") && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
      }
      text += plain
      place = plain.endIndex
      guard next == UInt8(ascii: "\\") else { break }
      place += 1
      text += try escaped()
    }
    guard next == UInt8(ascii: "\"") else { throw expected("a character of a text or its end") }
    place += 1
    guard let text = String(validating: text, as: UTF8.self) else {
      place = start
      throw expected("a text in UTF-8")
    }
    return text
  }

  /// Reads what follows a backslash, into UTF-8.
  private mutating func escaped() throws(SafetensorsError) -> [UInt8] {
    guard let letter = next else { throw expected("an escaped character") }
    place += 1
    switch Unicode.Scalar(letter) {
    case "\"", "\\", "/": return [letter]
    case "b": return [8]
    case "t": return [9]
    case "n": return [10]
    case "f": return [12]
    case "r": return [13]
    case "u": return try escapedScalar()
    default:
      place -= 1
      throw expected("an escaped character")
    }
  }

  /// Reads the digits behind `\u`, and where they are the first half of a surrogate pair, the second, too.
  private mutating func escapedScalar() throws(SafetensorsError) -> [UInt8] {
    let error = expected("four hexadecimal digits of a character or of half a surrogate pair")
    guard let first = takeHexadecimal() else { throw error }
    var units = [first]
    if UTF16.isLeadSurrogate(first) {
      guard bytes[place...].starts(with: "\\u".utf8) else { throw error }
      place += 2
      guard let second = takeHexadecimal() else { throw error }
      units.append(second)
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw error }
    return Array(text.utf8)
  }

  private mutating func takeHexadecimal() -> UInt16? {
    let digits = bytes[place...].prefix(4)
    // A sign would be taken for a part of the number.
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let number = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { return nil }
    place += 4
    return number
  }

  private var next: UInt8? { place < bytes.endIndex ? bytes[place] : nil }

  /// Passes over white space, and over `mark` where it follows.
  private mutating func take(_ mark: Unicode.Scalar) -> Bool {
    skipWhiteSpace()
    guard next == UInt8(ascii: mark) else { return false }
    place += 1
    return true
  }

  private mutating func skipWhiteSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  private func expected(_ what: String) -> SafetensorsError {
    .badHeader(offset: place, expected: what)
  }
}
