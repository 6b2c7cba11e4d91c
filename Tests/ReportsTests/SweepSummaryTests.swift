import Evaluation
import Foundation
import Reports
import SearchSpace
import Sweeps
import Testing

struct `SweepSummary as text` {
  @Test func `a complete sweep shows fronts, baseline and the deck's Model II`() throws {
    try expectSnapshot(SampleSweep.complete.text(), "complete.txt")
  }

  @Test func `on a narrow terminal figures stand closer and none is cut`() throws {
    let text = SampleSweep.complete.text(width: 80)
    try expectSnapshot(text, "complete-narrow.txt")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `a sweep of which nothing is done says so`() throws {
    try expectSnapshot(SampleSweep.empty.text(), "empty.txt")
  }

  @Test func `a sweep under way counts what is incomplete, infeasible and failed`() throws {
    try expectSnapshot(SampleSweep.underWay.text(), "under-way.txt")
  }

  @Test func `each population has its own fronts`() throws {
    try expectSnapshot(SampleSweep.twoPopulations.text(), "two-populations.txt")
  }

  @Test func `a sweep without layers [] says that it has no baseline`() {
    let axes = [Axis(name: "layers", values: [.list([.integer(10)])]), SampleSweep.weights]
    let sweep = SampleSweep.sweep(evaluate: "all", axes: axes)
    let summary = SweepSummary(
      name: "nets", sweep: sweep, fronts: [.recall],
      results: [SampleSweep.result(sweep.space.configuration(at: 1))])
    #expect(summary.text().contains("\nNo baseline: layers [] is not in the sweep.\n"))
    #expect(
      SampleSweep.underWay.text()
        .contains("\nNo baseline yet: no configuration with layers [] is complete.\n"))
  }

