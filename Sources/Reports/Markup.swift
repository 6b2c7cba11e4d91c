/// A piece of HTML or SVG that is made of elements and of texts whose every character stands for itself.
///
/// There is no way to put a text in that a browser would obey: what is not an element is escaped.
struct Markup {
  /// The piece as it stands in a file.
  let source: String

  private init(source: String) { self.source = source }

  /// A text; a number stays together with its per cent.
  static func text(_ text: String) -> Markup {
    let lines = printable(text).split(separator: " %", omittingEmptySubsequences: false)
    return Markup(source: escaped(lines.joined(separator: "\u{A0}%")))
  }

  /// An element with its attributes and what it holds.
  ///
  /// - Parameters:
  ///   - name: the element's name, and those of attributes: from this program, never from elsewhere.
  static func element(
    _ name: String, _ attributes: [(String, String)] = [], _ children: [Markup] = []
  ) -> Markup {
    let inside = attributes.map { " \($0)=\"\(escaped(printable($1)))\"" }.joined()
    // Void elements of HTML have no end tag.
    let isVoid = name == "meta" || name == "br"
    return Markup(
      source: "<\(name)\(inside)>"
        + (isVoid ? "" : children.map(\.source).joined() + "</\(name)>"))
  }

  /// An element that holds a text.
  static func element(
    _ name: String, _ attributes: [(String, String)] = [], text: String
  ) -> Markup {
    element(name, attributes, [.text(text)])
  }

  /// A style sheet of this program.
  static func style(_ sheet: StaticString) -> Markup {
    Markup(source: "<style>\n\(sheet)</style>")
  }

  /// A line break in the file, for those who read it.
  static let lineBreak = Markup(source: "\n")

  /// A whole document of what stands in its head and in its body.
  static func document(head: [Markup], body: [Markup]) -> String {
    "<!doctype html>\n"
      + element(
        "html", [("lang", "en")],
        [element("head", [], head), lineBreak, element("body", [], body)]
      ).source + "\n"
  }
}

/// The text with what HTML would take for markup escaped, within attributes, too.
private func escaped(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
