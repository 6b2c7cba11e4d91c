import Evaluation
import Foundation
import RandomStreams
import Reports
import Songs
import SweepFile
import SweepStore
import Sweeps
import Trials

/// The nets of one configuration, trained anew: bit by bit those whose outcomes the store holds.
struct Retraining {
  let chosen: SelectedConfiguration
  let prepared: PreparedSweep
  private let runner: TrialRunner
  /// What training each replicate gave.
  let runs: [TrialRunner.Run]

  /// Reads the songs and trains the nets.
  ///
  /// - Throws: a complaint where the songs or a net are not those of the store.
  init(_ chosen: SelectedConfiguration, options: DataOptions) throws {
    let (store, sweep) = (chosen.store, chosen.header.sweep)
    self.chosen = chosen
    prepared = try PreparedSweep(of: chosen.header, storePath: store.path, options: options)
    runner = try TrialRunner(sweep: sweep, table: prepared.table)
    let first = chosen.index * sweep.replicates
    let stored = try store.records(of: first..<first + sweep.replicates)
    var runs: [TrialRunner.Run] = []
    for replicate in 0..<sweep.replicates {
      if Terminal.hasProgressLine {
        Terminal.draw("training net \(replicate + 1) of \(sweep.replicates)")
      }
      runs.append(
        try runner.run(
          sweep.trial(at: first + replicate), as: stored[first + replicate], in: store.path,
          chosen.header))
    }
    if Terminal.hasProgressLine { Terminal.draw("") }
    self.runs = runs
  }

  /// The nets, of all replicates, since a chosen configuration is complete.
  var nets: [TrainedNet] { runs.compactMap(\.net) }

  /// The parts of a replicate.
  func parts(replicate: Int) -> Parts? {
    runner.parts(of: chosen.configuration, replicate: replicate)
  }

  /// What the nets of all replicates do together on the test part.
  func test() -> Pick.Test {
    let rows = parts(replicate: 0)?.test ?? []
    var random = RandomStream(
      key: StreamKey(chosen.configuration.id), purpose: .songBootstrap)
    guard
      let test = Pick.Test(
        probabilities: Ensemble(nets).probabilities(of: rows, in: prepared.table),
        labels: rows.map { prepared.table.labels[Int($0)] }, rule: chosen.rule, using: &random)
    else { preconditionFailure("a measured trial has a test part of both kinds") }
    return test
  }

  /// The configuration with its rule: what it promised, and what its nets do on the test part.
  func pick() -> Pick {
    guard
      let pick = Pick(
        of: chosen.header.sweep, name: chosen.header.name, search: chosen.search,
        rule: chosen.rule, result: chosen.result, test: test(), splits: chosen.splits,
        subject: prepared.file.subject)
    else { preconditionFailure("a configuration with a curve is complete") }
    return pick
  }

  /// The nets as a model.
  func model(_ pick: Pick) -> Model {
    let sweep = chosen.header.sweep
    let least =
      switch chosen.rule {
      case .probability(let probability): probability
      // Where a share flags none of the test part, a song must be likelier than all of them.
      case .share: pick.test.leastFlagged ?? 1
      }
    let keys = TrialKeys(of: sweep)
    let recipe = sweep.recipe(of: chosen.configuration)
    return Model(
      ensemble: Ensemble(nets), featureNames: prepared.table.featureNames,
      allowsMissingValues: prepared.file.allowsMissingValues, label: prepared.file.label,
      positiveName: prepared.file.positiveName,
      rule: Model.Rule(decision: chosen.rule, leastProbability: least),
      provenance: Model.Provenance(
        sweepName: chosen.header.name, sweepPath: chosen.header.sweepPath,
        sweepFile: chosen.header.sweepFile, dataHash: sweep.facts.dataHash,
        configuration: chosen.configuration,
        keys: (0..<sweep.replicates).map { keys.key(recipe: recipe, replicate: $0) },
        numericsVersion: numericsVersion, softwareVersion: hitsweepVersion,
        test: pick.testFigures))
  }
}

extension TrialRunner {
  /// Runs a trial again.
  ///
  /// - Parameters:
  ///   - stored: the record that a store holds of it.
  ///   - path: the store.
  /// - Throws: a complaint where the outcome is not that.
  func run(
    _ trial: Trial, as stored: [UInt8]?, in path: String, _ header: StoreHeader
  ) throws -> Run {
    let run = run(trial)
    guard run.record.encoded() == stored else {
      throw Complaint(
        .refused,
        "\(path): the net of replicate \(trial.replicate) that is trained here is not the one whose outcome is stored; "
          + "use the hitsweep that ran the sweep (\(header.softwareVersion))")
    }
    return run
  }
}
