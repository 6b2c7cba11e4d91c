import Evaluation
import SearchSpace
import Sweeps

extension ConfigurationListing: Encodable {
  /// Encodes the summary with its `listedConfigurations`, as `summary.schema.json` describes it.
  public func encode(to encoder: any Encoder) throws {
    try summary.json(listed: .list(rows.map(json))).encode(to: encoder)
  }

  private func json(of row: Row) -> JSONValue {
    let result = row.result
    let validation = result.parts?.validation
    let splits = summary.populations.first?.splits
    var members: [String: JSONValue] = [
      "id": .text(result.id.short),
      "configuration": .object(result.configuration.settings.mapValues(JSONValue.init)),
      "population": JSONValue(result.population),
      "state": .text(result.state.rawValue),
      "replicatesDone": .integer(result.doneCount),
      "fronts": .list(row.fronts.map { .text(frontNames[$0]) }),
      "frontProbabilities": .object(
        Dictionary(
          zip(frontNames, row.chances.map(JSONValue.init)), uniquingKeysWith: { first, _ in first })
      ),
      "validation": validation.map { .object($0.json) } ?? .null,
      "intervals": validation?.intervals(splits: splits) ?? .null,
      "test": result.parts.map { .object($0.test.json) } ?? .null,
    ]
    for fact in ConfigurationFact.allCases {
      members[fact.rawValue] = result.facts.map { .integer(Int($0[fact])) } ?? .null
    }
    return .object(members)
  }
}
