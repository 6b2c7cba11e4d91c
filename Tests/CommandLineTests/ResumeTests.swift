import Foundation
import Testing

extension CommandLineTests {
  /// Kill and resume with real processes: whatever happens, the store ends as that of an undisturbed run.
  @Suite struct ResumeTests {
    let folder: TemporaryFolder
    let undisturbed: String

    init() throws {
      folder = try TemporaryFolder()
      try folder.write(SweepText.small, to: "small.yaml")
      undisturbed = try Self.undisturbedDigest.get()
    }

    /// What every disturbed run is held against; one run serves all tests.
    private static let undisturbedDigest = Result {
      let folder = try TemporaryFolder()
      try folder.write(SweepText.small, to: "small.yaml")
      let run = try Program.run(
        ["run", "small.yaml", "--store", "undisturbed.hitsweep", "--slots", "2"], in: folder.url)
      #expect(run.status == 0, "\(run.errors)")
      return try digest("undisturbed.hitsweep", in: folder)
    }

    @Test func `the number of slots changes no bit`() throws {
      let run = try Program.run(
        ["run", "small.yaml", "--store", "other.hitsweep", "--slots", "3"], in: folder.url)
      #expect(run.status == 0, "\(run.errors)")
      #expect(try digest("other.hitsweep") == undisturbed)
    }

    @Test func `a killed run goes on where it was, and leaves no worker behind`() throws {
      for wanted in [3, 20] {
        let run = try Program(
          ["run", "small.yaml", "--store", "killed.hitsweep", "--slots", "1"], in: folder.url)
        try waitUntilDone(wanted, of: "killed.hitsweep")
        let workers = children(of: run.identifier)
        #expect(workers.count == 1)
        run.send(SIGKILL)
        #expect(try run.finish().status == 128 + SIGKILL)
        for worker in workers { try waitUntilGone(worker) }
        #expect(try doneCount("killed.hitsweep") < 48)
      }
      let last = try Program.run(
        ["run", "small.yaml", "--store", "killed.hitsweep"], in: folder.url)
      #expect(last.status == 0, "\(last.errors)")
      #expect(last.errors.contains("known already"))
      #expect(try digest("killed.hitsweep") == undisturbed)
    }

    @Test func `workers outlive the coordinator and a killed worker loses nothing`() throws {
      func coordinator(on endpoint: String) throws -> Program {
        try Program(
          ["coordinator", "small.yaml", "--listen", endpoint, "--store", "cluster.hitsweep"],
          in: folder.url)
      }
      let first = try coordinator(on: "tcp://127.0.0.1:*")
      let endpoint = try first.waitForEndpoint()
      let steady = try Program(["worker", endpoint, "--slots", "1"], in: folder.url)
      let doomed = try Program(["worker", endpoint, "--slots", "1"], in: folder.url)
      try waitUntilDone(5, of: "cluster.hitsweep")
      doomed.send(SIGKILL)
      #expect(try doomed.finish().status == 128 + SIGKILL)
      first.send(SIGKILL)
      #expect(try first.finish().status == 128 + SIGKILL)
      #expect(try doneCount("cluster.hitsweep") < 48)
      let second = try coordinator(on: endpoint)
      let end = try second.finish()
      #expect(end.status == 0, "\(end.errors)")
      let worker = try steady.finish()
      #expect(worker.status == 0, "\(worker.errors)")
      #expect(try digest("cluster.hitsweep") == undisturbed)
    }

    @Test func `an interrupted run stops with work left and says how to go on`() throws {
      let run = try Program(
        ["run", "small.yaml", "--store", "stopped.hitsweep", "--slots", "1"], in: folder.url)
      try waitUntilDone(3, of: "stopped.hitsweep")
      run.send(SIGTERM)
      let end = try run.finish()
      #expect(end.status == 130)
      #expect(end.errors.contains("the same command goes on from there"))
      let done = try doneCount("stopped.hitsweep")
      #expect((3..<48).contains(done))
      let next = try Program.run(
        ["run", "small.yaml", "--store", "stopped.hitsweep"], in: folder.url)
      #expect(next.errors.contains("\(done) of them known already"))
      #expect(try digest("stopped.hitsweep") == undisturbed)
    }

