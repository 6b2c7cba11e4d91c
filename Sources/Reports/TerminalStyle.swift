/// Whether a text for the terminal may carry colours.
public enum TerminalStyle: Sendable {
  /// Text alone.
  case plain
  /// Text with the colour sequences of ANSI X3.64.
  case ansi

  package enum Emphasis: String, Sendable {
    case faint = "2"
    case green = "1;32"
    case yellow = "1;33"
    case cyan = "1;36"
  }

  func paint(_ text: String, _ emphasis: Emphasis) -> String {
    switch self {
    case .plain: text
    case .ansi: "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m"
    }
  }
}
