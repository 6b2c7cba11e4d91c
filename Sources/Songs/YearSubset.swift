/// Which songs are trained on, by their year of release; songs of an unknown year belong to `all` only.
public enum YearSubset: Hashable, Sendable, CustomStringConvertible {
  /// Every song.
  case all
  /// Songs of this year or a later one.
  case since(Int)
  /// Songs of an earlier year than this.
  case before(Int)
  /// Songs of these years.
  case range(ClosedRange<Int>)

  /// Reads `all`, `since 2010`, `before 1990` or `2000-2009`.
  public init(parsing text: String) throws(SongRuleError) {
    let words = text.split(separator: " ")
    let bounds = words.last?.split(separator: "-", omittingEmptySubsequences: false) ?? []
    let years = bounds.compactMap(Self.year)
    switch words.count {
    case 1 where words[0] == "all": self = .all
    case 1 where bounds.count == 2 && years.count == 2 && years[0] <= years[1]:
      self = .range(years[0]...years[1])
    case 2 where words[0] == "since" && bounds.count == 1 && years.count == 1:
      self = .since(years[0])
    case 2 where words[0] == "before" && bounds.count == 1 && years.count == 1:
      self = .before(years[0])
    default: throw .years(text)
    }
  }

  /// The subset as it is written, in one canonical form.
  public var description: String {
    switch self {
    case .all: "all"
    case .since(let year): "since \(year)"
    case .before(let year): "before \(year)"
    case .range(let years): "\(years.lowerBound)-\(years.upperBound)"
    }
  }

  /// Those of the rows that belong to the subset, in the same order.
  ///
  /// A table without years has only the subset `all`.
  public func kept(from rows: [UInt32], of table: SongTable) -> [UInt32] {
    if self == .all { return rows }
    guard let years = table.years else { preconditionFailure("a table with years of release") }
    return rows.selected { contains(Int(years[Int($0)])) }
  }

  private func contains(_ year: Int) -> Bool {
    switch self {
    case .all: true
    case .since(let first): year != 0 && year >= first
    case .before(let end): year != 0 && year < end
    case .range(let years): year != 0 && years.contains(year)
    }
  }

  private static func year(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
      let year = Int(text), (1...9999).contains(year)
    else { return nil }
    return year
  }
}
