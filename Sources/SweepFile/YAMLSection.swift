import SearchSpace
import Yams

/// A mapping of a sweep file, with where it stands, read key by key.
struct YAMLSection {
  let file: String
  /// How messages call the section, such as `trial`.
  let name: String
  let line: Int?
  private let entries: [(key: String, line: Int?, value: Node)]

  /// Takes up a mapping whose keys are all in `known`.
  init(
    _ node: Node, file: String, name: String, known: [String]
  ) throws(SweepFileError) {
    self.file = file
    self.name = name
    line = node.mark?.line
    guard case .mapping(let mapping) = node else {
      throw SweepFileError(file: file, line: line, problem: .notAMapping(section: name))
    }
    var entries: [(key: String, line: Int?, value: Node)] = []
    for (key, value) in mapping {
      let word = key.string ?? "?"
      let line = key.mark?.line
      guard known.contains(word) else {
        throw SweepFileError(
          file: file, line: line,
          problem: .unknownKey(
            word, section: name, nearest: nearest(to: word, among: known), known: known))
      }
      entries.append((word, line, value))
    }
    self.entries = entries
  }

  /// The keys that are there, in the order of the file.
  var keys: [String] { entries.map(\.key) }

  func node(_ key: String) -> Node? { entries.first { $0.key == key }?.value }

  /// The line on which a key stands.
  func line(of key: String) -> Int? { entries.first { $0.key == key }?.line }

  /// A problem with a key, or with the section where the key is not there.
  func error(_ key: String, _ problem: SweepFileError.Problem) -> SweepFileError {
    SweepFileError(file: file, line: line(of: key) ?? line, problem: problem)
  }

  func badValue(_ key: String, expected: String) -> SweepFileError {
    error(
      key, .badValue(key: key, found: node(key).map(shown) ?? "nothing", expected: expected))
  }

  func section(_ key: String, known: [String]) throws(SweepFileError) -> YAMLSection? {
    guard let node = node(key) else { return nil }
    return try YAMLSection(node, file: file, name: key, known: known)
  }

  /// The value of a key after `convert`, which answers `nil` to what it does not expect.
  func value<Value>(
    _ key: String, expected: String, _ convert: (Setting) -> Value?
  ) throws(SweepFileError) -> Value? {
    guard let node = node(key) else { return nil }
    guard let value = setting(node).flatMap(convert) else {
      throw badValue(key, expected: expected)
    }
    return value
  }

  /// A text as it is written, also where it looks like a number.
  func text(_ key: String) throws(SweepFileError) -> String? {
    guard let node = node(key) else { return nil }
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw badValue(key, expected: "a text")
    }
    return text
  }

  func whole(_ key: String, _ range: ClosedRange<Int>) throws(SweepFileError) -> Int? {
    try value(
      key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)"
    ) { setting in
      if case .integer(let number) = setting, range.contains(number) { number } else { nil }
    }
  }

  func number(_ key: String) throws(SweepFileError) -> Double? {
    try value(key, expected: "a number", \.asNumber)
  }

  /// A list of texts, or one alone.
  func texts(_ key: String) throws(SweepFileError) -> [String]? {
    guard let node = node(key) else { return nil }
    let nodes = node.sequence.map(Array.init) ?? [node]
    let texts = nodes.compactMap { $0.scalar?.string }.filter { !$0.isEmpty }
    guard texts.count == nodes.count else { throw badValue(key, expected: "a list of texts") }
    return texts
  }
}

extension Setting {
  var asNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

/// A node as a setting: a plain scalar that reads as a number is one; `nil` for a mapping that has a key twice.
///
/// No setting is a list of lists of lists; where references nest, a short file would make billions of them.
func setting(_ node: Node, depth: Int = 2) -> Setting? {
  switch node {
  case .scalar(let scalar):
    guard scalar.isPlain, let first = scalar.string.utf8.first,
      "+-.0123456789".utf8.contains(first)
    else { return .word(scalar.string) }
    if let whole = Int(scalar.string) { return .integer(whole) }
    if let number = Double(scalar.string), number.isFinite { return .number(number) }
    return .word(scalar.string)
  case .sequence(let sequence) where depth > 0:
    var values: [Setting] = []
    for node in sequence {
      guard let value = setting(node, depth: depth - 1) else { return nil }
      values.append(value)
    }
    return .list(values)
  case .mapping(let mapping) where depth > 0:
    var members: [String: Setting] = [:]
    for (key, value) in mapping {
      guard let name = key.string, members[name] == nil,
        let value = setting(value, depth: depth - 1)
      else { return nil }
      members[name] = value
    }
    return .mapping(members)
  default: return nil
  }
}

extension Node.Scalar {
  /// Whether the scalar stands without quotes, so that it may be a number.
  fileprivate var isPlain: Bool { style == .plain || style == .any }
}

/// A node in a line, as messages show it; quotes are shown, since a number in quotes is none.
func shown(_ node: Node) -> String {
  switch node {
  case .scalar(let scalar):
    let line = scalar.string.split(whereSeparator: \.isNewline).joined(separator: " ")
    return line.isEmpty ? "nothing" : scalar.isPlain ? "'\(line)'" : "the text \"\(line)\""
  case .sequence: return setting(node).map(\.description) ?? "a list"
  default: return setting(node).map(\.description) ?? "a mapping"
  }
}

/// The known word that differs least from `word`, if it differs by no more than a third of its letters.
func nearest(to word: String, among known: [String]) -> String? {
  let best = known.map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    .min { $0.distance < $1.distance }
  return best.flatMap { $0.distance <= $0.word.count / 3 ? $0.word : nil }
}

/// The fewest letters to insert, delete or replace (Levenshtein 1966).
private func editDistance(_ left: String, _ right: String) -> Int {
  var row = Array(0...right.count)
  for (i, a) in left.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, b) in right.enumerated() {
      (diagonal, row[j + 1]) = (
        row[j + 1], min(row[j] + 1, row[j + 1] + 1, diagonal + (a == b ? 0 : 1))
      )
    }
  }
  return row[right.count]
}
