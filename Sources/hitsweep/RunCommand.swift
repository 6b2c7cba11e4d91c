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
  @OptionGroup var data: DataOptions

  func validate() throws {
    if let slots, !(1...4096).contains(slots) {
      throw ValidationError("--slots: \(slots) is not expected; expected 1 to 4096")
    }
  }

  func run() throws {
    let session = try CoordinatorSession(
      PreparedSweep(path: sweep, options: data), store: store.store, fresh: store.fresh,
      listen: "tcp://127.0.0.1:*")
    let worker = LocalWorker(endpoint: session.endpoint, slots: slots)
    try worker.start()
    defer { worker.stop() }
    let result = Result { try session.run() }
    if case .failure(let complaint as Complaint) = result, complaint.status == .interrupted {
      throw complaint
    }
    if case .failure(let error) = result, !(error is Complaint) { throw error }
    try Summarize.printText(storePath: session.storePath)
    print(
      "\nThe store is \(session.storePath). Look at it again with: hitsweep summary \(session.storePath)"
    )
    try result.get()
  }
}

/// The worker process of `run`, tied to it by a pipe: when this process ends, however it ends, the worker ends.
final class LocalWorker: @unchecked Sendable {
  // Proof of @unchecked Sendable: all that changes is read and written under `lock`.
  private let lock = NSLock()
  private let endpoint: String
  private let slots: Int?
  private let tie = Pipe()
  private var process: Process?
  private var isStopping = false
  private var restartsLeft = 10

  init(endpoint: String, slots: Int?) {
    self.endpoint = endpoint
    self.slots = slots
  }

  /// Starts the worker; one that is killed is replaced.
  func start() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments =
      ["worker", endpoint, "--tied"] + (slots.map { ["--slots", "\($0)"] } ?? [])
    process.standardInput = tie.fileHandleForReading
    process.standardOutput = FileHandle.standardError
    process.terminationHandler = { [self] in ended($0) }
    lock.withLock { self.process = process }
    do {
      try process.run()
    } catch {
      throw Complaint(.infrastructure, "cannot start a worker process: \(error)")
    }
  }

  /// Ends the worker and waits for it.
  func stop() {
    let process = lock.withLock {
      isStopping = true
      return self.process
    }
    guard let process, process.isRunning else { return }
    // The coordinator has told it that the sweep is done; closing the pipe ends one that did not hear it.
    try? tie.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  private func ended(_ process: Process) {
    let restarts = lock.withLock {
      defer { restartsLeft -= 1 }
      return !isStopping && process.terminationStatus != 0 && restartsLeft > 0
    }
    guard restarts else { return }
    Terminal.say("the worker process ended unexpectedly; starting another")
    do {
      try start()
    } catch {
      Terminal.say("\(error)")
    }
  }
}
