import Evaluation
import SearchSpace
import Sweeps

/// Sections as text, a blank line apart.
func sectionText(_ sections: [[String]]) -> String {
  sections.joined(separator: [""]).map { $0 + "\n" }.joined()
}

extension SweepSummary {
  /// The summary for people: what was swept, the fronts of each population, how its nets compare.
  ///
  /// - Parameter width: how many characters a line may have; figures are never cut, so some lines
  ///   have 80 at least.
  public func text(width: Int = 100, style: TerminalStyle = .plain) -> String {
    let sections = reports(width: width, style: style).flatMap(\.sections)
    return sectionText([overview(width: width)] + sections + closing(width: width))
  }

  /// The populations of which there is something to show.
  func reports(width: Int, style: TerminalStyle) -> [PopulationReport] {
    populations.filter { !$0.isEmpty }.map {
      PopulationReport(
        population: $0, effects: PopulationEffects(of: $0, axes: axes), axes: shownAxes,
        isBaselineSwept: isBaselineSwept,
        positiveName: positiveName,
        songs: MeasuredSongs(subject: subject, past: past, label: $0.label),
        showsEarlierLabels: sweep.showsEarlierLabels, width: width, style: style)
    }
  }

  /// What was swept, and how far it is.
  func overview(width: Int) -> [String] {
    let indent = (axes.map(\.name.count).max() ?? 0) + 4
    let axisLines = axes.flatMap { axis in
      let values = axis.values.map(\.description)
      let first = "  " + axis.name + padding(axis.name, indent - 2) + values[0]
      return wrapped(
        [first] + values.dropFirst(), separator: " · ", width: width, indent: indent)
    }
    let songs =
      sweep.facts.evaluate == "all"
      ? MeasuredSongs(subject: subject, past: past, label: nil).name
      : "the \(subject.rawValue)s of its own subset"
    return [
      "Sweep \(name): \(NumberText.count(configurations.total, "configuration")), "
        + "\(NumberText.count(sweep.replicates, "replicate")) each"
    ] + axisLines + [
      "  data \(sweep.facts.dataHash.short), seed \(sweep.facts.seed), "
        + "each configuration measured on \(songs)",
      "  trials: \(NumberText.count(trials.done)) of \(NumberText.count(trials.total)) done, "
        + "\(NumberText.count(trials.infeasible)) infeasible, "
        + "\(NumberText.count(trials.failed)) failed",
      "  configurations: \(NumberText.count(configurations.complete)) complete, "
        + "\(NumberText.count(configurations.incomplete)) incomplete, "
        + "\(NumberText.count(configurations.infeasible)) infeasible, "
        + "\(NumberText.count(configurations.failed)) failed",
    ]
  }

  /// Why there are no figures of complete configurations, and how to read those that there are.
  func closing(width: Int) -> [[String]] {
    let none =
      trials.done < trials.total
      ? "No configuration is complete yet: \(NumberText.count(trials.done)) of "
        + "\(NumberText.count(trials.total, "trial")) done."
      : "No configuration is complete: \(NumberText.count(trials.infeasible)) trials are infeasible on these "
        + "\(subject.rawValue)s, \(NumberText.count(trials.failed)) failed. Why tells: hitsweep show STORE ID, with an id of "
        + "hitsweep summary STORE --all."
    let texts =
      (configurations.complete == 0 ? [none] : [])
      + (populations.allSatisfy(\.isEmpty) ? [] : [legend])
    return texts.map { wrapped(words($0), separator: " ", width: width, indent: 0) }
  }

  private var legend: String {
    "FPR: false-positive rate. recall@0.30: recall at an FPR of 0.30, on the ROC curve; other "
      + "counts are those at a threshold of 0.5, but for fronts over all thresholds. \(plusMinus). Baseline "
      + "and best net: the best mean validation AUC without and with hidden layers. All is chosen "
      + "by validation figures; test figures are only reported."
  }

  /// What stands behind ±.
  private var plusMinus: String {
    if let wilsonText { return wilsonText }
    guard populations.first?.splits != nil else {
      return "±: standard deviation over replicates"
    }
    let test =
      "on test, the standard deviation over replicates, which share its \(subject.rawValue)s: how much nets differ, not "
      + "how sure a figure is"
    guard let interval = intervalText else {
      return "±: \(test); \(tooFewText) on validation"
    }
    return
      "±: on validation, \(interval); \(test). % on the front: in so many of a thousand worlds drawn from the "
      + "replicates' covariance"
  }

  /// What stands behind ± where there are figures of the validation part alone.
  var plusMinusOnValidation: String {
    if let wilsonText { return wilsonText }
    guard populations.first?.splits != nil else {
      return "±: standard deviation over replicates"
    }
    return intervalText.map { "±: \($0)" } ?? tooFewText
  }

  /// What stands behind ± in a sweep of one replicate.
  private var wilsonText: String? {
    sweep.replicates == 1
      ? "±: how far Wilson's 95 % interval reaches from a share of the one replicate's "
        + "\(subject.rawValue)s (precision, recall, FPR, accuracy); one replicate is too few for other intervals"
      : nil
  }

  /// What an interval is; `nil` where there is none.
  private var intervalText: String? {
    guard let splits = populations.first?.splits,
      sweep.replicates >= RepeatedSplits.leastReplicates
    else { return nil }
    let level = NumberText.fixed(100 * splits.level, decimals: 0)
    return "half the \(level) % interval of the mean over replicates, whose parts overlap "
      + "(Nadeau and Bengio 2003)"
  }

  private var tooFewText: String {
    "fewer than \(RepeatedSplits.leastReplicates) replicates are too few for intervals"
  }

  private var isBaselineSwept: Bool {
    axes.contains { $0.name == "layers" && $0.values.contains(noHiddenLayers) }
      || sweep.recipe["layers"] == noHiddenLayers
  }

  private var axes: [Axis] { sweep.space.axes }

  /// The axes by which configurations differ.
  var shownAxes: [String] { axes.filter { $0.values.count > 1 }.map(\.name) }
}
