public import Evaluation
public import SearchSpace
public import Sweeps

/// The score at which a song is flagged, in all counts that outcomes hold.
let decisionThreshold = 0.5

/// How far one configuration of a sweep has come, and its figures once every replicate is measured.
public struct ConfigurationResult: Sendable {
  /// How a configuration stands; a failed replicate weighs more than an infeasible one, and that
  /// more than an open one.
  enum State: String {
    case complete
    case incomplete
    case infeasible
    case failed
  }

  let configuration: Configuration
  let id: ContentHash
  let population: String?
  /// What is known before anything is trained, where that is told.
  let facts: ConfigurationFacts?
  let state: State
  let replicateCount: Int
  let doneCount: Int
  let failedCount: Int
  let infeasibleCount: Int
  /// The figures of the parts; `nil` unless the configuration is complete.
  let parts: MeasuredParts?
  /// The figures on validation over the replicates that have ended; `nil` unless some have and the configuration is
  /// incomplete.
  let validationSoFar: MeasuredPart?

  /// Sums up a configuration's replicates.
  ///
  /// The staircases of the outcomes are not kept, so that the results of a large sweep fit the
  /// memory when its outcomes are read one configuration at a time.
  ///
  /// - Parameters:
  ///   - population: what the configuration is measured on, such as `years: since 2010`; `nil`
  ///     where it is all songs.
  ///   - facts: what is known of the configuration before it is trained; whatever goes by facts needs it.
  ///   - rule: what is flagged, if not songs with a score of 0.5; the outcomes then have their staircases.
  ///   - outcomes: the outcome of every replicate, by its number; `nil` where it is still open.
  public init(
    _ configuration: Configuration, population: String? = nil, facts: ConfigurationFacts? = nil,
    rule: DecisionRule? = nil, outcomes: [OutcomeRecord?]
  ) {
    let measurements = outcomes.compactMap { outcome -> OutcomeRecord.Measurement? in
      if case .measured(let measurement) = outcome { measurement } else { nil }
    }
    self.configuration = configuration
    self.population = population
    self.facts = facts
    id = configuration.id
    replicateCount = outcomes.count
    doneCount = outcomes.count { $0 != nil }
    failedCount = outcomes.count { $0?.kind == .failed }
    infeasibleCount = outcomes.count { $0?.kind == .infeasible }
    if failedCount > 0 {
      state = .failed
    } else if infeasibleCount > 0 {
      state = .infeasible
    } else {
      state = doneCount < replicateCount ? .incomplete : .complete
    }
    parts =
      state == .complete
      ? MeasuredParts(
        validation: MeasuredPart(measurements, \.validation, facts: facts, rule: rule),
        test: MeasuredPart(measurements, \.test, facts: facts, rule: rule)) : nil
    validationSoFar =
      state == .incomplete && !measurements.isEmpty
      ? MeasuredPart(measurements, \.validation, facts: facts, rule: rule) : nil
  }
}

/// The figures of a complete configuration: it is chosen by its validation part and reported on its
/// test part.
struct MeasuredParts: Sendable {
  let validation: MeasuredPart
  let test: MeasuredPart

  /// What one configuration has more than another, on either part.
  struct Differences {
    let validation: PairedDifference
    let test: PairedDifference

    init(_ left: MeasuredParts, less right: MeasuredParts) {
      validation = PairedDifference(left.validation, less: right.validation)
      test = PairedDifference(left.test, less: right.test)
    }
  }
}

/// The figures of a complete configuration on one part.
struct MeasuredPart: Sendable {
  let figures: ReplicateFigures
  /// The figures of each replicate, without their staircases.
  let replicates: [PartFigures]

  init(
    _ measurements: [OutcomeRecord.Measurement],
    _ part: (OutcomeRecord.Measurement) -> PartFigures,
    facts: ConfigurationFacts?, rule: DecisionRule?
  ) {
    var counts = measurements.map { part($0).counts }
    if let rule, let curve = OperatingCurve(measurements, part) {
      counts = curve.counts(under: rule).replicates
    }
    replicates = zip(measurements, counts).map { part($0).with(counts: $1) }
    figures = ReplicateFigures(replicates, facts: facts)
  }

  /// A measure with what is told of its uncertainty: how far its interval reaches, or the spread of
  /// several replicates where nothing is known of their splits.
  func estimate(_ measure: Measure, splits: RepeatedSplits? = nil) -> ReplicateFigures.Estimate {
    guard splits != nil || replicates.count == 1 else { return figures[measure] }
    return ReplicateFigures.Estimate(
      value: figures[measure].value, spread: interval(measure, splits: splits)?.reach)
  }

  /// The interval of a measure: Wilson's of a share of songs where there is one replicate, else that
  /// of its mean over replicates; `nil` where there are too few, or one leaves it undefined.
  func interval(_ measure: Measure, splits: RepeatedSplits?) -> Interval? {
    if replicates.count == 1 { return replicates[0].counts.wilsonInterval(of: measure) }
    guard let splits, let values = replicateValues(of: measure, in: replicates) else { return nil }
    return splits.interval(of: values).value?.bounded(for: measure)
  }
}

extension OperatingCurve {
  /// The curve of a configuration's replicates on one part; `nil` where an outcome came without its staircases.
  public init?(
    _ measurements: [OutcomeRecord.Measurement],
    _ part: (OutcomeRecord.Measurement) -> PartFigures
  ) {
    let replicates = measurements.compactMap { measurement in
      part(measurement).staircase.map {
        Replicate(staircase: $0, oddsCorrection: measurement.oddsCorrection)
      }
    }
    guard replicates.count == measurements.count else { return nil }
    self.init(replicates)
  }
}

/// What one configuration has more than another on the same songs, replicate by replicate.
struct PairedDifference: Sendable {
  /// The measures that judge a net whatever its threshold; they are defined for every outcome.
  static let measures: [Measure] = [.auc, .recallAtFalsePositiveRate30]

  /// The difference of each measure in each replicate.
  private let differences: [Measure: [Double]]

  /// Subtracts `right` from `left`, as far as both have replicates, which share their parts.
  init(_ left: MeasuredPart, less right: MeasuredPart) {
    differences = Dictionary(
      uniqueKeysWithValues: Self.measures.map { measure in
        (measure, zip(left.replicates, right.replicates).map { $0[measure]! - $1[measure]! })
      })
  }

  /// The difference of one of ``measures`` in each replicate.
  subscript(measure: Measure) -> [Double] { differences[measure]! }

  /// The mean difference of each measure and its sample standard deviation.
  var estimates: [Measure: ReplicateFigures.Estimate] {
    differences.mapValues { differences in
      let mean = differences.reduce(0, +) / Double(differences.count)
      let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let spread =
        differences.count > 1 ? (squares / Double(differences.count - 1)).squareRoot() : nil
      return ReplicateFigures.Estimate(value: mean, spread: spread)
    }
  }

  /// The mean difference of each measure and half of its interval, which there is from five replicates on.
  func estimates(splits: RepeatedSplits) -> [Measure: ReplicateFigures.Estimate] {
    differences.mapValues { differences in
      ReplicateFigures.Estimate(
        value: differences.reduce(0, +) / Double(differences.count),
        spread: splits.interval(of: differences).value?.halfWidth)
    }
  }
}

extension Interval {
  /// The interval without what no value of the measure can be.
  func bounded(for measure: Measure) -> Interval {
    guard measure.worst != nil else {
      return Interval(estimate: estimate, lower: max(lower, 0), upper: upper)
    }
    return Interval(estimate: estimate, lower: max(lower, 0), upper: min(upper, 1))
  }
}
