import Foundation
import Testing

extension CommandLineTests {
  /// One configuration, chosen on validation, and what its nets do together on the test part.
  @Suite struct PickTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try folder.write(
        SweepText.text(layers: "[[], [10]]", replicates: 5, epochs: 5), to: "sweep.yaml")
      let run = try Program.run(["run", "sweep.yaml"], in: folder.url)
      try #require(run.status == 0, "\(run.errors)")
    }

    private func pick(_ choice: String, _ more: String...) throws -> Finished {
      try Program.run(["summary", "small.hitsweep", "--pick", choice] + more, in: folder.url)
    }

    @Test func `what is picked is on the front over all thresholds, and its ensemble is measured`()
      throws
    {
      let schema = try JSONSchema(
        contentsOf: projectFolder.appendingPathComponent("Sources/Reports/Schemas/pick.schema.json")
      )
      let json = try pick("recall >= 0.6, minimize falsePositiveRate", "--format", "json").json()
      #expect(schema.faults(in: json) == [])
      #expect(json["candidates"] as? Int == 8)
      #expect(json["nets"] as? Int == 5)
      let validation = try #require(json["validation"] as? [String: Any])
      let falsePositiveRate = try #require(validation["falsePositiveRate"] as? Double)
      #expect(try #require(validation["recall"] as? Double) >= 0.6)

      try folder.write(
        "fronts: [{ name: curve, maximize: recall, minimize: falsePositiveRate, thresholds: all }]",
        to: "fronts.yaml")
      let summary = try Program.run(
        ["summary", "small.hitsweep", "--fronts", "fronts.yaml", "--format", "json"],
        in: folder.url
      ).json()
      let front = try #require((summary["fronts"] as? [[String: Any]])?.first)
      let members = try #require(front["members"] as? [[String: Any]])
      let first = try #require(members.first { $0["recall"] as? Double ?? 0 >= 0.6 })
      #expect(first["falsePositiveRate"] as? Double == falsePositiveRate)
      #expect(first["id"] as? String == json["id"] as? String)

      let rule = try #require(json["rule"] as? [String: Any])
      let test = try #require(json["test"] as? [String: Any])
      let counts = try #require(test["counts"] as? [String: Int])
      let flagged = (counts["truePositives"] ?? 0) + (counts["falsePositives"] ?? 0)
      #expect(counts.values.reduce(0, +) == 800)
      #expect(Double(flagged) == (800 * (try #require(rule["value"] as? Double))).rounded())
      // The same configuration's nets one by one stand in the front: the ensemble is another, and here a better one.
      let single = try #require(first["test"] as? [String: Any])
      #expect(try #require(test["auc"] as? Double) > (try #require(single["auc"] as? Double)))
      let intervals = try #require(test["intervals"] as? [String: [String: Double]])
      let recall = try #require(intervals["recall"])
      #expect((recall["lower"]!...recall["upper"]!).contains(test["recall"] as? Double ?? 2))
      #expect(recall["upper"]! - recall["lower"]! > 0.05)
    }

    @Test func `a person reads the rule, both parts, and what does not hold on test`() throws {
      let wished = try pick("recall >= 0.6, minimize falsePositiveRate")
      #expect(wished.status == 0)
      #expect(wished.output.contains("picked from 8 complete configurations by: recall >= 0.6,"))
      #expect(wished.output.contains("rule: flag the top "))
      // Some conditions that hold on validation just so fail on the test part; then both figures are told.
      var brokenCount = 0
      for limit in [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] {
        let choice = "falsePositiveRate <= \(limit), maximize recall"
        let json = try pick(choice, "--format", "json").json()
        let broken = try #require(json["brokenConditions"] as? [[String: Any]])
        let test = try #require(json["test"] as? [String: Any])
        #expect(broken.isEmpty == (test["falsePositiveRate"] as? Double ?? 1 <= limit))
        let text = try pick(choice).output
        #expect(text.contains("fails on test with ") == !broken.isEmpty)
        #expect(text.contains("holds on test, too") == broken.isEmpty)
        brokenCount += broken.count
      }
      #expect((1..<6).contains(brokenCount))
    }

    @Test func `a rule by probability is one, too`() throws {
      let json = try pick(
        "falsePositiveRate <= 0.3, maximize recall", "--rule", "probability", "--format", "json"
      ).json()
      let rule = try #require(json["rule"] as? [String: Any])
      #expect(rule["kind"] as? String == "probability")
      #expect((0.01..<0.5).contains(try #require(rule["value"] as? Double)))
      let least = try #require(json["leastFlaggedProbability"] as? Double)
      #expect(least >= (rule["value"] as? Double ?? 1) - 1e-6)
    }

    @Test(arguments: [
      ("recall >= 1, precision >= 0.9, minimize falsePositiveRate", "no operating point of 8"),
      ("recal >= 0.7, minimize auc", "nothing is called 'recal'"),
      ("recall >= 0.7", "there are 0 of 'minimize FIGURE'"),
    ])
    func `what cannot be picked says why`(choice: String, reason: String) throws {
      let picked = try pick(choice)
      #expect(picked.status == 2)
      #expect(picked.errors.contains("--pick: ") && picked.errors.contains(reason))
    }

    @Test func `the songs must be those of the store`() throws {
      func write(_ first: Double) throws {
        let rows = (0..<300).map { row in
          "\(row == 0 ? first : Double(row % 17)),\(row % 7),\(row % 5 == 0 ? 1 : 0)"
        }
        try folder.write((["a,b,hit"] + rows).joined(separator: "\n") + "\n", to: "rows.csv")
      }
      try write(3)
      try folder.write(
        """
        name: rows
        data: { source: csv, file: rows.csv, features: [a, b], label: hit }
        trial: { epochs: 2 }
        replicates: 2
        axes: { layers: [[]] }
        """, to: "rows.yaml")
      let run = try Program.run(["run", "rows.yaml"], in: folder.url)
      try #require(run.status == 0, "\(run.errors)")
      let command = ["summary", "rows.hitsweep", "--pick", "maximize auc"]
      #expect(try Program.run(command, in: folder.url).status == 0)
      try write(4)
      let other = try Program.run(command, in: folder.url)
      #expect(other.status == 4)
      #expect(other.errors.contains("the songs are not those that rows.hitsweep was run on"))
      // A table beside the store is found from elsewhere, too.
      try write(3)
      let store = folder.url.appendingPathComponent("rows.hitsweep").path
      let elsewhere = try TemporaryFolder()
      let away = try Program.run(
        ["summary", store, "--pick", "maximize auc"], in: elsewhere.url)
      #expect(away.status == 0, "\(away.errors)")
      try FileManager.default.removeItem(at: folder.url.appendingPathComponent("rows.csv"))
      let none = try Program.run(command, in: folder.url)
      #expect(none.status == 2)
      #expect(none.errors.contains("rows.csv: no such file"))
    }
  }
}
