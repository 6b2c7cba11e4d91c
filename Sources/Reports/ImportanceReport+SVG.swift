import Evaluation

extension ImportanceReport {
  /// The drops of the first measure as a picture of bars, with their intervals, or the spread where there are none.
  public var svg: String {
    let measure = measures[0]
    let drops = rows.compactMap { row in drop(row, measure).map { (row.name, $0) } }
    let reaches = drops.map { (-$0.1.reach + $0.1.mean, $0.1.reach + $0.1.mean) }
    let least = min(0, reaches.map(\.0).min() ?? 0)
    let most = max(0.001, reaches.map(\.1).max() ?? 0)
    let (left, right, rowHeight, top) = (190.0, 20.0, 22.0, 34.0)
    let width = 640.0
    func x(_ value: Double) -> Double {
      left + (width - left - right) * (value - least) / (most - least)
    }
    func n(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }
    var lines = [
      "<text x=\"8\" y=\"18\" font-weight=\"bold\">Drop of \(measure.title) on validation</text>"
    ]
    for (place, (name, drop)) in drops.enumerated() {
      let y = top + rowHeight * Double(place)
      let middle = y + rowHeight / 2
      let (from, to) = (min(x(0), x(drop.mean)), max(x(0), x(drop.mean)))
      let isSure = drop.interval.map { $0.lower > 0 || $0.upper < 0 } ?? true
      lines += [
        "<text x=\"\(n(left - 8))\" y=\"\(n(middle + 4))\" text-anchor=\"end\">\(escaped(name))</text>",
        "<rect x=\"\(n(from))\" y=\"\(n(y + 3))\" width=\"\(n(max(to - from, 0.5)))\" height=\"\(n(rowHeight - 6))\" "
          + "fill=\"#3572b0\"\(isSure ? "" : " fill-opacity=\"0.35\"")><title>\(escaped(name)): "
          + "\(signed(drop.mean)) ± \(NumberText.fixed(drop.reach, decimals: 4))</title></rect>",
        "<line x1=\"\(n(x(drop.mean - drop.reach)))\" x2=\"\(n(x(drop.mean + drop.reach)))\" y1=\"\(n(middle))\" "
          + "y2=\"\(n(middle))\" stroke=\"#d9822b\" stroke-width=\"2\"/>",
      ]
    }
    let height = top + rowHeight * Double(drops.count) + 24
    lines += [
      "<line x1=\"\(n(x(0)))\" x2=\"\(n(x(0)))\" y1=\"\(n(top))\" y2=\"\(n(height - 24))\" stroke=\"#888\"/>",
      "<text x=\"\(n(x(0)))\" y=\"\(n(height - 8))\" text-anchor=\"middle\">0</text>",
      "<text x=\"\(n(x(most)))\" y=\"\(n(height - 8))\" text-anchor=\"end\">\(NumberText.fixed(most, decimals: 3))</text>",
    ]
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(width)) \(n(height))" width="\(n(width))" \
      height="\(n(height))" font-family="sans-serif" font-size="13" fill="#333">
      <rect width="100%" height="100%" fill="#fff"/>
      \(lines.joined(separator: "\n"))
      </svg>

      """
  }
}

extension ImportanceReport.Drop {
  /// How far the interval, or the spread where there is none, reaches.
  fileprivate var reach: Double { interval?.halfWidth ?? spread }
}

/// A text in XML, whatever it holds.
func escaped(_ text: String) -> String {
  var escaped = ""
  for character in printable(text) {
    switch character {
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "&": escaped += "&amp;"
    case "\"": escaped += "&quot;"
    case "'": escaped += "&#39;"
    default: escaped.append(character)
    }
  }
  return escaped
}
