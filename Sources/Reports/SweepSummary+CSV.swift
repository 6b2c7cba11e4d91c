import Evaluation
import SearchSpace
import Sweeps

extension SweepSummary {
  /// The members of all fronts as comma-separated values: a line of titles, then a line a member.
  ///
  /// Titles are the keys of the JSON, those of inner objects behind a point:
  /// `test.counts.truePositives`. Undefined is empty.
  public var csv: String {
    let axes = sweep.space.axes.map(\.name)
    let figures = ReplicateFigures.titles
    let titles =
      ["front", "population", "id"] + axes.map { "configuration.\($0)" } + [
        "floor", "frontProbability", "threshold", "rule.kind", "rule.value",
      ]
      + ConfigurationFact.allCases.map(\.rawValue)
      + figures + figures.map { "test.\($0)" }
    let rows = populations.flatMap { population in
      population.fronts.flatMap { front in
        front.members.map { member in
          let candidate = member.candidate
          let (rule, facts) = (candidate.rule, candidate.parts.validation.figures.facts)
          return [front.definition.name, population.label ?? "", candidate.id.short]
            + axes.map { candidate.configuration.settings[$0]!.description }
            + [
              CSVText.field(member.floor), CSVText.field(member.probability),
              CSVText.field(rule == nil ? decisionThreshold : nil),
            ]
            + [rule?.kind.rawValue ?? "", CSVText.field(rule?.value)]
            + ConfigurationFact.allCases.map { fact in facts.map { "\(Int($0[fact]))" } ?? "" }
            + candidate.parts.validation.figures.fields + candidate.parts.test.figures.fields
        }
      }
    }
    return ([titles] + rows).map(CSVText.line).joined()
  }
}

extension ReplicateFigures {
  /// The titles of ``fields``.
  static let titles =
    ["replicates", "undefinedReplicates"]
    + ["truePositives", "falsePositives", "falseNegatives", "trueNegatives"].map { "counts.\($0)" }
    + Measure.allCases.flatMap { [$0.rawValue, $0.rawValue + "Spread"] }

  /// All figures as fields of comma-separated values.
  var fields: [String] {
    let numbers = [
      replicateCount, undefinedReplicateCount, counts.truePositives, counts.falsePositives,
      counts.falseNegatives, counts.trueNegatives,
    ]
    return numbers.map(String.init)
      + Measure.allCases.flatMap {
        [CSVText.field(self[$0].value), CSVText.field(self[$0].spread)]
      }
  }
}

extension CSVText {
  /// A number in full; undefined is empty.
  static func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}
