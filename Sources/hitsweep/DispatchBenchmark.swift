import Coordinator
import Foundation
import Reports
import Scheduling
import SearchSpace
import SweepStore
import Sweeps
import ZeroMQ

/// One timing of trials that do nothing, or spin, on their way through a coordinator into its store.
final class DispatchBenchmark {
  private static let mostWorkerProcesses = 16
  private static let crowdProcesses = 4

  private let trials: Int
  private let workers: Int
  private let trialTime: Duration
  private let outcomeBytes: Int
  private let hasKeys: Bool
  private let cores = ProcessInfo.processInfo.activeProcessorCount
  private let clock = ContinuousClock()
  /// Processes that read it end with this one, however it ends.
  private let tie = Pipe()
  private var doneCount = 0
  private var lastCommit: ContinuousClock.Instant?
  private var joinTimes: [Duration] = []
  /// How many trials each worker that joined has brought.
  private var brought: [WorkerID: Int] = [:]

  init(trials: Int, workers: Int, trialTime: Duration, outcomeBytes: Int, hasKeys: Bool) {
    self.trials = trials
    self.hasKeys = hasKeys
    self.workers = workers
    self.trialTime = trialTime
    self.outcomeBytes = outcomeBytes
  }

  /// What one timing shows.
  struct Report: Encodable {
    var schemaVersion = 1
    let trials: Int
    let workers: Int
    let slots: Int
    let trialTimeMilliseconds: Double
    let outcomeBytes: Int
    let storedTrials: Int
    let seconds: Double
    let trialsPerSecond: Double
    /// Absent of trials that take no CPU time.
    let efficiency: Double?
    let efficiencyCeiling: Double
    let coordinatorCPUMicrosecondsPerTrial: Double
    let coordinatorPeakMemoryMiB: Double
    let curve: Bool
    /// From the start of the worker processes until the last worker had joined.
    let joinSeconds: Double
    /// The fewest and the most trials that a worker brought.
    let fewestTrials: Int
    let mostTrials: Int
  }

  /// Runs the trials.
  func run() throws -> Report {
    CoordinatorSession.raiseDescriptorLimit()
    guard let sweep = BenchmarkGrid(trials: trials)?.sweep else {
      preconditionFailure("no grid of \(trials) trials")
    }
    let folder = try BenchmarkFolder()
    let before = try ceiling()
    let served = try serve(sweep, storePath: folder.storePath)
    guard let firstGrant = served.firstGrant, let lastCommit else {
      throw Complaint(.infrastructure, "no trial was stored")
    }
    let seconds = (lastCommit - firstGrant) / .seconds(1)
    let efficiencyCeiling = (before + (try ceiling())) / 2
    let work = Double(trials) * (trialTime / .seconds(1))
    return Report(
      trials: trials, workers: workers, slots: slots * workers,
      trialTimeMilliseconds: trialTime / .milliseconds(1), outcomeBytes: outcomeBytes,
      storedTrials: try storedCount(folder.storePath, of: sweep), seconds: seconds,
      trialsPerSecond: Double(trials) / seconds,
      efficiency: trialTime > .zero && !isCrowd ? work / (Double(cores) * seconds) : nil,
      efficiencyCeiling: efficiencyCeiling,
      coordinatorCPUMicrosecondsPerTrial: served.cpu / .microseconds(1) / Double(trials),
      coordinatorPeakMemoryMiB: served.peakMemoryMiB, curve: hasKeys,
      joinSeconds: (joinTimes.max() ?? .zero) / .seconds(1),
      fewestTrials: brought.values.min() ?? 0, mostTrials: brought.values.max() ?? 0)
  }

  private var slots: Int { max(1, cores / workers) }

  /// Whether the workers are connections of few processes, whose trials wait instead of computing.
  private var isCrowd: Bool { workers > Self.mostWorkerProcesses }

  /// What was measured of the coordinator, which is this process.
  private struct Served {
    let firstGrant: ContinuousClock.Instant?
    let cpu: Duration
    let peakMemoryMiB: Double
  }

