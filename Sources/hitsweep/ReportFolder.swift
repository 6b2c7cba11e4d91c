import Evaluation
import Foundation
import Reports
import SearchSpace
import SweepFile
import SweepStore
import Sweeps

/// A folder with a `report.yaml` and the sweeps that it names, each with its store.
struct ReportFolder {
  /// A sweep that the report shows.
  struct Sweep {
    let path: String
    let file: SweepFile
    let storePath: String
  }

  private let file: ReportFile
  /// The sweeps by their files' names, in the order in which they are first named.
  private let named: [(name: String, sweep: Sweep)]

  /// Reads the report's file and its sweeps' files, and makes sure that they go together.
  ///
  /// - Parameter stores: where stores are; `nil` is the current folder.
  init(_ folder: String, stores: String?) throws {
    let path = folder.hasSuffix("/") ? folder + "report.yaml" : folder + "/report.yaml"
    file = try ReportFile(
      parsing: PreparedSweep.text(
        of: path, what: "report", remedy: "; sweeps/deck of the project has one to start from"),
      path: path)
    if let stores, !Self.isFolder(stores) {
      throw Complaint(.badInput, "--stores: \(stores): no such folder")
    }
    var named: [(name: String, sweep: Sweep)] = []
    for shown in file.sections.flatMap(\.shown) {
      let known = named.first { $0.name == shown.sweep }?.sweep
      let sweep = try known ?? Self.sweep(of: shown, in: file, stores: stores)
      if known == nil {
        if let other = named.first(where: { $0.sweep.storePath == sweep.storePath }) {
          throw file.error(
            in: shown, key: "sweep",
            reason:
              "\(shown.sweep) and \(other.name) are both called '\(sweep.file.name)', so they would share a store"
          )
        }
        named.append((shown.sweep, sweep))
      }
      _ = try file.conditions(
        of: shown, in: sweep.file.sweep(dataHash: ContentHash(high: 0, low: 0)))
    }
    self.named = named
  }

  /// The sweeps.
  var sweeps: [Sweep] { named.map(\.sweep) }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func sweep(
    of shown: ReportFile.Shown, in report: ReportFile, stores: String?
  ) throws -> Sweep {
    let folder = report.path.dropLast("report.yaml".count)
    let path = String(folder) + shown.sweep
    guard FileManager.default.fileExists(atPath: path) else {
      throw report.error(in: shown, key: "sweep", reason: "\(path): no such sweep file")
    }
    let file = try SweepFile(
      parsing: PreparedSweep.text(of: path, what: "sweep file"), path: path)
    let store = "\(file.name).hitsweep"
    return Sweep(
      path: path, file: file,
      storePath: stores.map { URL(fileURLWithPath: $0).appendingPathComponent(store).relativePath }
        ?? store)
  }

  /// What the stores tell, as the report's file asks for it.
  func report() throws -> Report {
    var readers: [String: StoreReader] = [:]
    for (name, sweep) in named { readers[name] = try StoreReader(sweep) }
    let sections = try file.sections.map { section in
      Report.Section(
        title: section.title, text: section.text, published: section.published,
        shown: try section.shown.map { shown in
          guard let reader = readers[shown.sweep] else {
            preconditionFailure("a sweep that is read")
          }
          return try reader.configuration(shown, in: file)
        }, comparisons: section.comparisons, reasons: section.reasons)
    }
    return Report(title: file.title, introduction: file.introduction, sections: sections)
  }
}

extension ReportFolder.Sweep {
  /// Whether the store has every outcome of the sweep as its file is now.
  var isComplete: Bool {
    get throws {
      guard FileManager.default.fileExists(atPath: storePath) else { return false }
      let (store, header) = try SweepStore.open(storePath)
      guard header.sweepFile == file.text else { return false }
      return try store.inventory().done.count == header.sweep.trialIndices.count
    }
  }
}

/// The outcomes of one sweep, read once for all that is shown of it.
private struct StoreReader {
  private let sweep: ReportFolder.Sweep
  private let store: SweepStore
  private let header: StoreHeader
  private let collector: ResultCollector

  init(_ sweep: ReportFolder.Sweep) throws {
    self.sweep = sweep
    (store, header) = try SweepStore.open(sweep.storePath)
    collector = try ResultCollector(of: header, fronts: [], readingFrom: store)
  }

  /// The configuration that the report asks for.
  func configuration(
    _ shown: ReportFile.Shown, in report: ReportFile
  ) throws -> ShownConfiguration {
    let listing = try collector.listing(
      of: sweep.file, from: store, where: report.conditions(of: shown, in: header.sweep),
      sortedBy: shown.best.map(Quantity.measure))
    let chosen: ChosenConfiguration
    do throws(ChoiceFault) {
      chosen = try ChosenConfiguration(of: listing, best: shown.best)
    } catch {
      throw report.error(in: shown, key: "where", reason: "\(error)")
    }
    guard let index = header.sweep.space.index(of: chosen.configuration) else {
      preconditionFailure("a configuration of the sweep")
    }
    return ShownConfiguration(
      shown.name, chosen, measurements: try collector.measurements(of: index, from: store),
      storePath: sweep.storePath)
  }
}
