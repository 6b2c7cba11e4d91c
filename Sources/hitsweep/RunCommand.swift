import ArgumentParser
import Foundation

/// `hitsweep run`.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a whole sweep on this machine and print its summary.",
    discussion: """
      Starts a coordinator and one worker process on all cores. Interrupted or killed, the same \
      command goes on from the store. What is printed at the end is what 'hitsweep summary STORE' prints.
      """)

  @Argument(help: "The sweep file.") var sweep: String
  @OptionGroup var store: StoreOptions
  @Option(help: "Trials at a time; without it one a core.") var slots: Int?
  @OptionGroup var isa: InstructionSetOption
  @OptionGroup var data: DataOptions

  func validate() throws {
    if let slots, !(1...4096).contains(slots) {
      throw ValidationError("--slots: \(slots) is not expected; expected 1 to 4096")
    }
  }

  func run() throws {
    Signals.outliveReaders()
    try FloatingPoint.requireStandard()
    let session = try CoordinatorSession(
      PreparedSweep(path: sweep, options: data), store: store.store, fresh: store.fresh,
      plan: .local())
    let worker = LocalWorker(
      endpoint: session.endpoint, options: workerOptions, unlessEnded: session.unlessEnded)
    try worker.start()
    defer { worker.stop() }
    let result = Result { try session.run() }
    if case .failure(let error) = result, (error as? Complaint)?.status != .someFailed {
      throw error
    }
    try Summarize.printText(storePath: session.storePath)
    print(
      "\nThe store is \(session.storePath). Look at it again with: hitsweep summary \(session.storePath)"
    )
    try result.get()
  }
}

extension Run {
  /// What the worker process is told on its command line.
  private var workerOptions: [String] {
    (slots.map { ["--slots", "\($0)"] } ?? []) + (isa.name.map { ["--isa", $0] } ?? [])
  }
}

/// The worker process of `run`, tied to it by a pipe: when this process ends, however it ends, the worker ends.
///
/// Proof of `@unchecked Sendable`: all that changes is read and written on the thread that serves the sweep; what another
/// thread sees of a worker's end is only handed over to it.
final class LocalWorker: @unchecked Sendable {
  private let endpoint: String
  private let options: [String]
  private let unlessEnded: @Sendable (@escaping @Sendable () throws -> Void) -> Void
  private let tie = Pipe()
  private var process: Process?
  private var restartsLeft = 10

  init(
    endpoint: String, options: [String],
    unlessEnded: @escaping @Sendable (@escaping @Sendable () throws -> Void) -> Void
  ) {
    self.endpoint = endpoint
    self.options = options
    self.unlessEnded = unlessEnded
  }

  /// Starts the worker; one that ends before the sweep does is replaced, ten times at the most.
  func start() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments =
      ["worker", endpoint, "--tied"] + options
    process.standardInput = tie.fileHandleForReading
    process.standardOutput = FileHandle.standardError
    process.terminationHandler = { [self] _ in unlessEnded { [self] in try replace() } }
    self.process = process
    do {
      try process.run()
    } catch {
      throw Complaint(.infrastructure, "cannot start a worker process: \(error)")
    }
  }

  /// Ends the worker and waits for it.
  func stop() {
    // One that did not hear that the sweep is done ends when the pipe is closed.
    tie.fileHandleForWriting.closeFile()
    if let process, process.isRunning { process.waitUntilExit() }
  }

  private func replace() throws {
    guard restartsLeft > 0 else {
      throw Complaint(
        .infrastructure,
        "the worker process has ended too often; what was measured is in the store")
    }
    restartsLeft -= 1
    Terminal.say("the worker process ended before its time; starting another")
    try start()
  }
}
