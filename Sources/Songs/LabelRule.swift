/// Which rows are top songs: those whose column compares with a number as the rule says.
public struct LabelRule: Hashable, Sendable, CustomStringConvertible {
  /// How a column's value decides.
  public enum Condition: Hashable, Sendable {
    /// The column holds 1 for a top song and 0 for any other.
    case isOne
    /// The value compares so with the number.
    case compares(Comparison, Double)
  }

  /// A comparison of a value, on the left, with a number.
  public enum Comparison: String, Sendable, CaseIterable {
    case greater = ">"
    case greaterOrEqual = ">="
    case less = "<"
    case lessOrEqual = "<="
    case equal = "=="
  }

  /// The column's name.
  public let column: String
  /// How the column's value decides.
  public let condition: Condition

  /// Reads a rule such as `popularity > 75`, or `isTopSong` for a column of 0 and 1.
  public init(parsing text: String) throws(SongRuleError) {
    let isSymbol: (Character) -> Bool = { "<>=".contains($0) }
    guard let start = text.firstIndex(where: isSymbol) else {
      column = String(text.trimmed)
      condition = .isOne
      if column.isEmpty { throw .label(text) }
      return
    }
    let symbol = text[start...].prefix(while: isSymbol)
    guard let comparison = Comparison(rawValue: String(symbol)),
      let number = Double(text[symbol.endIndex...].trimmed), number.isFinite,
      case let name = text[..<start].trimmed, !name.isEmpty
    else { throw .label(text) }
    column = String(name)
    condition = .compares(comparison, number)
  }

  /// The label of a row with this value: 1 or 0; nil where the rule wants 0 or 1 and the value is neither.
  public func label(of value: Double) -> UInt8? {
    switch condition {
    case .isOne: value == 0 || value == 1 ? UInt8(value) : nil
    case .compares(.greater, let number): value > number ? 1 : 0
    case .compares(.greaterOrEqual, let number): value >= number ? 1 : 0
    case .compares(.less, let number): value < number ? 1 : 0
    case .compares(.lessOrEqual, let number): value <= number ? 1 : 0
    case .compares(.equal, let number): value == number ? 1 : 0
    }
  }

  /// The label of a value that a reader has found to have one.
  public func checkedLabel(_ value: Double) -> UInt8 {
    guard let label = label(of: value) else { preconditionFailure("\(value) has no label") }
    return label
  }

  /// The rule as it is written, in one canonical form.
  public var description: String {
    switch condition {
    case .isOne: column
    case .compares(let comparison, let number):
      "\(column) \(comparison.rawValue) \(Int(exactly: number).map(String.init) ?? "\(number)")"
    }
  }
}

extension StringProtocol {
  /// The text without the spaces and tabs around it.
  fileprivate var trimmed: SubSequence {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }),
      let last = lastIndex(where: { !isBlank($0) })
    else { return self[endIndex...] }
    return self[first...last]
  }
}
