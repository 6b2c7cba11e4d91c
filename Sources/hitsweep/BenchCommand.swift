import ArgumentParser
import KernelContract
import Kernels
import Reports
import Training

/// `hitsweep bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how fast this machine is.", subcommands: [Train.self])

  /// `hitsweep bench train`.
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Time whole trainings on one core, beside what its multiply-adds could do.",
      discussion: """
        W1: 13-30-10-2, batches of 64, 11,746 rows. W2: LSTM(10) over 3 steps of 14 features with a softmax at each, \
        batches of 64, 2,000 sequences. W3: 13-256-128-2, batches of 256, 11,746 rows. Each 25 epochs with Adam. \
        LAYERS, such as 64,32, are other hidden layers on the rows of W1. The peak and the trainings take turns, and \
        medians are printed. The floor is the time that the arithmetic alone would take at the peak.
        """)

    @Option(
      help: ArgumentHelp("What to train; all three without it.", valueName: "W1|W2|W3|LAYERS"))
    var workload: String?
    @OptionGroup var isa: InstructionSetOption
    @Option(help: "The form of the output.") var format = TableFormat.table

    func validate() throws { _ = try workloads() }

    func run() throws {
      let instructionSet = isa.instructionSet
      var report = TrainingBenchmark(instructionSet: instructionSet)
      for workload in try workloads() { try report.measure(workload) }
      if format == .json { return try printJSON(report) }
      for line in report.lines() { print(line) }
    }

    private func workloads() throws -> [TrainingWorkload] {
      guard let workload else { return TrainingWorkload.standard }
      if let known = TrainingWorkload.standard.first(where: { $0.name == workload.uppercased() }) {
        return [known]
      }
      let sizes = workload.split(separator: ",", omittingEmptySubsequences: false).map {
        Int($0.filter { $0 != " " && $0 != "[" && $0 != "]" })
      }
      guard sizes.allSatisfy({ (1...4096).contains($0 ?? 0) }) else {
        throw ValidationError(
          "--workload: '\(workload)' is not expected; expected W1, W2, W3 or sizes of hidden layers "
            + "from 1 to 4096, such as 64,32")
      }
      return [.hidden(sizes.compactMap(\.self))]
    }
  }
}

/// Times of trainings, beside the machine's own limit in the same minutes.
struct TrainingBenchmark: Encodable {
  struct Result: Encodable {
    let name: String
    let milliseconds: Double
    let gflops: Double
    let shareOfPeak: Double
    let ratioToFloor: Double
  }

  private(set) var isa: String
  private(set) var peakGFLOPS = 0.0
  private(set) var workloads: [Result] = []
  private let instructionSet: InstructionSet
  private var peaks: [Double] = []
  private var times: [(name: String, operations: Double, seconds: Double)] = []

  private enum CodingKeys: CodingKey {
    case isa, peakGFLOPS, workloads
  }

  init(instructionSet: InstructionSet) {
    self.instructionSet = instructionSet
    isa = instructionSet.rawValue
  }

  /// Trains, after a warm-up, at least 9 times and for at least a second; each time the peak is measured, too.
  mutating func measure(_ workload: TrainingWorkload) throws {
    let train = workload.prepared(for: instructionSet)
    try train()
    _ = Self.measuredPeak()
    var seconds: [Double] = []
    while seconds.count < 9 || (seconds.reduce(0, +) < 1 && seconds.count < 99) {
      peaks.append(Self.measuredPeak())
      seconds.append(try Self.seconds(train))
    }
    times.append((workload.name, workload.operations, Self.median(seconds)))
    summarize()
  }

  private mutating func summarize() {
    let peak = Self.median(peaks)
    peakGFLOPS = peak / 1e9
    workloads = times.map { name, operations, seconds in
      let rate = operations / seconds
      return Result(
        name: name, milliseconds: seconds * 1e3, gflops: rate / 1e9, shareOfPeak: rate / peak,
        ratioToFloor: peak / rate)
    }
  }

  /// Floating-point operations a second that the machine's fastest instruction set does at best.
  private static func measuredPeak() -> Double {
    let kernels = InstructionSet.best.kernels
    let rounds = InstructionSet.best.isSlow ? 20_000 : 1_000_000
    var sums = (0..<6 * panelRows).map { Float($0) }
    let seconds = seconds { kernels.multiplyAdds(rounds: rounds, to: &sums) }
    precondition(sums.allSatisfy(\.isFinite), "the sums stay small")
    return Double(2 * kernels.multiplyAddsPerRound * rounds) / seconds
  }

  private static func seconds(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try work()
    return (clock.now - start) / .seconds(1)
  }

  private static func median(_ values: [Double]) -> Double {
    values.sorted()[values.count / 2]
  }

  /// The figures for people.
  func lines() -> [String] {
    var table = TextTable([
      .left("workload"), .right("ms"), .right("GFLOP/s"), .right("share of peak"),
      .right("ratio to floor"),
    ])
    for result in workloads {
      table.append([
        result.name, NumberText.fixed(result.milliseconds, decimals: 2),
        NumberText.fixed(result.gflops, decimals: 1),
        "\(NumberText.fixed(100 * result.shareOfPeak, decimals: 0)) %",
        NumberText.fixed(result.ratioToFloor, decimals: 2),
      ])
    }
    return [
      "One core, \(instructionSet.title); its peak: \(NumberText.fixed(peakGFLOPS, decimals: 1)) GFLOP/s",
      "",
    ] + table.lines(width: Terminal.width)
  }
}
