import CProcess
import Foundation
public import Sweeps

/// A training process: runs trials on its slots for the worker that started it, and ends with it.
public final class TrainingService {
  /// Runs the trial with this index and returns its canonical record.
  public typealias Runner = @Sendable (_ index: Int) -> [UInt8]

  /// How often what has gathered is handed on at the least.
  private static let handOnMilliseconds: CInt = 100

  private let prepare: (Sweep, [UInt8]) throws -> Runner
  private let answers: AnswerWriter
  private let pool: TrialPool
  private var commands = FrameBuffer()

  /// Serves the worker to its end.
  ///
  /// - Parameters:
  ///   - worker: the process id of the worker.
  ///   - prepare: makes ready to run the trials of a sweep on its prepared songs.
  /// - Throws: ``TrainingProcessError/notStartedByWorker`` where nobody is there to serve.
  public static func run(
    slots: Int, worker: Int32, prepare: @escaping (Sweep, [UInt8]) throws -> Runner
  ) throws(TrainingProcessError) -> Never {
    // Ctrl-C and a cluster's SIGTERM go to all processes; what follows from them the worker decides.
    for number in [SIGINT, SIGTERM, SIGPIPE] { signal(number, SIG_IGN) }
    guard process_end_with_parent() == 0 else { throw .system("tie a process to its parent") }
    // It may have ended before.
    guard getppid() == worker,
      let running = RunningTrials(descriptor: Channel.running, slots: slots)
    else { throw .notStartedByWorker }
    TrainingService(slots: slots, running: running, prepare: prepare).serve()
  }

  private init(
    slots: Int, running: RunningTrials, prepare: @escaping (Sweep, [UInt8]) throws -> Runner
  ) {
    self.prepare = prepare
    answers = AnswerWriter(pipe: Channel.answers, doorbell: Channel.doorbell)
    pool = TrialPool(slots: slots, running: running, answers: answers)
  }

  private func serve() -> Never {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    var readable = pollfd(fd: Channel.commands, events: Int16(POLLIN), revents: 0)
    while true {
      if poll(&readable, 1, Self.handOnMilliseconds) > 0 {
        let count = read(Channel.commands, buffer.baseAddress, buffer.count)
        // The worker has ended, or wants the end. No slot is waited for.
        if count == 0 { _exit(0) }
        if count > 0 { commands.append(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
        while let frame = commands.next() { perform(frame) }
      } else {
        pool.handOn()
      }
    }
  }

  private func perform(_ frame: [UInt8]) {
    do {
      switch try TrainingCommand(decoding: frame) {
      case .prepare(let sweep, let songs):
        let sweep = try Sweep(decoding: sweep)
        pool.use(sweep.id, record: CrashForTest.wrapped(try prepare(sweep, songs)))
        answers.write(.prepared(sweep.id), .now)
      case .run(let ranges): pool.run(ranges)
      case .replaceQueue(let ranges): pool.replaceQueue(with: ranges)
      case .cancelQueue: answers.write(.cancelled(pool.cancel()), .now)
      case .forget(let ranges): pool.forget(ranges)
      }
    } catch {
      answers.write(.failed(reason: "\(error)"), .now)
    }
  }
}

/// Crashes of trials that tests ask for.
private enum CrashForTest {
  /// `runner`, but for the trials that the environment names, at whose start the process crashes.
  static func wrapped(_ runner: @escaping TrainingService.Runner) -> TrainingService.Runner {
    guard let text = ProcessInfo.processInfo.environment["HITSWEEP_TEST_CRASH"] else {
      return runner
    }
    let doomed = Set(text.split(separator: ",").compactMap { Int($0) })
    return { index in
      if doomed.contains(index) { UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = index }
      return runner(index)
    }
  }
}
