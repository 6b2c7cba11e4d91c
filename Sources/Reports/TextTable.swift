/// A table in plain text: a line of titles, then a line for each row, columns side by side.
public struct TextTable: Sendable {
  /// A column: its title and how its cells are set.
  public struct Column: Sendable {
    enum Setting {
      case left
      case right
      case wrapped
    }

    let title: String
    let setting: Setting

    /// A column whose cells begin at its left edge.
    public static func left(_ title: String) -> Self { Column(title: title, setting: .left) }
    /// A column whose cells end at its right edge, as numbers do.
    public static func right(_ title: String) -> Self { Column(title: title, setting: .right) }
    /// A column whose cells are broken at spaces where the table would be too wide; one a table.
    public static func wrapped(_ title: String) -> Self { Column(title: title, setting: .wrapped) }
  }

  private enum Row {
    case cells([String])
    case heading([String])
  }

  private let columns: [Column]
  private let gap: String
  private var rows: [Row] = []

  /// Makes a table without rows, its columns apart by `gap` spaces.
  public init(_ columns: [Column], gap: Int = 2) {
    precondition(columns.count { $0.setting == .wrapped } <= 1, "one wrapped column at most")
    self.columns = columns
    self.gap = String(repeating: " ", count: gap)
  }

  /// Appends a row of one cell a column.
  public mutating func append(_ cells: [String]) {
    precondition(cells.count == columns.count, "a cell for each column")
    rows.append(.cells(cells))
  }

  /// Appends a line across all columns, which is broken between its parts where it is too long.
  public mutating func append(heading parts: [String]) { rows.append(.heading(parts)) }

  /// How many characters the longest line of columns has when no cell is broken.
  public var naturalWidth: Int { sum(of: naturalWidths) }

  private func sum(of widths: [Int]) -> Int {
    widths.reduce(0, +) + gap.count * max(columns.count - 1, 0)
  }

  /// The lines of the table, of `width` characters at most unless unbroken columns need more and
  /// leave the wrapped one less than eight.
  public func lines(width: Int) -> [String] {
    let naturalWidths = naturalWidths
    let excess = max(sum(of: naturalWidths) - width, 0)
    let widths = zip(columns, naturalWidths).map { column, natural in
      column.setting == .wrapped ? max(natural - excess, min(natural, 8)) : natural
    }
    return line(columns.map(\.title), widths)
      + rows.flatMap { row in
        switch row {
        case .cells(let cells): line(cells, widths)
        case .heading(let parts): wrapped(parts, separator: " · ", width: width, indent: 4)
        }
      }
  }

  private var naturalWidths: [Int] {
    columns.indices.map { column in
      rows.reduce(columns[column].title.count) { width, row in
        guard case .cells(let cells) = row else { return width }
        return max(width, cells[column].count)
      }
    }
  }

  /// One row, as many lines as its tallest cell has.
  private func line(_ cells: [String], _ widths: [Int]) -> [String] {
    let blocks = columns.indices.map { column in
      columns[column].setting == .wrapped
        ? wrapped(words(cells[column]), separator: " ", width: widths[column], indent: 0)
        : [cells[column]]
    }
    return (0..<(blocks.map(\.count).max() ?? 0)).map { number in
      let padded = columns.indices.map { column in
        let text = number < blocks[column].count ? blocks[column][number] : ""
        return columns[column].setting == .right
          ? padding(text, widths[column]) + text : text + padding(text, widths[column])
      }
      return trimmingEnd(padded.joined(separator: gap))
    }
  }
}

/// Joins parts to lines of `width` characters at most, breaking between parts alone; all lines but
/// the first are indented.
func wrapped(_ parts: [String], separator: String, width: Int, indent: Int) -> [String] {
  let margin = String(repeating: " ", count: indent)
  var lines: [String] = []
  for part in parts {
    if let last = lines.last, last.count + separator.count + part.count <= width {
      lines[lines.count - 1] += separator + part
    } else {
      lines.append(lines.isEmpty ? part : margin + part)
    }
  }
  return lines.isEmpty ? [""] : lines
}

/// The words of a text, which spaces separate.
func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

/// The spaces that `text` lacks to `width` characters.
func padding(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(width - text.count, 0))
}

/// The text without the spaces that it ends with.
func trimmingEnd(_ text: String) -> String {
  guard let last = text.lastIndex(where: { $0 != " " }) else { return "" }
  return String(text[...last])
}
