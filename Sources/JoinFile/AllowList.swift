public import ZeroMQ

/// The keys that a coordinator admits, a line each: a name and the public key.
public struct AllowList: Hashable, Sendable {
  /// The name of each key.
  public private(set) var names: [PublicKey: String] = [:]
  /// The text with its comments, which people may have written.
  public private(set) var text: String

  /// Starts an empty list.
  public init() {
    text = """
      # The workers that the coordinator admits: a name and a public key a line. A line added or removed holds
      # within seconds, without a restart. 'hitsweep keygen' adds lines.

      """
  }

  /// Reads a file.
  public init(path: String) throws(JoinFileError) {
    try self.init(
      parsing: PrivateFile.read(
        path,
        remedy:
          "'hitsweep coordinator SWEEP' with keys (--endpoint HOST, say) writes it beside the store"
      ),
      path: path)
  }

  /// Reads the text of a file; `path` is its name in messages.
  public init(parsing text: String, path: String) throws(JoinFileError) {
    self.text = text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
    var lineOfKey: [PublicKey: Int] = [:]
    for (number, line) in numberedLines(text) {
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count == 2 else {
        throw JoinFileError(
          path, line: number,
          .badLine(found: excerpt(line), expected: "a name and a public key, such as 'node7 KEY'"))
      }
      guard let key = PublicKey(String(words[1])) else {
        throw JoinFileError(
          path, line: number,
          .badValue(
            key: excerpt(String(words[0])), found: "'\(excerpt(String(words[1])))'",
            expected: keyExpectation))
      }
      if let firstLine = lineOfKey[key] {
        throw JoinFileError(
          path, line: number, .repeated("the key \(key.short)", firstLine: firstLine))
      }
      lineOfKey[key] = number
      names[key] = String(words[0])
    }
  }

  /// Removes every key of that name.
  public mutating func remove(name: String) {
    names = names.filter { $0.value != name }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    text = lines.filter { $0.split(whereSeparator: \.isWhitespace).first.map(String.init) != name }
      .joined(separator: "\n")
  }

  /// Adds a key to the end; `name` is one word.
  public mutating func add(_ key: PublicKey, name: String) {
    names[key] = name
    text += "\(name) \(key)\n"
  }

  /// Writes the list, with mode 0600, in place of what is there.
  public func replace(_ path: String) throws(JoinFileError) {
    try PrivateFile.write(text, to: path, .replacing)
  }
}
