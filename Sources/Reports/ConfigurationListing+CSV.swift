import Evaluation
import SearchSpace
import Sweeps

extension ConfigurationListing {
  /// The configurations as comma-separated values: a line of titles, then a line each.
  ///
  /// Columns have the titles of the summary's (``SweepSummary/csv``). Undefined is empty, and so are the figures of a
  /// configuration that is not complete.
  public var csv: String {
    let axes = summary.sweep.space.axes.map(\.name)
    let figures = ReplicateFigures.titles
    let titles =
      ["fronts", "population", "id"] + axes.map { "configuration.\($0)" }
      + ["state", "replicatesDone", "threshold"]
      + frontNames.map { "frontProbability.\($0)" }
      + ConfigurationFact.allCases.map(\.rawValue)
      + figures + figures.map { "test.\($0)" }
    let lines = sections.flatMap(\.rows).map { row in
      let result = row.result
      let unknown = figures.map { _ in "" }
      return [
        row.fronts.map { frontNames[$0] }.joined(separator: "; "), result.population ?? "",
        result.id.short,
      ]
        + axes.map { result.configuration.settings[$0]!.description }
        + [result.state.rawValue, "\(result.doneCount)"]
        + [CSVText.field(result.parts == nil ? nil : decisionThreshold)]
        + frontNames.indices.map { CSVText.field(row.chances.count > $0 ? row.chances[$0] : nil) }
        + ConfigurationFact.allCases.map { fact in result.facts.map { "\(Int($0[fact]))" } ?? "" }
        + (result.parts?.validation.figures.fields ?? unknown)
        + (result.parts?.test.figures.fields ?? unknown)
    }
    return ([titles] + lines).map(CSVText.line).joined()
  }
}
