/// Comma-separated values.
public enum CSVText {
  /// One record with its line feed; a field is quoted where it holds a comma, a quote, or an end of
  /// line.
  ///
  /// Source: RFC 4180, with the line ends of Unix.
  public static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    // Over scalars: CR LF is one character, which equals neither.
    guard field.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return field
    }
    let parts = field.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}
