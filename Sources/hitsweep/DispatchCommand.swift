import ArgumentParser
import Foundation
import Reports
import Scheduling
import ZeroMQ

extension Bench {
  /// `hitsweep bench dispatch`.
  struct Dispatch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Time how fast outcomes of trials that do nothing get into a store.",
      discussion: """
        A coordinator in this process and real worker processes, over TCP on this machine: trials are handed out, \
        their outcomes stored (synced to disk) in a store in the current folder, acknowledged, counted, and removed again. \
        Efficiency is the CPU time of all trials over cores × time from the first grant to the last commit; its ceiling is that of \
        processes that only spin. More than 16 workers are connections of few processes, whose trials wait instead of computing, \
        for what only their number shows: whether all of them join, and are served alike.
        """)

    @Option(help: "How many trials.") var trials = 1_000_000
    @Option(help: "How many workers; the cores are shared out among them.") var workers = 2
    @Option(
      help: ArgumentHelp(
        "CPU time of each trial, such as 1ms or 500us; without it none.", valueName: "time"))
    var trialTime: TrialTime?
    @Option(help: "The size of an outcome's record in bytes.") var outcomeBytes = 128
    @Flag(help: "Encrypt, as beyond loopback.") var curve = false
    @Option(help: "The form of the output.") var format = TableFormat.table

    func validate() throws {
      guard (1...1_000_000_000).contains(trials), BenchmarkGrid(trials: trials) != nil else {
        throw ValidationError(
          "--trials: \(trials) is not expected; expected a round number up to 1000000000")
      }
      guard (1...10_000).contains(workers) else {
        throw ValidationError("--workers: \(workers) is not expected; expected 1 to 10000")
      }
      guard SpinningTrial.recordByteCounts.contains(outcomeBytes) else {
        throw ValidationError(
          "--outcome-bytes: \(outcomeBytes) is not expected; expected 16 to 1048576")
      }
    }

    func run() throws {
      Signals.outliveReaders()
      let report = try DispatchBenchmark(
        trials: trials, workers: workers, trialTime: trialTime?.duration ?? .zero,
        outcomeBytes: outcomeBytes, hasKeys: curve
      ).run()
      if format == .json { return try printJSON(report) }
      for line in report.lines() { print(line) }
    }
  }

  /// Uses a core for a while and says how much of it: what the ceiling of efficiency is made of.
  struct Spin: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Use a core and print the share of it that was had.", shouldDisplay: false)

    @Option(help: "For so long.") var milliseconds = 1000

    func run() throws {
      let clock = ContinuousClock()
      let start = clock.now
      let cpu = ProcessTime.ofThisProcess
      while clock.now - start < .milliseconds(milliseconds) {}
      print((ProcessTime.ofThisProcess - cpu) / (clock.now - start))
    }
  }
}

/// A short time as people write it: `500us`, `1ms`, `2s`.
struct TrialTime: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    let units: [(suffix: String, microseconds: Double)] = [("us", 1), ("ms", 1e3), ("s", 1e6)]
    for (suffix, microseconds) in units where argument.hasSuffix(suffix) {
      guard let number = Double(argument.dropLast(suffix.count)), number >= 0,
        number * microseconds <= 60e6
      else { return nil }
      duration = .microseconds(Int64(number * microseconds))
      return
    }
    return nil
  }
}

/// The CPU time of processes.
enum ProcessTime {
  /// That of all threads of this process.
  static var ofThisProcess: Duration { duration(RUSAGE_SELF.rawValue) }

  /// That of this thread (RUSAGE_THREAD of Linux, which is not imported).
  static var ofThisThread: Duration { duration(1) }

  private static func duration(_ who: Int32) -> Duration {
    var usage = rusage()
    getrusage(__rusage_who_t(who), &usage)
    return .seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + .microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
  }

  /// The most memory that this program had, in MiB. What getrusage tells counts the program that started it, too.
  static var peakMemoryMiB: Double {
    let status: String
    do {
      status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    } catch {
      return 0
    }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap {
      Double($0)
    }
    return (kibibytes ?? 0) / 1024
  }
}
