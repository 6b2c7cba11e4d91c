import Evaluation
import SearchSpace
import Sweeps

extension ConfigurationListing {
  /// The configurations as GitHub's Markdown: a table for each population.
  public var markdown: String {
    let tables = sections.flatMap { section in
      (section.population.map { [["## \(Reports.markdown("Population \($0)"))"]] } ?? [])
        + [table(of: section.rows).lines]
    }
    let legends = sections.isEmpty ? [] : [[Reports.markdown(legend)]]
    return sectionText([summary.markdownOverview, [Reports.markdown(title)]] + tables + legends)
  }

  private func table(of rows: [Row]) -> MarkdownTable {
    let axes = summary.shownAxes
    var table = MarkdownTable(["id"] + axes + ["state", "front"] + columns.map(\.columnTitle))
    for row in rows {
      table.append(row.names(axes: axes) + row.figures(self, plusMinus: " ± "))
    }
    return table
  }
}
