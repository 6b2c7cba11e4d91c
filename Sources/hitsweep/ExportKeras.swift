import ArgumentParser
import Foundation
import ModelFile
import SweepStore
import Sweeps
import Trials

extension Export {
  /// `hitsweep export keras`.
  struct Keras: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "keras",
      abstract: "Write one training in full, with a script that repeats it in Keras.",
      discussion: """
        Trains a replicate of the configuration anew and writes two files into a folder: data.npz, in which NumPy finds the \
        scaled parts, their rows, weights, the order of every epoch, the first weights, and what the net says in the end; \
        and reproduce.py, which trains the same in Keras and prints both sets of figures. It ends with 1 where their AUC \
        differs by more than 0.002.

          hitsweep export keras songs.hitsweep 6bd33855 proof && python proof/reproduce.py
        """)

    @Argument(help: "The store.") var store: String
    @Argument(
      help: "The configuration: its id, or its settings as JSON, such as '{\"layers\": [10]}'.")
    var id: String
    @Argument(help: "The folder to write into; made if missing.") var folder: String
    @Option(help: "The replicate, from 0.") var replicate = 0
    @Flag(help: "Overwrite data.npz and reproduce.py if they exist.") var force = false
    @OptionGroup var data: DataOptions

    func run() throws {
      for file in Written.allCases {
        try refuseOverwriting(path(of: file), unless: force, remedy: "name another folder")
      }
      let export = try export()
      let bytes: [UInt8]
      do throws(NPZError) {
        bytes = try export.data.bytes()
      } catch {
        throw Complaint(.badInput, "\(path(of: .data)): \(error)")
      }
      try makeFolder()
      try write(bytes, to: path(of: .data))
      try write(Array(export.script.utf8), to: path(of: .script))
      print("Wrote \(path(of: .data)) and \(path(of: .script)). Train it in Keras with:")
      print("  python \(path(of: .script))")
    }
  }
}

extension Export.Keras {
  private enum Written: String, CaseIterable {
    case data = "data.npz"
    case script = "reproduce.py"
  }

  private func path(of file: Written) -> String {
    URL(fileURLWithPath: folder).appendingPathComponent(file.rawValue).relativePath
  }

  private func makeFolder() throws {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw Complaint(
        .infrastructure,
        "\(folder): the folder cannot be made (\(error.localizedDescription))")
    }
  }

  /// Trains the replicate again.
  private func export() throws -> KerasExport {
    let (store, header) = try Summarize.open(store)
    let sweep = header.sweep
    let index = try sweep.configuration(named: id, in: store.path)
    guard (0..<sweep.replicates).contains(replicate) else {
      throw Complaint(
        .badInput,
        "--replicate: \(replicate) is not expected; \(store.path) has 0 to \(sweep.replicates - 1)")
    }
    let trial = sweep.trial(at: index * sweep.replicates + replicate)
    let name = "replicate \(replicate) of configuration \(trial.configuration.id.short)"
    guard let recipe = Recipe(sweep.recipe(of: trial.configuration)), recipe.dropout == 0 else {
      throw Complaint(
        .refused,
        "\(store.path): \(name) is trained with dropout, and Keras would leave out others at random; "
          + "export a configuration without it")
    }
    let stored = try record(of: index * sweep.replicates + replicate, named: name, in: store)
    let prepared = try PreparedSweep(of: header, storePath: store.path, options: data)
    let runner = try TrialRunner(sweep: sweep, table: prepared.table)
    let run = try runner.run(trial, as: stored, in: store.path, header)
    guard case .success(let made) = runner.prepared(trial), let net = run.net,
      let measurement = run.record.measurement
    else { preconditionFailure("a measured trial has a net") }
    return KerasExport(
      made, net: net, measurement: measurement, table: prepared.table,
      title: "\(name) of the sweep \(header.name)")
  }

  /// The record of a trial that has a net.
  private func record(
    of index: Int, named name: String, in store: SweepStore
  ) throws -> [UInt8] {
    let fault: String
    if let record = try store.records(of: [index])[index] {
      switch try store.decoded(record[...], isWhole: true, at: index) {
      case .measured: return record
      case .infeasible(let reason): fault = "was infeasible: \(reason)"
      case .failed(let reason): fault = "failed: \(reason)"
      }
    } else {
      fault = "has not been run yet"
    }
    throw Complaint(.badInput, "\(store.path): \(name) \(fault)")
  }
}