  @Test func `of one replicate shares of songs have Wilson's interval and nothing else has one`()
    throws
  {
    let axes = [SampleSweep.layers, Axis(name: "classWeight", values: [.integer(4)])]
    let sweep = SampleSweep.sweep(evaluate: "all", axes: axes, replicates: 1)
    let summary = SweepSummary(
      name: "one", sweep: sweep, fronts: [.recall],
      results: [0, 2].map {
        let configuration = sweep.space.configuration(at: $0)
        return ConfigurationResult(
          configuration, outcomes: [SampleSweep.outcome(configuration, replicate: 0)])
      })
    let text = summary.text(width: 1_000)
    let lines = text.split(separator: "\n")
    #expect(
      lines.contains(
        "      –  validation  0.167 ± 0.060  0.310 ± 0.096  0.111 ± 0.018  0.755   0.655")
        && lines.contains(
          "         test        0.158 ± 0.060  0.290 ± 0.095  0.111 ± 0.018  0.745   0.645")
        && lines.contains(
          "         validation                                               +0.060  +0.060")
    )
    #expect(
      text.contains(
        "±: how far Wilson's 95 % interval reaches from a share of the one replicate's songs "
          + "(precision, recall, FPR, accuracy); one replicate is too few for other intervals."))
    let front = try #require((jsonObject(summary)["fronts"] as? [[String: Any]])?.first)
    let member = try #require((front["members"] as? [[String: Any]])?.last)
    let intervals = try #require(member["intervals"] as? [String: Any])
    #expect(
      Set(intervals.filter { !($0.value is NSNull) }.keys)
        == ["precision", "recall", "falsePositiveRate", "accuracy"])
    let recall = try #require(intervals["recall"] as? [String: Double])
    let expected = try #require(Interval.wilson(31, of: 100))
    #expect(try (#require(recall["lower"]) - expected.lower).magnitude < 1e-12)
    #expect(try (#require(recall["upper"]) - expected.upper).magnitude < 1e-12)
  }

  @Test func `floors exclude, and the front says how many`() {
    let high = FrontDefinition(
      name: "high", maximize: [.precision], minimize: [.falsePositiveRate], minimumRecall: [0.5],
      minimumFlagged: 0)
    let summary = SweepSummary(
      name: "sample", sweep: SampleSweep.sweep, fronts: [high],
      results: SampleSweep.configurations.map { SampleSweep.result($0) })
    #expect(
      summary.text().contains(
        """
        Front high: most precision, least false-positive rate
          1 member of 9 complete configurations
          floors (recall of at least 0.5) excluded 3 configurations
          hypervolume 0.0970 by validation
          an objective is undefined for 3 configurations

        """))
  }

  @Test func `of few replicates no interval and no chance is told`() throws {
    let summary = SweepSummary(
      name: "sample", sweep: SampleSweep.sweep, fronts: [.recall],
      results: SampleSweep.configurations.map { SampleSweep.result($0) },
      splits: RepeatedSplits(trainingSongs: 4_500, validationSongs: 1_500))
    let text = summary.text(width: 1_000)
    #expect(text.contains("fewer than 5 replicates are too few for intervals on validation"))
    #expect(!text.contains("% on the front"))
    let lines = text.split(separator: "\n").filter { $0.contains("validation  0.139") }
    #expect(!lines.isEmpty && lines.allSatisfy { !$0.contains("±") })
    #expect(text.contains("test        0.135 ± 0.003"))
    let front = try #require((jsonObject(summary)["fronts"] as? [[String: Any]])?.first)
    let member = try #require((front["members"] as? [[String: Any]])?.first)
    #expect(member["frontProbability"] is NSNull)
    #expect((member["intervals"] as? [String: Any])?["recall"] is NSNull)
  }

  @Test func `a front of other measures shows them, and has no plot of one objective`() {
    let loss = FrontDefinition(name: "loss", maximize: [], minimize: [.logLoss])
    let text = SweepSummary(
      name: "sample", sweep: SampleSweep.sweep, fronts: [loss],
      results: SampleSweep.configurations.map { SampleSweep.result($0) }
    ).text()
    #expect(text.contains("recall@0.30  log loss\n"))
    #expect(text.contains("0.220±0.000"))
    #expect(!text.contains("┤"))
  }

  @Test func `plots fit a narrow terminal and tell what the deck's marks stand for`() throws {
    let text = SampleSweep.complete.text(width: 60)
    let plots = text.split(separator: "\n\n").map { $0.split(separator: "\n") }
      .filter { $0[0].hasSuffix("(validation)") && $0[1].contains("┤") }
    #expect(plots.map { $0[0] } == ["precision (validation)", "recall (validation)"])
    #expect(plots.joined().allSatisfy { $0.count <= 60 })
    let titles = plots.map { $0.firstIndex { $0.hasSuffix(" false-positive rate") } ?? 0 }
    let legends = zip(plots, titles).map { plot, title in
      plot[(title + 1)...].map { $0.drop { $0 == " " } }
    }
    #expect(
      legends == [
        [
          "⠂ configuration", "● on the front", "○ baseline",
          "✕ the deck's Model II, on all songs, with 6.4 % top", "songs",
        ],
        [
          "⠂ configuration", "● on the front", "○ baseline",
          "✕ the deck's Model II, on all songs",
          "▲ the deck's Model III, on songs since 2010 alone",
          "◆ the deck's Model IV, on albums with the artists'", "past",
        ],
      ])
    // At a recall of 0.75, 0.71 and 0.61.
    let rows = try "▲◆✕".map { mark in try #require(plots[1].firstIndex { $0.contains(mark) }) }
    #expect(rows[0] <= rows[1] && rows[1] < rows[2])
  }

  @Test func `plots of other tables than songs do not speak of the deck`() {
    let text = SweepSummary(
      name: "tumours", sweep: SampleSweep.sweep, fronts: [.precision, .recall],
      positiveName: "tumour", subject: .row,
      results: SampleSweep.configurations.map { SampleSweep.result($0) }
    ).text()
    #expect(text.contains("● on the front") && text.contains("○ baseline"))
    #expect(!text.contains("deck") && !text.contains("✕") && !text.contains("▲"))
  }

  @Test func `colours add nothing but colour`() {
    let coloured = SampleSweep.complete.text(style: .ansi)
    let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(coloured != plain)
    #expect(plain == SampleSweep.complete.text())
  }
}

