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

  @Test func `what is provisional dominates nobody, and what failed is none of it`() throws {
    let summary = SampleSweep.underWay
    let front = try #require((jsonObject(summary)["fronts"] as? [[String: Any]])?[1])
    let half = SampleSweep.configurations[5]
    let provisional = try #require(front["provisional"] as? [[String: Any]])
    #expect(provisional.map { $0["id"] as? String } == [half.id.short])
    let first = try #require(provisional.first)
    #expect(first["replicatesDone"] as? Int == 1)
    // 62 of the 100 top songs of its one replicate, and 400 of the 1,400 others.
    #expect(first["recall"] as? Double == 0.62)
    #expect(first["falsePositiveRate"] as? Double == 400.0 / 1_400)
    #expect(first["test"] == nil)

    // The replicates done of a configuration better than all leave members and others as they are.
    func outcome(_ configuration: Configuration, _ replicate: Int) -> OutcomeRecord {
      SampleSweep.measured(
        validation: SampleSweep.figures(truePositives: 100, falsePositives: 0),
        test: SampleSweep.figures(truePositives: 0, falsePositives: 0))
    }
    let best = SampleSweep.configurations[2]
    let more = SampleSweep.summary(
      SampleSweep.underWayResults + [
        ConfigurationResult(best, outcomes: [nil, outcome(best, 1), outcome(best, 2)])
      ])
    let fronts = try #require(jsonObject(more)["fronts"] as? [[String: Any]])
    for front in fronts {
      let provisional = try #require(front["provisional"] as? [[String: Any]])
      let members = try #require(front["members"] as? [[String: Any]])
      // Those with more replicates come first.
      #expect(provisional.map { $0["id"] as? String } == [best.id.short, half.id.short])
      #expect(members.map { $0["id"] as? String } == [SampleSweep.configurations[4].id.short])
    }
    #expect(
      fronts[0]["provisional"].map { ($0 as? [[String: Any]])?.first?["floor"] as? Double } == 0.7)
    let text = more.text(width: 200)
    #expect(
      text.contains(
        "\(best.id.short)  provisional, 2 of 3 replicates  layers [] · classWeight 16\n"))
    #expect(
      text.contains(
        "  2 incomplete configurations provisional, on the front by the replicates done so far\n"))
  }

  @Test func `before anything is complete there are provisional configurations alone`() throws {
    let text = SampleSweep.summary([SampleSweep.underWayResults[1]]).text()
    try expectSnapshot(text, "provisional.txt")
  }

  @Test func `of many provisional configurations those with the most replicates are shown`() throws
  {
    let years = Axis(name: "years", values: [.word("all"), .word("since 2010")])
    let sweep = SampleSweep.sweep(
      evaluate: "all", axes: [SampleSweep.layers, SampleSweep.weights, years])
    let configurations = (0..<sweep.space.size).map(sweep.space.configuration)
    let summary = SweepSummary(
      name: "many", sweep: sweep, fronts: [.recall],
      results: configurations.enumerated().map { place, configuration in
        let outcomes = (0..<3).map { SampleSweep.outcome(configuration, replicate: $0) }
        return ConfigurationResult(
          configuration, outcomes: [outcomes[0], place < 11 ? outcomes[1] : nil, nil])
      })
    let front = try #require((jsonObject(summary)["fronts"] as? [[String: Any]])?.first)
    let provisional = try #require(front["provisional"] as? [[String: Any]])
    #expect(
      provisional.map { $0["replicatesDone"] as? Int }
        == Array(repeating: 2, count: 11) + Array(repeating: 1, count: 7))
    let text = summary.text(width: 200)
    #expect(
      text.contains(
        "  18 incomplete configurations provisional, on the front by the replicates done so far; "
          + "the 10 with the most replicates here, all in JSON\n"))
    #expect(text.split(separator: "\n").count { $0.contains("  provisional, 2 of 3 ") } == 10)
    #expect(!text.contains("  provisional, 1 of 3 "))
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

struct `SweepSummary as Markdown` {
  @Test func `a front is a table below a heading`() throws {
    try expectSnapshot(SampleSweep.complete.markdown, "complete.md")
  }

  @Test func `a sweep under way shows what is provisional, an empty one that nothing is complete`()
    throws
  {
    try expectSnapshot(SampleSweep.underWay.markdown, "under-way.md")
    #expect(
      SampleSweep.empty.markdown.hasSuffix(
        "\n\nNo configuration is complete yet: 0 of 27 trials done.\n"))
  }

  @Test func `what Markdown would obey is escaped`() {
    let front = FrontDefinition(
      name: "a|b\\c`*<d>", maximize: [.recall], minimize: [.falsePositiveRate])
    let axes = [
      Axis(name: "years", values: [.word("all | none"), .word("x")]), SampleSweep.layers,
    ]
    let sweep = SampleSweep.sweep(evaluate: "all", axes: axes, replicates: 1)
    let figures = SampleSweep.figures(truePositives: 1, falsePositives: 1)
    let text = SweepSummary(
      name: "sample", sweep: sweep, fronts: [front],
      results: [
        ConfigurationResult(
          sweep.space.configuration(at: 0),
          outcomes: [SampleSweep.measured(validation: figures, test: figures)])
      ]
    ).markdown
    #expect(text.contains("\n### Front a\\|b\\\\c\\`\\*\\<d>: most recall"))
    #expect(text.contains("| all \\| none | []"))
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count > 4)
    // Columns lie below each other, an escaped bar counted as what it is.
    let bars = rows.map { row in
      row.replacing("\\|", with: "  ").enumerated().filter { $0.element == "|" }.map(\.offset)
    }
    #expect(Set(bars).count == 1)
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
