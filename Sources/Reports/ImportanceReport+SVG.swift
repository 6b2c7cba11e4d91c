import Evaluation

extension ImportanceReport {
  /// The drops of the first measure as a picture of bars, with their intervals, or the spread where there are none.
  public var svg: String {
    let bars = rows.compactMap { row in
      drop(row, measures[0]).map { ImportanceBars.Bar(name: row.name, drop: $0) }
    }
    return ImportanceBars(title: measures[0].title, bars: bars).picture.source + "\n"
  }
}

/// Bars from zero, each with a line as far as its interval reaches; lengths are in pixels.
private struct ImportanceBars {
  struct Bar {
    let name: String
    let drop: ImportanceReport.Drop

    /// How far the interval, or the spread where there is none, reaches.
    var reach: Double { drop.interval?.halfWidth ?? drop.spread }

    /// Whether zero is outside of the interval.
    var isSure: Bool { drop.interval.map { $0.lower > 0 || $0.upper < 0 } ?? true }
  }

  let title: String
  let bars: [Bar]

  private static let (width, left, right, top, rowHeight) = (640.0, 190.0, 20.0, 34.0, 22.0)

  private var least: Double { min(0, bars.map { $0.drop.mean - $0.reach }.min() ?? 0) }
  private var most: Double { max(0.001, bars.map { $0.drop.mean + $0.reach }.max() ?? 0) }
  private var bottom: Double { Self.top + Self.rowHeight * Double(bars.count) }

  private func x(_ value: Double) -> Double {
    Self.left + (Self.width - Self.left - Self.right) * (value - least) / (most - least)
  }

  private func pixels(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }

  var picture: Markup {
    let (width, height) = (pixels(Self.width), pixels(bottom + 24))
    return .element(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "0 0 \(width) \(height)"),
        ("width", width), ("height", height), ("font-family", "sans-serif"), ("font-size", "13"),
        ("fill", "#333"),
      ],
      [
        .element("rect", [("width", "100%"), ("height", "100%"), ("fill", "#fff")]),
        text("Drop of \(title) on validation", x: 8, y: 18, anchor: "start"),
      ] + bars.indices.flatMap(row) + axis)
  }

  private func row(_ place: Int) -> [Markup] {
    let bar = bars[place]
    let y = Self.top + Self.rowHeight * Double(place)
    let middle = y + Self.rowHeight / 2
    let (from, to) = (min(x(0), x(bar.drop.mean)), max(x(0), x(bar.drop.mean)))
    let figures = [bar.drop.mean, bar.reach].map { NumberText.fixed($0, decimals: 4) }
    return [
      text(bar.name, x: Self.left - 8, y: middle + 4, anchor: "end"),
      .element(
        "rect",
        [
          ("x", pixels(from)), ("y", pixels(y + 3)), ("width", pixels(max(to - from, 0.5))),
          ("height", pixels(Self.rowHeight - 6)), ("fill", "#3572b0"),
          ("fill-opacity", bar.isSure ? "1" : "0.35"),
        ], [.element("title", text: "\(bar.name): \(figures[0]) ± \(figures[1])")]),
      line(
        from: (x(bar.drop.mean - bar.reach), middle), to: (x(bar.drop.mean + bar.reach), middle),
        stroke: "#d9822b"),
    ]
  }

  private var axis: [Markup] {
    [
      line(from: (x(0), Self.top), to: (x(0), bottom), stroke: "#888"),
      text("0", x: x(0), y: bottom + 16, anchor: "middle"),
      text(NumberText.fixed(most, decimals: 3), x: x(most), y: bottom + 16, anchor: "end"),
    ]
  }

  private func text(_ text: String, x: Double, y: Double, anchor: String) -> Markup {
    .element(
      "text", [("x", pixels(x)), ("y", pixels(y)), ("text-anchor", anchor)], text: text)
  }

  private func line(
    from: (x: Double, y: Double), to: (x: Double, y: Double), stroke: String
  ) -> Markup {
    .element(
      "line",
      [
        ("x1", pixels(from.x)), ("y1", pixels(from.y)), ("x2", pixels(to.x)), ("y2", pixels(to.y)),
        ("stroke", stroke), ("stroke-width", "1.5"),
      ])
  }
}
