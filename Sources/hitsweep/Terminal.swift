import Foundation

/// What the program tells people on stderr, and what it knows of their terminal.
enum Terminal {
  /// Whether progress can be drawn.
  static let hasProgressLine = isatty(STDERR_FILENO) == 1 && environment("TERM") != "dumb"

  /// Whether output may be coloured.
  static let hasColor = hasScreen && (environment("NO_COLOR") ?? "").isEmpty

  /// Whether what goes to stdout can be drawn anew in place.
  static let hasScreen = isatty(STDOUT_FILENO) == 1 && environment("TERM") != "dumb"

  /// The size of that screen in characters.
  static var screenSize: (columns: Int, rows: Int) {
    let size = size(of: STDOUT_FILENO)
    return (size.map { Int($0.ws_col) } ?? 80, size.map { Int($0.ws_row) } ?? 24)
  }

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

  /// Writes to stdout at once.
  static func write(_ text: String) { put(text, to: STDOUT_FILENO) }

  private static func put(_ text: String, to descriptor: CInt = STDERR_FILENO) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      // Nobody reads any more: what is told is lost, what is done goes on.
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  static func environment(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  private static func columns(of descriptor: CInt) -> Int? {
    size(of: descriptor).map { Int($0.ws_col) }
  }

  private static func size(of descriptor: CInt) -> winsize? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return nil
    }
    return size
  }
}
