import ArgumentParser
import Evaluation
import Foundation
import Reports
import SearchSpace
import SweepStore
import Sweeps

/// `hitsweep export`.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write what a store holds in other forms.",
    subcommands: [Digest.self, Outcomes.self, ONNX.self, Keras.self])

  struct Digest: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the SHA-256 over all trial keys and records: equal for equal sweeps.",
      discussion:
        "Two finished runs of a sweep agree in it, whatever the machines, slots and interruptions.")

    @Argument(help: "The store.") var store: String

    func run() throws {
      print(try SweepStore.open(store).store.digest())
    }
  }

  struct Outcomes: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print every outcome, a line each, as they are read from the store.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case csv
    }

    @Argument(help: "The store.") var store: String
    @Option(help: "The form of the output.") var format = Format.csv

    func run() throws {
      let (store, header) = try SweepStore.open(store)
      let axes = header.sweep.space.axes.map(\.name)
      let parts = ["validation", "test"]
      let columns = OutcomeRow.columns
      print(
        CSVText.line(
          ["key", "id", "replicate"] + axes + ["outcome", "reason"] + OutcomeRow.trainingColumns
            + parts.flatMap { part in columns.map { "\(part)_\($0)" } } + ["seconds"]),
        terminator: "")
      try store.forEachOutcome { outcome in
        let record = try outcome.decoded(in: store)
        let settings = outcome.trial.configuration.settings
        print(
          CSVText.line(
            [
              outcome.key.description, outcome.trial.configuration.id.short,
              "\(outcome.trial.replicate)",
            ] + axes.map { settings[$0]?.description ?? "" } + OutcomeRow(record).cells
              + ["\(outcome.duration / .seconds(1))"]),
          terminator: "")
      }
    }
  }
}

/// The cells of an outcome in a table; empty where a figure is undefined or the trial has none.
private struct OutcomeRow {
  static let trainingColumns = [
    "trainingSongs", "trainingTopSongs", "oddsCorrection", "trainingLoss",
  ]
  static let columns =
    ["truePositives", "falsePositives", "falseNegatives", "trueNegatives"]
    + Measure.allCases.map(\.rawValue)

  let cells: [String]

  init(_ record: OutcomeRecord) {
    let empty = Self.trainingColumns.count + 2 * Self.columns.count
    switch record {
    case .infeasible(let reason):
      cells = ["infeasible", reason] + [String](repeating: "", count: empty)
    case .failed(let reason):
      cells = ["failed", reason] + [String](repeating: "", count: empty)
    case .measured(let measurement):
      cells =
        [
          "measured", "", "\(measurement.trainingSongs)", "\(measurement.trainingTopSongs)",
          "\(measurement.oddsCorrection)", "\(measurement.trainingLoss)",
        ] + Self.cells(measurement.validation) + Self.cells(measurement.test)
    }
  }

  private static func cells(_ figures: PartFigures) -> [String] {
    let counts = figures.counts
    return [
      counts.truePositives, counts.falsePositives, counts.falseNegatives, counts.trueNegatives,
    ].map { "\($0)" } + Measure.allCases.map { figures[$0].map { "\($0)" } ?? "" }
  }
}
