import ArgumentParser
import Foundation
import Reports
import SweepFile
import SweepStore
import Sweeps

/// `hitsweep compare`.
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hold the fronts of two sweeps against each other.",
    discussion: """
      For each front of the first sweep: how large a part of the objectives' space either sweep dominates (hypervolume, up to the \
      worst values there can be), and which members dominate members of the other. The sweeps may differ in recipe and \
      grid, not in songs, split or seed: figures on different songs are not compared. Validation figures decide. The JSON is \
      described by Sources/Reports/Schemas/comparison.schema.json.
      """)

  @Argument(help: "A store.") var first: String
  @Argument(help: "Another store.") var second: String
  @Option(
    help: ArgumentHelp(
      "Other fronts than the first sweep's: a file with the key fronts, as in a sweep file.",
      valueName: "file"))
  var fronts: String?
  @Option(help: "The form of the output.") var format = TableFormat.table

  func run() throws {
    let stores = try (SweepStore.open(first), SweepStore.open(second))
    let differences = stores.0.header.sweep.facts.names(
      differingFrom: stores.1.header.sweep.facts)
    guard differences.isEmpty else {
      throw Complaint(
        .refused,
        "\(first) and \(second) are not measured on the same songs: they differ in "
          + differences.joined(separator: ", "))
    }
    let definitions = try fronts.map(Summarize.fronts(at:))
    let file = try SweepFile(
      parsing: stores.0.header.sweepFile, path: stores.0.header.sweepPath)
    let comparison = SweepComparison(
      try Summarize.summary(
        of: stores.0.store, stores.0.header, fronts: definitions ?? file.fronts),
      try Summarize.summary(
        of: stores.1.store, stores.1.header, fronts: definitions ?? file.fronts),
      labels: (first, second))
    switch format {
    case .table: print(comparison.text(width: Terminal.width), terminator: "")
    case .json: try printJSON(comparison)
    }
  }
}