  /// Serves real workers to the end.
  private func serve(_ sweep: Sweep, storePath: String) throws -> Served {
    let store = try SweepStore.own(
      storePath,
      for: SweepStore.Description(
        name: "bench", sweepPath: "", sweepFile: "", dataSummary: "{}",
        softwareVersion: hitsweepVersion, sweep: sweep))
    let cost = max(1, trialTime / .microseconds(1))
    let start = try Start(name: "bench", sweep: sweep, store: store) { _ in cost }
    let door = try Door(
      DoorPlan(
        listen: Endpoint(argument: "tcp://127.0.0.1:*", use: .listen), outside: nil,
        asksForKeys: hasKeys, writesJoinFile: true), sweep: "bench", store: storePath)
    let socket = try Socket(.router, encryption: door.encryption)
    try door.writeJoinFile(listeningOn: socket.bind("tcp://127.0.0.1:*"))
    guard let joinFile = door.joinFile else { preconditionFailure("no join file") }
    let mailbox = Mailbox<Coordinator.Incident>()
    let origin = clock.now
    let coordinator = Coordinator(
      socket: socket, admitted: door.admitted, store: store, start: start, data: BenchmarkGrid.data,
      mailbox: mailbox
    ) { [self] in take($0, since: origin) }
    let processes = try startWorkers(joinFile)
    let cpu = ProcessTime.ofThisProcess
    let signals = Signals { _ in
      // The first drains, the second stops: what is measured is lost either way.
      for _ in 0..<2 { mailbox.post(.interrupted) }
    }
    defer { signals.stop() }
    let ending = try coordinator.run()
    let used = ProcessTime.ofThisProcess - cpu
    // A worker that had not joined yet would go on looking for the coordinator.
    tie.fileHandleForWriting.closeFile()
    for process in processes { process.waitUntilExit() }
    guard ending == .done else { throw Complaint(.interrupted, "interrupted") }
    return Served(
      firstGrant: coordinator.firstGrant, cpu: used, peakMemoryMiB: ProcessTime.peakMemoryMiB)
  }

  private func take(_ report: Coordinator.Report, since origin: ContinuousClock.Instant) {
    switch report {
    case .stored(let stored):
      doneCount += stored.batch.newCount
      brought[stored.batch.worker, default: 0] += stored.batch.newCount
      if doneCount == trials, lastCommit == nil { lastCommit = clock.now }
    case .note(.joined(let worker, _, _, _)):
      joinTimes.append(clock.now - origin)
      brought[worker, default: 0] += 0
    case .note(.left), .status: break
    case .note(let note): Terminal.say("\(note)")
    case .remark(let text): Terminal.say(text)
    }
  }

  private func startWorkers(_ joinFile: String) throws -> [Process] {
    let spin = [
      "--spin-microseconds", "\(trialTime.wholeMicroseconds)", "--record-bytes", "\(outcomeBytes)",
    ]
    guard isCrowd else {
      return try (0..<workers).map { _ in
        try start(["worker", joinFile, "--slots", "\(slots)", "--tied"] + spin)
      }
    }
    return try (0..<Self.crowdProcesses).map { number in
      let share = (workers - number + Self.crowdProcesses - 1) / Self.crowdProcesses
      return try start(["bench", "crowd", joinFile, "--workers", "\(share)"] + spin)
    }
  }

  private func start(_ arguments: [String], output: Pipe? = nil) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    process.standardInput = tie.fileHandleForReading
    process.standardOutput = output ?? FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw Complaint(.infrastructure, "cannot start a process: \(error)")
    }
    return process
  }

  /// The share of all cores that as many processes get which only spin.
  private func ceiling() throws -> Double {
    let spinning = try (0..<cores).map { _ in
      let output = Pipe()
      return (process: try start(["bench", "spin"], output: output), output: output)
    }
    let shares = spinning.map { spinning in
      let text = String(
        decoding: spinning.output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      spinning.process.waitUntilExit()
      return Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }
    return shares.reduce(0, +) / Double(cores)
  }

  /// Counts what is in the store, each trial once.
  private func storedCount(_ path: String, of sweep: Sweep) throws -> Int {
    let store = try SweepStore.read(path)
    let start = try Start(name: "bench", sweep: sweep, store: store) { _ in 1 }
    guard start.open.isEmpty, start.counts.done == trials else {
      throw Complaint(
        .infrastructure, "the store holds \(start.counts.done) of \(trials) trials")
    }
    return start.counts.done
  }
}

extension DispatchBenchmark.Report {
  /// The figures for people.
  func lines() -> [String] {
    func number(_ value: Double, _ decimals: Int) -> String {
      NumberText.fixed(value, decimals: decimals)
    }
    let ceiling = number(efficiencyCeiling, 3)
    let work =
      efficiency.map {
        "Efficiency \(number($0, 3)), where processes that only spin have \(ceiling): "
          + "ratio \(number($0 / efficiencyCeiling, 3))"
      } ?? "Trials that take no CPU time; processes that only spin get \(ceiling) of the cores"
    return [
      "\(NumberText.count(storedTrials)) trials stored in \(number(seconds, 2)) s: "
        + "\(NumberText.count(Int(trialsPerSecond))) a second "
        + "(\(NumberText.count(workers, "worker")), records of \(outcomeBytes) bytes\(curve ? ", encrypted" : ""))",
      work,
      "Coordinator: \(number(coordinatorCPUMicrosecondsPerTrial, 2)) µs of CPU a trial, all threads; "
        + "at most \(number(coordinatorPeakMemoryMiB, 0)) MiB",
      "All workers had joined after \(number(joinSeconds, 2)) s; each brought "
        + "\(NumberText.count(fewestTrials)) to \(NumberText.count(mostTrials)) trials",
    ]
  }
}
