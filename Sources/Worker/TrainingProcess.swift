import CProcess
import Foundation
package import Scheduling
package import ZeroMQ

/// The descriptors of a training process, as its worker hands them over.
enum Channel {
  static let commands: CInt = 3
  static let answers: CInt = 4
  static let doorbell: CInt = 5
  static let running: CInt = 6
}

/// The program that a training process runs.
public struct TrainingProgram: Sendable {
  /// Where the program lies.
  public var path: String
  /// Its arguments without its name; the process id of the worker is put behind them.
  public var arguments: [String]
  /// How many trials it runs at a time.
  public var slots: Int
  /// What is added to the environment of this process.
  package var environment: [String: String] = [:]

  /// Names a program; without a path, the one that runs here, even if another was installed since.
  public init(path: String = "/proc/self/exe", arguments: [String], slots: Int) {
    self.path = path
    self.arguments = arguments
    self.slots = slots
  }
}

/// A worker's training process, as the worker sees it.
///
/// A trial that crashes, or whose process is killed for its memory, takes neither the worker's connection nor finished
/// outcomes with it, and the one who sees how it ended is the one who reports it. Nothing here waits for the process.
package final class TrainingProcess {
  /// So much of answers fits into the pipe, where the system allows.
  private static let pipeByteCount = 1 << 20
  /// So often is the pipe read in one go; what comes faster than that waits for the next.
  private static let readLimit = 64

  /// The process's id.
  package let identifier: Int32
  private let commands: Descriptor
  private let answers: Descriptor
  private let doorbell: Descriptor
  private let running: RunningTrials
  /// What is sent, and how much of it the pipe has taken.
  private var unsent: [UInt8] = []
  private var sentCount = 0
  private var received = FrameBuffer()
  private var isReaped = false

  /// Starts the process.
  ///
  /// It ends with the thread that calls this, which is to be one that lives as long as the worker.
  package init(_ program: TrainingProgram) throws(TrainingProcessError) {
    let (theirCommands, ourCommands) = try Self.pipe()
    let (ourAnswers, theirAnswers) = try Self.pipe()
    doorbell = try Descriptor(process_doorbell(), "open an eventfd")
    let memory = try Descriptor(
      process_shared_memory(RunningTrials.byteCount(slots: program.slots)), "share memory")
    guard let running = RunningTrials(descriptor: memory.number, slots: program.slots) else {
      throw .system("map memory")
    }
    self.running = running
    commands = ourCommands
    answers = ourAnswers
    for end in [commands.number, answers.number] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    let process = Self.start(
      program,
      with: [theirCommands.number, theirAnswers.number, doorbell.number, memory.number])
    // Before all properties have values: an object that never had a process must not come to end one, -1 least of all,
    // which means every process there is.
    guard process > 0 else { throw .system("start a training process") }
    identifier = process
  }

  deinit {
    if !isReaped { _ = killAndWait() }
  }

  /// Ends the process, which keeps nothing that anybody needs. A stopped one would not hear anything gentler.
  private func killAndWait() -> CInt {
    precondition(identifier > 0 && !isReaped, "a process of ours that has not been waited for")
    kill(identifier, SIGKILL)
    return waitForEnd()
  }

  /// Sends a command; what the pipe does not take is sent when ``waited`` says that it does.
  package func send(_ command: TrainingCommand) {
    unsent += command.encoded()
    sendRest()
  }

  /// The trials that run, in the order of the slots.
  package var runningTrials: [Int] { running.all }

  /// What a loop is to wait on; where one is ready, ``takeAnswers()`` follows.
  package var waited: [Waited] {
    [
      Waited(doorbell.number, for: .reading), Waited(answers.number, for: .hangUp),
      Waited(commands.number, for: unsent.isEmpty ? .hangUp : .writing),
    ]
  }

  /// Takes what the process has said, in its order, and its end where it has ended unasked: everything that it said before
  /// comes first.
  package func takeAnswers() -> (answers: [TrainingAnswer], crash: Crash?) {
    sendRest()
    var count: UInt64 = 0
    // Fails only where nobody has rung.
    _ = read(doorbell.number, &count, 8)
    var taken: [TrainingAnswer] = []
    for _ in 0..<Self.readLimit {
      let state = readSome()
      do {
        while let frame = received.next() { taken.append(try TrainingAnswer(decoding: frame)) }
      } catch {
        // Its memory is not what it was: a trial has written where it must not.
        _ = killAndWait()
        return (taken, crash("it wrote what cannot be read"))
      }
      switch state {
      case .more: continue
      case .empty: return (taken, nil)
      case .closed: return (taken, crash(Self.reason(status: waitForEnd())))
      }
    }
    return (taken, nil)
  }

  private enum PipeState {
    case more, empty, closed
  }

  private func readSome() -> PipeState {
    withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
      let count = read(answers.number, buffer.baseAddress, buffer.count)
      guard count > 0 else {
        return count < 0 && errno == EAGAIN ? .empty : count < 0 ? .more : .closed
      }
      received.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      return .more
    }
  }

  private func sendRest() {
    while sentCount < unsent.count {
      let count = unsent.withUnsafeBytes {
        write(commands.number, $0.baseAddress.map { $0 + sentCount }, unsent.count - sentCount)
      }
      if count > 0 {
        sentCount += count
      } else if errno == EPIPE {
        // Of a process that has ended, the end is found where answers are read.
        break
      } else if errno != EINTR {
        return
      }
    }
    (unsent, sentCount) = ([], 0)
  }

  private func crash(_ reason: String) -> Crash {
    Crash(running: runningTrials, reason: reason)
  }

  /// Waits for a process that has ended, or is about to.
  private func waitForEnd() -> CInt {
    var status: CInt = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    isReaped = true
    return status
  }

  private static func pipe() throws(TrainingProcessError) -> (
    reading: Descriptor, writing: Descriptor
  ) {
    var ends: [CInt] = [-1, -1]
    guard process_pipe(&ends, CInt(pipeByteCount)) == 0 else { throw .system("open a pipe") }
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  /// Starts `program`; -1 where the system refuses.
  private static func start(_ program: TrainingProgram, with descriptors: [CInt]) -> Int32 {
    let arguments =
      [CommandLine.arguments.first ?? "hitsweep"] + program.arguments + ["\(getpid())"]
    // A backtrace of two slots that crash at once can wait for itself for ever.
    let environment = ProcessInfo.processInfo.environment.merging(program.environment) { $1 }
      .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
      .map { "\($0.key)=\($0.value)" }
    return withCStrings(arguments) { arguments in
      withCStrings(environment) { environment in
        process_start(
          program.path, arguments, environment, descriptors, CInt(descriptors.count))
      }
    }
  }

  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }

  private static func reason(status: CInt) -> String {
    let signal = status & 0x7F
    guard signal != 0 else { return "exit code \(status >> 8 & 0xFF)" }
    return "signal \(signal) (\(strsignal(signal).map { String(cString: $0) } ?? "unknown"))"
  }
}

/// A descriptor that is closed when this object goes.
private final class Descriptor {
  let number: CInt

  init(_ number: CInt) { self.number = number }

  convenience init(_ number: CInt, _ action: String) throws(TrainingProcessError) {
    guard number >= 0 else { throw .system(action) }
    self.init(number)
  }

  deinit { close(number) }
}

/// Why there is no training process.
public enum TrainingProcessError: Error, Equatable, CustomStringConvertible {
  /// The system refuses to do something, for the reason given.
  case refused(action: String, reason: String)
  /// The process was started by somebody else than a worker, or the worker has ended.
  case notStartedByWorker
  /// The process cannot make the coordinator's sweep ready, for the reason given.
  case cannotPrepare(reason: String)

  static func system(_ action: String) -> TrainingProcessError {
    .refused(action: action, reason: String(cString: strerror(errno)))
  }

  /// The error as a sentence.
  public var description: String {
    switch self {
    case .refused(let action, let reason): "cannot \(action): \(reason)"
    case .notStartedByWorker:
      "this is the part of a worker that trains, and no worker has started it; start one with: hitsweep worker ENDPOINT"
    case .cannotPrepare(let reason): reason
    }
  }
}
