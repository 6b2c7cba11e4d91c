import Foundation
import Testing

extension CommandLineTests {
  /// Benchmarks of dispatch, small: that they run, count and clean up, not how fast they are.
  @Suite struct DispatchBenchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func dispatch(_ options: [String]) throws -> [String: Any] {
      let run = try Program.run(
        ["bench", "dispatch", "--format", "json"] + options, in: folder.url)
      #expect(run.status == 0, "\(run.errors)")
      // The store is gone with the benchmark.
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == [])
      return try run.json()
    }

    @Test(arguments: [[], ["--curve"]] as [[String]])
    func `every trial is stored, encrypted or not`(options: [String]) throws {
      let report = try dispatch(["--trials", "20000", "--outcome-bytes", "1100"] + options)
      #expect(report["storedTrials"] as? Int == 20_000)
      #expect(report["curve"] as? Bool == !options.isEmpty)
      #expect(report["outcomeBytes"] as? Int == 1100)
      #expect(report["efficiency"] == nil)
      #expect(try #require(report["trialsPerSecond"] as? Double) > 1000)
      #expect(try #require(report["coordinatorCPUMicrosecondsPerTrial"] as? Double) > 0)
      let limit = 300 * Program.patience
      #expect((1..<limit).contains(try #require(report["coordinatorPeakMemoryMiB"] as? Double)))
    }

    @Test func `efficiency is the trials' time over that of the cores`() throws {
      let report = try dispatch(["--trials", "200", "--trial-time", "5ms", "--workers", "1"])
      let efficiency = try #require(report["efficiency"] as? Double)
      let seconds = try #require(report["seconds"] as? Double)
      let cores = Double(ProcessInfo.processInfo.activeProcessorCount)
      #expect(abs(efficiency - 200 * 0.005 / cores / seconds) < 1e-9)
      #expect(efficiency < 1.01)
    }

    @Test(.enabled(if: Program.patience == 1, "a thousand threads are too many for a sanitizer"))
    func `a thousand workers at once join within ten seconds, and none is starved`() throws {
      let report = try dispatch(["--trials", "30000", "--workers", "1000", "--trial-time", "400ms"])
      #expect(report["storedTrials"] as? Int == 30_000)
      #expect(try #require(report["joinSeconds"] as? Double) < 10)
      // A fair share is thirty.
      #expect(try #require(report["fewestTrials"] as? Int) >= 8)
      #expect(try #require(report["mostTrials"] as? Int) <= 90)
    }

    @Test func `an odd number of trials is refused with what is expected`() throws {
      let run = try Program.run(["bench", "dispatch", "--trials", "999999937"], in: folder.url)
      #expect(run.status == 2)
      #expect(run.errors.contains("expected a round number"))
    }

    @Test func `a plan for ten thousand workers is quick and names the limit`() throws {
      let plan = try Program.run(
        [
          "simulate", "plan", "--workers", "10000", "--slots", "64", "--trials", "100000000",
          "--trial-time", "20ms", "--format", "json",
        ], in: folder.url
      ).json()
      let capacity = try #require(plan["capacityTrialsPerSecond"] as? Double)
      let saturating = try #require(plan["saturatingWorkers"] as? Double)
      #expect(abs(saturating - capacity * 0.02 / 64) < 1e-6 * saturating)
      #expect(try #require(plan["efficiency"] as? Double) < 0.5)
      for key in [
        "makespanSeconds", "messagesPerSecond", "coordinatorCores", "coordinatorMemoryMiB",
      ] {
        #expect(try #require(plan[key] as? Double) > 0)
      }
    }
  }
}
