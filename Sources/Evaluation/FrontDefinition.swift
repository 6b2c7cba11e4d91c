/// At which thresholds a front compares configurations.
public enum Thresholds: Hashable, Sendable {
  /// Songs with a score of at least 0.5 are flagged.
  case fixed
  /// Every operating point of a configuration, under rules of one kind, is a candidate.
  case all(by: DecisionRule.Kind)
}

/// What a front is of: its objectives, and the floors below which a configuration does not count.
public struct FrontDefinition: Hashable, Sendable {
  /// The name under which the front is shown.
  public let name: String
  /// Measures of which more is better.
  public let maximize: [Measure]
  /// Measures of which less is better.
  public let minimize: [Measure]
  /// Facts of configurations of which less is better.
  public let facts: [ConfigurationFact]
  /// At which thresholds configurations are compared.
  public let thresholds: Thresholds
  /// Floors of the recall, a front each; empty for one front without a floor.
  public let minimumRecall: [Double]
  /// How many songs a configuration must flag, as the mean over its replicates.
  public let minimumFlagged: Double
  /// What is minimised and maximised, in the order in which members are sorted.
  let objectives: [Objective]

  /// Defines a front by one to three objectives.
  ///
  /// Precision needs floors: without them the configuration that flags one song and is right beats
  /// all others. So where it is an objective, `nil` stands for recall floors of 0.1, 0.2, … 0.9 and
  /// for 20 flagged songs; elsewhere for no floor.
  public init(
    name: String, maximize: [Measure], minimize: [Measure], facts: [ConfigurationFact] = [],
    thresholds: Thresholds = .fixed,
    minimumRecall: [Double]? = nil, minimumFlagged: Double? = nil
  ) {
    let maximized = maximize.map { Objective.measure($0, factor: -1) }
    let minimized = minimize.map { Objective.measure($0, factor: 1) } + facts.map(Objective.fact)
    let objectives =
      minimized.prefix(1) + maximized.prefix(1) + minimized.dropFirst() + maximized.dropFirst()
    precondition((1...3).contains(objectives.count), "one to three objectives")
    let needsFloors = (maximize + minimize).contains(.precision)
    self.name = name
    self.maximize = maximize
    self.minimize = minimize
    self.facts = facts
    self.thresholds = thresholds
    self.objectives = Array(objectives)
    self.minimumRecall = minimumRecall ?? (needsFloors ? (1...9).map { Double($0) / 10 } : [])
    self.minimumFlagged = minimumFlagged ?? (needsFloors ? 20 : 0)
  }

  /// Precision against false-positive rate, with a floor for every taste.
  public static let precision = FrontDefinition(
    name: "precision", maximize: [.precision], minimize: [.falsePositiveRate],
    minimumRecall: [0.1, 0.3, 0.5, 0.7], minimumFlagged: 20)

  /// Recall (what the deck calls precision) against false-positive rate.
  public static let recall = FrontDefinition(
    name: "recall", maximize: [.recall], minimize: [.falsePositiveRate])
}

/// What a front compares by, as a cost: the less, the better.
enum Objective: Hashable, Sendable {
  /// A measure times a factor, which is -1 where the measure is maximised.
  case measure(Measure, factor: Double)
  case fact(ConfigurationFact)
}

extension FrontDefinition {
  /// The objectives of a configuration, all to be minimised; `nil` where one is undefined.
  ///
  /// A measure that is maximised counts negatively. Members of a front are sorted by these costs: the
  /// first that is minimised, the first that is maximised, then the others.
  public func costs(of figures: ReplicateFigures) -> [Double]? {
    var costs: [Double] = []
    for objective in objectives {
      guard let cost = objective.cost(of: figures) else { return nil }
      costs.append(cost)
    }
    return costs
  }
}

extension Objective {
  func cost(of figures: ReplicateFigures) -> Double? {
    switch self {
    case .measure(let measure, let factor): return figures[measure].value.map { $0 * factor }
    case .fact(let fact):
      guard let facts = figures.facts else {
        preconditionFailure("a front of facts needs the facts of every configuration")
      }
      return facts[fact]
    }
  }
}
