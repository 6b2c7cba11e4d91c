import ArgumentParser
import Evaluation
import Foundation
import Reports
import SearchSpace
import SongFile
import Songs
import SweepFile
import SweepStore
import Sweeps
import Trials

/// `hitsweep show`.
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one configuration in full: every replicate, its curve, its losses, its songs.",
    discussion: """
      Losses and songs are not in the store: where the songs are at hand, the nets are trained anew, which gives the same \
      bits. The JSON has them all.
      """)

  @Argument(help: "The store.") var store: String
  @Argument(
    help: "The configuration: its id, or its settings as JSON, such as '{\"layers\": [10]}'.")
  var id: String
  @OptionGroup var data: DataOptions
  @Option(help: "The form of the output.") var format = TableFormat.table

  func run() throws {
    let (store, header) = try Summarize.open(store)
    let sweep = header.sweep
    let index = try sweep.configuration(named: id, in: store.path)
    let collector = ResultCollector(of: header)
    let records = try collector.records(of: index, from: store)
    let (trainings, missing) = try trainings(of: index, records: records, in: store, header)
    let configuration = sweep.space.configuration(at: index)
    let recipe = sweep.recipe(of: configuration)
    let complete = RecipeKey.completed(recipe)
    let keys = TrialKeys(of: sweep)
    let report = ConfigurationReport(
      sweepName: header.name, configuration: configuration,
      recipe: RecipeKey.allCases.compactMap { key in
        complete[key.rawValue].map { (key.rawValue, $0) }
      },
      replicates: records.enumerated().map { replicate, record in
        ConfigurationReport.Replicate(
          key: keys.key(recipe: recipe, replicate: replicate), outcome: record,
          training: trainings[replicate])
      }, splits: collector.splits, missing: missing)
    if format == .json { return try printJSON(report) }
    print(
      report.text(width: Terminal.width, style: Terminal.hasColor ? .ansi : .plain),
      terminator: "")
  }

  /// What training the measured replicates anew tells, by their numbers; without the songs nothing, and why.
  private func trainings(
    of index: Int, records: [OutcomeRecord?], in store: SweepStore, _ header: StoreHeader
  ) throws -> ([Int: ConfigurationReport.Training], missing: String?) {
    let prepared: PreparedSweep
    do {
      prepared = try PreparedSweep(of: header, storePath: store.path, options: data)
    } catch let error as SongFileError {
      return ([:], "\(error)")
    } catch let error as Complaint {
      return ([:], error.text)
    }
    let runner = try TrialRunner(sweep: header.sweep, table: prepared.table)
    var trainings: [Int: ConfigurationReport.Training] = [:]
    for (replicate, record) in records.enumerated() where record?.measurement != nil {
      let trial = header.sweep.trial(at: index * header.sweep.replicates + replicate)
      let run = runner.run(trial)
      guard run.record == record else {
        throw Complaint(
          .refused,
          "\(store.path): training replicate \(replicate) gives another outcome here than the stored one; use the hitsweep "
            + "that ran the sweep (\(header.softwareVersion))")
      }
      guard case .success(let made) = runner.prepared(trial),
        let parts = runner.parts(of: trial.configuration, replicate: replicate)
      else { continue }
      func rows(_ songs: [UInt32]) -> [Int] {
        songs.map { Int(prepared.table.sourceRows[Int($0)]) }
      }
      trainings[replicate] = ConfigurationReport.Training(
        epochLosses: run.epochLosses,
        rows: (rows(made.songs), rows(parts.validation), rows(parts.test)))
    }
    return (trainings, nil)
  }
}
