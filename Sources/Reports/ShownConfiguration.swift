import Evaluation
import SearchSpace
public import Sweeps

/// A configuration of some sweep that a report shows, with all that is told of it.
public struct ShownConfiguration: Sendable {
  /// What the report calls it.
  let name: String
  let sweepName: String
  /// How messages call the store.
  let storePath: String
  let dataHash: ContentHash
  let replicates: Int
  let positiveName: String
  let songs: MeasuredSongs
  let result: ConfigurationResult
  /// The settings of the axes that tell configurations of its sweep apart.
  let settings: [String]
  /// Among how many configurations it is the best, and by what; `nil` where nothing was chosen.
  let choice: Choice?
  /// How large the parts of replicates are, if uncertainty is told.
  let splits: RepeatedSplits?
  /// What the parts of its replicates follow from: with it they are the same, replicate by replicate.
  let splitKey: ContentHash
  /// Its ROC curves of every replicate; empty unless it is complete.
  let curves: Curves

  /// What it is the best of.
  struct Choice: Sendable {
    let measure: Measure
    let candidateCount: Int
  }

  /// The exact ROC curves of a configuration's replicates.
  struct Curves: Sendable {
    let validation: [Staircase]
    let test: [Staircase]
  }

  /// Takes up a configuration that a listing of its sweep names.
  ///
  /// - Parameters:
  ///   - name: what the report calls it.
  ///   - measurements: the outcomes of its replicates with their staircases; not looked at unless it is complete.
  public init(
    _ name: String, _ chosen: ChosenConfiguration, measurements: [OutcomeRecord.Measurement],
    storePath: String
  ) {
    let (summary, result) = (chosen.summary, chosen.result)
    self.name = name
    self.storePath = storePath
    self.result = result
    choice = chosen.choice
    sweepName = summary.name
    dataHash = summary.sweep.facts.dataHash
    replicates = summary.sweep.replicates
    positiveName = summary.positiveName
    songs = MeasuredSongs(
      subject: summary.subject, past: summary.past, label: result.population)
    settings = summary.shownAxes.map { "\($0) \(result.configuration.settings[$0]!)" }
    splits = summary.populations.first?.splits
    splitKey = TrialKeys(of: summary.sweep).split
    curves = Curves(
      validation: measurements.compactMap(\.validation.staircase),
      test: measurements.compactMap(\.test.staircase))
  }
}

extension ShownConfiguration {
  /// The figures; `nil` unless every replicate is measured.
  var parts: MeasuredParts? { result.parts }

  /// What the accuracy of calling every song what most are is; `nil` unless it is complete.
  var majorityAccuracy: Double? {
    parts.map { Majority.accuracy(of: $0.validation.replicates) }
  }

  /// Why there are no figures, if there are none.
  var absence: String? {
    let replicates = NumberText.count(result.replicateCount, "replicate")
    return switch result.state {
    case .complete: nil
    case .incomplete: "\(result.doneCount) of \(replicates) done"
    case .infeasible:
      "infeasible: \(result.infeasibleCount) of \(replicates) cannot be run on these \(songs.item)s"
    case .failed: "\(result.failedCount) of \(replicates) failed"
    }
  }

  /// How it was found.
  var choiceText: String? {
    choice.map {
      "the best of \(NumberText.count($0.candidateCount, "configuration")) by \($0.measure.title) on validation"
    }
  }
}

/// A recall at a false-positive rate, on the ROC curves of a configuration's replicates.
struct RecallAtRate: Sendable {
  let falsePositiveRate: Double
  /// The mean over replicates on validation.
  let validation: Double
  /// Its interval; `nil` where there are too few replicates, or all agree.
  let interval: Interval?
  /// The mean over replicates on test.
  let test: Double
}

extension ShownConfiguration {
  /// The recall at a false-positive rate; `nil` where there are no curves.
  ///
  /// At 0.30 it is the recall that outcomes hold.
  func recall(at rate: Double) -> RecallAtRate? {
    guard let parts else { return nil }
    if rate == 0.30 {
      let measure = Measure.recallAtFalsePositiveRate30
      guard let validation = parts.validation.figures[measure].value,
        let test = parts.test.figures[measure].value
      else { return nil }
      return RecallAtRate(
        falsePositiveRate: rate, validation: validation,
        interval: parts.validation.interval(measure, splits: splits), test: test)
    }
    guard curves.validation.count == parts.validation.replicates.count, !curves.test.isEmpty else {
      return nil
    }
    func values(_ curves: [Staircase]) -> [Double] {
      curves.map { $0.recall(atFalsePositiveRate: rate) }
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let recalls = values(curves.validation)
    return RecallAtRate(
      falsePositiveRate: rate, validation: mean(recalls),
      interval: splits?.interval(of: recalls).value?.bounded(
        for: .recallAtFalsePositiveRate30), test: mean(values(curves.test)))
  }

  /// The mean ROC curve on validation, for a picture: the mean recall at 101 false-positive rates.
  var meanCurve: [ScatterPlot.Point] {
    guard !curves.validation.isEmpty else { return [] }
    return (0...100).map { percent in
      let rate = Double(percent) / 100
      let recalls = curves.validation.map { $0.recall(atFalsePositiveRate: rate) }
      return ScatterPlot.Point(x: rate, y: recalls.reduce(0, +) / Double(recalls.count))
    }
  }
}
