import Foundation
import Reports
import Simulation
import Sweeps
import Synchronization

/// What many simulated worlds, run on all cores, came to.
struct WorldSwarm {
  struct Violation {
    let seed: UInt64
    let violation: World.Violation
  }

  private let firstSeed: UInt64
  private let seedCount: Int
  private let fault: PlantedFault?
  /// In the order of the seeds.
  private(set) var violations: [Violation] = []
  private var tally = Tally()
  private var events = 0
  /// The time in all worlds.
  private var virtualTime = Duration.zero
  private var trace: UInt64 = 0
  private var duration = Duration.zero

  /// Runs the worlds; `tell` is for a single one, whose events it is told.
  init(
    firstSeed: UInt64, seedCount: Int, fault: PlantedFault?, tell: (@Sendable (String) -> Void)?
  ) {
    self.firstSeed = firstSeed
    self.seedCount = seedCount
    self.fault = fault
    let clock = ContinuousClock()
    let start = clock.now
    let progress = Mutex(Progress(seedCount: seedCount, startedAt: start))
    let found = Mutex<[World.Ending?]>([World.Ending?](repeating: nil, count: seedCount))
    let threadCount = min(ProcessInfo.processInfo.activeProcessorCount, seedCount)
    DispatchQueue.concurrentPerform(iterations: threadCount) { _ in
      while let position = progress.withLock({ $0.next() }) {
        var world = World(seed: firstSeed &+ UInt64(position), planting: fault, tell: tell)
        let ending = world.run()
        found.withLock { $0[position] = ending }
        progress.withLock { $0.finish(isClean: ending.violation == nil, at: clock.now) }
      }
    }
    if seedCount > 1, Terminal.hasProgressLine { Terminal.endLine() }
    for (position, ending) in found.withLock({ $0 }).enumerated() {
      if let ending { add(ending, of: firstSeed &+ UInt64(position)) }
    }
    duration = clock.now - start
  }

  private mutating func add(_ ending: World.Ending, of seed: UInt64) {
    tally += ending.tally
    events += ending.events
    virtualTime += ending.time
    trace = (trace &* 0x9E37_79B9_7F4A_7C15) ^ ending.trace
    if let violation = ending.violation {
      violations.append(Violation(seed: seed, violation: violation))
    }
  }

  /// The figures for people.
  var lines: [String] {
    let what =
      violations.isEmpty
      ? "no promise was broken" : "\(NumberText.count(violations.count)) broke a promise"
    let head =
      "\(NumberText.count(seedCount, "world")), \(NumberText.count(events)) events, "
      + "\(NumberText.fixed(duration / .seconds(1), decimals: 1)) s: \(what)"
    let planted = fault.map { "planted: \($0.rawValue), \($0.summary)" }
    let shown = violations.prefix(20).flatMap { found in
      [
        "seed \(found.seed) at \(NumberText.fixed(found.violation.time / .seconds(1), decimals: 6)) s: \(found.violation.what)",
        "  replay: hitsweep simulate --seed \(found.seed)\(fault.map { " --fault \($0.rawValue)" } ?? "")",
      ]
    }
    let rest =
      violations.count > 20 ? ["… and \(NumberText.count(violations.count - 20)) more"] : []
    var table = TextTable([.left("met"), .right("times")])
    for met in Met.allCases { table.append([met.title, NumberText.count(tally[met])]) }
    return [head] + (planted.map { [$0] } ?? []) + shown + rest + ["trace \(traceText)", ""]
      + table.lines(width: Terminal.width)
  }

  /// The figures for programs.
  var json: JSONValue {
    [
      "schemaVersion": .integer(1), "firstSeed": .text("\(firstSeed)"),
      "seeds": .integer(seedCount), "fault": fault.map { .text($0.rawValue) } ?? .null,
      "violations": .list(
        violations.map { found in
          [
            "seed": .text("\(found.seed)"), "time": .number(found.violation.time / .seconds(1)),
            "what": .text(found.violation.what),
          ]
        }),
      "events": .integer(events), "virtualSeconds": .number(virtualTime / .seconds(1)),
      "seconds": .number(duration / .seconds(1)), "trace": .text(traceText),
      "met": .object(
        Dictionary(
          uniqueKeysWithValues: Met.allCases.map { ("\($0)", .integer(tally[$0])) })),
    ]
  }

  private var traceText: String {
    let digits = String(trace, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// Which worlds have been run, and a line that tells of it on a terminal.
private struct Progress {
  private let seedCount: Int
  private let startedAt: ContinuousClock.Instant
  private var started = 0
  private var finished = 0
  private var violations = 0
  private var nextLine: ContinuousClock.Instant

  init(seedCount: Int, startedAt: ContinuousClock.Instant) {
    self.seedCount = seedCount
    self.startedAt = startedAt
    nextLine = startedAt
  }

  /// The position of the next world; `nil` when all have been started.
  mutating func next() -> Int? {
    guard started < seedCount else { return nil }
    started += 1
    return started - 1
  }

  mutating func finish(isClean: Bool, at now: ContinuousClock.Instant) {
    finished += 1
    if !isClean { violations += 1 }
    guard seedCount > 1, Terminal.hasProgressLine, now >= nextLine || finished == seedCount else {
      return
    }
    nextLine = now + .milliseconds(250)
    Terminal.draw(String(line(at: now).prefix(Terminal.progressWidth - 1)))
  }

  private func line(at now: ContinuousClock.Instant) -> String {
    let cells = 30 * finished / seedCount
    let bar = String(repeating: "█", count: cells) + String(repeating: " ", count: 30 - cells)
    let rate = Double(finished) / max((now - startedAt) / .seconds(1), 0.001)
    let eta = NumberText.duration(.seconds(Double(seedCount - finished) / rate))
    return "▕\(bar)▏ \(100 * finished / seedCount) %  "
      + "\(NumberText.count(finished))/\(NumberText.count(seedCount)) worlds  ETA \(eta)  "
      + "\(NumberText.fixed(rate, decimals: 0)) worlds/s  \(NumberText.count(violations)) broke a promise"
  }
}
