import Evaluation
import Foundation
import Reports
import SearchSpace
import Sweeps
import Testing

struct ReportTests {
  /// A sweep of 5 replicates of two configurations, whose second one finds `gains` more top songs, out of 100, at a
  /// false-positive rate of 0.30.
  private struct Pair {
    let sweep: Sweep
    let results: [ConfigurationResult]
    let measurements: [[OutcomeRecord.Measurement]]

    init(
      gains: [Int] = [10, 11, 9, 12, 8], seed: Int = 7, data: UInt64 = 1, silent: Bool = false
    ) {
      var sweep = SampleSweep.sweep(
        evaluate: "all", axes: [SampleSweep.layers, SampleSweep.ratio], replicates: gains.count)
      var facts = sweep.facts
      facts.seed = seed
      facts.dataHash = ContentHash(high: data, low: 0)
      sweep = Sweep(facts: facts, recipe: [:], space: sweep.space, replicates: gains.count)
      self.sweep = sweep
      measurements = [[Int](repeating: 0, count: gains.count), gains].map { gains in
        gains.enumerated().map { replicate, gain in
          let figures = Self.figures(
            found: 60 + gain + replicate, flagged: silent ? 0 : 30 + gain)
          return OutcomeRecord.Measurement(
            trainingSongs: 8000, trainingTopSongs: 500, oddsCorrection: 0.25, trainingLoss: 0.5,
            validation: figures, test: figures)
        }
      }
      results = measurements.enumerated().map { place, measurements in
        ConfigurationResult(
          sweep.space.configuration(at: place),
          outcomes: measurements.map(OutcomeRecord.measured))
      }
    }

    /// A curve that rises to `found` of 100 top songs at 420 of 1,400 others, and to all at the end.
    private static func figures(found: Int, flagged: Int) -> PartFigures {
      PartFigures(
        counts: ConfusionCounts(
          truePositives: flagged, falsePositives: 4 * flagged, falseNegatives: 100 - flagged,
          trueNegatives: 1400 - 4 * flagged),
        auc: 0.5 + Double(found) / 400, averagePrecision: 0.15,
        recallAtFalsePositiveRate30: Double(found) / 100, logLoss: 0.22, brierScore: 0.06,
        staircase: Staircase(
          positives: 100, negatives: 1400,
          steps: [
            Staircase.Step(truePositives: found / 2, falsePositives: 140, threshold: 0.8),
            Staircase.Step(truePositives: found, falsePositives: 420, threshold: 0.5),
            Staircase.Step(truePositives: 100, falsePositives: 1400, threshold: 0.1),
          ])!)
    }

    func shown(
      _ name: String, _ place: Int, splits: RepeatedSplits? = ReportTests.splits
    ) throws -> ShownConfiguration {
      let summary = SweepSummary(
        name: "pair", sweep: sweep, fronts: [], results: results, splits: splits)
      let conditions = try [Condition](
        parsing: "layers = \(sweep.space.configuration(at: place).settings["layers"]!)",
        settings: ["layers"])
      return try ShownConfiguration(
        name,
        ChosenConfiguration(
          of: ConfigurationListing(results, of: summary, where: conditions), best: nil),
        measurements: measurements[place], storePath: "pair.hitsweep")
    }
  }

  private static let splits = RepeatedSplits(trainingSongs: 4_500, validationSongs: 1_500)

  private func report(
    _ shown: [ShownConfiguration], published: [PublishedFigure] = [],
    comparisons: [(of: String, less: String)] = [("net", "baseline")], title: String = "Model"
  ) -> Report {
    Report(
      title: title, introduction: ["About."],
      sections: [
        Report.Section(
          title: "Section", text: ["Text."], published: published, shown: shown,
          comparisons: comparisons, reasons: ["Reason."])
      ])
  }

  private func comparison(_ report: Report) throws -> [String: Any] {
    let section = try #require((jsonObject(report)["sections"] as? [[String: Any]])?.first)
    return try #require((section["comparisons"] as? [[String: Any]])?.first)
  }

  private func lines(_ report: Report, after heading: String) -> [String] {
    let lines = report.text(width: 200).split(separator: "\n").map(String.init)
    return Array(lines.drop { !$0.contains(heading) }.dropFirst().prefix { $0.hasPrefix("    ") })
  }

