import ArgumentParser
import Foundation
import Reports
import SearchSpace
import SweepFile
import Sweeps
import Trials

/// `hitsweep plan`.
struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what a sweep would run, on which songs, and about how long.",
    discussion: """
      The time is estimated from a few trials of the grid, trained for one and three epochs, on all cores of this machine.
      """)

  @Argument(help: "The sweep file.") var sweep: String
  @OptionGroup var data: DataOptions
  @Option(help: "The form of the output.") var format = TableFormat.table

  func run() throws {
    let prepared = try PreparedSweep(path: sweep, options: data)
    let plan = PlanDescription(
      of: prepared, estimatedSeconds: try estimatedSeconds(of: prepared))
    if format == .json { return try printJSON(plan) }
    for line in plan.lines(of: prepared) { print(line) }
  }

  /// The wall time on this machine's cores, from up to eight trials spread over the grid.
  private func estimatedSeconds(of prepared: PreparedSweep) throws -> Double {
    let sweep = prepared.sweep
    let runner = try TrialRunner(sweep: sweep, table: prepared.table)
    let cost = TrialCost(of: sweep, on: prepared.table)
    let ranges = sweep.trialIndices.ascending
    let total = ranges.reduce(0) { $0 + $1.count }
    let clock = ContinuousClock()
    let samples = min(8, total)
    var (oneEpoch, threeEpochs, work) = (0.0, 0.0, 0.0)
    for sample in 0..<samples {
      let index = Self.index(number: sample * (total / samples), in: ranges)
      let trial = sweep.trial(at: index)
      _ = runner.outcome(of: trial, epochs: 1)
      oneEpoch += clock.measure { _ = runner.outcome(of: trial, epochs: 1) } / .seconds(1)
      threeEpochs += clock.measure { _ = runner.outcome(of: trial, epochs: 3) } / .seconds(1)
      work += cost.multiplyAdds(at: index) / Double(runner.epochs(of: trial))
    }
    // Two more epochs cost training alone; what is left of the first one is the same for any number.
    let training = max(threeEpochs - oneEpoch, 0) / 2
    let overhead = max(oneEpoch - training, 0) / Double(samples) * Double(total)
    let allWork = Self.totalWork(sweep: sweep, ranges: ranges, cost: cost)
    return (overhead + (work > 0 ? allWork * training / work : 0))
      / Double(ProcessInfo.processInfo.activeProcessorCount)
  }

  private static func index(number: Int, in ranges: [Range<Int>]) -> Int {
    var rest = number
    for range in ranges {
      if rest < range.count { return range.lowerBound + rest }
      rest -= range.count
    }
    preconditionFailure("there are not so many trials")
  }

  /// The multiply-adds of all trials; of a large grid, from every so-manieth configuration.
  private static func totalWork(
    sweep: Sweep, ranges: [Range<Int>], cost: TrialCost
  ) -> Double {
    let total = ranges.reduce(0) { $0 + $1.count }
    let samples = min(total / sweep.replicates, 10_000)
    let sum = (0..<samples).reduce(0.0) { sum, sample in
      sum + cost.multiplyAdds(at: index(number: sample * (total / samples), in: ranges))
    }
    return sum / Double(samples) * Double(total)
  }
}

/// A sweep before it runs.
struct PlanDescription: Encodable {
  var schemaVersion = 1
  let sweep: String
  /// Grid points that run.
  let configurations: Int
  /// Grid points that exclusions take out.
  let excluded: Int
  let replicates: Int
  let trials: Int
  let estimatedSeconds: Double
  let data: DataDescription
  /// The complete effective recipe; an axis has the list of its values.
  let recipe: [String: JSONValue]
  let axes: [String]

  init(of prepared: PreparedSweep, estimatedSeconds: Double) {
    let sweep = prepared.sweep
    trials = sweep.trialIndices.count
    replicates = sweep.replicates
    configurations = trials / sweep.replicates
    excluded = sweep.space.size - configurations
    axes = sweep.space.axes.map(\.name)
    recipe = RecipeKey.completed(sweep.recipe).mapValues(JSONValue.init).merging(
      sweep.space.axes.map { ($0.name, JSONValue(.list($0.values))) }
    ) { $1 }
    self.sweep = prepared.file.name
    self.estimatedSeconds = estimatedSeconds
    data = prepared.description
  }

  func lines(of prepared: PreparedSweep) -> [String] {
    var table = TextTable([.left("recipe key"), .left(""), .wrapped("value")])
    for key in RecipeKey.allCases {
      let name = key.rawValue
      let axis = prepared.sweep.space.axes.first { $0.name == name }
      let value = axis?.values.map(\.description).joined(separator: ", ")
      table.append([
        name, axis == nil ? "" : "axis",
        value ?? RecipeKey.completed(prepared.sweep.recipe)[name]?.description ?? "",
      ])
    }
    return [
      "Sweep \(sweep): \(configurations) configurations (\(excluded) excluded) × "
        + "\(replicates) replicates = \(trials) trials",
      "About \(NumberText.duration(.seconds(estimatedSeconds))) on the "
        + "\(ProcessInfo.processInfo.activeProcessorCount) cores of this machine",
      "",
    ] + table.lines(width: Terminal.width) + [""]
      + data.lines(positiveName: prepared.file.positiveName)
  }
}
