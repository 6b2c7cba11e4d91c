import Foundation
import Testing

extension CommandLineTests {
  /// What a person sees of a sweep, and what programs read of it.
  @Suite struct SummaryTests {
    private let folder: TemporaryFolder
    private let schema: JSONSchema

    init() throws {
      folder = try TemporaryFolder()
      schema = try JSONSchema(
        contentsOf: projectFolder.appendingPathComponent(
          "Sources/Reports/Schemas/summary.schema.json"))
      try folder.write(
        SweepText.text(layers: "[[], [10]]", replicates: 2, epochs: 5), to: "sweep.yaml")
    }

    @Test func `a run prints its fronts, and the JSON keeps to its schema`() throws {
      let run = try Program.run(["run", "sweep.yaml"], in: folder.url)
      #expect(run.status == 0, "\(run.errors)")
      for expected in [
        "Front precision: most precision, least false-positive rate", "Front recall",
        "baseline", "best net less baseline, paired by replicate", "Against the deck's Model II",
        "Look at it again with: hitsweep summary small.hitsweep",
      ] {
        #expect(run.output.contains(expected))
      }
      let table = try Program.run(["summary", "small.hitsweep"], in: folder.url)
      #expect(run.output.hasPrefix(table.output))

      let json = try Program.run(["summary", "small.hitsweep", "--format", "json"], in: folder.url)
        .json()
      #expect(schema.faults(in: json) == [])
      #expect(
        json["trials"] as? [String: Int] == ["done": 16, "failed": 0, "infeasible": 0, "total": 16])
      let fronts = try #require(json["fronts"] as? [[String: Any]])
      #expect(fronts.map { $0["name"] as? String } == ["precision", "recall"])
      let members = try #require(fronts[1]["members"] as? [[String: Any]])
      // Everything is in the one file, so that it can be copied.
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
          == ["small.hitsweep", "sweep.yaml"])
      let copy = folder.url.appendingPathComponent("copy.hitsweep")
      try FileManager.default.copyItem(
        at: folder.url.appendingPathComponent("small.hitsweep"), to: copy)
      #expect(
        try Program.run(["export", "digest", "copy.hitsweep"], in: folder.url).output
          == Program.run(["export", "digest", "small.hitsweep"], in: folder.url).output)
      let test = try #require(members.first?["test"] as? [String: Any])
      let counts = try #require(test["counts"] as? [String: Int])
      // Two replicates of a test part that holds a fifth of 4,000 songs.
      #expect(counts.values.reduce(0, +) == 1600)
    }

    @Test func `other fronts are found in a store that exists`() throws {
      #expect(try Program.run(["run", "sweep.yaml"], in: folder.url).status == 0)
      try folder.write(
        """
        fronts:
          - { name: curve, maximize: recall, minimize: falsePositiveRate, thresholds: all }
          - { name: odds, maximize: f1, thresholds: all, rule: probability }
          - { name: small, maximize: auc, minimize: [parameters, flops] }
        """, to: "fronts.yaml")
      let command = ["summary", "small.hitsweep", "--fronts", "fronts.yaml"]
      let json = try Program.run(command + ["--format", "json"], in: folder.url).json()
      #expect(schema.faults(in: json) == [])
      let fronts = try #require(json["fronts"] as? [[String: Any]]).map { front in
        (rule: front["rule"] as? String, members: front["members"] as? [[String: Any]] ?? [])
      }
      #expect(fronts.map(\.rule) == ["share", "probability", nil])

      let curve = fronts[0].members
      #expect(curve.count > 50)
      var last = (recall: -1.0, falsePositiveRate: -1.0)
      for member in curve {
        let rule = try #require(member["rule"] as? [String: Any])
        let counts = try #require(member["counts"] as? [String: Int])
        // Two replicates whose validation part holds a fifth of 4,000 songs; no two songs have one score.
        let flagged = try #require(rule["value"] as? Double) * 800
        #expect(2 * Int(flagged.rounded()) == counts["truePositives"]! + counts["falsePositives"]!)
        let recall = try #require(member["recall"] as? Double)
        let falsePositiveRate = try #require(member["falsePositiveRate"] as? Double)
        #expect(
          recall > last.recall && falsePositiveRate > last.falsePositiveRate
            || (recall, falsePositiveRate) == last)
        last = (recall, falsePositiveRate)
      }
      let best = try #require(fronts[1].members.first)
      let atHalf = try #require(fronts[2].members.first)
      #expect(try #require(best["f1"] as? Double) > #require(atHalf["f1"] as? Double))
      // 13 features, two logits; [10]: a hidden layer between.
      let facts = fronts[2].members.map {
        [$0["parameters"] as? Int, $0["flops"] as? Int]
      }
      #expect(Set(facts).isSubset(of: [[28, 52], [162, 300]]) && facts.contains([28, 52]))

      let table = try Program.run(command, in: folder.url).output
      #expect(table.contains("by the same share of songs flagged in every replicate"))
      #expect(table.contains("flag the top "))
      #expect(table.contains("28 parameters"))
      let bad = try Program.run(
        ["summary", "small.hitsweep", "--fronts", "none.yaml"], in: folder.url)
      #expect(bad.status == 2 && bad.errors == "none.yaml: no such file of fronts\n")
    }

    @Test func `configurations are listed one by one, as conditions and order ask`() throws {
      #expect(try Program.run(["run", "sweep.yaml"], in: folder.url).status == 0)
      func listed(_ options: [String]) throws -> [[String: Any]] {
        let json = try Program.run(
          ["summary", "small.hitsweep", "--format", "json"] + options, in: folder.url
        ).json()
        #expect(schema.faults(in: json) == [])
        return try #require(json["listedConfigurations"] as? [[String: Any]])
      }
      let all = try listed(["--all"])
      #expect(all.count == 8)
      #expect(all.allSatisfy { $0["state"] as? String == "complete" })
      func aucs(_ rows: [[String: Any]]) throws -> [Double] {
        try rows.map {
          try #require(($0["validation"] as? [String: Any])?["auc"] as? Double)
        }
      }
      let limit = try aucs(all).sorted()[3]
      let chosen = try listed(["--where", "layers = [10], auc > \(limit)", "--sort", "auc"])
      let wanted = try aucs(
        all.filter { ($0["configuration"] as? [String: Any])?["layers"] as? [Int] == [10] }
      ).filter { $0 > limit }.sorted(by: >)
      #expect(try aucs(chosen) == wanted && !wanted.isEmpty)

      let table = try Program.run(
        ["summary", "small.hitsweep", "--where", "parameters < 100 and epochs = 5"],
        in: folder.url)
      #expect(
        table.output.contains(
          "\n4 of 8 configurations with parameters < 100 and epochs = 5, in the order of the axes.\n"
        ))
      let csv = try Program.run(
        ["summary", "small.hitsweep", "--sort", "classWeight", "--format", "csv"], in: folder.url
      ).output.split(separator: "\n")
      #expect(csv.count == 9 && csv[0].hasPrefix("fronts,population,id,configuration."))
      let markdown = try Program.run(
        ["summary", "small.hitsweep", "--all", "--format", "markdown"], in: folder.url
      ).output
      #expect(markdown.split(separator: "\n").count { $0.hasPrefix("| ") } == 2 + 8)
      let fronts = try Program.run(
        ["summary", "small.hitsweep", "--format", "markdown"], in: folder.url)
      #expect(fronts.output.contains("\n### Front recall (the deck's \"precision\"): "))
      let plain = try Program.run(
        ["summary", "small.hitsweep", "--format", "json"], in: folder.url
      )
      .json()
      #expect(plain["listedConfigurations"] is NSNull)
    }

    @Test func `the live front is the one that is found anew in the store`() throws {
      func expectFront(_ run: Finished) throws {
        let json = try Program.run(
          ["summary", "small.hitsweep", "--format", "json"], in: folder.url
        ).json()
        #expect(schema.faults(in: json) == [])
        let front = try #require((json["fronts"] as? [[String: Any]])?.first)
        let members = try #require(front["members"] as? [Any])
        #expect((front["provisional"] as? [Any])?.isEmpty == true)
        let last = try #require(
          run.errors.split(separator: "\n").last { $0.contains(" trials done (100 %)") })
        #expect(last.hasSuffix(", front \(members.count)"), "\(last)")
      }
      try expectFront(Program.run(["run", "sweep.yaml"], in: folder.url))
      // With a third replicate all that is known is taken up again, and nothing is complete at first.
      try folder.write(
        SweepText.text(layers: "[[], [10]]", replicates: 3, epochs: 5), to: "sweep.yaml")
      let more = try Program.run(["run", "sweep.yaml"], in: folder.url)
      #expect(more.errors.contains("24 of 24 trials done"))
      try expectFront(more)
    }

    @Test func `replicates that are added make configurations provisional until they are done`()
      throws
    {
      #expect(try Program.run(["run", "sweep.yaml"], in: folder.url).status == 0)
      try folder.write(
        SweepText.text(layers: "[[], [10]]", replicates: 3, epochs: 5), to: "sweep.yaml")
      let coordinator = try Program(
        [
          "coordinator", "sweep.yaml", "--listen", "tcp://127.0.0.1:*", "--store", "small.hitsweep",
        ],
        in: folder.url)
      _ = try coordinator.waitForErrors("Start workers with: hitsweep worker small.join")
      let json = try Program.run(["summary", "small.hitsweep", "--format", "json"], in: folder.url)
        .json()
      #expect(schema.faults(in: json) == [])
      let fronts = try #require(json["fronts"] as? [[String: Any]])
      #expect(fronts.allSatisfy { ($0["members"] as? [Any])?.isEmpty == true })
      let provisional = try #require(fronts[1]["provisional"] as? [[String: Any]])
      #expect(provisional.count == 8)
      #expect(provisional.allSatisfy { $0["replicatesDone"] as? Int == 2 })
      let text = try Program.run(["summary", "small.hitsweep"], in: folder.url).output
      #expect(text.contains("  provisional, 2 of 3 replicates  "))
    }

    @Test func `configurations of which nothing has ended are listed, too`() throws {
      let coordinator = try Program(
        ["coordinator", "sweep.yaml", "--listen", "tcp://127.0.0.1:*"], in: folder.url)
      _ = try coordinator.waitForErrors("Start workers with: hitsweep worker small.join")
      let json = try Program.run(
        ["summary", "small.hitsweep", "--all", "--format", "json"], in: folder.url
      ).json()
      #expect(schema.faults(in: json) == [])
      let rows = try #require(json["listedConfigurations"] as? [[String: Any]])
      #expect(rows.count == 8)
      #expect(
        rows.allSatisfy {
          $0["state"] as? String == "incomplete" && $0["replicatesDone"] as? Int == 0
            && $0["validation"] is NSNull && $0["parameters"] as? Int != nil
        })
      let text = try Program.run(["summary", "small.hitsweep", "--all"], in: folder.url).output
      #expect(text.split(separator: "\n").count { $0.contains("0 of 2") } == 8)
    }

    @Test func `what configurations cannot be listed by is told with the option's name`() throws {
      #expect(try Program.run(["run", "sweep.yaml"], in: folder.url).status == 0)
      func expect(_ options: [String], _ errors: String) throws {
        let end = try Program.run(["summary", "small.hitsweep"] + options, in: folder.url)
        #expect(end.status == 2 && end.output.isEmpty)
        #expect(end.errors.hasPrefix(errors), "\(end.errors)")
      }
      try expect(
        ["--where", "recal > 0.5"],
        "--where: nothing is called 'recal'; expected one of: precision, recall, falsePositiveRate")
      try expect(
        ["--where", "recall"],
        "--where: 'recall' is no condition; expected one such as: recall >= 0.7")
      try expect(["--sort", "size"], "--sort: nothing is called 'size'; expected one of: ")
      try expect(["--sort", "test.recall"], "--sort: 'test.recall' is a figure of the test part")
      try expect(["--where", "test.auc > 0.7"], "--where: 'test.auc' is a figure of the test part")
    }

    @Test func `intervals follow from the replicates and the sizes of their parts`() throws {
      try folder.write(SweepText.text(layers: "[[]]", replicates: 5, epochs: 3), to: "five.yaml")
      let run = try Program.run(["run", "five.yaml"], in: folder.url)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(" % on the front"))
      let json = try Program.run(["summary", "small.hitsweep", "--format", "json"], in: folder.url)
        .json()
      #expect(schema.faults(in: json) == [])
      let data = try Program.run(
        ["data", "describe", "five.yaml", "--format", "json"], in: folder.url
      )
      .json()
      let parts = try #require(data["parts"] as? [String: [String: Int]])
      let scale =
        1 / 5.0 + Double(parts["validation"]!["songs"]!) / Double(parts["train"]!["songs"]!)
      let recalls = try replicates(of: "validation_recall", in: "small.hitsweep")
      let fronts = try #require(json["fronts"] as? [[String: Any]])
      let members = try #require(fronts[1]["members"] as? [[String: Any]])
      // Every configuration has a chance to be on a front, its members those that the fronts tell.
      let all = try Program.run(
        ["summary", "small.hitsweep", "--all", "--format", "json"], in: folder.url
      ).json()
      #expect(schema.faults(in: all) == [])
      let listed = try #require(all["listedConfigurations"] as? [[String: Any]])
      let chances = try Dictionary(
        uniqueKeysWithValues: listed.map { row in
          let chances = try #require(row["frontProbabilities"] as? [String: Double])
          return (row["id"] as? String ?? "", chances["recall"] ?? -1)
        })
      #expect(chances.count == 4 && chances.values.allSatisfy { (0...1).contains($0) })
      for member in members {
        #expect(member["frontProbability"] as? Double == chances[member["id"] as? String ?? ""])
      }
      #expect(members.count > 1)
      for member in members {
        let id = try #require(member["id"] as? String)
        let values = try #require(recalls[id])
        let mean = values.reduce(0, +) / 5
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
        // The 97.5 % quantile of Student's t with four degrees of freedom.
        let reach = 2.7764451051977934 * (variance * scale).squareRoot()
        let intervals = try #require(member["intervals"] as? [String: Any])
        let interval = try #require(intervals["recall"] as? [String: Double])
        #expect(abs(interval["lower"]! - (mean - reach)) < 1e-9)
        #expect(abs(interval["upper"]! - (mean + reach)) < 1e-9)
        let probability = try #require(member["frontProbability"] as? Double)
        #expect((0...1).contains(probability))
      }
    }

    /// A column of the exported outcomes by configuration, a value a replicate.
    private func replicates(of column: String, in store: String) throws -> [String: [Double]] {
      let lines = try Program.run(["export", "outcomes", store], in: folder.url).output
        .split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
      let place = try #require(lines[0].firstIndex { $0 == column })
      var values: [String: [Double]] = [:]
      // Layers of one value hold no comma.
      for line in lines.dropFirst() {
        values[String(line[1]), default: []].append(try #require(Double(line[place])))
      }
      return values
    }

    @Test func `the schema refuses what is not the summary`() throws {
      #expect(try Program.run(["run", "sweep.yaml"], in: folder.url).status == 0)
      var json = try Program.run(["summary", "small.hitsweep", "--format", "json"], in: folder.url)
        .json()
      json["trials"] = nil
      json["surprise"] = 1
      #expect(schema.faults(in: json) == ["$: no 'trials'", "$.surprise: not allowed"])
    }

    @Test func `a store of which nothing is done has a summary without members`() throws {
      let coordinator = try Program(
        ["coordinator", "sweep.yaml", "--listen", "tcp://127.0.0.1:*"], in: folder.url)
      _ = try coordinator.waitForErrors("Start workers with: hitsweep worker small.join")
      let json = try Program.run(["summary", "small.hitsweep", "--format", "json"], in: folder.url)
        .json()
      #expect(schema.faults(in: json) == [])
      #expect(
        json["trials"] as? [String: Int] == ["done": 0, "failed": 0, "infeasible": 0, "total": 16])
      let fronts = try #require(json["fronts"] as? [[String: Any]])
      #expect(fronts.allSatisfy { ($0["members"] as? [Any])?.isEmpty == true })
      let text = try Program.run(["summary", "small.hitsweep"], in: folder.url)
      #expect(text.status == 0)
      #expect(text.output.contains("trials: 0 of 16 done"))
      let status = try Program.run(
        ["status", "small.hitsweep", "--format", "json"], in: folder.url
      )
      .json()
      #expect(status["state"] as? String == "waiting")
      #expect(
        status["trials"] as? [String: Int]
          == [
            "total": 16, "done": 0, "failed": 0, "infeasible": 0, "leased": 0, "open": 16,
            "suspect": 0,
          ])
      #expect(status["sweep"] as? String == "small")
      #expect((status["workers"] as? [Any])?.isEmpty == true)
    }

    @Test func `every outcome is exported, a line each`() throws {
      _ = try Program.run(["run", "sweep.yaml"], in: folder.url)
      let export = try Program.run(
        ["export", "outcomes", "small.hitsweep", "--format", "csv"], in: folder.url)
      let lines = export.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 18 && lines.last == "")
      #expect(
        lines[0].hasPrefix("key,id,replicate,balanceRatio,layers,classWeight,outcome,reason,"))
      #expect(lines.dropFirst().dropLast().allSatisfy { $0.contains(",measured,") })
    }

    @Test func `a plan counts what would run, on which songs`() throws {
      try folder.write(
        SweepText.small + "\nexclude:\n  - { layers: [10], classWeight: 4 }\n", to: "plan.yaml")
      let json = try Program.run(["plan", "plan.yaml", "--format", "json"], in: folder.url).json()
      #expect(json["configurations"] as? Int == 10)
      #expect(json["excluded"] as? Int == 2)
      #expect(json["trials"] as? Int == 40)
      #expect(try #require(json["estimatedSeconds"] as? Double) > 0)
      let recipe = try #require(json["recipe"] as? [String: Any])
      #expect(recipe["epochs"] as? Int == 2000 && recipe["l2"] as? Int == 0)
      #expect(recipe["layers"] as? [[Int]] == [[], [10], [30, 10]])
      let data = try #require(json["data"] as? [String: Any])
      #expect(data["songs"] as? Int == 4000)
      let text = try Program.run(["plan", "plan.yaml"], in: folder.url).output
      #expect(
        text.hasPrefix("Sweep small: 10 configurations (2 excluded) × 4 replicates = 40 trials\n"))
    }

    @Test func `trials that break off are outcomes with a reason, and the exit code says so`()
      throws
    {
      try folder.write(
        """
        name: broken
        data: { source: generated, songs: 500 }
        trial: { scaling: none, layers: [16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16] }
        replicates: 2
        axes: { learningRate: [0.001, 1000] }
        """, to: "broken.yaml")
      let run = try Program.run(["run", "broken.yaml"], in: folder.url)
      #expect(run.status == 1)
      #expect(run.errors.contains("Finished, but 2 trials failed."))
      #expect(run.output.contains("trials: 4 of 4 done, 0 infeasible, 2 failed"))
      let export = try Program.run(["export", "outcomes", "broken.hitsweep"], in: folder.url)
      #expect(export.output.split(separator: "\n").count { $0.contains(",failed,") } == 2)
      #expect(export.output.contains("is not finite"))
      let again = try Program.run(["run", "broken.yaml"], in: folder.url)
      #expect(again.status == 1)
    }

    @Test func `measured on subsets, each population has its own fronts`() throws {
      try folder.write(
        """
        name: subsets
        data: { source: generated, songs: 3000, evaluate: subset }
        trial: { scaling: standard, epochs: 3, layers: [] }
        replicates: 2
        axes: { years: [all, since 2010, before 1900], classWeight: [1, 8] }
        """, to: "subsets.yaml")
      let run = try Program.run(["run", "subsets.yaml"], in: folder.url)
      #expect(run.status == 0, "\(run.errors)")
      let json = try Program.run(
        ["summary", "subsets.hitsweep", "--format", "json"], in: folder.url
      ).json()
      #expect(schema.faults(in: json) == [])
      let fronts = try #require(json["fronts"] as? [[String: Any]])
      let labels = fronts.map { ($0["population"] as? [String: Any])?["label"] as? String ?? "" }
      #expect(
        Set(labels) == ["years: all", "years: before 1900", "years: since 2010"])
      #expect((json["trials"] as? [String: Int])?["infeasible"] == 4)
      // Two replicates of a test part that holds a fifth of 3,000 songs, some two thirds of them since 2010.
      for front in fronts {
        let population = (front["population"] as? [String: Any])?["label"] as? String
        let expected = population == "years: all" ? 1190...1210 : 750...900
        for member in try #require(front["members"] as? [[String: Any]]) {
          let test = try #require(member["test"] as? [String: Any])
          let counts = try #require(test["counts"] as? [String: Int])
          #expect(expected.contains(counts.values.reduce(0, +)), "\(population ?? "")")
        }
      }
      let export = try Program.run(["export", "outcomes", "subsets.hitsweep"], in: folder.url)
      let reasons = export.output.split(separator: "\n").count {
        $0.contains(",infeasible,the training part has no song,")
      }
      #expect(reasons == 4)
    }

    @Test func `the file that init writes can be planned as it is`() throws {
      #expect(try Program.run(["init", "mine.yaml"], in: folder.url).status == 0)
      let plan = try Program.run(["plan", "mine.yaml"], in: folder.url)
      #expect(plan.status == 0, "\(plan.errors)")
      let again = try Program.run(["init", "mine.yaml"], in: folder.url)
      #expect(again.status == 2)
      #expect(again.errors == "mine.yaml: exists already; name another file\n")
    }

    /// The figures that the data's own documentation gives.
    @Test(
      .enabled(
        if: ProcessInfo.processInfo.environment["HITSWEEP_DATA"] != nil,
        "HITSWEEP_DATA names no folder of the real songs"))
    func `the real songs are counted as documented`() throws {
      let data = try #require(ProcessInfo.processInfo.environment["HITSWEEP_DATA"])
      let sweep = projectFolder.appendingPathComponent("sweeps/songs.yaml").path
      let json = try Program.run(
        ["data", "describe", sweep, "--data", data, "--format", "json"], in: folder.url
      ).json()
      #expect(json["songs"] as? Int == 14_683)
      #expect(json["topSongs"] as? Int == 946)
      #expect(json["duplicatesRemoved"] as? Int == 4_152)
      #expect((json["features"] as? [String])?.count == 13)
      let parts = try #require(json["parts"] as? [String: [String: Int]])
      #expect(parts.values.reduce(0) { $0 + $1["songs", default: 0] } == 14_683)
      #expect(parts.values.reduce(0) { $0 + $1["topSongs", default: 0] } == 946)
    }
  }
}
