import ArgumentParser
import Foundation
import ModelFile
import SweepStore
import Sweeps
import Trials

/// How commands say which configuration of a store they are about.
struct ChosenOptions: ParsableArguments {
  @Argument(help: "The store.") var store: String
  @Argument(
    help: ArgumentHelp(
      "The configuration: its id, or its settings as JSON, such as '{\"layers\": [10]}'.",
      valueName: "id"))
  var id: String?
  @Option(
    help: ArgumentHelp(
      "The configuration by its figures: conditions and what to minimize or maximize.",
      discussion: "Such as \"recall >= 0.7, minimize falsePositiveRate\".", valueName: "choice"))
  var pick: String?
  @Option(
    help: ArgumentHelp(
      "What the picked rule goes by: a share of the songs, or a probability (default: share).",
      valueName: "kind"))
  var rule: RuleKind?

  func validate() throws {
    guard (id == nil) != (pick == nil) else {
      throw ValidationError(
        id == nil
          ? "name a configuration, by its id or by --pick"
          : "name a configuration by its id or by --pick, not by both")
    }
    guard rule == nil || pick != nil else {
      throw ValidationError("--rule says what --pick goes by; say what to pick, too")
    }
  }

  /// Finds the configuration.
  func chosen() throws -> SelectedConfiguration {
    let (store, header) = try Summarize.open(store)
    if let pick {
      return try SelectedConfiguration(
        picking: pick, by: (rule ?? .share).decision, from: store, header)
    }
    return try SelectedConfiguration(named: id ?? "", from: store, header)
  }
}

/// `hitsweep train`.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Write the nets of a configuration into a model file.",
    discussion: """
      Trains the nets of all its replicates anew, which gives the same bits, measures them together on the test part, and \
      writes them with scale, features, rule and provenance into one file that predict, importance and export onnx \
      take, and any reader of safetensors opens.

        hitsweep train songs.hitsweep --pick "recall >= 0.6, minimize falsePositiveRate"
        hitsweep train songs.hitsweep 6bd33855

      With --pick the rule is the picked one; with an id it is a score of 0.5, as in the summary.
      """)

  @OptionGroup var choice: ChosenOptions
  @Option(
    help: ArgumentHelp(
      "The file to write; without it ./SWEEP-ID.safetensors.", valueName: "file"))
  var output: String?
  @Flag(help: "Overwrite the file if it exists.") var force = false
  @OptionGroup var data: DataOptions

  func run() throws {
    let chosen = try choice.chosen()
    let path = output ?? "\(chosen.header.name)-\(chosen.configuration.id.short).safetensors"
    try refuseOverwriting(path, unless: force, remedy: "name another file with --output")
    let retraining = try Retraining(chosen, options: data)
    let pick = retraining.pick()
    try write(ModelFile.bytes(of: retraining.model(pick)), to: path)
    pick.printText()
    print("\nWrote \(path). Use it with: hitsweep predict \(path) SONGS.csv")
  }
}

/// Refuses to overwrite a file unless a person says so.
///
/// - Parameter remedy: what to do instead, for the message.
func refuseOverwriting(_ path: String, unless force: Bool, remedy: String) throws {
  guard !force, FileManager.default.fileExists(atPath: path) else { return }
  throw Complaint(.refused, "\(path): exists already; \(remedy), or say --force")
}

/// Refuses to overwrite a file that does not begin as those that a command writes there again and again.
func refuseOverwriting(_ path: String, unlessItBeginsWith start: String) throws {
  guard let file = FileHandle(forReadingAtPath: path) else {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw Complaint(.infrastructure, "\(path): cannot be written; check its folder")
    }
    return
  }
  defer { file.closeFile() }
  guard String(decoding: file.readData(ofLength: start.utf8.count), as: UTF8.self) != start else {
    return
  }
  throw Complaint(
    .refused, "\(path): exists already, and was not written by this command; name another file")
}

/// Writes a file as a whole, or not at all.
func write(_ bytes: [UInt8], to path: String) throws {
  do {
    try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
  } catch {
    throw Complaint(
      .infrastructure,
      "\(path): cannot be written (\(error.localizedDescription)); check its folder")
  }
}

extension Model {
  /// Reads a model file.
  static func read(_ path: String) throws -> Model {
    let bytes: [UInt8]
    do {
      bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      let isThere = FileManager.default.fileExists(atPath: path)
      throw Complaint(
        .badInput,
        isThere
          ? "\(path): cannot be read; expected a model file"
          : "\(path): no such model file; 'hitsweep train STORE ID' writes one")
    }
    do throws(ModelFileError) {
      return try ModelFile.model(from: bytes)
    } catch {
      var status = ExitStatus.badInput
      if case .newerVersion = error { status = .refused }
      throw Complaint(status, "\(path): \(error)")
    }
  }
}
