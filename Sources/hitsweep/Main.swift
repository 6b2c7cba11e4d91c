import ArgumentParser
import Foundation
import Reports

/// The command line: the only place where all parts meet, and where exit codes are decided.
@main
struct HitSweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hitsweep",
    abstract: "Find the small nets that tell hits from the rest best, on every core you can reach.",
    discussion: """
      A coordinator hands the trials of a sweep to workers on many machines and gathers their outcomes \
      into Pareto fronts, such as precision against false-positive rate.

        hitsweep run sweeps/quickstart.yaml              everything on this machine
        hitsweep coordinator SWEEP --endpoint HOST       launch the coordinator; writes NAME.join
        hitsweep worker NAME.join                        start a worker on each node
        hitsweep watch STORE                             see how it goes
        hitsweep summary STORE                           inspect the summary

      Exit codes: 0 done, 1 finished but some trials failed, 2 usage or a bad file, 3 infrastructure \
      (network, disk), 4 refused (keys, another sweep's store, versions, a file \
      that would be overwritten), 130 interrupted with work left.
      """,
    version: hitsweepVersion,
    subcommands: [
      Init.self, Plan.self, Run.self, Coordinate.self, Work.self, KeyGeneration.self,
      ShowStatus.self, Watch.self, Summarize.self, Compare.self, Show.self, ReportCommand.self,
      Train.self, Predict.self, Explain.self, Export.self, Retry.self,
      DataCommand.self,
      Bench.self, Simulate.self, Doctor.self, Slots.self,
    ])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
      // A reader that has gone, as behind `| head`, has seen what it wanted.
      if fflush(nil) != 0, errno != EPIPE {
        throw Complaint(
          .infrastructure, "the output could not be written: \(String(cString: strerror(errno)))")
      }
    } catch let error as ExitCode where error != .validationFailure {
      Foundation.exit(error.rawValue)
    } catch {
      let code = ExitStatus(of: error)
      let text = HitSweep.fullMessage(for: error)
      if code == .done {
        print(text)
      } else {
        // What files and people call things must not be obeyed by the terminal.
        let lines = (code.text(for: error) ?? text).split(
          separator: "\n", omittingEmptySubsequences: false)
        Terminal.say(lines.map { printable(String($0)) }.joined(separator: "\n"))
      }
      Foundation.exit(code.rawValue)
    }
  }
}

/// The version of the program.
let hitsweepVersion = "0.1.0"
