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
    Signals.outliveReaders()
    let session = try CoordinatorSession(
      PreparedSweep(path: sweep, options: data), store: store.store, fresh: store.fresh,
      listen: "tcp://127.0.0.1:*")
    let worker = LocalWorker(endpoint: session.endpoint, slots: slots, giveUp: session.abandon)
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

/// The worker process of `run`, tied to it by a pipe: when this process ends, however it ends, the worker ends.
final class LocalWorker: @unchecked Sendable {
  // Proof of @unchecked Sendable: all that changes is read and written under `lock`.
  private let lock = NSLock()
  private let endpoint: String
  private let slots: Int?
  private let giveUp: @Sendable (Complaint) -> Void
  private let tie = Pipe()
  private var process: Process?
  private var isStopping = false
  private var restartsLeft = 10

  init(endpoint: String, slots: Int?, giveUp: @escaping @Sendable (Complaint) -> Void) {
    self.endpoint = endpoint
    self.slots = slots
    self.giveUp = giveUp
  }

  /// Starts the worker; one that ends before its time is replaced, ten times at the most.
  func start() throws(Complaint) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments =
      ["worker", endpoint, "--tied"] + (slots.map { ["--slots", "\($0)"] } ?? [])
    process.standardInput = tie.fileHandleForReading
    process.standardOutput = FileHandle.standardError
    process.terminationHandler = { [self] _ in ended() }
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
    // One that did not hear that the sweep is done ends when the pipe is closed.
    close(tie.fileHandleForWriting.fileDescriptor)
    if let process, process.isRunning { process.waitUntilExit() }
  }

  private func ended() {
    let (isExpected, mayRestart) = lock.withLock {
      defer { restartsLeft -= 1 }
      return (isStopping, restartsLeft > 0)
    }
    guard !isExpected else { return }
    guard mayRestart else {
      giveUp(
        Complaint(
          .infrastructure,
          "the worker process has ended too often; what it has measured is in the store"))
      return
    }
    Terminal.say("the worker process ended before its time; starting another")
    do throws(Complaint) {
      try start()
    } catch {
      giveUp(error)
    }
  }
}
