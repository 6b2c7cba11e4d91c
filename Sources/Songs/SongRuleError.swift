/// Why a rule about songs, as a person wrote it, is none.
public enum SongRuleError: Error, Equatable, CustomStringConvertible {
  /// The text is no rule for top songs.
  case label(String)
  /// The text is no subset by year of release.
  case years(String)
  /// A part's share of the songs is not above 0.
  case share(part: String, value: Double)
  /// The shares of the three parts do not sum to 1.
  case shareSum(Double)

  /// A sentence that says what to write instead.
  public var description: String {
    switch self {
    case .label(let text):
      "'\(text)' is no rule for top songs; write a column, a comparison (> >= < <= ==) and a number,"
        + " such as 'popularity > 75', or the name of a column of 0 and 1"
    case .years(let text):
      "'\(text)' is no subset of years;"
        + " write 'all', 'since 2010', 'before 1990' or '2000-2009' (years 1 to 9999)"
    case .share(let part, let value):
      "the \(part) part's share is \(value); give each of train, validation and test a share above 0"
    case .shareSum(let sum):
      "the shares of train, validation and test sum to \(sum); make them sum to 1"
    }
  }
}
