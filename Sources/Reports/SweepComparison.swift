import Evaluation
import SearchSpace
import Sweeps

/// The fronts of two sweeps on the same songs, held against each other.
public struct SweepComparison: Sendable {
  /// One front of both sweeps on one population.
  struct Pair {
    let definition: FrontDefinition
    /// What the population is, where it is not all songs.
    let population: String?
    let members: (first: [PopulationSummary.Member], second: [PopulationSummary.Member])
    /// The objectives up to which hypervolumes are taken, as costs.
    let reference: [Double]
    let comparison: FrontComparison
  }

  let names: (first: String, second: String)
  /// What the sweeps are called in texts: two versions of one have the same name.
  let labels: (first: String, second: String)
  /// What makes the comparison less than one of finished sweeps alike.
  let reservations: [String]
  let pairs: [Pair]

  /// Compares the fronts that two summaries have in common, population by population.
  ///
  /// - Parameter labels: what the sweeps are called in texts.
  public init(
    _ first: SweepSummary, _ second: SweepSummary, labels: (first: String, second: String)
  ) {
    names = (first.name, second.name)
    self.labels = labels
    reservations =
      [(labels.first, first), (labels.second, second)].compactMap { label, summary in
        let (complete, total) = (summary.configurations.complete, summary.configurations.total)
        return complete < total
          ? "\(label): \(NumberText.count(complete)) of \(NumberText.count(total, "configuration")) complete; others may join its fronts."
          : nil
      }
      + (first.sweep.replicates == second.sweep.replicates
        ? []
        : [
          "The sweeps have \(first.sweep.replicates) and \(second.sweep.replicates) replicates: their means are over different validation parts."
        ])
    pairs = first.populations.flatMap { population in
      guard let other = second.populations.first(where: { $0.label == population.label }) else {
        return [Pair]()
      }
      return zip(population.fronts, other.fronts).map {
        Pair($0, $1, population: population.label)
      }
    }
  }
}

extension SweepComparison.Pair {
  fileprivate init(
    _ first: PopulationSummary.Front, _ second: PopulationSummary.Front, population: String?
  ) {
    definition = first.definition
    self.population = population
    members = (first.members, second.members)
    let costs = (first.costs, second.costs)
    reference = definition.referencePoint(for: costs.0 + costs.1)
    comparison = FrontComparison(
      first.comparedMembers, second.comparedMembers, reference: reference)
  }
}

extension PopulationSummary.Front {
  /// The objectives of the members, all to be minimised.
  var costs: [[Double]] {
    members.map { member in
      guard let costs = definition.costs(of: member.candidate.parts.validation.figures) else {
        preconditionFailure("a member has all objectives")
      }
      return costs
    }
  }

  fileprivate var comparedMembers: [FrontComparison.Member] {
    zip(members, costs).map { member, costs in
      FrontComparison.Member(
        costs: costs, recall: member.candidate.parts.validation.figures[.recall].value,
        floor: member.floor)
    }
  }

  /// The volume that the members dominate, up to the worst value of each objective.
  var hypervolume: Double {
    let costs = costs
    return Evaluation.hypervolume(of: costs, reference: definition.referencePoint(for: costs))
  }

  /// The member beyond which a little more of one objective costs much of another; `nil` where there is none, or
  /// several floors make several fronts.
  var knee: PopulationSummary.Member? {
    definition.minimumRecall.count > 1 ? nil : Evaluation.knee(of: costs).map { members[$0] }
  }
}

extension SweepComparison {
  /// The comparison for people.
  ///
  /// - Parameter width: how many characters a line may have, if it can be.
  public func text(width: Int = 100) -> String {
    guard !pairs.isEmpty else { return "The sweeps have no population in common.\n" }
    let sections =
      pairs.map { $0.lines(names: labels, width: width) }
      + (reservations.isEmpty
        ? []
        : [reservations.flatMap { wrapped(words($0), separator: " ", width: width, indent: 2) }])
    return sections.joined(separator: [""]).map { $0 + "\n" }.joined()
  }
}

extension SweepComparison.Pair {
  fileprivate func lines(names: (first: String, second: String), width: Int) -> [String] {
    var table = TextTable([
      .left("  sweep"), .right("members"), .right("hypervolume"), .right("dominate"),
      .right("dominated"),
    ])
    func append(
      _ name: String, _ side: FrontComparison.Side, of members: [PopulationSummary.Member]
    ) {
      table.append([
        "  " + name, NumberText.count(members.count),
        NumberText.fixed(side.hypervolume, decimals: 6), NumberText.count(side.dominating.count),
        NumberText.count(side.dominated.count),
      ])
    }
    append(names.first, comparison.first, of: members.first)
    append(names.second, comparison.second, of: members.second)
    let place = population.map { ", population \($0)" } ?? ""
    return ["Front \(definition.name): \(definition.objectiveText)\(place)"]
      + table.lines(width: width)
      + dominating(comparison.first, of: members.first, sweep: names.first, width: width)
      + dominating(comparison.second, of: members.second, sweep: names.second, width: width)
  }

  /// The members that dominate some of the other front.
  private func dominating(
    _ side: FrontComparison.Side, of members: [PopulationSummary.Member], sweep: String, width: Int
  ) -> [String] {
    guard !side.dominating.isEmpty else { return [] }
    let ids = Set(side.dominating.map { members[$0].candidate.id }).sorted().map(\.short)
    return wrapped(
      ["  of \(sweep) dominate: \(ids[0])"] + ids.dropFirst(), separator: ", ", width: width,
      indent: 4)
  }
}

extension FrontDefinition {
  /// What the front is of, in words.
  var objectiveText: String {
    let objectives =
      maximize.map { "most \($0.title)" } + minimize.map { "least \($0.title)" }
      + facts.map { "fewest \($0.title)" }
    return objectives.joined(separator: ", ")
  }
}

extension SweepComparison: Encodable {
  /// Encodes the comparison as `comparison.schema.json` describes it.
  public func encode(to encoder: any Encoder) throws {
    let json: JSONValue = [
      "schemaVersion": .integer(1),
      "sweeps": .list([.text(names.first), .text(names.second)]),
      "fronts": .list(pairs.map(\.json)),
    ]
    try json.encode(to: encoder)
  }
}

extension SweepComparison.Pair {
  fileprivate var json: JSONValue {
    func side(
      _ side: FrontComparison.Side, of members: [PopulationSummary.Member]
    ) -> JSONValue {
      func names(_ indices: [Int]) -> JSONValue {
        .list(indices.map { .text(members[$0].candidate.id.short) })
      }
      return [
        "members": .integer(members.count), "hypervolume": .number(side.hypervolume),
        "dominating": names(side.dominating), "dominated": names(side.dominated),
      ]
    }
    return [
      "name": .text(definition.name), "population": JSONValue(population),
      "reference": .list(reference.map { .number(abs($0)) }),
      "first": side(comparison.first, of: members.first),
      "second": side(comparison.second, of: members.second),
    ]
  }
}
