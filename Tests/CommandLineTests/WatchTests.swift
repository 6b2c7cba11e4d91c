import Foundation
import Testing

extension CommandLineTests {
  /// What a person sees of a sweep while it goes on.
  @Suite struct WatchTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try folder.write(SweepText.small, to: "small.yaml")
    }

    @Test func `a worker that is killed shows as silent, then lapses, and the log tells of it`()
      throws
    {
      let coordinator = try coordinator()
      let endpoint = try coordinator.waitForEndpoint()
      let doomed = try Program(["worker", endpoint, "--slots", "1"], in: folder.url)
      let live = try statusOnceLeased(endpoint)
      #expect(live["events"] is NSNull)
      #expect((live["coordinator"] as? [String: Any])?["endpoint"] as? String == endpoint)
      let worker = try #require((live["workers"] as? [[String: Any]])?.first)
      #expect(
        worker.keys.sorted() == [
          "finished", "host", "id", "instructionSet", "leased", "rate", "secondsSinceHeard",
          "slots",
        ])

      doomed.send(SIGKILL)
      _ = try doomed.finish()
      _ = try coordinator.waitForErrors("has not been heard in time")
      _ = try coordinator.waitForErrors(" left\n")
      let store = try status("small.hitsweep")
      let told = try #require(store["coordinator"] as? [String: Any])
      #expect(told["isRunning"] as? Bool == true)
      #expect(told["host"] as? String == ProcessInfo.processInfo.hostName)
      #expect(told["endpoint"] as? String == endpoint)
      let events = try #require(store["events"] as? [[String: String]])
      #expect(events.map { $0["kind"] } == ["started", "joined", "lapsed", "left"])
      #expect(told["since"] as? String == events[0]["at"])
      let id = try #require(worker["id"] as? String)
      let who = "worker \(id) on \(ProcessInfo.processInfo.hostName)"
      #expect(events[1]["text"] == "\(who) joined with 1 slot")
      #expect(events[2]["text"]?.hasPrefix("\(who) has not been heard in time; ") == true)
      let few = try Program.run(["status", "small.hitsweep", "--events", "1"], in: folder.url)
      #expect(few.output.hasSuffix("  left  \(who) left\n"), "\(few.output)")
      #expect(few.output.contains("\nNo workers.\n"))
    }

    @Test func `watching goes on while nobody answers, and ends with the sweep`() throws {
      let first = try coordinator()
      let endpoint = try first.waitForEndpoint()
      first.send(SIGKILL)
      _ = try first.finish()
      let killed = try Program.run(["status", "small.hitsweep"], in: folder.url)
      #expect(killed.output.contains("no coordinator runs; the last one, on "))
      #expect(killed.output.contains("was killed"))
      let byEndpoint = try Program(["watch", endpoint], in: folder.url)
      let byStore = try Program(["watch", "small.hitsweep"], in: folder.url)
      _ = try byEndpoint.waitForOutput("nobody has answered at \(endpoint) for ")
      _ = try byStore.waitForOutput("no coordinator runs")

      let second = try coordinator(on: endpoint)
      _ = try byEndpoint.waitForOutput("0 of 48 trials done (0 %)")
      _ = try byEndpoint.waitForOutput("0 workers, 0 slots\n")
      #expect(try Program.run(["worker", endpoint], in: folder.url).status == 0)
      #expect(try second.finish().status == 0)
      for watch in [byEndpoint, byStore] {
        let end = try watch.finish()
        #expect(end.status == 0, "\(end.errors)")
        #expect(end.output.contains("\nSweep small: done\n48 of 48 trials done"), "\(end.output)")
      }
      let kinds = try #require(try status("small.hitsweep")["events"] as? [[String: String]])
        .map { $0["kind"] }
      #expect(kinds == ["started", "started", "joined", "ended"])
    }

    @Test func `why trials failed is shown, and a watch of them ends with 1`() throws {
      try folder.write(
        """
        name: broken
        data: { source: generated, songs: 500 }
        trial: { scaling: none, layers: [16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16] }
        replicates: 2
        axes: { learningRate: [0.001, 1000] }
        """, to: "broken.yaml")
      #expect(try Program.run(["run", "broken.yaml"], in: folder.url).status == 1)
      let failures = try #require(
        try status("broken.hitsweep")["failures"] as? [[String: Any]])
      let reasons = failures.map { $0["reason"] as? String ?? "" }
      #expect(reasons.allSatisfy { $0.contains("is not finite") })
      #expect(failures.reduce(0) { $0 + ($1["count"] as? Int ?? 0) } == 2)
      let watch = try Program.run(["watch", "broken.hitsweep"], in: folder.url)
      #expect(watch.status == 1)
      #expect(watch.errors == "Finished, but 2 trials failed.\n")
      // Cut to the width.
      for reason in reasons { #expect(watch.output.contains("     2  \(reason.prefix(80))")) }
    }

    @Test func `on a terminal the screen is drawn in place, and put back when interrupted`() throws
    {
      let coordinator = try coordinator()
      _ = try coordinator.waitForEndpoint()
      let terminal = try PseudoTerminal(columns: 60, rows: 12)
      let watch = try Program(
        ["watch", "small.hitsweep"], in: folder.url, environment: ["TERM": "xterm"],
        terminal: terminal)
      let drawn = try terminal.wait(for: "\u{1B}[J\u{1B}[H")
      #expect(
        drawn.hasPrefix("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J\u{1B}[HSweep small: waiting\u{1B}[K"))
      let frame = drawn.components(separatedBy: "\u{1B}[H")[1]
      let lines = frame.components(separatedBy: "\u{1B}[K").map {
        $0.trimmingCharacters(in: .newlines)
      }
      #expect(lines.count <= 13 && lines.allSatisfy { $0.count <= 60 }, "\(lines)")
      #expect(lines[1].hasPrefix("▕ ") && lines[1].contains("▏   0 %   0/48"))
      watch.send(SIGINT)
      let end = try watch.finish()
      #expect(end.status == 130)
      #expect(end.errors == "Stopped watching; the sweep goes on.\n")
      #expect(try terminal.wait(for: "\u{1B}[?25h\u{1B}[?1049l").hasSuffix("\u{1B}[?1049l"))
      #expect(coordinator.isRunning)
    }

    private func coordinator(on endpoint: String = "tcp://127.0.0.1:*") throws -> Program {
      try Program(
        ["coordinator", "small.yaml", "--listen", endpoint, "--store", "small.hitsweep"],
        in: folder.url)
    }

    /// The status from when on a worker holds trials: one that goes before it does has nothing that could lapse.
    private func statusOnceLeased(_ endpoint: String) throws -> [String: Any] {
      let deadline = Date(timeIntervalSinceNow: 30)
      while true {
        let status = try status(endpoint)
        if let leased = (status["trials"] as? [String: Int])?["leased"], leased > 0 {
          return status
        }
        if Date() > deadline { throw TimedOut(what: "leased trials", seen: "\(status)") }
      }
    }

    private func status(_ source: String) throws -> [String: Any] {
      try Program.run(["status", source, "--format", "json"], in: folder.url).json()
    }
  }
}
