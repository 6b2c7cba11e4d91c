/// What is wrong with a file for joining, and where.
public struct JoinFileError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public enum Problem: Equatable, Sendable {
    /// There is no such file; `remedy` says what makes one.
    case missing(remedy: String)
    /// The operating system does not let it be read.
    case unreadable(reason: String)
    /// The operating system does not let it be written.
    case unwritable(reason: String)
    /// It is there already, and must not be overwritten.
    case exists
    /// A line that is none of the format; `found` is what it holds.
    case badLine(found: String, expected: String)
    /// A key that the format does not have.
    case unknownKey(String, known: [String])
    /// A value is not what its key expects.
    case badValue(key: String, found: String, expected: String)
    /// A key that must be there is not.
    case missingKey(String)
    /// A key or a value that stands twice.
    case repeated(String, firstLine: Int)
    /// The two halves of a key pair do not belong together.
    case unmatchedPair(key: String)
    /// Keys cannot be used on this machine, for the reason given.
    case noKeys(reason: String)
  }

  /// The file, as it was named.
  public let file: String
  /// The line, from 1; `nil` where the problem has none.
  public let line: Int?
  /// What is wrong.
  public let problem: Problem

  init(_ file: String, line: Int? = nil, _ problem: Problem) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  /// The problem in one line, such as `songs.allow:3: …`.
  public var description: String {
    "\(file):\(line.map { "\($0):" } ?? "") \(problem)"
  }
}

extension JoinFileError.Problem: CustomStringConvertible {
  /// The problem as a sentence that says what was expected.
  public var description: String {
    switch self {
    case .missing(let remedy): "no such file; \(remedy)"
    case .unreadable(let reason): "cannot be read (\(reason))"
    case .unwritable(let reason): "cannot be written (\(reason))"
    case .exists: "exists already and is not overwritten; remove it or choose another name"
    case .badLine(let found, let expected): "expected \(expected); found '\(found)'"
    case .unknownKey(let key, let known):
      "unknown key '\(key)'; the keys are \(known.joined(separator: ", "))"
    case .badValue(let key, let found, let expected):
      "key '\(key)': expected \(expected); found \(found)"
    case .missingKey(let key):
      "key '\(key)' is missing; the file may be cut off: copy it again"
    case .repeated(let what, let firstLine):
      "\(what) stands twice, here and in line \(firstLine); remove one of them"
    case .unmatchedPair(let key):
      "key '\(key)': does not belong to the secret key of this file; copy the file again"
    case .noKeys(let reason): reason
    }
  }
}
