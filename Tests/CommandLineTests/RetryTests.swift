import Foundation
import Testing

extension CommandLineTests {
  @Suite struct RetryCommandTests {
    private let folder: TemporaryFolder
    /// Deep nets at a learning rate beyond all reason: their losses are not finite.
    private let sweep = """
      name: wild
      seed: 7
      data: { source: generated, songs: 300 }
      trial: { epochs: 5, learningRate: 1000 }
      replicates: 2
      axes:
        layers: [[], [10, 10, 10, 10, 10, 10, 10]]
      """

    init() throws {
      folder = try TemporaryFolder()
      try folder.write(sweep, to: "wild.yaml")
    }

    private func retry() throws -> Finished {
      try Program.run(["retry", "wild.hitsweep"], in: folder.url)
    }

    @Test func `failed trials are run again, and fail again`() throws {
      let first = try Program.run(["run", "wild.yaml"], in: folder.url)
      #expect(first.status == 1, "\(first.errors)")
      let digest = try Program.run(["export", "digest", "wild.hitsweep"], in: folder.url).output
      let taken = try retry()
      #expect(taken.status == 0)
      #expect(
        taken.output == "2 trials of wild.hitsweep will be run again by: "
          + "hitsweep run wild.yaml --store wild.hitsweep  (or coordinator in place of run)\n")
      let again = try retry()
      #expect(again.status == 0)
      #expect(again.output == "No trial of wild.hitsweep has failed.\n")
      let status = try Program.run(["status", "wild.hitsweep", "--format", "json"], in: folder.url)
      let trials = try #require(try status.json()["trials"] as? [String: Int])
      #expect(trials["done"] == 2 && trials["failed"] == 0 && trials["open"] == 2)
      let second = try Program.run(["run", "wild.yaml"], in: folder.url)
      #expect(second.status == 1, "\(second.errors)")
      #expect(second.errors.contains("4 trials, 2 of them known already"))
      #expect(
        try Program.run(["export", "digest", "wild.hitsweep"], in: folder.url).output == digest)
    }

    @Test func `a store that a coordinator owns is left alone, and one must be there`() throws {
      let none = try retry()
      #expect(none.status == 2 && none.errors.contains("no such store"))
      let coordinator = try Program(
        ["coordinator", "wild.yaml", "--listen", "tcp://127.0.0.1:*"], in: folder.url)
      _ = try coordinator.waitForEndpoint()
      let owned = try retry()
      #expect(owned.status == 4)
      #expect(
        owned.errors == "wild.hitsweep: in use by another coordinator; end that one first, or name "
          + "another file with --store\n")
    }
  }
}
