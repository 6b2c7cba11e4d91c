public import Evaluation
public import SearchSpace

/// Looks for the operating point that a choice asks for, among configurations that come one by one.
///
/// Validation decides. Of points with the same objective the one with the highest balanced accuracy is taken, of these the
/// configuration with the lowest index.
public struct ChoiceSearch: Sendable {
  /// An operating point of a configuration.
  public struct Point: Equatable, Sendable {
    /// Where the configuration stands in the space.
    public let configuration: Int
    /// What is flagged.
    public let rule: DecisionRule
  }

  /// What is looked for.
  public let choice: Choice
  private let kind: DecisionRule.Kind
  private var best: (point: Point, merit: Merit)?
  /// How many configurations were looked at.
  public private(set) var candidateCount = 0
  /// The populations of those whose settings are as wanted: with more than one, nothing can be compared.
  public private(set) var populations: Set<String?> = []

  /// Where precision is asked for, so many songs must be flagged at least: one that is flagged, and rightly, is luck.
  public var minimumFlagged: Double {
    let quantities = choice.conditions.map(\.quantity) + [choice.objective]
    return quantities.contains(.measure(.precision)) ? 20 : 0
  }

  /// Starts to look for a rule of a kind.
  public init(_ choice: Choice, by kind: DecisionRule.Kind) {
    self.choice = choice
    self.kind = kind
  }

  /// The point that was found so far.
  public var found: Point? { best?.point }

  /// Looks at a complete configuration.
  ///
  /// - Parameters:
  ///   - curve: its operating points on the validation part.
  ///   - figures: its figures on the validation part, with its facts.
  ///   - settings: its recipe.
  ///   - population: what it is measured on, where that is not all songs.
  ///   - index: where it stands in the space.
  public mutating func add(
    _ curve: OperatingCurve, figures: ReplicateFigures, settings: [String: Setting],
    population: String?, index: Int
  ) {
    candidateCount += 1
    guard choice.conditions.allSatisfy({ $0.holds(ofSettings: settings) ?? true }) else { return }
    populations.insert(population)
    guard choice.conditions.allSatisfy({ $0.holds(of: figures) ?? true }) else { return }
    let ofCounts = choice.conditions.compactMap { condition in
      condition.quantity.measureOfCounts.map { ($0, condition) }
    }
    let fixed = choice.objective.value(of: figures)
    let counted = choice.objective.measureOfCounts
    curve.forEachPoint(by: kind, minimumFlagged: minimumFlagged) { rule, counts in
      for (measure, condition) in ofCounts {
        guard condition.holds(for: counts[measure].map(Setting.number)) else { return }
      }
      var value = fixed
      if let counted { value = counts[counted] }
      guard let value else { return }
      let merit = Merit(
        objective: choice.isMaximized ? value : -value,
        balancedAccuracy: counts[.balancedAccuracy] ?? 0)
      guard let best else {
        best = (Point(configuration: index, rule: rule), merit)
        return
      }
      if merit > best.merit || merit == best.merit && index < best.point.configuration {
        self.best = (Point(configuration: index, rule: rule), merit)
      }
    }
  }
}

/// How good a point is.
private struct Merit: Comparable {
  let objective: Double
  let balancedAccuracy: Double

  static func < (left: Merit, right: Merit) -> Bool {
    (left.objective, left.balancedAccuracy) < (right.objective, right.balancedAccuracy)
  }
}

extension Condition {
  /// Whether settings are as wanted; `nil` for a condition on something else.
  fileprivate func holds(ofSettings settings: [String: Setting]) -> Bool? {
    guard case .setting(let name) = quantity else { return nil }
    return holds(for: settings[name])
  }

  /// Whether figures that no rule changes are as wanted; `nil` for a condition on something else.
  fileprivate func holds(of figures: ReplicateFigures) -> Bool? {
    if case .setting = quantity { return nil }
    guard quantity.measureOfCounts == nil else { return nil }
    return holds(for: quantity.value(of: figures).map(Setting.number))
  }
}

extension Quantity {
  /// The measure, if it differs along a curve.
  fileprivate var measureOfCounts: Measure? {
    if case .measure(let measure) = self, measure.isOfCounts { measure } else { nil }
  }

  /// The value that a configuration has under every rule; `nil` where there is none.
  fileprivate func value(of figures: ReplicateFigures) -> Double? {
    switch self {
    case .measure(let measure) where !measure.isOfCounts: figures[measure].value
    case .fact(let fact): figures.facts?[fact]
    case .measure, .setting: nil
    }
  }
}
