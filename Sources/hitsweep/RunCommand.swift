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

  func validate() throws { try LocalRun.requireSlots(slots) }

  func run() throws {
    Signals.outliveReaders()
    let run = LocalRun(
      of: sweep, data: data, store: store.store, fresh: store.fresh, slots: slots, isa: isa)
    let (storePath, failure) = try run.run()
    try Summarize.printText(storePath: storePath)
    print(
      "\nThe store is \(storePath). Look at it again with: hitsweep summary \(storePath)"
    )
    if let failure { throw failure }
  }
}

/// A whole sweep on this machine: a coordinator, and one worker process on all cores.
struct LocalRun {
  private let sweep: String
  private let data: DataOptions
  private let store: String?
  private let fresh: Bool
  private let slots: Int?
  private let isa: InstructionSetOption

  init(
    of sweep: String, data: DataOptions, store: String?, fresh: Bool = false, slots: Int?,
    isa: InstructionSetOption
  ) {
    self.sweep = sweep
    self.data = data
    self.store = store
    self.fresh = fresh
    self.slots = slots
    self.isa = isa
  }

  static func requireSlots(_ slots: Int?) throws {
    if let slots, !(1...4096).contains(slots) {
      throw ValidationError("--slots: \(slots) is not expected; expected 1 to 4096")
    }
  }

  /// Runs it to the end.
  ///
  /// - Returns: where its outcomes are, and what there is to complain of where some trials failed.
  func run() throws -> (storePath: String, failure: Complaint?) {
    try FloatingPoint.requireStandard()
    let session = try CoordinatorSession(
      PreparedSweep(path: sweep, options: data), store: store, fresh: fresh, plan: .local())
    let worker = LocalWorker(
      endpoint: session.endpoint, options: workerOptions, unlessEnded: session.unlessEnded)
    try worker.start()
    defer { worker.stop() }
    do {
      try session.run()
      return (session.storePath, nil)
    } catch let complaint as Complaint where complaint.status == .someFailed {
      return (session.storePath, complaint)
    }
  }

  /// Runs it to the end; whether some trials failed.
  func someFailed() throws -> Bool { try run().failure != nil }

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
