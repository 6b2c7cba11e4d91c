import ArgumentParser
import Foundation
import Reports
import SweepFile

/// `hitsweep report`.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Put published figures beside those of a folder of sweeps, on one page.",
    discussion: """
      The folder has sweep files and a report.yaml that says what was published, which configurations stand beside it, and what \
      is compared: sweeps/deck has one to start from. Sweeps that have not been run, or not to the end, are run first. The page \
      needs no network. The JSON is described by Sources/Reports/Schemas/report.schema.json.

        hitsweep report sweeps/deck                 runs what is missing, then writes report.html
        hitsweep report sweeps/deck --stores runs   keeps the stores in the folder runs
      """)

  @Argument(help: "The folder with report.yaml and the sweep files that it names.")
  var folder: String
  @Option(help: ArgumentHelp("The page to write.", valueName: "file")) var output = "report.html"
  @Option(
    help: ArgumentHelp(
      "Where the stores are, or are made; without it the current folder.", valueName: "folder"))
  var stores: String?
  @Option(help: "Trials at a time; without it one a core.") var slots: Int?
  @OptionGroup var isa: InstructionSetOption
  @OptionGroup var data: DataOptions
  @Option(help: "The form of what is printed.") var format = TableFormat.table

  func validate() throws { try LocalRun.requireSlots(slots) }

  func run() throws {
    Signals.outliveReaders()
    try refuseOverwriting(output, unlessItBeginsWith: "<!doctype html>")
    let folder = try ReportFolder(folder, stores: stores)
    let failedSweeps = try folder.sweeps.filter { sweep in
      guard try !sweep.isComplete else { return false }
      return try LocalRun(
        of: sweep.path, data: data, store: sweep.storePath, slots: slots, isa: isa
      ).someFailed()
    }
    let report = try folder.report()
    try write(ReportPage(report).source)
    switch format {
    case .table:
      print(report.text(width: Terminal.width))
      print("The page is \(output).")
    case .json:
      try printJSON(report)
      Terminal.say("The page is \(output).")
    }
    if let sweep = failedSweeps.first {
      throw Complaint(
        .someFailed, "Some trials failed. Look at them with: hitsweep status \(sweep.storePath)")
    }
  }

  private func write(_ page: String) throws {
    do {
      try page.write(toFile: output, atomically: true, encoding: .utf8)
    } catch {
      throw Complaint(.infrastructure, "\(output): cannot be written; check its folder")
    }
  }
}