  @Test func `a difference is told replicate by replicate, with the interval of repeated splits`()
    throws
  {
    let pair = Pair()
    let report = report([try pair.shown("baseline", 0), try pair.shown("net", 1)])
    let found = try comparison(report)
    #expect(found["replicates"] as? Int == 5 && found["unlike"] is NSNull)
    let differences = try #require(found["differences"] as? [String: [String: Any]])
    let recall = try #require(differences["recallAtFalsePositiveRate30"])
    let values = [0.10, 0.11, 0.09, 0.12, 0.08]
    let interval = try #require(Self.splits.interval(of: values).value)
    let told = try #require(recall["interval"] as? [String: Double])
    #expect(try (#require(recall["validation"] as? Double) - 0.10).magnitude < 1e-12)
    #expect((told["lower"]! - interval.lower).magnitude < 1e-12)
    #expect((told["upper"]! - interval.upper).magnitude < 1e-12)
    #expect(recall["verdict"] as? String == "more")
    #expect(
      lines(report, after: "net less baseline (5 replicates)") == [
        "    AUC +0.025 (+0.017 to +0.033): more; on test +0.025",
        "    recall@0.30 +0.100 (+0.068 to +0.132): more; on test +0.100",
      ])
  }

  @Test func `an interval that holds zero gives no verdict, nor do few replicates or equal ones`()
    throws
  {
    func lines(_ gains: [Int], splits: RepeatedSplits? = Self.splits) throws -> [String] {
      let pair = Pair(gains: gains)
      return self.lines(
        report([
          try pair.shown("baseline", 0, splits: splits), try pair.shown("net", 1, splits: splits),
        ]), after: "net less")
    }
    #expect(
      try lines([10, -11, 9, -12, 8])[1]
        == "    recall@0.30 +0.008 (-0.220 to +0.236): no verdict: the interval holds zero; on test +0.008"
    )
    #expect(
      try lines([-10, -11, -9, -12, -8])[1]
        == "    recall@0.30 -0.100 (-0.132 to -0.068): less; on test -0.100")
    let none = "    recall@0.30 +0.100 (no interval): no verdict; on test +0.100"
    #expect(try lines([10, 11, 9, 10])[1] == none)
    #expect(try lines([10, 10, 10, 10, 10])[1] == none)
    #expect(try lines([10, 11, 9, 12, 8], splits: nil)[1] == none)
  }

  @Test
  func `of other songs or other parts there is no paired difference, and both stand side by side`()
    throws
  {
    let pair = Pair()
    func unlike(_ other: Pair) throws -> [String] {
      lines(
        report([try other.shown("baseline", 0), try pair.shown("net", 1)]),
        after: "net beside baseline")
    }
    let sides = "    recall@0.30 0.720 ± 0.038 beside 0.620 ± 0.032"
    #expect(
      try unlike(Pair(data: 2)) == [
        "    no paired difference: they are measured on different songs", sides,
      ])
    #expect(
      try unlike(Pair(seed: 8)) == [
        "    no paired difference: the songs are the same, but divided into other parts", sides,
      ])
    let found = try comparison(
      report([try Pair(seed: 8).shown("baseline", 0), try pair.shown("net", 1)]))
    #expect(found["differences"] is NSNull && found["replicates"] is NSNull)
  }

  @Test func `published figures stand above ours, each where its measure is`() throws {
    let pair = Pair(silent: true)
    let report = report(
      [try pair.shown("net", 1)],
      published: [
        PublishedFigure(name: "precision", value: 0.61, measure: .recall, note: nil),
        PublishedFigure(
          name: "false positives", value: 0.25, measure: .falsePositiveRate, note: nil),
        PublishedFigure(name: "accuracy", value: 0.93, measure: .accuracy, note: nil),
      ], comparisons: [])
    // At a rate of 0.25, 350 of 1,400 others, curves are at half of what they reach at 0.30.
    #expect(
      report.text(width: 200).split(separator: "\n")[1...9].map(String.init) == [
        "Section",
        "  published: “precision” 61 %, which is recall; “false positives” 25 %, which is false-positive rate; accuracy 93 %",
        "  part          recall@0.25    recall@0.30    AUC            recall  FPR    precision  accuracy  of none",
        "  as published",
        "                0.61           –              –              0.61    0.25   –          0.93      –",
        "  net",
        "    validation  0.358 ± 0.017  0.720 ± 0.038  0.680 ± 0.009  0.000   0.000  –          0.933     0.933",
        "    test        0.358          0.720          0.680          0.000   0.000  –          0.933     0.933",
        "  net: songs flagged, by replicate: 0 in each of 5; precision is undefined where none is",
      ])
  }

  @Test func `what is to be shown is one configuration, or the best of one population`() throws {
    let (summary, results) = SampleSweep.twoPopulationsListed
    func choose(_ conditions: String, best: Measure? = nil) throws -> String {
      let listing = ConfigurationListing(
        results, of: summary,
        where: try [Condition](parsing: conditions, settings: ["years", "layers", "classWeight"]),
        sortedBy: best.map(Quantity.measure))
      return try ChosenConfiguration(of: listing, best: best).configuration.description
    }
    #expect(
      try choose("years = all, layers = [10], classWeight = 4")
        == "classWeight: 4, layers: [10], years: all")
    #expect(
      try choose("years = all", best: .auc) == "classWeight: 4, layers: [30, 10], years: all")
    #expect(throws: ChoiceFault.several(9)) { try choose("years = all") }
    #expect(throws: ChoiceFault.populations(["years: all", "years: since 2010"])) {
      try choose("layers = [10]", best: .auc)
    }
    #expect(throws: ChoiceFault.nothing(conditions: ["auc > 0.99", "years = all"])) {
      try choose("auc > 0.99 and years = all")
    }
  }

  @Test func `a configuration without figures says why`() throws {
    let configuration = SampleSweep.configurations[0]
    let result = ConfigurationResult(
      configuration,
      outcomes: [.infeasible(reason: "no top song"), .infeasible(reason: "no top song"), nil])
    let summary = SampleSweep.summary([result])
    let shown = try ShownConfiguration(
      "x", ChosenConfiguration(of: ConfigurationListing([result], of: summary), best: nil),
      measurements: [], storePath: "s")
    let text = report([shown], comparisons: []).text(width: 200)
    #expect(
      text.contains(
        "\n  x: no figures: infeasible: 2 of 3 replicates cannot be run on these songs\n"))
    #expect(text.contains("validation  –            –    –       –    –          –         –\n"))
    let page = ReportPage(report([shown], comparisons: [])).source
    #expect(page.contains("no figures: infeasible") && !page.contains("<svg"))
  }
}

