import Evaluation

/// The ROC plane as SVG: the mean curve of each configuration, where it stands at a threshold of 0.5, and the published point.
struct ROCDrawing {
  let section: Report.Section

  private static let size = 300.0
  /// What stands to the left of the plane, and below it.
  private static let margin = 50.0

  /// Whether there is something to draw.
  var isEmpty: Bool { section.shown.allSatisfy { $0.parts == nil } }

  var markup: Markup {
    let (width, height) = (Self.size + Self.margin + 16, Self.size + 50)
    let published = section.publishedRecall.map {
      [cross(x: section.publishedRate, y: $0)]
    }
    return .element(
      "svg",
      [
        ("viewBox", "0 0 \(number(width)) \(number(height))"), ("role", "img"), ("class", "roc"),
        ("aria-label", "ROC curves: recall by false-positive rate, on validation"),
      ], [grid] + section.shown.enumerated().map(curve) + (published ?? []))
  }

  private func x(_ value: Double) -> String { number(Self.margin + value * Self.size) }
  private func y(_ value: Double) -> String { number(6 + (1 - value) * Self.size) }

  private var grid: Markup {
    let lines = [0, 0.25, 0.5, 0.75, 1].flatMap { value in
      let label = NumberText.fixed(value, decimals: 2)
      return [
        line(from: (0, value), to: (1, value), class: "grid"),
        line(from: (value, 0), to: (value, 1), class: "grid"),
        text(label, x: number(Self.margin - 5), y: y(value - 0.012), anchor: "end"),
        text(label, x: x(value), y: y(-0.055), anchor: "middle"),
      ]
    }
    return .element(
      "g", [],
      lines + [
        line(from: (0, 0), to: (1, 1), class: "chance"),
        text("false-positive rate", x: x(0.5), y: y(-0.12), anchor: "middle"),
        .element(
          "text",
          [
            ("transform", "translate(10 \(y(0.5))) rotate(-90)"), ("text-anchor", "middle"),
          ], text: "recall"),
      ])
  }

  private func line(
    from start: (Double, Double), to end: (Double, Double), class name: String
  ) -> Markup {
    .element(
      "line",
      [
        ("x1", x(start.0)), ("y1", y(start.1)), ("x2", x(end.0)), ("y2", y(end.1)),
        ("class", name),
      ])
  }

  private func text(_ text: String, x: String, y: String, anchor: String) -> Markup {
    .element("text", [("x", x), ("y", y), ("text-anchor", anchor)], text: text)
  }

  private func curve(_ place: Int, of shown: ShownConfiguration) -> Markup {
    let points = shown.meanCurve.map { "\(x($0.x)),\(y($0.y))" }.joined(separator: " ")
    let figures = shown.parts?.validation.figures
    let rate = figures?[.falsePositiveRate].value
    let recall = figures?[.recall].value
    let dot: [Markup] =
      rate.flatMap { rate in
        recall.map { recall in
          [.element("circle", [("cx", x(rate)), ("cy", y(recall)), ("r", "4.5")])]
        }
      } ?? []
    return .element(
      "g", [("class", ReportPage.series(place))],
      [
        .element("title", text: shown.name),
        .element("polyline", [("points", points)]),
      ] + dot)
  }

  private func cross(x place: Double, y height: Double) -> Markup {
    let (centreX, centreY) = (Self.margin + place * Self.size, 6 + (1 - height) * Self.size)
    func stroke(_ sign: Double) -> Markup {
      .element(
        "line",
        [
          ("x1", number(centreX - 6)), ("y1", number(centreY - 6 * sign)),
          ("x2", number(centreX + 6)), ("y2", number(centreY + 6 * sign)),
        ])
    }
    return .element(
      "g", [("class", "published")],
      [.element("title", text: "as published"), stroke(1), stroke(-1)])
  }
}

/// A coordinate, to a tenth.
func number(_ value: Double) -> String { NumberText.fixed(value, decimals: 1) }
