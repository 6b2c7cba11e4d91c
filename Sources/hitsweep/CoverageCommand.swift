import ArgumentParser
import Evaluation
import Reports

extension Bench {
  /// `hitsweep bench coverage`.
  struct Coverage: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "See by simulation whether intervals hold the truth, and picks are honest.",
      discussion: """
        Small sweeps, each on generated songs of its own, are held against fresh songs of the same generator: how often \
        95 % intervals hold what is true, by how much the picked ensemble's figures on test, and its promise on validation, \
        differ from it, and what is picked where labels are shuffled. The same seed gives the same report.
        """)

    @Option(help: "How many sweeps.") var sweeps = 300
    @Option(help: "How many songs each sweep is of.") var songs = 3_000
    @Option(help: "How many replicates each configuration has.") var replicates = 5
    @Option(help: "How many fresh songs stand for the truth.") var freshSongs = 1_000_000
    @Option(help: "What songs are drawn from.") var seed = 1
    @Option(help: "The form of the output.") var format = TableFormat.table

    func validate() throws {
      for (name, value, range) in [
        ("--sweeps", sweeps, 2...100_000), ("--songs", songs, 1_000...100_000),
        ("--replicates", replicates, RepeatedSplits.leastReplicates...100),
        ("--fresh-songs", freshSongs, 1_000...10_000_000), ("--seed", seed, 1...1_000_000),
      ] where !range.contains(value) {
        throw ValidationError(
          "\(name): \(value) is not expected; expected \(range.lowerBound) to \(range.upperBound)")
      }
    }

    func run() throws {
      let study = CoverageStudy(
        sweeps: sweeps, songs: songs, replicates: replicates, freshSongs: freshSongs, seed: seed)
      let hasProgress = Terminal.hasProgressLine
      let samples = try study.samples { [sweeps] done in
        if hasProgress { Terminal.draw(done < sweeps ? "\(done) of \(sweeps) sweeps" : "") }
      }
      let report = CoverageReport(study, samples)
      if format == .json { return try printJSON(report) }
      for line in report.lines() { print(line) }
    }
  }
}
