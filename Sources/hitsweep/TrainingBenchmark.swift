import Foundation
import KernelContract
import Kernels
import Reports
import Synchronization

/// Times of trainings, beside the machine's own limit in the same minutes.
struct TrainingBenchmark: Encodable {
  struct Result: Encodable {
    let name: String
    let milliseconds: Double
    let gflops: Double
    let shareOfPeak: Double
    let ratioToFloor: Double
    /// How many trainings a slot does while all train, for each that one does alone; absent of one slot.
    let slotEfficiency: Double?
  }

  let isa: String
  /// What the machine's fastest instruction set does at best, in 10⁹ floating-point operations a second.
  let peakGFLOPS: Double
  let workloads: [Result]
  private let title: String
  private let slots: Int

  private enum CodingKeys: CodingKey {
    case isa, peakGFLOPS, workloads
  }

  /// Trains each workload, after a warm-up, at least 9 times and for at least a second; each time the peak is measured,
  /// too, and where there are several slots, all of them train at once.
  init(_ workloads: [TrainingWorkload], instructionSet: InstructionSet, slots: Int) throws {
    isa = instructionSet.rawValue
    title = instructionSet.title
    self.slots = slots
    let timings = try workloads.map {
      try Timing(of: $0, instructionSet: instructionSet, slots: slots)
    }
    let peak = timings.flatMap(\.peaks).median
    peakGFLOPS = peak / 1e9
    self.workloads = timings.map { timing in
      let rate = timing.operations / timing.alone.median
      return Result(
        name: timing.name, milliseconds: timing.alone.median * 1e3, gflops: rate / 1e9,
        shareOfPeak: rate / peak, ratioToFloor: peak / rate,
        slotEfficiency: slots == 1 ? nil : timing.alone.median / timing.beside.median)
    }
  }

  /// The figures for people.
  func lines() -> [String] {
    var table = TextTable(
      [
        .left("workload"), .right("ms"), .right("GFLOP/s"), .right("share of peak"),
        .right("ratio to floor"),
      ] + (slots == 1 ? [] : [.right("\(slots) slots, each")]))
    for result in workloads {
      table.append(
        [
          result.name, NumberText.fixed(result.milliseconds, decimals: 2),
          NumberText.fixed(result.gflops, decimals: 1),
          "\(NumberText.fixed(100 * result.shareOfPeak, decimals: 0)) %",
          NumberText.fixed(result.ratioToFloor, decimals: 2),
        ] + (result.slotEfficiency.map { ["\(NumberText.fixed(100 * $0, decimals: 0)) %"] } ?? []))
    }
    return [
      "\(title) on one core, whose peak is \(NumberText.fixed(peakGFLOPS, decimals: 1)) GFLOP/s",
      "",
    ] + table.lines(width: Terminal.width)
  }
}

/// The seconds that one workload took, again and again.
private struct Timing {
  let name: String
  let operations: Double
  /// Seconds of a training on one slot, the others idle.
  private(set) var alone: [Double] = []
  /// Seconds of a training on each slot while all train.
  private(set) var beside: [Double] = []
  /// Floating-point operations a second that the machine's fastest instruction set does at best.
  private(set) var peaks: [Double] = []

  init(of workload: TrainingWorkload, instructionSet: InstructionSet, slots: Int) throws {
    name = workload.name
    operations = workload.operations
    let train = workload.prepared(for: instructionSet)
    let warmUp = try Self.seconds(train, slots: 1, repeats: 1)
    if warmUp > 5 {
      Terminal.say("\(name): \(Int(warmUp)) s a training; nine are timed")
    }
    _ = Self.measuredPeak()
    // Long enough for the start of threads to count for nothing.
    let repeats = slots == 1 ? 1 : max(1, Int(0.2 / warmUp))
    while alone.count < 9 || (alone.reduce(0, +) * Double(repeats) < 1 && alone.count < 99) {
      peaks.append(Self.measuredPeak())
      alone.append(try Self.seconds(train, slots: 1, repeats: repeats))
      if slots > 1 { beside.append(try Self.seconds(train, slots: slots, repeats: repeats)) }
    }
  }

  /// Trains on some slots at once, on each so many times: how long a training takes, in the mean of the slots.
  private static func seconds(
    _ train: @escaping @Sendable () throws -> Void, slots: Int, repeats: Int
  ) throws -> Double {
    let durations = Mutex<[Result<Duration, any Error>]>([])
    DispatchQueue.concurrentPerform(iterations: slots) { _ in
      let clock = ContinuousClock()
      let result = Result { try clock.measure { for _ in 0..<repeats { try train() } } }
      durations.withLock { $0.append(result) }
    }
    let total = try durations.withLock { try $0.reduce(.zero) { $0 + (try $1.get()) } }
    return total / .seconds(1) / Double(slots * repeats)
  }

  private static func measuredPeak() -> Double {
    let kernels = InstructionSet.best.kernels
    let rounds = InstructionSet.best.isSlow ? 20_000 : 1_000_000
    var sums = (0..<6 * panelRows).map { Float($0) }
    let clock = ContinuousClock()
    let start = clock.now
    kernels.multiplyAdds(rounds: rounds, to: &sums)
    let duration = clock.now - start
    precondition(sums.allSatisfy(\.isFinite), "the sums stay small")
    return Double(2 * kernels.multiplyAddsPerRound * rounds) / (duration / .seconds(1))
  }
}

extension [Double] {
  fileprivate var median: Double { sorted()[count / 2] }
}