    @Test func `a worker that is told to end gives back what it has not run`() throws {
      let coordinator = try Program(
        ["coordinator", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--store", "left.hitsweep"],
        in: folder.url)
      let endpoint = try coordinator.waitForEndpoint()
      let leaving = try Program(["worker", endpoint, "--slots", "1"], in: folder.url)
      try waitUntilDone(3, of: "left.hitsweep")
      leaving.send(SIGTERM)
      #expect(try leaving.finish().status == 0)
      _ = try coordinator.waitForErrors(" left\n")
      let status = try Program.run(["status", endpoint, "--format", "json"], in: folder.url).json()
      let trials = try #require(status["trials"] as? [String: Int])
      #expect(trials["leased"] == 0)
      #expect(status["state"] as? String == "waiting")
      _ = try Program.run(["worker", endpoint], in: folder.url)
      #expect(try coordinator.finish().status == 0)
      #expect(try digest("left.hitsweep") == undisturbed)
    }

    @Test
    func `added values and replicates run only what is new and leave old records as they are`()
      throws
    {
      try folder.write(SweepText.text(layers: "[[], [30, 10]]", replicates: 2), to: "grown.yaml")
      let first = try Program.run(
        ["run", "grown.yaml", "--store", "grown.hitsweep"], in: folder.url)
      #expect(first.status == 0, "\(first.errors)")
      let old = try outcomes("grown.hitsweep")
      #expect(old.count == 16)
      try folder.write(SweepText.small, to: "grown.yaml")
      let second = try Program(
        [
          "coordinator", "grown.yaml", "--listen", "tcp://127.0.0.1:*", "--store", "grown.hitsweep",
        ],
        in: folder.url)
      let endpoint = try second.waitForEndpoint()
      let status = try Program.run(["status", endpoint, "--format", "json"], in: folder.url).json()
      #expect(
        status["trials"] as? [String: Int]
          == [
            "total": 48, "done": 16, "failed": 0, "infeasible": 0, "leased": 0, "open": 32,
            "suspect": 0,
          ])
      #expect(try Program.run(["worker", endpoint], in: folder.url).status == 0)
      let end = try second.finish()
      #expect(end.status == 0)
      #expect(end.errors.contains("48 trials, 16 of them known already"))
      #expect(old.isSubset(of: try outcomes("grown.hitsweep")))
      #expect(try digest("grown.hitsweep") == undisturbed)
    }

    /// The lines of all outcomes, which hold every figure in full, and how long each took.
    private func outcomes(_ store: String) throws -> Set<String> {
      let export = try Program.run(
        ["export", "outcomes", store, "--format", "csv"], in: folder.url)
      return Set(export.output.split(separator: "\n").dropFirst().map(String.init))
    }

    func digest(_ store: String) throws -> String {
      try Self.digest(store, in: folder)
    }

    private static func digest(_ store: String, in folder: TemporaryFolder) throws -> String {
      let export = try Program.run(["export", "digest", store], in: folder.url)
      #expect(export.status == 0 && export.output.count == 65, "\(export.errors)")
      return export.output
    }

    func doneCount(_ store: String) throws -> Int {
      let status = try Program.run(["status", store, "--format", "json"], in: folder.url)
      guard status.status == 0 else { return 0 }
      return try #require((try status.json()["trials"] as? [String: Int])?["done"])
    }

    func waitUntilDone(_ wanted: Int, of store: String) throws {
      let deadline = Date(timeIntervalSinceNow: 60 * Program.patience)
      while try doneCount(store) < wanted {
        if Date() > deadline { throw TimedOut(what: "\(wanted) trials done", seen: store) }
      }
    }

    func children(of process: Int32) -> [Int32] {
      let path = "/proc/\(process)/task/\(process)/children"
      let text = FileManager.default.contents(atPath: path) ?? Data()
      return String(decoding: text, as: UTF8.self).split(separator: " ").compactMap { Int32($0) }
    }

    func waitUntilGone(_ process: Int32) throws {
      let deadline = Date(timeIntervalSinceNow: 10 * Program.patience)
      while isAlive(process) {
        if Date() > deadline { throw TimedOut(what: "the end of worker \(process)", seen: "") }
      }
    }

    /// Whether a process runs; one that has ended may wait as a zombie for whoever reaps it.
    private func isAlive(_ process: Int32) -> Bool {
      guard let data = FileManager.default.contents(atPath: "/proc/\(process)/stat") else {
        return false
      }
      return String(decoding: data, as: UTF8.self).contains(") Z ") == false
    }
  }
}
