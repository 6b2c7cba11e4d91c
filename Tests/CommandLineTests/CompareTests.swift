import Foundation
import Testing

extension CommandLineTests {
  /// Two sweeps on the same songs, held against each other.
  @Suite struct CompareTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      let texts = [
        "plain": SweepText.text(layers: "[[]]", replicates: 2, epochs: 3),
        "deep": SweepText.text(layers: "[[], [10]]", replicates: 2, epochs: 6),
        "other": SweepText.text(layers: "[[]]", replicates: 2, epochs: 3, seed: 2),
      ]
      for (name, text) in texts {
        try folder.write(text, to: "\(name).yaml")
        let run = try Program.run(
          ["run", "\(name).yaml", "--store", "\(name).hitsweep"], in: folder.url)
        try #require(run.status == 0, "\(run.errors)")
      }
    }

    /// The figures of the members of a store's front `recall`.
    private func points(_ store: String) throws -> [(falsePositiveRate: Double, recall: Double)] {
      let json = try Program.run(["summary", store, "--format", "json"], in: folder.url).json()
      let fronts = try #require(json["fronts"] as? [[String: Any]])
      let members = try #require(fronts[1]["members"] as? [[String: Any]])
      return try members.map {
        (
          try #require($0["falsePositiveRate"] as? Double), try #require($0["recall"] as? Double)
        )
      }
    }

    @Test func `what is not alike, or not finished, is told`() throws {
      let whole = try Program.run(["compare", "plain.hitsweep", "deep.hitsweep"], in: folder.url)
      #expect(whole.output.contains("  plain.hitsweep") && whole.output.contains("  deep.hitsweep"))
      #expect(!whole.output.contains("complete") && !whole.output.contains("replicates"))
      try folder.write(SweepText.text(layers: "[[]]", replicates: 1, epochs: 3), to: "one.yaml")
      let one = try Program.run(
        ["run", "one.yaml", "--store", "one.hitsweep"], in: folder.url)
      #expect(one.status == 0)
      let told = try Program.run(["compare", "plain.hitsweep", "one.hitsweep"], in: folder.url)
      #expect(told.output.contains("The sweeps have 2 and 1 replicates"))
    }

    @Test func `hypervolumes are the areas under the fronts, and dominating members are named`()
      throws
    {
      let json = try Program.run(
        ["compare", "plain.hitsweep", "deep.hitsweep", "--format", "json"], in: folder.url
      ).json()
      let schema = try JSONSchema(
        contentsOf: projectFolder.appendingPathComponent(
          "Sources/Reports/Schemas/comparison.schema.json"))
      #expect(schema.faults(in: json) == [])
      let front = try #require((json["fronts"] as? [[String: Any]])?.last)
      #expect(front["name"] as? String == "recall")
      let stores = [("first", "plain.hitsweep"), ("second", "deep.hitsweep")]
      let all = try stores.map { try points($0.1) }
      for (index, (key, _)) in stores.enumerated() {
        let side = try #require(front[key] as? [String: Any])
        let (own, other) = (all[index], all[1 - index])
        var (area, last) = (0.0, 0.0)
        for point in own {
          area += (1 - point.falsePositiveRate) * (point.recall - last)
          last = point.recall
        }
        #expect(abs(try #require(side["hypervolume"] as? Double) - area) < 1e-12)
        var dominating = 0
        for point in own {
          let beaten = other.contains { rival in
            let isNoWorse =
              point.falsePositiveRate <= rival.falsePositiveRate && point.recall >= rival.recall
            return isNoWorse && point != rival
          }
          if beaten { dominating += 1 }
        }
        #expect((side["dominating"] as? [String])?.count == dominating)
        #expect(side["members"] as? Int == own.count)
      }
      // A front is as good as itself, at each floor of recall.
      let same = try Program.run(
        ["compare", "deep.hitsweep", "deep.hitsweep", "--format", "json"], in: folder.url
      ).json()
      for front in try #require(same["fronts"] as? [[String: Any]]) {
        #expect(((front["first"] as? [String: Any])?["dominating"] as? [String]) == [])
      }
      let table = try Program.run(["compare", "plain.hitsweep", "deep.hitsweep"], in: folder.url)
      #expect(table.status == 0)
      #expect(table.output.contains("Front recall: most recall, least false-positive rate"))
    }

    @Test func `sweeps on different songs are not compared`() throws {
      let run = try Program.run(["compare", "plain.hitsweep", "other.hitsweep"], in: folder.url)
      #expect(run.status == 4)
      #expect(
        run.errors
          == "plain.hitsweep and other.hitsweep are not measured on the same songs: they differ in "
          + "seed\n")
    }
  }
}
