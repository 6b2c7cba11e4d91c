import Evaluation
import SearchSpace
import Songs
import Sweeps

extension SweepSummary: Encodable {
  /// Encodes the summary as `summary.schema.json` describes it.
  ///
  /// Keys have no order of their own: an encoder that sorts them writes the same text for the same
  /// summary.
  public func encode(to encoder: any Encoder) throws { try json().encode(to: encoder) }

  /// - Parameter listed: the configurations that were asked for one by one.
  func json(listed: JSONValue = .null) -> JSONValue {
    [
      "schemaVersion": .integer(1),
      "sweep": .text(name),
      "dataHash": .text(sweep.facts.dataHash.description),
      "seed": .integer(sweep.facts.seed),
      "evaluate": .text(sweep.facts.evaluate),
      "past": past.map { $0.json(showsLabels: sweep.showsEarlierLabels) } ?? .null,
      "replicates": .integer(sweep.replicates),
      "positiveName": .text(positiveName),
      "trials": [
        "total": .integer(trials.total), "done": .integer(trials.done),
        "failed": .integer(trials.failed), "infeasible": .integer(trials.infeasible),
      ],
      "configurations": [
        "total": .integer(configurations.total), "complete": .integer(configurations.complete),
        "incomplete": .integer(configurations.incomplete),
        "infeasible": .integer(configurations.infeasible),
        "failed": .integer(configurations.failed),
      ],
      "fronts": .list(
        populations.flatMap { population in population.fronts.map { population.json(of: $0) } }),
      "comparisons": .list(populations.map { $0.comparison(subject: subject) }),
      "effects": .list(
        populations.map {
          PopulationEffects(of: $0, axes: sweep.space.axes).json(population: $0.population)
        }),
      "listedConfigurations": listed,
    ]
  }
}

extension PopulationSummary {
  fileprivate func json(of front: Front) -> JSONValue {
    let definition = front.definition
    return [
      "name": .text(definition.name),
      "maximize": .list(definition.maximize.map { .text($0.rawValue) }),
      "minimize": .list(
        (definition.minimize.map(\.rawValue) + definition.facts.map(\.rawValue)).map(JSONValue.text)
      ),
      "rule": definition.ruleKind.map { .text($0.rawValue) } ?? .null,
      "minimumRecall": .list(definition.minimumRecall.map(JSONValue.number)),
      "minimumFlagged": .number(definition.minimumFlagged),
      "population": population,
      "candidates": .integer(candidates.count),
      "excludedByFloors": .integer(front.excludedByFloors),
      "undefinedCandidates": .integer(undefinedCount(in: front)),
      "hypervolume": .number(front.hypervolume),
      "knee": JSONValue(front.knee?.candidate.id.short),
      "provisional": .list(front.provisional.map(\.json)),
      "members": .list(
        front.members.map { member in
          var members = member.candidate.json
          members["floor"] = JSONValue(member.floor)
          members["frontProbability"] = JSONValue(member.probability)
          members["intervals"] = member.candidate.parts.validation.intervals(splits: splits)
          return .object(members)
        }),
    ]
  }

  fileprivate var population: JSONValue {
    [
      "label": JSONValue(label), "songs": JSONValue(validationSize?.songs),
      "topSongs": JSONValue(validationSize?.topSongs),
    ]
  }

  fileprivate func comparison(subject: Subject) -> JSONValue {
    func entry(_ candidate: Candidate?) -> JSONValue { candidate.map { .object($0.json) } ?? .null }
    return [
      "population": population,
      "baseline": entry(baseline),
      "bestNet": entry(bestNet),
      "bestNetLessBaseline": differences.map {
        var members = $0.validation.json
        members["test"] = .object($0.test.json)
        return .object(members)
      } ?? .null,
      "bestAtFalsePositiveRate30": entry(bestAtModelII),
      "majority": Majority(of: self).map {
        [
          "accuracy": .number($0.accuracy), "isPositive": .boolean($0.isTop),
          "configurationsAbove": .integer($0.accuraciesAbove.count),
        ]
      } ?? .null,
      "deckModelII": subject == .row
        ? .null
        : [
          "falsePositiveRate": JSONValue(DeckModel.two.falsePositiveRate),
          "recall": JSONValue(DeckModel.two.recall),
          "precision": JSONValue(DeckModel.two.precision),
        ],
    ]
  }
}

extension PastRule {
  fileprivate func json(showsLabels: Bool) -> JSONValue {
    [
      "unit": .text(unit.rawValue), "count": .integer(count), "showsLabels": .boolean(showsLabels),
    ]
  }
}

extension PopulationSummary.Candidate {
  /// The configuration with its figures on both parts; those of the validation part stand at the
  /// top.
  fileprivate var json: [String: JSONValue] {
    var members = parts.validation.json
    members["id"] = .text(id.short)
    members["configuration"] = .object(configuration.settings.mapValues(JSONValue.init))
    members["threshold"] = rule == nil ? .number(decisionThreshold) : .null
    members["rule"] =
      rule.map { ["kind": .text($0.kind.rawValue), "value": .number($0.value)] } ?? .null
    let facts = parts.validation.figures.facts
    for fact in ConfigurationFact.allCases {
      members[fact.rawValue] = facts.map { .integer(Int($0[fact])) } ?? .null
    }
    members["test"] = .object(parts.test.json)
    return members
  }
}

extension ProvisionalMember {
  fileprivate var json: JSONValue {
    var members = validation.json
    members["id"] = .text(result.id.short)
    members["configuration"] = .object(result.configuration.settings.mapValues(JSONValue.init))
    members["replicatesDone"] = .integer(result.doneCount)
    members["floor"] = JSONValue(floor)
    return .object(members)
  }
}

extension MeasuredPart {
  /// The intervals of the figures.
  func intervals(splits: RepeatedSplits?) -> JSONValue {
    var intervals: [String: JSONValue] = [:]
    for measure in Measure.allCases {
      intervals[measure.rawValue] = JSONValue(interval(measure, splits: splits))
    }
    return .object(intervals)
  }
}

extension FrontDefinition {
  /// What rules go by where the front is over thresholds.
  fileprivate var ruleKind: DecisionRule.Kind? {
    if case .all(let kind) = thresholds { kind } else { nil }
  }
}

extension DecisionRule {
  /// The probability, or the share as a number from 0 to 1.
  var value: Double {
    switch self {
    case .probability(let probability): probability
    case .share(let share): share.value
    }
  }
}

extension ReplicateFigures {
  var json: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "replicates": .integer(replicateCount),
      "undefinedReplicates": .integer(undefinedReplicateCount),
      "counts": [
        "truePositives": .integer(counts.truePositives),
        "falsePositives": .integer(counts.falsePositives),
        "falseNegatives": .integer(counts.falseNegatives),
        "trueNegatives": .integer(counts.trueNegatives),
      ],
    ]
    for measure in Measure.allCases { members.insert(self[measure], of: measure) }
    return members
  }
}

extension PairedDifference {
  fileprivate var json: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    for (measure, estimate) in estimates { members.insert(estimate, of: measure) }
    return members
  }
}

extension [String: JSONValue] {
  fileprivate mutating func insert(_ estimate: ReplicateFigures.Estimate, of measure: Measure) {
    self[measure.rawValue] = JSONValue(estimate.value)
    self[measure.rawValue + "Spread"] = JSONValue(estimate.spread)
  }
}
