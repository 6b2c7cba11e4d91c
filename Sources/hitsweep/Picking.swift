import Evaluation
import Foundation
import RandomStreams
import Reports
import SearchSpace
import Songs
import SweepFile
import SweepStore
import Sweeps
import Trials

/// Picks one configuration of a store, and measures what a user would deploy: the nets of its replicates together.
struct Picking {
  private let store: SweepStore
  private let header: StoreHeader
  private let search: ChoiceSearch

  /// Reads what is to be picked.
  init(
    _ choice: String, by kind: DecisionRule.Kind, from store: SweepStore, _ header: StoreHeader
  ) throws {
    self.store = store
    self.header = header
    let sweep = header.sweep
    let keys = sweep.recipe(of: sweep.space.configuration(at: 0)).keys
    search = try Summarize.reading("--pick") { () throws(ConditionError) in
      let choice = try Choice(parsing: choice, settings: Array(keys))
      try choice.conditions.check(of: sweep)
      return ChoiceSearch(choice, by: kind)
    }
  }

  /// Picks, trains the nets anew, and measures them.
  func pick(options: DataOptions) throws -> Pick {
    let collector = try ResultCollector(
      of: header, fronts: [], search: search, readingFrom: store)
    guard let search = collector.search, let point = search.found, search.populations.count == 1
    else { throw nothing(in: collector.search ?? search) }
    let result = try collector.result(
      of: point.configuration, under: point.rule, from: store)
    let prepared = try PreparedSweep(of: header, storePath: store.path, options: options)
    let test = try measured(point, on: prepared)
    guard
      let pick = Pick(
        of: header.sweep, name: header.name, search: search, rule: point.rule, result: result,
        test: test, splits: collector.splits, subject: prepared.file.subject)
    else { preconditionFailure("a configuration with a curve is complete") }
    return pick
  }

  private func nothing(in search: ChoiceSearch) -> Complaint {
    guard search.populations.count < 2 else {
      let labels = search.populations.compactMap(\.self).sorted().joined(separator: "; ")
      return Complaint(
        .badInput,
        "--pick: these configurations are measured on different songs (\(labels)), and not compared; "
          + "add a condition such as: years = all")
    }
    let count = NumberText.count(search.candidateCount, "complete configuration")
    let floor =
      search.minimumFlagged == 0
      ? "" : ", with \(Int(search.minimumFlagged)) songs flagged at least"
    return Complaint(
      .badInput,
      "--pick: no operating point of \(count) is as asked for on validation (\(search.choice))\(floor); "
        + "ask for less, or see what there is: hitsweep summary \(store.path)")
  }

  /// What the nets of all replicates do together on the test part.
  private func measured(
    _ point: ChoiceSearch.Point, on prepared: PreparedSweep
  ) throws -> Pick.Test {
    let sweep = header.sweep
    let runner = try TrialRunner(sweep: sweep, table: prepared.table)
    let first = point.configuration * sweep.replicates
    let stored = try store.records(of: first..<first + sweep.replicates)
    var nets: [TrainedNet] = []
    for replicate in 0..<sweep.replicates {
      if Terminal.hasProgressLine {
        Terminal.draw("training net \(replicate + 1) of \(sweep.replicates)")
      }
      let run = runner.run(sweep.trial(at: first + replicate))
      guard let net = run.net, run.record.encoded() == stored[first + replicate] else {
        throw Complaint(
          .refused,
          "\(store.path): the net of replicate \(replicate) that is trained here is not the one whose outcome is stored; "
            + "use the hitsweep that ran the sweep (\(header.softwareVersion))")
      }
      nets.append(net)
    }
    if Terminal.hasProgressLine { Terminal.draw("") }
    let configuration = sweep.space.configuration(at: point.configuration)
    let rows = runner.parts(of: configuration, replicate: 0)?.test ?? []
    var random = RandomStream(key: StreamKey(configuration.id), purpose: .songBootstrap)
    guard
      let test = Pick.Test(
        probabilities: Ensemble(nets).probabilities(of: rows, in: prepared.table),
        labels: rows.map { prepared.table.labels[Int($0)] }, rule: point.rule, using: &random)
    else { preconditionFailure("a measured trial has a test part of both kinds") }
    return test
  }
}
