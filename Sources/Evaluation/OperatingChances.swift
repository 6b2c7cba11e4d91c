/// How likely configurations are on a front over thresholds, by some operating points of each.
///
/// Of every configuration points at even distances along its curve take part in the drawn worlds of
/// ``frontProbabilities(of:configurationCount:definition:splits:worlds:using:)``; it is on a world's front
/// where one of them is. What is on the front between two of its points alone is missed.
public struct OperatingChances: Sendable {
  /// So many points of a curve take part.
  public static let pointsEach = 20
  /// Of so many points all together worlds are drawn in a second or two; of more nothing is told.
  public static let pointLimit = 20_000

  private let definition: FrontDefinition
  private var points: [ReplicatedPoint] = []
  /// The configurations in the order in which they came, whose places the points have.
  private var configurations: [Int] = []
  private var isTooLarge = false

  /// Starts with no configuration.
  public init(_ definition: FrontDefinition) { self.definition = definition }

  /// Takes up a complete configuration.
  ///
  /// - Parameters:
  ///   - replicates: its figures on the validation part, in the same order for every configuration.
  ///   - facts: what is known of it, where the front weighs facts.
  public mutating func add(
    _ curve: OperatingCurve, replicates: [PartFigures], facts: ConfigurationFacts?, index: Int
  ) {
    guard case .all(let kind) = definition.thresholds, !isTooLarge else { return }
    var rules: [DecisionRule] = []
    curve.forEachPoint(by: kind, minimumFlagged: definition.minimumFlagged) { rule, _ in
      rules.append(rule)
    }
    let count = min(rules.count, Self.pointsEach)
    guard points.count + count <= Self.pointLimit else {
      (points, isTooLarge) = ([], true)
      return
    }
    for place in 0..<count {
      let rule = rules[place * (rules.count - 1) / max(count - 1, 1)]
      let point = ReplicatedPoint(
        index: configurations.count, replicates: replicates, counts: curve.counts(under: rule),
        facts: facts, definition: definition)
      if let point { points.append(point) }
    }
    configurations.append(index)
  }

  /// For each configuration the share of drawn worlds in which it is on the front; `nil` where there are too few
  /// replicates or too many points.
  public func probabilities(
    splits: RepeatedSplits, using random: inout some RandomNumberGenerator
  ) -> [Int: Double]? {
    guard !isTooLarge, !configurations.isEmpty else { return nil }
    let shares = frontProbabilities(
      of: points, configurationCount: configurations.count, definition: definition,
      splits: splits, using: &random)
    return shares.value.map { Dictionary(uniqueKeysWithValues: zip(configurations, $0)) }
  }
}
