import Evaluation
import Sweeps

/// The figures of a section as markup: recalls with their intervals, the ROC plane, the table, what was compared.
struct SectionFigures {
  let section: Report.Section

  var markup: [Markup] {
    guard !section.shown.isEmpty else { return [] }
    let drawing = ROCDrawing(section: section)
    let figures: [Markup] =
      drawing.isEmpty
      ? []
      : [.element("div", [("class", "figures")], [recalls, curves(drawing)])]
    return figures + [table] + notes + comparisons
  }

  /// The recall of each configuration at the published false-positive rate, with its interval, on one scale.
  private var recalls: Markup {
    let rate = section.publishedRate
    let title =
      "Recall at a false-positive rate of \(NumberText.fixed(rate, decimals: 2)) (validation)"
    return .element(
      "figure", [],
      [.element("figcaption", text: title)]
        + (section.publishedRecall.map { [publishedRow($0)] } ?? [])
        + section.shown.enumerated().map(recallRow)
        + [
          .element(
            "div", [("class", "scale"), ("aria-hidden", "true")],
            [0, 0.25, 0.5, 0.75, 1].map {
              .element(
                "span", [("style", "left:\(number(100 * $0))%")],
                text: NumberText.fixed($0, decimals: 2))
            })
        ])
  }

  private func publishedRow(_ recall: Double) -> Markup {
    .element(
      "div", [("class", "recall published")],
      [
        label("as published", NumberText.fixed(recall, decimals: 2)),
        .element("div", [("class", "track")], [mark("dot", from: recall, to: recall)]),
      ])
  }

  private func recallRow(_ place: Int, of shown: ShownConfiguration) -> Markup {
    let found = shown.recall(at: section.publishedRate)
    let value = found.map { NumberText.fixed($0.validation, decimals: 3) } ?? NumberText.undefined
    let reach = found?.interval.map {
      " (\(NumberText.fixed($0.lower, decimals: 3)) to \(NumberText.fixed($0.upper, decimals: 3)))"
    }
    let marks = found.map { found in
      (section.publishedRecall.map { [mark("reference", from: $0, to: $0)] } ?? [])
        + (found.interval.map { [mark("interval", from: $0.lower, to: $0.upper)] } ?? [])
        + [mark("dot", from: found.validation, to: found.validation)]
    }
    return .element(
      "div", [("class", "recall \(ReportPage.series(place))")],
      [
        label(shown.name, value + (reach ?? "")),
        .element("div", [("class", "track")], marks ?? []),
      ])
  }

  private func label(_ name: String, _ value: String) -> Markup {
    .element(
      "div", [("class", "label")],
      [.element("span", text: name), .element("span", [("class", "value")], text: value)])
  }

  /// A mark on a track that reaches from 0 to 1.
  private func mark(_ name: String, from start: Double, to end: Double) -> Markup {
    .element(
      "i",
      [
        ("class", name),
        ("style", "left:\(number(100 * start))%;width:\(number(100 * (end - start)))%"),
      ])
  }

  private func curves(_ drawing: ROCDrawing) -> Markup {
    .element(
      "figure", [],
      [
        .element("figcaption", text: "ROC curves, means over replicates (validation)"),
        drawing.markup,
      ])
  }

  private var table: Markup {
    let table = ReportTable(of: section)
    let groups = [
      ("", 1), ("whatever the threshold", table.freeCount),
      ("at a threshold of 0.5", table.titles.count - table.freeCount),
    ]
    return .element(
      "div", [("class", "scroll")],
      [
        .element(
          "table", [],
          [
            .element(
              "thead", [],
              [
                .element(
                  "tr", [("class", "groups")],
                  groups.map { .element("th", [("colspan", "\($0.1)")], text: $0.0) }),
                .element(
                  "tr", [],
                  ([""] + table.titles).map { .element("th", [("scope", "col")], text: $0) }),
              ]),
            .element("tbody", [], table.rows.map { row($0, titles: table.fullTitles) }),
          ])
      ])
  }

  private func row(_ row: ReportTable.Row, titles: [String]) -> Markup {
    let part = row.kind.part.isEmpty ? [] : [Markup.element("small", text: row.kind.part)]
    let name = row.name.isEmpty ? [] : [Markup.element("span", text: row.name)]
    return .element(
      "tr", [("class", row.kind.cssClass)],
      [.element("th", [("scope", "row")], name + part)]
        + zip(titles, row.cells).map { title, cell in
          .element("td", [("data-title", title)], text: cell)
        })
  }

  /// How configurations were found, what they flag, and what is missing.
  private var notes: [Markup] {
    let notes = section.shown.flatMap { shown in
      let found = [shown.result.id.short] + shown.settings
      let how = ([shown.choiceText].compactMap(\.self) + found).joined(separator: ", ")
      return [(shown.name, "\(shown.sweepName), \(how)")]
        + shown.notes.map { (shown.name, $0) }
    }
    return [
      .element(
        "ul", [("class", "notes")],
        notes.map { name, note in
          .element("li", [], [.element("b", text: name), .text(": \(note)")])
        })
    ]
  }

  private var comparisons: [Markup] {
    guard !section.comparisons.isEmpty else { return [] }
    return [
      .element("h3", text: "Differences"),
      .element("dl", [("class", "differences")], section.comparisons.flatMap(definition)),
    ]
  }

  private func definition(of comparison: ReportComparison) -> [Markup] {
    [.element("dt", text: comparison.heading)]
      + comparison.findings.map { .element("dd", text: $0) }
  }
}

extension ReportTable.Row.Kind {
  fileprivate var cssClass: String {
    switch self {
    case .published: "published"
    case .validation: "validation"
    case .test: "test"
    }
  }
}
