import Foundation
import Testing

extension CommandLineTests {
  @Suite struct SimulateTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
    }

    private func run(_ arguments: String...) throws -> Finished {
      try Program.run(["simulate"] + arguments, in: folder.url)
    }

    @Test func `a seed is the same world in every process`() throws {
      let traces = try (0..<2).map { _ in
        try run("--seed", "5", "--seeds", "50", "--format", "json").json()["trace"] as? String
      }
      #expect(traces[0] != nil)
      #expect(traces[0] == traces[1])
    }

    @Test func `a violation is told with what replays it, and ends with 1`() throws {
      let swarm = try run("--seeds", "3", "--fault", "acknowledge-one-more")
      #expect(swarm.status == 1)
      let lines = swarm.output.split(separator: "\n")
      let replay = try #require(lines.first { $0.hasPrefix("  replay: ") })
      #expect(replay == "  replay: hitsweep simulate --seed 1 --fault acknowledge-one-more")
      let one = try run("--seed", "1", "--fault", "acknowledge-one-more")
      #expect(one.status == 1)
      let said = try #require(one.output.split(separator: "\n").first { $0.contains("VIOLATION") })
      let what = try #require(said.split(separator: "VIOLATION: ").last)
      #expect(lines.contains { $0.hasPrefix("seed 1 at ") && $0.hasSuffix(what) })
    }

    @Test func `the figures as JSON`() throws {
      let clean = try run("--seeds", "20", "--format", "json")
      #expect(clean.status == 0)
      let json = try clean.json()
      #expect(
        Set(json.keys) == [
          "schemaVersion", "firstSeed", "seeds", "fault", "violations", "events",
          "virtualSeconds", "seconds", "trace", "met",
        ])
      #expect((json["violations"] as? [Any])?.isEmpty == true)
      #expect(json["fault"] is NSNull)
      let met = try #require(json["met"] as? [String: Int])
      #expect(try #require(met["messages"]) > 1_000)

      let faulty = try run("--seeds", "2", "--fault", "exceed-credit", "--format", "json")
      #expect(faulty.status == 1)
      let violations = try #require(try faulty.json()["violations"] as? [[String: Any]])
      #expect(violations.map { $0["seed"] as? String } == ["1", "2"])
      #expect(violations.allSatisfy { ($0["what"] as? String)?.contains("credit") == true })
    }

    @Test func `a fault that there is not is a matter of usage`() throws {
      let end = try run("--fault", "gremlin")
      #expect(end.status == 2)
      #expect(end.errors.contains("'gremlin' is no fault; expected acknowledge-before-store"))
    }
  }
}
