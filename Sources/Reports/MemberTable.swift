public import Evaluation
import SearchSpace
import Sweeps

/// The members of a front as a table, below them the baseline and what the best net has more.
struct MemberTable {
  let population: PopulationSummary
  let front: PopulationSummary.Front
  /// The axes that tell configurations apart.
  let axes: [String]

  /// The lines, set closer where the table would be wider than `width`; figures are never cut.
  func lines(width: Int) -> [String] {
    let spaced = table(plusMinus: " ± ", gap: 2)
    let chosen = spaced.naturalWidth <= width ? spaced : table(plusMinus: "±", gap: 1)
    return ["id        configuration"] + chosen.lines(width: width)
  }

  private func table(plusMinus: String, gap: Int) -> TextTable {
    var table = TextTable(
      [.right("  floor"), .left("part")] + measures.map { .left($0.columnTitle) }, gap: gap)
    for entry in entries {
      let chance = entry.probability.map {
        ["\(NumberText.fixed(100 * $0, decimals: 0)) % on the front"]
      }
      let name = entry.named.map { $0.configuration.name(axes: axes, id: $0.id, role: entry.role) }
      table.append(
        heading: (name ?? [entry.role ?? ""])
          + (entry.facts.map { facts in
            front.definition.facts.map { "\(NumberText.count(Int(facts[$0]))) \($0.title)" }
          } ?? []) + (entry.rule.map { [$0.title] } ?? []) + (chance ?? []))
      for cells in entry.cells(plusMinus: plusMinus) { table.append(cells) }
    }
    return table
  }

  /// So many members of a front over thresholds are shown; each is a point of a curve.
  static let memberLimit = 20

  /// So many configurations are shown of those that are provisional.
  static let provisionalLimit = 10

  /// The members, or some of them at even distances, the first and the last among them.
  private var shownMembers: [PopulationSummary.Member] {
    let (members, limit) = (front.members, Self.memberLimit)
    guard front.definition.thresholds != .fixed, members.count > limit else { return members }
    return (0..<limit).map { members[$0 * (members.count - 1) / (limit - 1)] }
  }

  /// The measures that are always shown, and what else the front is of.
  var measures: [Measure] {
    let objectives = front.definition.maximize + front.definition.minimize
    return Measure.alwaysShown + objectives.filter { !Measure.alwaysShown.contains($0) }
  }
}

extension MemberTable {
  /// The figures of a configuration, or of a difference, a row for each part.
  struct Entry {
    /// The configuration; `nil` for a difference.
    let named: (id: ContentHash, configuration: Configuration)?
    /// What it is, if not a member.
    var role: String?
    var facts: ConfigurationFacts?
    var rule: DecisionRule?
    var probability: Double?
    /// The first row's floor; `nil` where there is none.
    var floor: Double?
    let rows: [Row]

    /// The floor, the part and the figures of each row.
    func cells(plusMinus: String) -> [[String]] {
      let floorText = floor.map { Setting.number($0).description } ?? NumberText.undefined
      return rows.enumerated().map { place, row in
        [place == 0 && named != nil ? floorText : "", row.part]
          + row.estimates.map { estimate in
            estimate.map {
              NumberText.estimate(
                $0, plusMinus: plusMinus, sign: named == nil ? .always : .minusOnly)
            } ?? ""
          }
      }
    }
  }

  /// The figures on one part; those that nobody looked for are `nil`.
  struct Row {
    let part: String
    let estimates: [ReplicateFigures.Estimate?]
  }

  /// Members, what may become one, and what they are compared with.
  var entries: [Entry] {
    let members = shownMembers.map {
      entry($0.candidate, floor: $0.floor, probability: $0.probability)
    }
    let baseline = population.baseline.map { [entry($0, role: "baseline")] } ?? []
    let bestNet = population.bestNet.map { [entry($0, role: "best net")] } ?? []
    return members + front.provisional.prefix(Self.provisionalLimit).map(entry) + baseline + bestNet
      + differences
  }

