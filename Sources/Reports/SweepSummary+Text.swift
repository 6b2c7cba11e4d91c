import Evaluation
import SearchSpace
import Sweeps

extension SweepSummary {
  /// The summary for people: what was swept, the fronts of each population, how its nets compare.
  ///
  /// - Parameter width: how many characters a line may have; figures are never cut, so some lines
  ///   have 80 at least.
  public func text(width: Int = 100, style: TerminalStyle = .plain) -> String {
    let reports = populations.filter { !$0.candidates.isEmpty }.map {
      PopulationReport(
        population: $0, effects: PopulationEffects(of: $0, axes: axes), axes: shownAxes,
        isBaselineSwept: isBaselineSwept,
        positiveName: positiveName, subject: subject, width: width, style: style)
    }
    let sections = [overview(width: width)] + reports.flatMap(\.sections) + [closing(width: width)]
    return sections.joined(separator: [""]).map { $0 + "\n" }.joined()
  }

  private func overview(width: Int) -> [String] {
    let indent = (axes.map(\.name.count).max() ?? 0) + 4
    let axisLines = axes.flatMap { axis in
      let values = axis.values.map(\.description)
      let first = "  " + axis.name + padding(axis.name, indent - 2) + values[0]
      return wrapped(
        [first] + values.dropFirst(), separator: " · ", width: width, indent: indent)
    }
    let songs =
      sweep.facts.evaluate == "all"
      ? "all \(subject.rawValue)s" : "the \(subject.rawValue)s of its own subset"
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

  /// How to read the figures, or why there are none.
  private func closing(width: Int) -> [String] {
    let text =
      configurations.complete == 0
      ? "No configuration is complete yet: \(NumberText.count(trials.done)) of "
        + "\(NumberText.count(trials.total, "trial")) done."
      : "FPR: false-positive rate. recall@0.30: recall at an FPR of 0.30, on the ROC curve; other "
        + "counts are those at a threshold of 0.5, but for fronts over all thresholds. \(plusMinus). Baseline "
        + "and best net: the best mean validation AUC without and with hidden layers. All is chosen "
        + "by validation figures; test figures are only reported."
    return wrapped(words(text), separator: " ", width: width, indent: 0)
  }

  /// What stands behind ±.
  private var plusMinus: String {
    if sweep.replicates == 1 {
      return "±: how far Wilson's 95 % interval reaches from a share of the one replicate's "
        + "\(subject.rawValue)s (precision, recall, FPR, accuracy); one replicate is too few for other intervals"
    }
    guard let splits = populations.first?.splits else {
      return "±: standard deviation over replicates"
    }
    let test = "on test, the standard deviation over replicates"
    let least = RepeatedSplits.leastReplicates
    guard sweep.replicates >= least else {
      return "±: \(test); fewer than \(least) replicates are too few for intervals on validation"
    }
    let level = NumberText.fixed(100 * splits.level, decimals: 0)
    return
      "±: on validation, half the \(level) % interval of the mean over replicates, whose parts overlap "
      + "(Nadeau and Bengio 2003); \(test). % on the front: in so many of a thousand worlds drawn from the "
      + "replicates' covariance"
  }

  private var isBaselineSwept: Bool {
    axes.contains { $0.name == "layers" && $0.values.contains(noHiddenLayers) }
      || sweep.recipe["layers"] == noHiddenLayers
  }

  private var axes: [Axis] { sweep.space.axes }

  /// The axes by which configurations differ.
  private var shownAxes: [String] { axes.filter { $0.values.count > 1 }.map(\.name) }
}
