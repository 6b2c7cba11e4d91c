/// A day of release; one of which only the month or the year is known counts as the first of it.
public struct ReleaseDate: Hashable, Comparable, Sendable {
  /// The year, from 1 to 9999.
  public let year: Int
  private let month: Int
  private let day: Int

  /// The first day of a year.
  public init(year: Int) {
    self.year = year
    month = 1
    day = 1
  }

  /// Reads `2017`, `2017-11` or `2017-11-17`, which may be followed by a time; `nil` for anything else.
  public init?(parsing text: some StringProtocol) {
    let day = text.prefix { $0 != "T" && $0 != " " }
    let fields = day.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { field in
      field.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? Int(field) : nil
    }
    guard (1...3).contains(fields.count), numbers.count == fields.count, fields[0].count == 4,
      numbers[0] > 0
    else { return nil }
    year = numbers[0]
    month = numbers.count > 1 ? numbers[1] : 1
    self.day = numbers.count > 2 ? numbers[2] : 1
    guard (1...12).contains(month), (1...31).contains(self.day) else { return nil }
  }

  /// Orders days by time.
  public static func < (left: Self, right: Self) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}
