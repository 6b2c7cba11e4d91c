import Foundation
import Synchronization
import Testing

/// Tests of the built program, one at a time: each of them may use all cores.
@Suite(.serialized) struct CommandLineTests {}

/// What a finished program left behind.
struct Finished {
  /// The exit code; 128 and the number of the signal that ended the program, if one did.
  let status: Int32
  let output: String
  let errors: String

  func json() throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
  }
}

/// A run of the built `hitsweep`, in a folder of its own, ended at the latest when this object goes.
final class Program {
  private let process = Process()
  private let output = Gathered()
  private let errors = Gathered()
  private let end = DispatchSemaphore(value: 0)

  init(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:],
    terminal: PseudoTerminal? = nil
  ) throws {
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .filter { $0.key != "HITSWEEP_DATA" }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput =
      terminal.map { FileHandle(fileDescriptor: $0.device) as Any } ?? output.pipe
    process.standardError = errors.pipe
    process.terminationHandler = { [end] _ in end.signal() }
    try process.run()
    if terminal == nil { output.start() } else { output.pipe.fileHandleForWriting.closeFile() }
    errors.start()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var identifier: Int32 { process.processIdentifier }

  var isRunning: Bool { process.isRunning }

  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// How much longer than usual everything may take, as it does under a sanitizer.
  static let patience = Double(
    ProcessInfo.processInfo.environment["HITSWEEP_TEST_PATIENCE"] ?? "1")!

  /// Waits for the end, at most two minutes.
  func finish() throws -> Finished {
    guard end.wait(timeout: .now() + 120 * Self.patience) == .success else {
      send(SIGKILL)
      throw TimedOut(what: "the end of hitsweep \(process.arguments ?? [])", seen: errors.text)
    }
    // As in a shell; or a crash by SIGILL, whose number is 4, would pass for a refusal.
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Finished(
      status: signal + process.terminationStatus, output: output.rest(), errors: errors.rest())
  }

  /// Waits until stderr holds `text`, at most half a minute.
  func waitForErrors(_ text: String) throws -> String {
    try waitForErrors([text])
  }

  /// Waits until stderr holds one of `texts`, at most half a minute.
  @discardableResult func waitForErrors(_ texts: [String]) throws -> String {
    try errors.wait(for: texts, within: 30 * Self.patience)
  }

  /// Waits until stdout holds `text`, at most half a minute.
  func waitForOutput(_ text: String) throws -> String {
    try output.wait(for: [text], within: 30 * Self.patience)
  }

  /// Waits until a coordinator says where it listens.
  func waitForEndpoint() throws -> String {
    let said = try waitForErrors("Start workers with")
    let endpoint = said.firstMatch(of: /listening on (tcp:\S+)/)?.1
    return String(try #require(endpoint))
  }

  static func run(
    _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) throws -> Finished {
    try Program(arguments, in: folder, environment: environment).finish()
  }

  /// The program beside the test bundle.
  static let executable: URL = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    for _ in 0..<5 {
      folder = folder.deletingLastPathComponent()
      let candidate = folder.appendingPathComponent("hitsweep")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
    }
    preconditionFailure("the built hitsweep is not beside \(CommandLine.arguments[0])")
  }()
}

struct TimedOut: Error {
  let what: String
  let seen: String
}

/// What comes out of a pipe, readable while it comes.
private final class Gathered: @unchecked Sendable {
  // Proof of @unchecked Sendable: `bytes` and `isClosed` are read and written under `condition`.
  let pipe = Pipe()
  private let condition = NSCondition()
  private var bytes = Data()
  private var isClosed = false

  /// Starts to read, on a thread that ends with the last process that holds the pipe's other end.
  func start() {
    Thread.detachNewThread { [self] in
      while add(pipe.fileHandleForReading.availableData) {}
    }
  }

  var text: String {
    condition.withLock { String(decoding: bytes, as: UTF8.self) }
  }

  func rest() -> String {
    let deadline = Date(timeIntervalSinceNow: 10 * Program.patience)
    condition.withLock { while !isClosed, condition.wait(until: deadline) {} }
    return text
  }

  func wait(for wanted: [String], within seconds: Double) throws -> String {
    let deadline = Date(timeIntervalSinceNow: seconds)
    return try condition.withLock {
      while true {
        let text = String(decoding: bytes, as: UTF8.self)
        if wanted.contains(where: { text.contains($0) }) { return text }
        guard !isClosed, condition.wait(until: deadline) else {
          throw TimedOut(what: "\(wanted) on stderr", seen: text)
        }
      }
    }
  }

  /// Adds what has come; false where nothing will come any more.
  private func add(_ data: Data) -> Bool {
    condition.withLock {
      bytes += data
      isClosed = data.isEmpty
      condition.broadcast()
      return !isClosed
    }
  }
}

/// A folder that goes with this object.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("hitsweep-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      Issue.record("the folder \(url.path) cannot be removed: \(error)")
    }
  }

  func write(_ text: String, to name: String) throws {
    try text.write(to: url.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }
}

/// The project's folder.
let projectFolder = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
