import ArgumentParser
import Evaluation
import Foundation
import RandomStreams
import Reports
import Songs
import Sweeps
import Trials

/// `hitsweep importance`.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "importance",
    abstract: "Show what a model has from each feature, by permutation.",
    discussion: """
      Deals the values of a feature out to the songs of the validation part anew and measures how much worse each net tells \
      them apart: the drop in AUC, and in recall and precision by the model's rule. The columns of a nominal feature are \
      dealt out together, and so is all of the artist's past.
      """)

  @Argument(help: "The model file that 'hitsweep train' wrote.") var model: String
  @Option(help: "How often each feature is dealt out, for each net.") var repeats = 20
  @Option(help: ArgumentHelp("Draw the drops of AUC into an SVG file, too.", valueName: "file"))
  var svg: String?
  @OptionGroup var data: DataOptions
  @Option(help: "The form of the output.") var format = RowFormat.table

  func validate() throws {
    guard (1...10_000).contains(repeats) else {
      throw ValidationError("--repeats: \(repeats) is not expected; expected 1 to 10000")
    }
  }

  func run() throws {
    if let svg { try refuseOverwriting(svg, unlessItBeginsWith: "<svg") }
    let model = try Model.read(model)
    let prepared = try PreparedSweep(of: model, modelPath: self.model, options: data)
    let report = try Importance(of: model, on: prepared, repeats: repeats)
      .report(named: self.model)
    if let svg {
      try write(Array(report.svg.utf8), to: svg)
      Terminal.say("wrote \(svg)")
    }
    try report.print(as: format)
  }
}

extension PredictionReport: RowReport {}
extension ImportanceReport: RowReport {}

/// The importance of a model's inputs, each net on its own validation part.
private struct Importance {
  private let prepared: PreparedSweep
  private let groups: [PermutationImportance.Group]
  private let nets: [PermutationImportance]
  private let repeats: Int

  init(of model: Model, on prepared: PreparedSweep, repeats: Int) throws {
    self.prepared = prepared
    self.repeats = repeats
    groups = PermutationImportance.groups(
      of: model.inputs, featureNames: model.featureNames)
    let runner = try TrialRunner(sweep: prepared.sweep, table: prepared.table)
    let inputs = InputTable(of: prepared.table, model.inputs)
    var nets: [PermutationImportance] = []
    for (replicate, net) in model.ensemble.members.enumerated() {
      if Terminal.hasProgressLine {
        Terminal.draw("net \(replicate + 1) of \(model.ensemble.members.count)")
      }
      var stream = RandomStream(
        key: StreamKey(model.provenance.keys[replicate]), purpose: .permutation)
      let songs =
        runner.parts(of: model.provenance.configuration, replicate: replicate)?.validation ?? []
      guard
        let importance = PermutationImportance(
          of: net, on: songs, in: inputs,
          labels: songs.map { prepared.table.labels[Int($0)] }, rule: model.rule.decision,
          groups: groups, repeats: repeats, stream: &stream)
      else {
        throw Complaint(
          .badInput, "the validation part of net \(replicate) has songs of one kind only")
      }
      nets.append(importance)
    }
    if Terminal.hasProgressLine { Terminal.draw("") }
    self.nets = nets
  }

  func report(named path: String) -> ImportanceReport {
    let rows = groups.enumerated().map { place, group in
      ImportanceReport.Row(
        name: group.name,
        drops: Dictionary(
          uniqueKeysWithValues: PermutationImportance.measures.map { measure in
            (measure, nets.map { $0.drops[measure]?[place] ?? [] })
          }))
    }
    let parts = prepared.description.parts
    let splits = parts["train"].flatMap { train in
      parts["validation"].map {
        RepeatedSplits(trainingSongs: train.songs, validationSongs: $0.songs)
      }
    }
    return ImportanceReport(
      model: path, repeats: repeats, netCount: nets.count,
      measures: PermutationImportance.measures, splits: splits, rows: rows,
      subject: prepared.file.subject)
  }
}
