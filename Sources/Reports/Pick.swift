public import Evaluation
import SearchSpace
public import Sweeps

/// The one configuration that a choice names, with its rule: what it promised on validation beside what the nets of its
/// replicates do together on the test part.
public struct Pick: Sendable {
  /// What the ensemble of the replicates' nets does on the test part.
  public struct Test: Sendable {
    let songs: SongBootstrap
    /// The least mean probability of a song that is flagged; `nil` where none is.
    public let leastFlagged: Double?

    /// Measures an ensemble.
    ///
    /// - Parameters:
    ///   - probabilities: the mean of the nets' corrected probabilities for each song of the test part.
    ///   - labels: 1 for a top song, 0 for another.
    ///   - rule: what is flagged; it was fixed on validation.
    public init?(
      probabilities: [Float], labels: [UInt8], rule: DecisionRule,
      using random: inout some RandomNumberGenerator
    ) {
      guard
        let songs = SongBootstrap(
          scores: probabilities, labels: labels, rule: rule, using: &random)
      else { return nil }
      self.songs = songs
      let flagged = songs.figures.counts.flagged
      leastFlagged =
        flagged == 0 ? nil : Double(probabilities.sorted(by: >)[flagged - 1])
    }
  }

  /// A condition that held on validation and does not on the test part.
  struct Broken {
    let condition: Condition
    let measure: Measure
  }

  let sweepName: String
  /// How it was found; `nil` where a person named the configuration.
  let search: ChoiceSearch?
  let rule: DecisionRule
  let id: ContentHash
  /// The axes that tell configurations apart, and the configuration's settings of them.
  let settings: [(name: String, setting: Setting)]
  let validation: MeasuredPart
  /// What the nets do together on the test part.
  public let test: Test
  let splits: RepeatedSplits?
  let subject: Subject

  /// Puts a pick together; `nil` unless the configuration is complete.
  ///
  /// - Parameters:
  ///   - search: how it was found; `nil` where a person named the configuration.
  ///   - result: the configuration under the rule that was found.
  ///   - splits: how large the parts of replicates are; without it validation has no intervals.
  public init?(
    of sweep: Sweep, name: String, search: ChoiceSearch?, rule: DecisionRule,
    result: ConfigurationResult, test: Test, splits: RepeatedSplits?, subject: Subject
  ) {
    guard let parts = result.parts else { return nil }
    sweepName = name
    self.search = search
    self.rule = rule
    id = result.id
    settings = sweep.space.axes.compactMap { axis in
      result.configuration.settings[axis.name].map { (axis.name, $0) }
    }
    validation = parts.validation
    self.test = test
    self.splits = splits
    self.subject = subject
  }

  /// What the nets do together on the test part; undefined figures are left out.
  public var testFigures: [Measure: Double] {
    Dictionary(
      uniqueKeysWithValues: Measure.allCases.compactMap { measure in
        test.songs.figures[measure].map { (measure, $0) }
      })
  }

  /// The conditions that held on validation and do not on the test part.
  var broken: [Broken] {
    (search?.choice.conditions ?? []).compactMap { condition in
      guard case .measure(let measure) = condition.quantity,
        !condition.holds(for: test.songs.figures[measure].map(Setting.number))
      else { return nil }
      return Broken(condition: condition, measure: measure)
    }
  }

  /// The measures that are shown, the ones that the choice is about first.
  var measures: [Measure] {
    let choice = search?.choice
    let asked = ((choice?.conditions.map(\.quantity) ?? []) + [choice?.objective])
      .compactMap { quantity -> Measure? in
        if case .measure(let measure) = quantity { measure } else { nil }
      }
    var seen = Set<Measure>()
    return (asked + Measure.allCases).filter { seen.insert($0).inserted }
  }
}
