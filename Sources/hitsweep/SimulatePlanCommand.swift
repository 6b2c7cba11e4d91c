import ArgumentParser
import Foundation
import Reports
import Simulation

extension Simulate {
  /// `hitsweep simulate plan`.
  struct PlanScale: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "plan",
      abstract: "Estimate how one coordinator does with so many workers.",
      discussion: """
        First measures on this machine what a message, an outcome and a commit cost the coordinator (a second or two, with a \
        store in the current folder), then runs the sweep through a model of one coordinator, its store and its workers. It \
        leaves out the network's own limits and trials that differ in length.
        """)

    @Option(help: "How many workers.") var workers: Int
    @Option(help: "Slots of each worker.") var slots = 1
    @Option(help: "How many trials.") var trials: Int
    @Option(help: ArgumentHelp("How long a trial takes, such as 20ms.", valueName: "time"))
    var trialTime: TrialTime
    @Option(help: "The size of an outcome's record in bytes.") var outcomeBytes = 1100
    @Option(help: "The form of the output.") var format = TableFormat.table

    func validate() throws {
      for (name, value, limit) in [
        ("workers", workers, 1_000_000), ("slots", slots, 4096),
        ("trials", trials, 1_000_000_000_000),
      ] where !(1...limit).contains(value) {
        throw ValidationError("--\(name): \(value) is not expected; expected 1 to \(limit)")
      }
      guard trialTime.duration >= .microseconds(1) else {
        throw ValidationError("--trial-time: expected at least 1us")
      }
      guard SpinningTrial.recordByteCounts.contains(outcomeBytes) else {
        throw ValidationError(
          "--outcome-bytes: \(outcomeBytes) is not expected; expected 16 to 1048576")
      }
    }

    func run() throws {
      let costs = try DispatchCalibration(recordBytes: outcomeBytes).run()
      var model = DispatchModel(
        workers: workers, slots: slots, trials: trials, trialTime: trialTime.duration / .seconds(1),
        costs: costs)
      model.recordBytes = outcomeBytes
      let report = Report(model)
      if format == .json { return try printJSON(report) }
      for line in report.lines(model) { print(line) }
    }
  }
}

extension Simulate.PlanScale {
  struct Costs: Encodable {
    let messageMicroseconds: Double
    let outcomeMicroseconds: Double
    let commitMicroseconds: Double
    let storedOutcomeMicroseconds: Double
  }

  struct Report: Encodable {
    var schemaVersion = 1
    let workers: Int
    let slots: Int
    let trials: Int
    let trialTimeMilliseconds: Double
    let makespanSeconds: Double
    let efficiency: Double
    let trialsPerSecond: Double
    let messagesPerSecond: Double
    let coordinatorCores: Double
    let coordinatorMemoryMiB: Double
    /// The most that one coordinator takes, and the number of workers that bring as much.
    let capacityTrialsPerSecond: Double
    let saturatingWorkers: Double
    let costs: Costs

    init(_ model: DispatchModel) {
      let result = model.run()
      workers = model.workers
      slots = model.slots
      trials = model.trials
      trialTimeMilliseconds = model.trialTime * 1e3
      makespanSeconds = result.makespanSeconds
      efficiency = result.efficiency
      trialsPerSecond = result.trialsPerSecond
      messagesPerSecond = result.messagesPerSecond
      coordinatorCores = result.coordinatorCores
      coordinatorMemoryMiB = result.coordinatorMemoryMiB
      capacityTrialsPerSecond = model.capacity
      saturatingWorkers = model.saturatingWorkers
      costs = Costs(
        messageMicroseconds: model.costs.message * 1e6,
        outcomeMicroseconds: model.costs.outcome * 1e6,
        commitMicroseconds: model.costs.commit * 1e6,
        storedOutcomeMicroseconds: model.costs.storedOutcome * 1e6)
    }

    func lines(_ model: DispatchModel) -> [String] {
      func number(_ value: Double, _ decimals: Int = 1) -> String {
        NumberText.fixed(value, decimals: decimals)
      }
      func count(_ value: Double) -> String { NumberText.count(Int(value)) }
      let saturation =
        saturatingWorkers < Double(workers)
        ? "The coordinator is the bottleneck: it takes \(count(capacityTrialsPerSecond)) trials a second, which "
          + "\(number(saturatingWorkers)) such workers bring. Divide the sweep among several coordinators, or use fewer workers."
        : "The coordinator has room: it takes \(count(capacityTrialsPerSecond)) trials a second, as many as "
          + "\(count(saturatingWorkers)) such workers bring."
      return [
        "\(NumberText.count(trials, "trial")) of \(number(trialTimeMilliseconds, 3)) ms on "
          + "\(NumberText.count(workers, "worker")) with \(NumberText.count(slots, "slot")) each:",
        "  \(NumberText.duration(.seconds(makespanSeconds))), \(count(trialsPerSecond)) trials a second, "
          + "efficiency \(number(efficiency, 3))",
        "  coordinator: \(number(coordinatorCores, 2)) cores, \(count(messagesPerSecond)) messages a second, "
          + "\(number(coordinatorMemoryMiB, 0)) MiB",
        saturation,
        "Measured here: \(number(costs.messageMicroseconds)) µs a message, \(number(costs.outcomeMicroseconds, 2)) µs an "
          + "outcome on the loop; \(number(costs.storedOutcomeMicroseconds, 2)) µs an outcome in the store, "
          + "\(number(costs.commitMicroseconds, 0)) µs a commit",
      ]
    }
  }
}
