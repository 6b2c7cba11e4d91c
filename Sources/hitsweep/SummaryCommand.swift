import ArgumentParser
import Evaluation
import Foundation
import Reports
import SearchSpace
import SweepFile
import SweepStore
import Sweeps

/// `hitsweep summary`.
struct Summarize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Show the fronts that a sweep has found so far.",
    discussion: """
      Works while the sweep goes on, and before anything is done. Members of a front are chosen by their \
      validation figures; those of the test part stand beside them. The JSON is described by \
      Sources/Reports/Schemas/summary.schema.json.

        hitsweep summary STORE --all                        a row for each configuration
        hitsweep summary STORE --where "layers = [30,10] and recall > 0.6" --sort precision

      --where and --sort go by figures of the validation part, named as in the JSON (recall, precision, \
      falsePositiveRate, auc, ...), by parameters and flops, and by any key of the recipe.
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
      "What the picked rule goes by: a share of the songs, or a probability (default: share).",
      valueName: "kind"))
  var rule: RuleKind?
  @OptionGroup var data: DataOptions
  @Flag(help: "Show every configuration, a row each, in place of the fronts.") var all = false
  @Option(
    help: ArgumentHelp(
      "Show those configurations that satisfy conditions, such as \"layers = [30,10] and recall > 0.6\".",
      valueName: "conditions"))
  var `where`: String?
  @Option(
    help: ArgumentHelp(
      "Show configurations by a figure, the best first, or by a setting, ascending.",
      valueName: "name"))
  var sort: String?
  @Option(help: "The form of the output.") var format = RowFormat.table

  func validate() throws {
    guard rule == nil || pick != nil else {
      throw ValidationError("--rule says what --pick goes by; say what to pick, too")
    }
    guard pick == nil || fronts == nil && !isListing else {
      throw ValidationError(
        "--pick looks at all operating points of all configurations; leave out --fronts, --all, --where and --sort"
      )
    }
  }

  func run() throws {
    let (store, header) = try Self.open(store)
    let fronts = try fronts.map(Self.fronts(at:))
    if let pick {
      let chosen = try SelectedConfiguration(
        picking: pick, by: (rule ?? .share).decision, from: store, header)
      try Retraining(chosen, options: data).pick().print(as: format)
    } else if isListing {
      try listing(of: store, header, fronts: fronts).print(as: format)
    } else {
      try Self.summary(of: store, header, fronts: fronts).print(as: format)
    }
  }

  private var isListing: Bool { all || `where` != nil || sort != nil }

  static func printText(storePath: String) throws {
    let (store, header) = try open(storePath)
    try summary(of: store, header, fronts: nil).printText()
  }

  static func open(_ path: String) throws -> (SweepStore, StoreHeader) {
    guard !path.contains("://") else {
      throw Complaint(
        .badInput,
        "\(path): an endpoint; a summary is made of the store, on the coordinator's host. "
          + "How the sweep goes tells: hitsweep status \(path)")
    }
    return try SweepStore.open(path)
  }

  /// The configurations that are asked for; what asks for them is read before the outcomes are.
  private func listing(
    of store: SweepStore, _ header: StoreHeader, fronts: [FrontDefinition]?
  ) throws -> ConfigurationListing {
    let settings = Array(header.sweep.recipe.keys) + header.sweep.space.axes.map(\.name)
    let conditions = try Self.reading("--where") { () throws(ConditionError) in
      try `where`.map { text throws(ConditionError) in
        let conditions = try [Condition](parsing: text, settings: settings)
        try conditions.check(of: header.sweep)
        return conditions
      }
    }
    let order = try Self.reading("--sort") { () throws(ConditionError) in
      try sort.map { name throws(ConditionError) in try Quantity(named: name, settings: settings) }
    }
    let file = try SweepFile(parsing: header.sweepFile, path: header.sweepPath)
    return try ResultCollector(of: header, fronts: fronts ?? file.fronts, readingFrom: store)
      .listing(of: file, from: store, where: conditions ?? [], sortedBy: order)
  }

  /// What an option says; what is wrong with it is told with the option's name.
  static func reading<Value>(
    _ option: String, _ read: () throws(ConditionError) -> Value
  ) throws -> Value {
    do throws(ConditionError) {
      return try read()
    } catch {
      throw Complaint(.badInput, "\(option): \(error)")
    }
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
