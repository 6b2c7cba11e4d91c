import Foundation
import Testing

extension CommandLineTests {
  /// Published figures beside ours: from a folder of sweeps to a page.
  @Suite struct ReportCommandTests {
    private let folder: TemporaryFolder
    private let schema: JSONSchema

    init() throws {
      folder = try TemporaryFolder()
      schema = try JSONSchema(
        contentsOf: projectFolder.appendingPathComponent(
          "Sources/Reports/Schemas/report.schema.json"))
      try FileManager.default.createDirectory(
        at: folder.url.appendingPathComponent("claims"), withIntermediateDirectories: false)
      try folder.write(
        SweepText.text(name: "nets", layers: "[[], [10]]", replicates: 5, epochs: 3),
        to: "claims/nets.yaml")
      try folder.write(
        SweepText.text(name: "others", layers: "[[10]]", replicates: 5, epochs: 3, seed: 2),
        to: "claims/others.yaml")
    }

    private static let report = """
      title: Claims & <figures>
      sections:
        - title: Model <script>alert(1)</script>
          published: [{ name: precision, value: 0.61, is: recall }, { value: 0.25, is: falsePositiveRate }]
          show:
            - { name: net, sweep: nets.yaml, where: "layers = [10]", best: recallAtFalsePositiveRate30 }
            - { name: baseline, sweep: nets.yaml, where: "layers = [], balanceRatio = 1, classWeight = 4" }
            - { name: elsewhere, sweep: others.yaml, best: auc }
          compare: [{ of: net, less: baseline }, { of: net, less: elsewhere }]
      """

    private func report(_ arguments: [String] = []) throws -> Finished {
      try Program.run(["report", "claims"] + arguments, in: folder.url)
    }

    private var names: [String] {
      get throws { try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() }
    }

    @Test func `what is missing is run once, and the figures are those of the summary`() throws {
      try folder.write(Self.report, to: "claims/report.yaml")
      let first = try report(["--format", "json"])
      #expect(first.status == 0, "\(first.errors)")
      #expect(first.errors.contains("Sweep nets: 40 trials; store nets.hitsweep"))
      #expect(first.errors.hasSuffix("The page is report.html.\n"))
      #expect(
        try names == ["claims", "nets.hitsweep", "others.hitsweep", "report.html"])
      let json = try first.json()
      #expect(schema.faults(in: json) == [])
      let again = try report(["--format", "json"])
      #expect(again.output == first.output && again.errors == "The page is report.html.\n")

