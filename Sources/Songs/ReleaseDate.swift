/// A day of release; one of which only the month or the year is known counts as the first of it.
public struct ReleaseDate: Hashable, Comparable, Sendable {
  /// Year, month and day as the digits of one number, in few bytes, since lists have millions.
  private let digits: Int32

  /// The year, from 1 to 9999.
  public var year: Int { Int(digits) / 10_000 }

  /// The first day of a year from 1 to 9999.
  public init(year: Int) {
    self.init(year: year, month: 1, day: 1)
  }

  /// Reads `2017`, `2017-11` or `2017-11-17`, which may be followed by a time; `nil` for anything else.
  ///
  /// A month or day of 00 is unknown.
  public init?(parsing text: some StringProtocol) {
    let day = text.prefix { $0 != "T" && $0 != " " }
    let fields = day.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = fields.compactMap { field in
      field.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? Int(field) : nil
    }
    guard (1...3).contains(fields.count), numbers.count == fields.count, fields[0].count == 4,
      numbers[0] > 0
    else { return nil }
    let rest = numbers.dropFirst().map { max(1, $0) } + [1, 1]
    guard rest[0] <= 12, rest[1] <= 31 else { return nil }
    self.init(year: numbers[0], month: rest[0], day: rest[1])
  }

  private init(year: Int, month: Int, day: Int) {
    precondition((1...9999).contains(year), "a year of four digits")
    digits = Int32(year * 10_000 + month * 100 + day)
  }

  /// Orders days by time.
  public static func < (left: Self, right: Self) -> Bool { left.digits < right.digits }
}
