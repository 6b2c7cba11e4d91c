/// What the rows of a sweep's data are: it decides what reports call them, and whether the deck is comparable.
public enum Subject: String, Sendable {
  /// Songs, real or generated: results are compared with the deck's.
  case song
  /// Rows of some other table.
  case row
}
