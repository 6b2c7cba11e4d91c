import Evaluation
import Sweeps

/// A report as one page of HTML that needs nothing else: no script, no network; it follows the reader's light or dark scheme.
public struct ReportPage {
  private let report: Report

  /// Makes the page of a report.
  public init(_ report: Report) { self.report = report }

  /// The page's source.
  public var source: String {
    let sections = report.sections.enumerated().map { section($0, $1) }
    let main = Markup.element("main", [], [header, contents] + sections + [footer])
    return Markup.document(head: head, body: [main])
  }

  private var head: [Markup] {
    let width = "width=device-width, initial-scale=1"
    // Should a text ever get through as markup, the browser still loads and runs nothing.
    let policy = "default-src 'none'; style-src 'unsafe-inline'"
    return [
      .element("meta", [("charset", "utf-8")]),
      .element("meta", [("name", "viewport"), ("content", width)]),
      .element("meta", [("http-equiv", "Content-Security-Policy"), ("content", policy)]),
      .element("title", text: report.title), .style(reportStyle),
    ]
  }

  /// The class of the configuration at a place, which gives it a colour.
  static func series(_ place: Int) -> String { "series s\(place % 7)" }

  private var header: Markup {
    .element(
      "header", [],
      [.element("h1", text: report.title)] + report.introduction.map { .element("p", text: $0) })
  }

  private var contents: Markup {
    .element(
      "nav", [("aria-label", "Contents")],
      [
        .element(
          "ol", [],
          report.sections.enumerated().map { place, section in
            .element(
              "li", [],
              [.element("a", [("href", "#section-\(place + 1)")], text: section.title)])
          })
      ])
  }

  private func section(_ place: Int, _ section: Report.Section) -> Markup {
    .element(
      "section", [("id", "section-\(place + 1)")],
      [.lineBreak, .element("h2", text: section.title)]
        + section.text.map { .element("p", text: $0) } + published(section)
        + SectionFigures(section: section).markup + reasons(section))
  }

  private func published(_ section: Report.Section) -> [Markup] {
    guard !section.published.isEmpty else { return [] }
    return [
      .element(
        "ul", [("class", "claims")],
        section.published.map { figure in
          .element(
            "li", [],
            [.element("span", text: figure.text)]
              + (figure.note.map { [.element("small", text: $0)] } ?? []))
        })
    ]
  }

  private func reasons(_ section: Report.Section) -> [Markup] {
    guard !section.reasons.isEmpty else { return [] }
    return [
      .element("h3", text: "Why figures differ"),
      .element("ul", [("class", "reasons")], section.reasons.map { .element("li", text: $0) }),
    ]
  }

  private var footer: Markup {
    .element(
      "footer", [],
      [
        .element("h2", text: "How to read this page"),
        .element("p", text: Report.legend),
        .element(
          "p",
          text:
            "Nothing is chosen by figures of the test part. A verdict is given only where the interval of a "
            + "difference excludes zero. Curves are means over replicates on validation, for the eye; dots on them are "
            + "what happens at a threshold of 0.5."),
        .element("h2", text: "What was measured"),
        .element("ul", [("class", "provenance")], provenance),
      ])
  }

  /// The sweeps, a line each.
  private var provenance: [Markup] {
    var seen: Set<String> = []
    return report.sections.flatMap(\.shown).filter { seen.insert($0.storePath).inserted }.map {
      .element(
        "li",
        text:
          "\($0.sweepName): data \($0.dataHash.short), \(NumberText.count($0.replicates, "replicate")), "
          + "measured on \($0.songs.label ?? $0.songs.name); hitsweep summary \($0.storePath)")
    }
  }
}
