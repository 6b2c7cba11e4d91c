import ZeroMQ

/// A file of lines `key: value`; empty lines and those that begin with `#` say nothing.
struct KeyedLines {
  private struct Line {
    let number: Int
    let key: String
    let value: String
  }

  private let path: String
  private let lines: [Line]

  /// Reads lines with the keys of `known` and no others; the first of them names the format and holds its version, 1.
  init(_ text: String, path: String, known: [String]) throws(JoinFileError) {
    self.path = path
    var lines: [Line] = []
    for (number, text) in numberedLines(text) {
      guard let colon = text.firstRange(of: ": ") else {
        throw JoinFileError(
          path, line: number, .badLine(found: excerpt(text), expected: "'key: value'"))
      }
      let key = String(text[..<colon.lowerBound])
      let value = text[colon.upperBound...].trimmed
      lines.append(Line(number: number, key: key, value: value))
    }
    self.lines = lines
    guard let version = try optional(known[0]) else {
      throw JoinFileError(path, .missingKey(known[0]))
    }
    guard version == "1" else {
      throw error(
        known[0], found: excerpt(version), expected: "version 1 (a newer hitsweep wrote it?)")
    }
    for line in lines where !known.contains(line.key) {
      throw JoinFileError(
        path, line: line.number, .unknownKey(excerpt(line.key), known: known))
    }
  }

  /// The values of a key that may stand several times.
  func values(_ key: String) -> [String] {
    lines.filter { $0.key == key }.map(\.value)
  }

  /// The value of a key that may be left out.
  func optional(_ key: String) throws(JoinFileError) -> String? {
    let found = lines.filter { $0.key == key }
    if found.count > 1 {
      throw JoinFileError(
        path, line: found[1].number, .repeated("key '\(key)'", firstLine: found[0].number))
    }
    return found.first?.value
  }

  /// The value of a key that must be there.
  func required(_ key: String) throws(JoinFileError) -> String {
    guard let value = try optional(key) else { throw JoinFileError(path, .missingKey(key)) }
    return value
  }

  /// The public key under `key`.
  func publicKey(_ key: String) throws(JoinFileError) -> PublicKey {
    let text = try required(key)
    guard let value = PublicKey(text) else {
      throw error(key, found: "'\(excerpt(text))'", expected: keyExpectation)
    }
    return value
  }

  /// The key pair whose halves stand under two keys; the secret one is never shown.
  func pair(secret: String, open: String) throws(JoinFileError) -> KeyPair {
    let text = try required(secret)
    guard let key = SecretKey(text) else {
      throw error(secret, found: "\(text.count) others", expected: keyExpectation)
    }
    let pair: KeyPair
    do throws(ZeroMQError) {
      pair = try KeyPair(key)
    } catch {
      throw JoinFileError(path, .noKeys(reason: "\(error)"))
    }
    guard try publicKey(open) == pair.publicKey else {
      throw JoinFileError(path, line: line(open), .unmatchedPair(key: open))
    }
    return pair
  }

  /// What is wrong with the value of `key`, where it is equal to `value` if it stands several times.
  func error(
    _ key: String, value: String? = nil, found: String, expected: String
  ) -> JoinFileError {
    let line = lines.first { $0.key == key && (value == nil || $0.value == value) }?.number
    return JoinFileError(path, line: line, .badValue(key: key, found: found, expected: expected))
  }

  private func line(_ key: String) -> Int? {
    lines.first { $0.key == key }?.number
  }
}

let keyExpectation = "a key of 40 characters in Z85"

/// The lines of a text that say something, with their numbers from 1.
func numberedLines(_ text: String) -> [(Int, String)] {
  text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    .map { ($0.offset + 1, $0.element.trimmed) }
    .filter { !$0.1.isEmpty && !$0.1.hasPrefix("#") }
}

/// What messages show of a value.
func excerpt(_ text: String) -> String {
  let printable = String(text.map { $0.isASCII && $0 >= " " && $0 <= "~" ? $0 : "?" }.prefix(60))
  return text.count > 60 ? "\(printable)…" : printable
}

extension Substring {
  /// The text without white space at its ends.
  var trimmed: String {
    let start = drop(while: \.isWhitespace)
    guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
