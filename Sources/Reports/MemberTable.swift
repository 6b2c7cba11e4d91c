import Evaluation
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

    func append(
      _ candidate: PopulationSummary.Candidate, floor: Double?, role: String? = nil,
      probability: Double? = nil
    ) {
      func figures(_ part: MeasuredPart, splits: RepeatedSplits? = nil) -> [String] {
        measures.map {
          NumberText.estimate(part.estimate($0, splits: splits), plusMinus: plusMinus)
        }
      }
      let chance = probability.map { ["\(NumberText.fixed(100 * $0, decimals: 0)) % on the front"] }
      let floorText = floor.map { Setting.number($0).description } ?? NumberText.undefined
      let rule = candidate.rule.map { [$0.title] } ?? []
      table.append(
        heading: candidate.name(axes: axes, role: role) + facts(of: candidate) + rule
          + (chance ?? []))
      table.append(
        [floorText, "validation"]
          + figures(candidate.parts.validation, splits: population.splits))
      table.append(["", "test"] + figures(candidate.parts.test))
    }

    for member in shownMembers {
      append(member.candidate, floor: member.floor, probability: member.probability)
    }
    if let baseline = population.baseline { append(baseline, floor: nil, role: "baseline") }
    if let bestNet = population.bestNet { append(bestNet, floor: nil, role: "best net") }
    if let differences = population.differences {
      func figures(_ estimates: [Measure: ReplicateFigures.Estimate]) -> [String] {
        measures.map { measure in
          estimates[measure].map {
            NumberText.estimate($0, plusMinus: plusMinus, sign: .always)
          } ?? ""
        }
      }
      table.append(heading: ["best net less baseline, paired by replicate"])
      let validation = differences.validation
      table.append(
        ["", "validation"]
          + figures(
            population.splits.map { validation.estimates(splits: $0) } ?? validation.estimates))
      table.append(["", "test"] + figures(differences.test.estimates))
    }
    return table
  }

  /// So many members of a front over thresholds are shown; each is a point of a curve.
  static let memberLimit = 20

  /// The members, or some of them at even distances, the first and the last among them.
  private var shownMembers: [PopulationSummary.Member] {
    let (members, limit) = (front.members, Self.memberLimit)
    guard front.definition.thresholds != .fixed, members.count > limit else { return members }
    return (0..<limit).map { members[$0 * (members.count - 1) / (limit - 1)] }
  }

  /// What the front weighs of a configuration beside its figures.
  private func facts(of candidate: PopulationSummary.Candidate) -> [String] {
    guard let facts = candidate.parts.validation.figures.facts else { return [] }
    return front.definition.facts.map { "\(NumberText.count(Int(facts[$0]))) \($0.title)" }
  }

  /// The measures that are always shown, and what else the front is of.
  private var measures: [Measure] {
    let always: [Measure] = [
      .precision, .recall, .falsePositiveRate, .auc, .recallAtFalsePositiveRate30,
    ]
    let objectives = front.definition.maximize + front.definition.minimize
    return always + objectives.filter { !always.contains($0) }
  }
}

extension PopulationSummary.Candidate {
  /// The id, a role, and the settings of `axes`, as parts of a line.
  func name(axes: [String], role: String? = nil) -> [String] {
    let settings = axes.map { "\($0) \(configuration.settings[$0]!)" }
    let head = [id.short] + (role.map { [$0] } ?? []) + settings.prefix(1)
    return [head.joined(separator: "  ")] + settings.dropFirst()
  }
}

extension DecisionRule {
  /// The rule in words.
  var title: String {
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

  /// The measure in a word, for a table.
  fileprivate var columnTitle: String {
    switch self {
    case .falsePositiveRate: "FPR"
    case .recallAtFalsePositiveRate30: "recall@0.30"
    default: title
    }
  }
}
