/// A table in GitHub's Markdown, its columns aligned in the source, too.
///
/// Source: GitHub Flavored Markdown Spec, 4.10 (tables).
struct MarkdownTable {
  private var rows: [[String]]

  /// Makes a table without rows.
  init(_ titles: [String]) { rows = [titles.map(markdown)] }

  /// Appends a row of one cell a column.
  mutating func append(_ cells: [String]) {
    precondition(cells.count == rows[0].count, "a cell for each column")
    rows.append(cells.map(markdown))
  }

  var lines: [String] {
    let widths = rows[0].indices.map { column in rows.reduce(3) { max($0, $1[column].count) } }
    let lines = rows.map { row in
      line(zip(row, widths).map { cell, width in cell + padding(cell, width) })
    }
    let rule = line(widths.map { String(repeating: "-", count: $0) })
    return [lines[0], rule] + lines.dropFirst()
  }

  private func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

/// The text with what Markdown would obey escaped.
func markdown(_ text: String) -> String {
  var escaped = ""
  for character in text {
    if "\\|`*<".contains(character) { escaped.append("\\") }
    escaped.append(character.isNewline ? " " : character)
  }
  return escaped
}
