import Evaluation
import SearchSpace
import Sweeps

extension Report: Encodable {
  /// Encodes the report as `report.schema.json` describes it.
  public func encode(to encoder: any Encoder) throws {
    let json: JSONValue = [
      "schemaVersion": .integer(1), "title": .text(title),
      "sections": .list(sections.map(\.json)),
    ]
    try json.encode(to: encoder)
  }
}

extension Report.Section {
  fileprivate var json: JSONValue {
    [
      "title": .text(title), "published": .list(published.map(\.json)),
      "configurations": .list(shown.map { $0.json(rates: rates) }),
      "comparisons": .list(comparisons.map(\.json)),
    ]
  }
}

extension PublishedFigure {
  fileprivate var json: JSONValue {
    [
      "name": .text(name), "value": .number(value), "measure": .text(measure.rawValue),
      "note": JSONValue(note),
    ]
  }
}

extension ShownConfiguration {
  fileprivate func json(rates: [Double]) -> JSONValue {
    [
      "name": .text(name), "sweep": .text(sweepName), "dataHash": .text(dataHash.description),
      "population": JSONValue(songs.label), "songs": .text(songs.name),
      "id": .text(result.id.short),
      "configuration": .object(result.configuration.settings.mapValues(JSONValue.init)),
      "choice": choice.map {
        [
          "measure": .text($0.measure.rawValue), "candidates": .integer($0.candidateCount),
        ]
      } ?? .null,
      "state": .text(result.state.rawValue), "replicates": .integer(replicates),
      "validation": parts.map { .object($0.validation.json) } ?? .null,
      "intervals": parts.map { $0.validation.intervals(splits: splits) } ?? .null,
      "test": parts.map { .object($0.test.json) } ?? .null,
      "majorityAccuracy": JSONValue(majorityAccuracy),
      "recallAtFalsePositiveRates": .list(rates.map { json(rate: $0) }),
    ]
  }

  private func json(rate: Double) -> JSONValue {
    let found = recall(at: rate)
    return [
      "falsePositiveRate": .number(rate), "validation": JSONValue(found?.validation),
      "interval": JSONValue(found?.interval), "test": JSONValue(found?.test),
    ]
  }
}

extension ReportComparison {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "of": .text(of), "less": .text(less), "replicates": .null, "unlike": .null,
      "differences": .null,
    ]
    switch finding {
    case .unlike(let reason): members["unlike"] = .text(reason)
    case .paired(let differences, let replicates):
      members["replicates"] = .integer(replicates)
      members["differences"] = .object(
        Dictionary(
          uniqueKeysWithValues: differences.map { difference in
            (
              difference.measure.rawValue,
              [
                "validation": .number(difference.validation),
                "interval": JSONValue(difference.interval),
                "verdict": .text(difference.verdict.rawValue),
                "test": .number(difference.test),
              ]
            )
          }))
    }
    return .object(members)
  }
}
