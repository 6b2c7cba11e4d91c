import Reports
import Testing

struct ScatterPlotTests {
  typealias Point = ScatterPlot.Point

  /// The dots of a plane of cells, as (column, row) counted in dots from the top left.
  private func dots(_ plane: [Substring]) -> [[Int]] {
    // Bit 0 to 7 of a braille pattern are the dots 1 to 8, in this order of column and row.
    let places = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 1], [1, 2], [0, 3], [1, 3]]
    return plane.enumerated().flatMap { row, cells in
      cells.unicodeScalars.enumerated().flatMap { column, scalar -> [[Int]] in
        guard (0x2800...0x28FF).contains(scalar.value) else { return [] }
        return places.indices.filter { (scalar.value - 0x2800) >> UInt32($0) & 1 == 1 }
          .map { [2 * column + places[$0][0], 4 * row + places[$0][1]] }
      }
    }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func plane(_ plot: ScatterPlot, rows: Int) -> [Substring] {
    plot.lines(style: .plain)[1...rows].map { $0.drop { $0 != "│" && $0 != "┤" }.dropFirst() }
  }

  @Test func `every dot stands where its point is`() {
    // 10 × 5 cells are 20 × 20 dots: with scales from 0 to 1, a step of a dot is 1/19.
    let expected = [[0, 19], [1, 12], [7, 0], [10, 9], [11, 9], [19, 0], [19, 19]]
    let points = expected.map { Point(x: Double($0[0]) / 19, y: Double(19 - $0[1]) / 19) }
    let plot = ScatterPlot(
      xTitle: "x", yTitle: "y", dots: points, dotLabel: "point", marks: [], columns: 10, rows: 5)
    #expect(dots(plane(plot, rows: 5)) == expected)
  }

  @Test func `marks hide dots and earlier marks`() {
    let corner = Point(x: 1, y: 1)
    func marks(_ symbol: Character, _ points: [Point]) -> ScatterPlot.Marks {
      ScatterPlot.Marks(symbol: symbol, label: "mark", emphasis: .green, points: points)
    }
    let plot = ScatterPlot(
      xTitle: "x", yTitle: "y", dots: [corner], dotLabel: "point",
      marks: [marks("a", [corner, Point(x: 0, y: 0)]), marks("b", [corner]), marks("c", [])],
      columns: 16, rows: 4)
    #expect(
      plot.lines(style: .plain) == [
        "y",
        "1.0 ┤               b",
        "0.5 ┤",
        "    │",
        "0.0 ┤a",
        "    └┬───────┬──────┬",
        "     0.0    0.5    1.0",
        "                    x",
        "     ⠂ point",
        "     a mark",
        "     b mark",
      ])
  }

  @Test func `the legend is as wide as the plot and has a line for each mark that is drawn`() {
    let point = Point(x: 1, y: 1)
    let plot = ScatterPlot(
      xTitle: "x", yTitle: "y", dots: [], dotLabel: "point",
      marks: [
        ScatterPlot.Marks(
          symbol: "a", label: "a mark of many words", emphasis: .yellow, points: [point]),
        ScatterPlot.Marks(symbol: "b", label: "nowhere", emphasis: .green, points: []),
      ], columns: 16, rows: 4)
    #expect(
      plot.lines(style: .ansi).dropFirst(8) == [
        "     \u{1B}[1;33ma\u{1B}[0m a mark of many", "       words",
      ])
  }

  @Test func `scales end at round numbers past all points`() {
    let plot = ScatterPlot(
      xTitle: "x", yTitle: "y", dots: [Point(x: 0.031, y: 1_234), Point(x: 0.012, y: -5)],
      dotLabel: "point", marks: [], columns: 32, rows: 8)
    let lines = plot.lines(style: .plain)
    #expect(lines[10].split(separator: " ") == ["0.00", "0.01", "0.02", "0.03", "0.04"])
    #expect(lines[1].hasPrefix("1500 ┤"))
    #expect(lines[8].hasPrefix("-500 ┤"))
  }

  @Test func `a small plot has a tick on either side of zero`() {
    let plot = ScatterPlot(
      xTitle: "x", yTitle: "y", dots: [Point(x: -3, y: 0), Point(x: 7, y: 0)], dotLabel: "point",
      marks: [], columns: 12, rows: 2)
    #expect(plot.lines(style: .plain)[4].split(separator: " ") == ["-10", "0", "10"])
  }

  @Test func `without points both scales reach from 0 to 1`() {
    let plot = ScatterPlot(
      xTitle: "x", yTitle: "y", dots: [], dotLabel: "point", marks: [], columns: 16, rows: 4)
    #expect(plot.lines(style: .plain)[6].split(separator: " ") == ["0.0", "0.5", "1.0"])
  }
}