      let section = try #require((json["sections"] as? [[String: Any]])?.first)
      let shown = try #require(section["configurations"] as? [[String: Any]])
      #expect(shown.map { $0["name"] as? String } == ["net", "baseline", "elsewhere"])
      for one in shown {
        let sweep = try #require(one["sweep"] as? String)
        let summary = try Program.run(
          ["summary", "\(sweep).hitsweep", "--all", "--format", "json"], in: folder.url
        ).json()
        let listed = try #require(summary["listedConfigurations"] as? [[String: Any]])
        let same = try #require(listed.first { $0["id"] as? String == one["id"] as? String })
        for key in ["validation", "test", "intervals", "configuration"] {
          let (ours, theirs) = (one[key] as? NSDictionary, same[key] as? NSDictionary)
          #expect(ours != nil && ours == theirs, "\(key)")
        }
        let rates = try #require(one["recallAtFalsePositiveRates"] as? [[String: Any]])
        #expect(rates.map { $0["falsePositiveRate"] as? Double } == [0.25, 0.30])
        let validation = try #require(one["validation"] as? [String: Any])
        let recalls = rates.map { $0["validation"] as? Double ?? -1 }
        #expect(recalls[1] == validation["recallAtFalsePositiveRate30"] as? Double)
        #expect(recalls[0] > 0.5 * recalls[1] && recalls[0] <= recalls[1])
      }
      let comparisons = try #require(section["comparisons"] as? [[String: Any]])
      #expect(comparisons.map { $0["replicates"] as? Int } == [5, nil])
      #expect(
        comparisons[1]["unlike"] as? String
          == "the songs are the same, but divided into other parts")
    }

    @Test func `the page shows the figures, and a hostile name stays text`() throws {
      try folder.write(Self.report, to: "claims/report.yaml")
      try FileManager.default.createDirectory(
        at: folder.url.appendingPathComponent("runs"), withIntermediateDirectories: false)
      let run = try report(["--stores", "runs", "--output", "page.html", "--slots", "1"])
      #expect(run.status == 0, "\(run.errors)")
      #expect(try names == ["claims", "page.html", "runs"])
      #expect(run.output.hasSuffix("\n\nThe page is page.html.\n"))
      #expect(run.output.contains("\nModel <script>alert(1)</script>\n"))
      let page = try String(
        contentsOf: folder.url.appendingPathComponent("page.html"), encoding: .utf8)
      #expect(
        !page.contains("<script") && page.contains("<title>Claims &amp; &lt;figures&gt;</title>"))
      #expect(page.contains("“precision” 61\u{A0}%, which is recall"))
      // Every figure of the table that is printed stands on the page, too.
      let figures = run.output.matches(of: /\d\.\d{3} ?± ?\d\.\d{3}/).map {
        $0.output.replacing(/[ ]?±[ ]?/, with: " ± ")
      }
      #expect(figures.count > 15)
      for figure in figures { #expect(page.contains(figure), "\(figure)") }
    }

    @Test func `a sweep that was not run to its end, or has grown, is gone on with`() throws {
      try folder.write(Self.report, to: "claims/report.yaml")
      #expect(try report().status == 0)
      try folder.write(
        SweepText.text(name: "nets", layers: "[[], [10]]", replicates: 6, epochs: 3),
        to: "claims/nets.yaml")
      let grown = try report(["--format", "json"])
      #expect(grown.status == 0)
      #expect(grown.errors.contains("Sweep nets: 48 trials, 40 of them known already"))
      #expect(!grown.errors.contains("Sweep others"))
      try folder.write(
        SweepText.text(name: "nets", layers: "[[], [10]]", replicates: 6, epochs: 4),
        to: "claims/nets.yaml")
      let other = try report()
      #expect(other.status == 4 && other.errors.contains("epochs"), "\(other.errors)")
    }

    @Test(arguments: [
      (
        "{ sweep: nets.yaml }",
        "report.yaml:4: key 'where': 8 configurations are meant; add conditions"
      ),
      ("{ sweep: none.yaml }", "report.yaml:4: key 'sweep': claims/none.yaml: no such sweep file"),
      (
        "{ sweep: nets.yaml, where: \"layers = [11]\" }",
        "report.yaml:4: key 'where': '[11]' is no value for layers; expected one of: [] · [10]"
      ),
      (
        "{ sweep: nets.yaml, where: test.auc > 0 }",
        "report.yaml:4: key 'where': 'test.auc' is a figure of the test part"
      ),
      (
        "{ sweep: nets.yaml, where: recall > 0.999999, best: auc }",
        "report.yaml:4: key 'where': no configuration has recall > 0.999999"
      ),
      ("{ sweep: nets.yaml, best: test }", "report.yaml:4: key 'best': expected one of precision"),
      (
        "{ sweep: same.yaml, best: auc }\n    - { sweep: nets.yaml, best: auc }",
        "report.yaml:5: key 'sweep': nets.yaml and same.yaml are both called 'nets'"
      ),
    ])
    func `bad input is named with its line`(shown: String, message: String) throws {
      try folder.write(
        SweepText.text(name: "nets", layers: "[[]]", replicates: 5, epochs: 3),
        to: "claims/same.yaml")
      try folder.write(
        "title: t\nsections:\n- show:\n    - \(shown)\n  title: s\n", to: "claims/report.yaml")
      let run = try report()
      #expect(run.status == 2)
      #expect(run.errors.contains("claims/\(message)"), "\(run.errors)")
      #expect(run.output == "")
      #expect(try !names.contains("report.html"))
    }

    @Test func `a folder without a report, stores nowhere and a page nowhere are told`() throws {
      let none = try report()
      #expect(none.status == 2)
      #expect(
        none.errors
          == "claims/report.yaml: no such report; sweeps/deck of the project has one to start from\n"
      )
      try folder.write(Self.report, to: "claims/report.yaml")
      let stores = try report(["--stores", "nowhere"])
      #expect(stores.status == 2 && stores.errors == "--stores: nowhere: no such folder\n")
      let page = try report(["--output", "nowhere/page.html"])
      #expect(page.status == 3)
      #expect(page.errors.hasSuffix("nowhere/page.html: cannot be written; check its folder\n"))
      let slots = try report(["--slots", "0"])
      #expect(slots.status == 2)
    }

    /// The deck's own report on the real songs: what its reasons say is what is measured.
    @Test(
      .enabled(
        if: ProcessInfo.processInfo.environment["HITSWEEP_DATA"] != nil,
        "HITSWEEP_DATA names no folder of the real songs"))
    func `the deck's report says what is measured`() throws {
      let data = try #require(ProcessInfo.processInfo.environment["HITSWEEP_DATA"])
      let deck = projectFolder.appendingPathComponent("sweeps/deck").path
      let run = try Program.run(
        ["report", deck, "--data", data, "--format", "json"], in: folder.url)
      #expect(run.status == 0, "\(run.errors)")
      let json = try run.json()
      #expect(schema.faults(in: json) == [])
      let sections = try #require(json["sections"] as? [[String: Any]])
      let shown = try sections.map { try #require($0["configurations"] as? [[String: Any]]) }
      func figure(_ section: Int, _ place: Int, _ key: String) throws -> Double {
        let validation = try #require(shown[section][place]["validation"] as? [String: Any])
        return try #require(validation[key] as? Double)
      }
      // Model I flags nothing, in no replicate.
      let first = try #require(shown[0][0]["validation"] as? [String: Any])
      #expect(Set(first["flagged"] as? [Int] ?? [-1]) == [0] && first["precision"] is NSNull)
      let accuracies = (first["accuracy"] as? Double, shown[0][0]["majorityAccuracy"] as? Double)
      #expect(try (#require(accuracies.0) - #require(accuracies.1)).magnitude < 1e-12)
      // Model III: recall goes with the copies, first with those that leak, then with those that remain.
      let recalls = try (0..<4).map { try figure(2, $0, "recallAtFalsePositiveRate30") }
      #expect(recalls[0] > recalls[1] && recalls[1] > max(recalls[2], recalls[3]))
      // 112 artists, 3,920 songs.
      #expect(
        shown[4].allSatisfy { ($0["songs"] as? String ?? "").contains("artists with 3 albums") })
      let verdicts = try sections.map { section in
        try #require(section["comparisons"] as? [[String: Any]]).map { comparison in
          let differences = comparison["differences"] as? [String: [String: Any]]
          return differences?["recallAtFalsePositiveRate30"]?["verdict"] as? String
        }
      }
      #expect(
        verdicts == [
          [], ["more", "none", "none"], ["more", "none", nil, nil, nil], [],
          ["none", "none", "none"], ["more", "none", "more", "none"], ["none", "none", "none"],
          ["none", "none", "none"],
        ])
    }
  }
}
