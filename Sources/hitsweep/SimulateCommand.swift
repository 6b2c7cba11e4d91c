import ArgumentParser
import Foundation
import Reports
import Simulation

/// `hitsweep simulate`.
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Try coordination in simulated worlds.", subcommands: [Swarm.self, PlanScale.self],
    defaultSubcommand: Swarm.self)

  /// `hitsweep simulate swarm`, or without the last word.
  struct Swarm: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run sweeps in worlds where everything fails, and check what is promised.",
      discussion: """
        Each seed is a world: the real coordinator and worker, speaking the real protocol, over a network, a disk and \
        clocks that exist in memory only. The seed draws who takes part and what goes wrong: messages lost, delayed, \
        doubled and late, partitions, crashes at any step, processes that stand still, full disks, clocks at different \
        rates, trials that crash whatever runs them. After each event everything that is promised is checked: each trial \
        has at most one stored outcome, nothing is acknowledged before it is stored, nothing acknowledged is lost, no \
        lease outlives its deadline, counts add up. Then everything heals, and the sweep has to end within

          2 × (lease time + heartbeat) + 2 × (4 heartbeats + 4 s + 2 resendings + grace time) + 3 × all trials on one slot
          + 10 s, on the slowest clock.

        The same seed is the same world, event by event. One seed prints what happens; exit code 1 means that a promise \
        was broken. --fault puts a bug between the machines and the world, to see that the swarm finds it:

        \(PlantedFault.allCases.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"))
        """)

    @Option(help: "How many worlds to run; 1,000, or one where --seed alone is given.")
    var seeds: Int?
    @Option(help: "The first seed.") var seed: UInt64?
    @Option(help: ArgumentHelp("A bug to plant.", valueName: "name"), transform: Self.fault)
    var fault: PlantedFault?
    @Option(help: "The form of the output.") var format = TableFormat.table

    func validate() throws {
      if let seeds, !(1...100_000_000).contains(seeds) {
        throw ValidationError("--seeds: \(seeds) is not expected; expected 1 to 100000000")
      }
    }

    func run() throws {
      let isTraced = seeds == nil && seed != nil && format == .table
      let seedCount = seeds ?? (seed == nil ? 1_000 : 1)
      let tell: @Sendable (String) -> Void = { print($0) }
      let swarm = WorldSwarm(
        firstSeed: seed ?? 1, seedCount: seedCount, fault: fault, tell: isTraced ? tell : nil)
      if format == .json {
        try printJSON(swarm.json)
      } else {
        for line in swarm.lines { print(line) }
      }
      if !swarm.violations.isEmpty { throw ExitCode(ExitStatus.someFailed.rawValue) }
    }

    @Sendable
    private static func fault(_ name: String) throws -> PlantedFault {
      if let fault = PlantedFault(rawValue: name) { return fault }
      throw ValidationError(
        "'\(name)' is no fault; expected \(PlantedFault.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    }
  }
}