  private func entry(
    _ candidate: PopulationSummary.Candidate, role: String? = nil, floor: Double? = nil,
    probability: Double? = nil
  ) -> Entry {
    let parts = candidate.parts
    return Entry(
      named: (candidate.id, candidate.configuration), role: role,
      facts: parts.validation.figures.facts, rule: candidate.rule, probability: probability,
      floor: floor,
      rows: [
        Row(part: "validation", estimates: estimates(parts.validation, splits: population.splits)),
        Row(part: "test", estimates: estimates(parts.test, splits: nil)),
      ])
  }

  private func entry(_ member: ProvisionalMember) -> Entry {
    Entry(
      named: (member.result.id, member.result.configuration), role: member.mark,
      facts: member.result.facts, floor: member.floor,
      rows: [
        // Some of several replicates have no interval of their own yet.
        Row(
          part: "validation",
          estimates: member.validation.replicates.count < RepeatedSplits.leastReplicates
            ? measures.map {
              ReplicateFigures.Estimate(
                value: member.validation.figures[$0].value, spread: nil)
            } : estimates(member.validation, splits: population.splits))
      ])
  }

  private func estimates(
    _ part: MeasuredPart, splits: RepeatedSplits?
  ) -> [ReplicateFigures.Estimate?] {
    measures.map { part.estimate($0, splits: splits) }
  }

  private var differences: [Entry] {
    guard let differences = population.differences else { return [] }
    let validation = differences.validation
    let estimates = [
      population.splits.map { validation.estimates(splits: $0) } ?? validation.estimates,
      differences.test.estimates,
    ]
    return [
      Entry(
        named: nil, role: "best net less baseline, paired by replicate",
        rows: zip(["validation", "test"], estimates).map { part, estimates in
          Row(part: part, estimates: measures.map { estimates[$0] })
        })
    ]
  }
}

extension PopulationSummary.Candidate {
  /// The id and the settings of `axes`, as parts of a line.
  func name(axes: [String]) -> [String] { configuration.name(axes: axes, id: id) }
}

extension Configuration {
  /// The id, a role, and the settings of `axes`, as parts of a line.
  func name(axes: [String], id: ContentHash, role: String? = nil) -> [String] {
    let shown = axes.map { "\($0) \(settings[$0]!)" }
    let head = [id.short] + (role.map { [$0] } ?? []) + shown.prefix(1)
    return [head.joined(separator: "  ")] + shown.dropFirst()
  }
}

extension DecisionRule {
  /// The rule in words.
  public var title: String {
    switch self {
    case .probability(let probability):
      "flag a probability of at least \(NumberText.fixed(probability, decimals: 4))"
    case .share(let share):
      "flag the top \(NumberText.fixed(100 * share.value, decimals: 2)) %"
    }
  }
}

extension ConfigurationFact {
  /// The fact in words.
  var title: String {
    switch self {
    case .parameters: "parameters"
    case .flops: "FLOPs a song"
    }
  }
}

extension Measure {
  /// The measure in words.
  var title: String {
    switch self {
    case .precision: "precision"
    case .recall: "recall"
    case .falsePositiveRate: "false-positive rate"
    case .f1: "F1"
    case .accuracy: "accuracy"
    case .balancedAccuracy: "balanced accuracy"
    case .auc: "AUC"
    case .averagePrecision: "average precision"
    case .recallAtFalsePositiveRate30: "recall at a false-positive rate of 0.30"
    case .logLoss: "log loss"
    case .brierScore: "Brier score"
    }
  }

  /// What every table of configurations shows.
  static let alwaysShown: [Measure] = [
    .precision, .recall, .falsePositiveRate, .auc, .recallAtFalsePositiveRate30,
  ]

  /// The measure in a word, for a table.
  var columnTitle: String {
    switch self {
    case .falsePositiveRate: "FPR"
    case .recallAtFalsePositiveRate30: "recall@0.30"
    default: title
    }
  }
}
