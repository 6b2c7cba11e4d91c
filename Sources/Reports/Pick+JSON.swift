import Evaluation
import SearchSpace
import Sweeps

extension Pick: Encodable {
  /// Encodes the pick as `pick.schema.json` describes it.
  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

  private var json: JSONValue {
    [
      "schemaVersion": .integer(1),
      "sweep": .text(sweepName),
      "choice": JSONValue(search?.choice.description),
      "candidates": JSONValue(search?.candidateCount),
      "minimumFlagged": JSONValue(search?.minimumFlagged),
      "id": .text(id.short),
      "configuration": .object(
        Dictionary(uniqueKeysWithValues: settings.map { ($0.name, JSONValue($0.setting)) })),
      "rule": ["kind": .text(rule.kind.rawValue), "value": .number(rule.value)],
      "nets": .integer(validation.replicates.count),
      "leastFlaggedProbability": JSONValue(test.leastFlagged),
      "validation": .object(
        part(counts: validation.figures.counts, value: { validation.figures[$0].value }) {
          validation.interval($0, splits: splits)
        }),
      "test": .object(
        part(
          counts: test.songs.figures.counts, value: { test.songs.figures[$0] },
          interval: { test.songs[$0] })),
      "brokenConditions": .list(
        broken.map { broken in
          [
            "condition": .text(broken.condition.description),
            "validation": JSONValue(validation.figures[broken.measure].value),
            "test": JSONValue(test.songs.figures[broken.measure]),
          ]
        }),
    ]
  }

  private func part(
    counts: ConfusionCounts, value: (Measure) -> Double?, interval: (Measure) -> Interval?
  ) -> [String: JSONValue] {
    var members: [String: JSONValue] = [
      "counts": [
        "truePositives": .integer(counts.truePositives),
        "falsePositives": .integer(counts.falsePositives),
        "falseNegatives": .integer(counts.falseNegatives),
        "trueNegatives": .integer(counts.trueNegatives),
      ]
    ]
    var intervals: [String: JSONValue] = [:]
    for measure in Measure.allCases {
      members[measure.rawValue] = JSONValue(value(measure))
      intervals[measure.rawValue] =
        interval(measure).map { ["lower": .number($0.lower), "upper": .number($0.upper)] } ?? .null
    }
    members["intervals"] = .object(intervals)
    return members
  }
}

extension Pick {
  /// The pick as comma-separated values: a line of titles, then a line a measure.
  public var csv: String {
    func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let titles = [
      "measure", "validation", "validation.lower", "validation.upper", "test", "test.lower",
      "test.upper",
    ]
    let rows = measures.map { measure in
      let interval = validation.interval(measure, splits: splits)
      let values = [
        validation.figures[measure].value, interval?.lower, interval?.upper,
        test.songs.figures[measure], test.songs[measure]?.lower, test.songs[measure]?.upper,
      ]
      return [measure.rawValue] + values.map(field)
    }
    return ([titles] + rows).map(CSVText.line).joined()
  }
}
