import Foundation
import Scheduling
import SearchSpace
import Sweeps
import Testing
import Worker
import ZeroMQ

/// A training process of the built program that runs spinning trials, and the loop that a worker would be.
final class TrainingStand {
  let process: TrainingProcess
  private let socket: Socket
  private let mailbox = Mailbox<Never>()
  private(set) var outcomes = OutcomeBatch()
  private(set) var cancelled: [[Range<Int>]] = []
  private(set) var prepared: [ContentHash] = []
  private(set) var failures: [String] = []
  private(set) var crash: Crash?
  /// How often the process woke the loop.
  private(set) var wakeCount = 0

  init(_ program: TrainingProgram) throws {
    process = try TrainingProcess(program)
    socket = try Socket(.dealer)
  }

  convenience init(
    slots: Int = 1, spin microseconds: Int, recordByteCount: Int = 128, crashAt: [Int] = []
  ) throws {
    var program = Self.program(
      slots: slots,
      options: ["--spin-microseconds", "\(microseconds)", "--record-bytes", "\(recordByteCount)"])
    if !crashAt.isEmpty {
      program.environment["HITSWEEP_TEST_CRASH"] = crashAt.map(String.init).joined(separator: ",")
    }
    try self.init(program)
    prepare()
  }

  static func program(slots: Int, options: [String]) -> TrainingProgram {
    TrainingProgram(
      path: executable, arguments: ["slots", "--slots", "\(slots)"] + options + ["--worker"],
      slots: slots)
  }

  /// Indices of all outcomes, in the order in which they came.
  var indices: [Int] { outcomes.indices }

  func prepare(_ sweep: Sweep = exampleSweep, songs: [UInt8] = []) {
    process.send(.prepare(sweep: sweep.encoded(), songs: songs))
  }

  /// How much longer than usual everything may take, as it does under a sanitizer.
  private static let patience = Int(
    ProcessInfo.processInfo.environment["HITSWEEP_TEST_PATIENCE"] ?? "1")!

  /// Serves the process until `isDone`, at most a minute.
  func serve(until isDone: () -> Bool) throws {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60) * Self.patience
    while !isDone() {
      try #require(
        clock.now < end, "\(outcomes.count) outcomes, crash \(String(describing: crash))")
      guard
        try socket.wait(
          timeout: .milliseconds(100), mailbox: mailbox.doorbell, others: process.waited)
      else { continue }
      wakeCount += 1
      let (answers, crash) = process.takeAnswers()
      for answer in answers {
        switch answer {
        case .prepared(let sweep): prepared.append(sweep)
        case .outcomes(let batch, _): outcomes.append(batch)
        case .cancelled(let ranges): cancelled.append(ranges)
        case .failed(let reason): failures.append(reason)
        }
      }
      if let crash {
        self.crash = crash
        return
      }
    }
  }

  /// Whether a process with this id exists, be it as a zombie.
  static func exists(_ process: Int32) -> Bool { kill(process, 0) == 0 }

  /// The program beside the test bundle.
  private static let executable: String = {
    var folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    for _ in 0..<5 {
      folder = folder.deletingLastPathComponent()
      let candidate = folder.appendingPathComponent("hitsweep").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    preconditionFailure("the built hitsweep is not beside \(CommandLine.arguments[0])")
  }()
}

/// A sweep that spinning trials know nothing of.
let exampleSweep = sweep(seed: 1)

func sweep(seed: Int) -> Sweep {
  do {
    return Sweep(
      facts: Sweep.Facts(
        dataHash: ContentHash(of: []), dataRule: "none", split: [:], seed: seed, evaluate: "all"),
      recipe: [:],
      space: try SearchSpace(axes: [Axis(name: "epochs", values: [.integer(1)])]),
      replicates: 1 << 30)
  } catch {
    preconditionFailure("\(error)")
  }
}
