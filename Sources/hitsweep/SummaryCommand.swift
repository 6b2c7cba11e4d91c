import ArgumentParser
import Foundation
import Reports
import SweepFile
import SweepStore

/// `hitsweep summary`.
struct Summarize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Show the fronts that a sweep has found so far.",
    discussion: """
      Works while the sweep goes on, and before anything is done. Members of a front are chosen by their \
      validation figures; those of the test part stand beside them. The JSON is described by \
      Sources/Reports/Schemas/summary.schema.json.
      """)

  @Argument(help: "The store.") var store: String
  @Option(help: "The form of the output.") var format = RowFormat.table

  func run() throws {
    switch format {
    case .table: try Self.printText(storePath: store)
    case .json: try printJSON(Self.summary(storePath: store))
    case .csv: print(try Self.summary(storePath: store).csv, terminator: "")
    }
  }

  static func printText(storePath: String) throws {
    let summary = try summary(storePath: storePath)
    print(
      summary.text(width: Terminal.width, style: Terminal.hasColor ? .ansi : .plain),
      terminator: "")
  }

  private static func summary(storePath: String) throws -> SweepSummary {
    guard !storePath.contains("://") else {
      throw Complaint(
        .badInput,
        "\(storePath): an endpoint; a summary is made of the store, on the coordinator's host. "
          + "How the sweep goes tells: hitsweep status \(storePath)")
    }
    let (store, header) = try SweepStore.open(storePath)
    let file = try SweepFile(parsing: header.sweepFile, path: header.sweepPath)
    return try ResultCollector(sweep: header.sweep, readingFrom: store).summary(of: file)
  }
}
