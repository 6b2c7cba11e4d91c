import ArgumentParser
import Evaluation
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
  @Option(
    help: ArgumentHelp(
      "Other fronts than the sweep file's: a file with the key fronts, as in a sweep file.",
      valueName: "file"))
  var fronts: String?
  @Option(
    help: ArgumentHelp(
      "One configuration with its rule: conditions and what to minimize or maximize.",
      discussion: """
        Such as "recall >= 0.7, minimize falsePositiveRate". The nets of its replicates are trained anew, so the songs \
        are needed, and measured together on the test part.
        """, valueName: "choice"))
  var pick: String?
  @Option(
    help: ArgumentHelp(
      "What the picked rule goes by: a share of the songs, or a probability.", valueName: "kind"))
  var rule = RuleKind.share
  @OptionGroup var data: DataOptions
  @Option(help: "The form of the output.") var format = RowFormat.table

  func validate() throws {
    guard pick == nil || fronts == nil else {
      throw ValidationError(
        "--pick looks at all operating points, not at fronts; leave out --fronts")
    }
  }

  func run() throws {
    if let pick { return try printPick(pick) }
    switch format {
    case .table: try Self.printText(storePath: store, frontsPath: fronts)
    case .json: try printJSON(Self.summary(storePath: store, frontsPath: fronts))
    case .csv:
      print(try Self.summary(storePath: store, frontsPath: fronts).csv, terminator: "")
    }
  }

  private func printPick(_ choice: String) throws {
    let (store, header) = try SweepStore.open(store)
    let pick = try Picking(choice, by: rule.decision, from: store, header).pick(options: data)
    switch format {
    case .table:
      print(
        pick.text(width: Terminal.width, style: Terminal.hasColor ? .ansi : .plain),
        terminator: "")
    case .json: try printJSON(pick)
    case .csv: print(pick.csv, terminator: "")
    }
  }

  static func printText(storePath: String, frontsPath: String? = nil) throws {
    let summary = try summary(storePath: storePath, frontsPath: frontsPath)
    print(
      summary.text(width: Terminal.width, style: Terminal.hasColor ? .ansi : .plain),
      terminator: "")
  }

  private static func summary(storePath: String, frontsPath: String?) throws -> SweepSummary {
    guard !storePath.contains("://") else {
      throw Complaint(
        .badInput,
        "\(storePath): an endpoint; a summary is made of the store, on the coordinator's host. "
          + "How the sweep goes tells: hitsweep status \(storePath)")
    }
    let (store, header) = try SweepStore.open(storePath)
    return try summary(of: store, header, fronts: try frontsPath.map(fronts(at:)))
  }

  /// What a store holds, with other fronts than its sweep file's where some are given.
  static func summary(
    of store: SweepStore, _ header: StoreHeader, fronts: [FrontDefinition]?
  ) throws -> SweepSummary {
    let file = try SweepFile(parsing: header.sweepFile, path: header.sweepPath)
    return try ResultCollector(of: header, fronts: fronts ?? file.fronts, readingFrom: store)
      .summary(of: file, from: store)
  }

  /// The fronts of a file.
  static func fronts(at path: String) throws -> [FrontDefinition] {
    try SweepFile.fronts(
      parsing: PreparedSweep.text(of: path, what: "file of fronts"), path: path)
  }
}

/// What a picked rule goes by.
enum RuleKind: String, ExpressibleByArgument, CaseIterable {
  case share
  case probability

  var decision: DecisionRule.Kind {
    switch self {
    case .share: .share
    case .probability: .probability
    }
  }
}
