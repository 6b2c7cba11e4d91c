import Evaluation

extension PopulationEffects {
  /// The effects as `summary.schema.json` describes them.
  func json(population: JSONValue) -> JSONValue {
    [
      "population": population,
      "configurations": .integer(configurationCount),
      "fullGrid": .integer(fullGridCount),
      "axisPairs": .integer(axisPairCount),
      "axisPairsLeftOut": .integer(leftOutPairCount),
      "measures": .list(measures.map(\.json)),
    ]
  }
}

extension PopulationEffects.OfMeasure {
  fileprivate var json: JSONValue {
    [
      "measure": .text(measure.rawValue),
      "mean": .number(all.mean),
      "meanInterval": JSONValue(all.meanInterval),
      "axes": .list(
        axes.map { axis in
          [
            "axis": .text(axis.axes[0]),
            "values": .list(axis.entries.map { $0.json(value: JSONValue($0.values[0])) }),
          ]
        }),
      "pairs": .list(
        pairs.map { pair in
          [
            "axes": .list(pair.axes.map(JSONValue.text)),
            "values": .list(
              pair.entries.map { $0.json(value: .list($0.values.map { JSONValue($0) })) }),
          ]
        }),
    ]
  }
}

extension PopulationEffects.Entry {
  fileprivate func json(value: JSONValue) -> JSONValue {
    [
      "value": value,
      "configurations": .integer(effect.configurationCount),
      "mean": .number(effect.mean),
      "meanInterval": JSONValue(effect.meanInterval),
      "effect": .number(effect.effect),
      "effectInterval": JSONValue(effect.effectInterval),
    ]
  }
}

extension JSONValue {
  /// The ends of an interval.
  init(_ interval: Interval?) {
    self = interval.map { ["lower": .number($0.lower), "upper": .number($0.upper)] } ?? .null
  }
}
