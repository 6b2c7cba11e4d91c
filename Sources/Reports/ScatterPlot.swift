/// Points in a plane, drawn with characters: dots in Unicode braille, eight a cell, and marks of
/// one character each.
package struct ScatterPlot: Sendable {
  /// A point to be drawn.
  package struct Point: Equatable, Sendable {
    /// How far to the right.
    package let x: Double
    /// How far up.
    package let y: Double

    /// Makes a point of its coordinates.
    package init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  /// Points that are each drawn as a character.
  package struct Marks: Sendable {
    let symbol: Character
    let label: String
    let emphasis: TerminalStyle.Emphasis
    let points: [Point]

    /// Makes marks of their symbol, what the legend says of it, and their points.
    package init(
      symbol: Character, label: String, emphasis: TerminalStyle.Emphasis, points: [Point]
    ) {
      self.symbol = symbol
      self.label = label
      self.emphasis = emphasis
      self.points = points
    }
  }

  private let xTitle: String
  private let yTitle: String
  private let dots: [Point]
  private let dotLabel: String
  private let marks: [Marks]
  private let columns: Int
  private let rows: Int
  private let x: PlotScale
  private let y: PlotScale

  /// Plans a plot of `columns` × `rows` cells inside its axes, which reach from zero to past all
  /// points.
  ///
  /// Marks hide the dots in their cell, and earlier marks.
  package init(
    xTitle: String, yTitle: String, dots: [Point], dotLabel: String, marks: [Marks],
    columns: Int = 60, rows: Int = 16
  ) {
    self.xTitle = xTitle
    self.yTitle = yTitle
    self.dots = dots
    self.dotLabel = dotLabel
    self.marks = marks
    self.columns = columns
    self.rows = rows
    let points = dots + marks.flatMap(\.points)
    x = PlotScale(holding: points.map(\.x), tickLimit: columns / 8, positions: 2 * columns)
    y = PlotScale(holding: points.map(\.y), tickLimit: rows / 2, positions: 4 * rows)
  }

  /// The lines: the title of y, the plane between its axes, the title of x, what the marks stand for.
  package func lines(style: TerminalStyle) -> [String] {
    let labelWidth = y.ticks.map { y.label($0).count }.max() ?? 0
    let margin = padding("", labelWidth + 1)
    let plane = cells(style).enumerated().map { row, cells in
      let tick = y.ticks.first { self.row($0) == row }
      let label = tick.map(y.label) ?? ""
      let axis = tick == nil ? "│" : "┤"
      return trimmingEnd(padding(label, labelWidth) + label + " " + axis + cells.joined())
    }
    return [yTitle] + plane + [margin + "└" + xAxis, margin + " " + xLabels]
      + [margin + " " + padding(xTitle, columns) + xTitle]
      + legend(style).map { margin + " " + $0 }
  }

  /// The columns of cells a row from the top row down, each painted.
  private func cells(_ style: TerminalStyle) -> [[String]] {
    var patterns = [[UInt32]](repeating: [UInt32](repeating: 0, count: columns), count: rows)
    for dot in dots {
      patterns[row(dot.y)][column(dot.x)] |= braille(
        column: x.position(dot.x) % 2, row: (4 * rows - 1 - y.position(dot.y)) % 4)
    }
    var cells = patterns.map { row in
      row.map { $0 == 0 ? " " : style.paint(brailleText($0), .faint) }
    }
    for mark in marks {
      for point in mark.points {
        cells[row(point.y)][column(point.x)] = style.paint(String(mark.symbol), mark.emphasis)
      }
    }
    return cells
  }

  private func column(_ value: Double) -> Int { x.position(value) / 2 }
  private func row(_ value: Double) -> Int { (4 * rows - 1 - y.position(value)) / 4 }

  private var xAxis: String {
    let ticks = x.ticks.map(column)
    return (0..<columns).map { ticks.contains($0) ? "┬" : "─" }.joined()
  }

  /// The labels of the ticks, each centred below its own.
  private var xLabels: String {
    var line = ""
    for tick in x.ticks {
      let label = x.label(tick)
      line += padding(line, column(tick) - label.count / 2) + label
    }
    return line
  }

  /// What is drawn, a mark a line; lines are as long as the plot is wide.
  private func legend(_ style: TerminalStyle) -> [String] {
    let dots = Marks(symbol: "⠂", label: dotLabel, emphasis: .faint, points: dots)
    return ([dots] + marks).filter { !$0.points.isEmpty }.flatMap { mark in
      let lines = wrapped(
        words("\(mark.symbol) \(mark.label)"), separator: " ", width: columns, indent: 2)
      return [style.paint(String(mark.symbol), mark.emphasis) + lines[0].dropFirst()]
        + lines.dropFirst()
    }
  }
}

/// The bit of a dot in a braille cell of 2 × 4 dots, counted from the top left.
///
/// Source: The Unicode Standard, block Braille Patterns.
private func braille(column: Int, row: Int) -> UInt32 {
  row == 3 ? 0x40 << UInt32(column) : 1 << UInt32(row + 3 * column)
}

private func brailleText(_ pattern: UInt32) -> String {
  String(Character(Unicode.Scalar(0x2800 + pattern)!))
}

/// A linear scale from zero (or below) to past all values, with ticks at round numbers.
struct PlotScale: Sendable {
  /// The values at the ticks, ascending; the first and the last are the scale's ends.
  let ticks: [Double]
  private let positions: Int
  private let decimals: Int

  /// Finds the finest scale of at most `tickLimit` steps, two at least, each 1, 2 or 5 times a
  /// power of ten from 0.001 up.
  init(holding values: [Double], tickLimit: Int, positions: Int) {
    let lowest = min(values.min() ?? 0, 0)
    let highest = max(values.max() ?? 1, 0)
    var thousandths = 1
    var leading = 1
    func steps() -> ClosedRange<Int> {
      let step = Double(thousandths * leading)
      let first = Int((lowest * 1000 / step).rounded(.down))
      return first...max(Int((highest * 1000 / step).rounded(.up)), first + 1)
    }
    while steps().count - 1 > max(tickLimit, 2) {
      (thousandths, leading) =
        leading == 5 ? (thousandths * 10, 1) : (thousandths, leading == 1 ? 2 : 5)
    }
    ticks = steps().map { Double($0 * thousandths * leading) / 1000 }
    decimals = [1: 3, 10: 2, 100: 1][thousandths] ?? 0
    self.positions = positions
  }

  /// Where `value` lies among the positions, from 0.
  func position(_ value: Double) -> Int {
    let lower = ticks[0]
    let share = (value - lower) / (ticks[ticks.count - 1] - lower)
    return Int((share * Double(positions - 1)).rounded())
  }

  func label(_ tick: Double) -> String { NumberText.fixed(tick, decimals: decimals) }
}
