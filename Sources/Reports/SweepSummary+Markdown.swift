import Evaluation
import SearchSpace
import Sweeps

extension SweepSummary {
  /// The fronts as GitHub's Markdown: a table for each, below a heading.
  public var markdown: String {
    let sections = reports(width: .max, style: .plain).flatMap { report in
      let opening = report.opening.map { Reports.markdown(trimmed($0)) }
      return [["## \(opening[0])"]] + (opening.count > 1 ? [Array(opening[1...])] : [])
        + report.population.fronts.flatMap { report.markdown(of: $0) }
    }
    return Reports.sectionText(
      [markdownOverview] + sections + closing(width: .max).map { $0.map(Reports.markdown) })
  }

  /// What was swept, as a heading and a list.
  var markdownOverview: [String] {
    let lines = overview(width: .max).map { Reports.markdown(trimmed($0)) }
    return ["# \(lines[0])", ""] + lines.dropFirst().map { "- \($0)" }
  }
}

extension PopulationReport {
  fileprivate func markdown(of front: PopulationSummary.Front) -> [[String]] {
    let table = MemberTable(population: population, front: front, axes: axes)
    return [
      ["### \(Reports.markdown(heading(of: front)))"],
      notes(of: front).map { "- \(Reports.markdown($0))" }, table.markdown.lines,
    ]
  }
}

extension MemberTable {
  /// The table with a column for everything that the text has above the figures.
  fileprivate var markdown: MarkdownTable {
    let definition = front.definition
    let isOverThresholds = definition.thresholds != .fixed
    let isChanceTold = entries.contains { $0.probability != nil }
    var table = MarkdownTable(
      ["id", "role"] + axes + definition.facts.map(\.title) + (isOverThresholds ? ["rule"] : [])
        + (isChanceTold ? ["% on the front"] : []) + ["floor", "part"] + measures.map(\.columnTitle)
    )
    for entry in entries {
      let settings = entry.named?.configuration.settings
      let head =
        [entry.named?.id.short ?? "", entry.role ?? "member"]
        + axes.map { settings?[$0]?.description ?? "" }
        + definition.facts.map { fact in
          entry.facts.map { NumberText.count(Int($0[fact])) } ?? ""
        }
        + (isOverThresholds ? [entry.rule?.title ?? ""] : [])
        + (isChanceTold
          ? [entry.probability.map { NumberText.fixed(100 * $0, decimals: 0) } ?? ""] : [])
      for (place, cells) in entry.cells(plusMinus: " ± ").enumerated() {
        table.append((place == 0 ? head : head.map { _ in "" }) + cells)
      }
    }
    return table
  }
}

/// The text with one space between its words, none around.
private func trimmed(_ text: String) -> String { words(text).joined(separator: " ") }