struct ReportPageTests {
  private let hostile = "<script>alert(\"1\")</script>&'\u{202E}"
  private let harmless =
    "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\u{FFFD}"

  private func page(of text: String) throws -> String {
    let summary = SampleSweep.complete
    let result = SampleSweep.result(SampleSweep.configurations[4])
    let shown = try ShownConfiguration(
      text, ChosenConfiguration(of: ConfigurationListing([result], of: summary), best: nil),
      measurements: [], storePath: text)
    let figure = PublishedFigure(name: text, value: 0.61, measure: .recall, note: text)
    return ReportPage(
      Report(
        title: text, introduction: [text],
        sections: [
          Report.Section(
            title: text, text: [text], published: [figure], shown: [shown], comparisons: [],
            reasons: [text])
        ])
    ).source
  }

  @Test func `whatever is written in a report stays text`() throws {
    let page = try page(of: hostile)
    #expect(!page.contains("<script") && !page.contains("\u{202E}"))
    // Title twice, introduction, heading and its link, text, published name and note, reason; the configuration's name in
    // both pictures, the table and its notes; the store.
    #expect(page.components(separatedBy: harmless).count - 1 == 14)
    // Nothing but the size of the texts differs from a page of harmless ones.
    let plain = try self.page(of: "plain")
    #expect(page.replacing(harmless, with: "plain") == plain)
  }

  @Test func `the page needs nothing from elsewhere, and every element is closed`() throws {
    let page = try page(of: "plain")
    #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\"><head>"))
    for forbidden in ["http://", "https://", "src=", "url(", "@import", "<link", "onload"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    #expect(page.contains("default-src &#39;none&#39;"))
    #expect(page.contains("prefers-color-scheme: dark"))
    #expect(page.contains("width=device-width"))
    var open: [String] = []
    for tag in page.dropFirst("<!doctype html>".count).matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) {
      let name = String(tag.2)
      if name == "meta" { continue }
      if tag.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
    }
    #expect(open == [])
  }
}
