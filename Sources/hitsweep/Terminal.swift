import Foundation

/// What the program tells people on stderr, and what it knows of their terminal.
enum Terminal {
  /// Whether progress can be drawn.
  static let hasProgressLine = isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb"

  /// Whether output may be coloured.
  static let hasColor = isatty(STDOUT_FILENO) == 1 && (environment("NO_COLOR") ?? "").isEmpty

  /// The width of the output in characters: that of the terminal, or 100 where there is none.
  static var width: Int { columns(of: STDOUT_FILENO) ?? 100 }

  /// The width of the progress line.
  static var progressWidth: Int { columns(of: STDERR_FILENO) ?? 80 }

  /// Writes a line to stderr, above the progress line if one is drawn.
  static func say(_ text: String) {
    put("\(hasProgressLine ? "\r\u{1B}[K" : "")\(text)\n")
  }

  /// Draws the progress line over the one before.
  static func draw(_ text: String) {
    put("\r\u{1B}[K\(text)")
  }

  /// Begins a new line below the progress line.
  static func endLine() {
    put("\n")
  }

  private static func put(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
      // Nobody reads any more: what is told is lost, what is done goes on.
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  private static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