struct `SweepSummary as JSON` {
  @Test func `a complete sweep has all keys`() throws {
    try expectSnapshot(json(SampleSweep.complete), "complete.json")
  }

  @Test func `two populations stand apart`() throws {
    let object = try jsonObject(SampleSweep.twoPopulations)
    let fronts = try #require(object["fronts"] as? [[String: Any]])
    let populations = fronts.map { $0["population"] as? [String: Any] }
    #expect(populations.map { $0?["label"] as? String } == ["years: all", "years: since 2010"])
    let years = try fronts.map { front in
      let members = try #require(front["members"] as? [[String: Any]])
      return Set(members.map { ($0["configuration"] as? [String: Any])?["years"] as? String })
    }
    #expect(years == [["all"], ["since 2010"]])
  }

  @Test func `an empty sweep has its fronts without members`() throws {
    try expectSnapshot(json(SampleSweep.empty), "empty.json")
    let object = try jsonObject(SampleSweep.empty)
    let fronts = try #require(object["fronts"] as? [[String: Any]])
    #expect(fronts.map { $0["name"] as? String } == ["precision", "recall"])
    #expect(fronts.map { ($0["members"] as? [Any])?.count } == [0, 0])
    let population = try #require(fronts[0]["population"] as? [String: Any])
    #expect(Set(population.keys) == ["label", "songs", "topSongs"])
    #expect(population.values.allSatisfy { $0 is NSNull })
    #expect(
      object["trials"] as? [String: Int] == [
        "total": 27, "done": 0, "failed": 0, "infeasible": 0,
      ])
  }

  @Test func `the counts of a sweep under way are by state`() throws {
    let object = try jsonObject(SampleSweep.underWay)
    #expect(
      object["trials"] as? [String: Int] == [
        "total": 27, "done": 8, "failed": 1, "infeasible": 2,
      ])
    #expect(
      object["configurations"] as? [String: Int] == [
        "total": 9, "complete": 1, "incomplete": 6, "infeasible": 1, "failed": 1,
      ])
    let fronts = try #require(object["fronts"] as? [[String: Any]])
    let ids = fronts.map { ($0["members"] as? [[String: Any]])?.map { $0["id"] as? String } }
    #expect(ids == Array(repeating: [SampleSweep.configurations[4].id.short], count: 2))
  }

  @Test func `precision is null with its key present where nothing is flagged`() throws {
    let object = try jsonObject(SampleSweep.complete)
    let fronts = try #require(object["fronts"] as? [[String: Any]])
    #expect(fronts.map { $0["undefinedCandidates"] as? Int } == [3, 0])
    let members = try #require(fronts[1]["members"] as? [[String: Any]])
    let silent = members.filter { $0["undefinedReplicates"] as? Int == 3 }
    #expect(silent.count == 3)
    #expect(silent.allSatisfy { $0["precision"] is NSNull && $0["precisionSpread"] is NSNull })
  }

  @Test func `the order of the results does not show`() throws {
    let results = SampleSweep.configurations.map { SampleSweep.result($0) }
    #expect(
      try json(SampleSweep.summary(results)) == json(SampleSweep.summary(results.reversed())))
  }
}

struct `SweepSummary as CSV` {
  @Test func `there is a line for each member`() throws {
    try expectSnapshot(SampleSweep.complete.csv, "complete.csv")
  }

  @Test func `an empty sweep has its titles alone`() {
    #expect(SampleSweep.empty.csv.split(separator: "\n").count == 1)
  }
}

struct CSVTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("[30, 10]", "\"[30, 10]\""),
    ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("\"", "\"\"\"\""), ("a\nb", "\"a\nb\""), ("a\r\nb", "\"a\r\nb\""), ("a\rb", "\"a\rb\""),
  ])
  func `a field is quoted where it must be`(field: String, expected: String) {
    #expect(CSVText.line([field, "x"]) == expected + ",x\n")
  }
}
