import Evaluation
import Reports
import SearchSpace
import Sweeps
import Testing

struct `Effects of axes` {
  private static let luck = [0.03, -0.01, 0.02, -0.04, 0.0]

  private static func axis(_ name: String, _ count: Int) -> Axis {
    Axis(name: name, values: (1...count).map(Setting.integer))
  }

  /// A sweep whose AUC is what `auc` says of the values of its axes, and luck that all configurations
  /// share; its recall has luck alone.
  private static func summary(
    _ axes: [Axis], replicates: Int = 5, without excluded: Set<Int> = [],
    auc: ([Int], _ replicate: Int) -> Double
  ) -> SweepSummary {
    let sweep = SampleSweep.sweep(evaluate: "all", axes: axes, replicates: replicates)
    let indices = (0..<sweep.space.size).filter { !excluded.contains($0) }
    let results = indices.map(sweep.space.configuration).map { configuration in
      let values = axes.map { axis in
        1 + axis.values.firstIndex(of: configuration.settings[axis.name]!)!
      }
      return ConfigurationResult(
        configuration,
        outcomes: (0..<replicates).map { replicate in
          let figures = SampleSweep.figures(
            truePositives: 30, falsePositives: 100, auc: auc(values, replicate) + luck[replicate],
            recallAt30: 0.6 + luck[replicate])
          return SampleSweep.measured(validation: figures, test: figures)
        })
    }
    return SweepSummary(
      name: "effects", sweep: sweep, fronts: [.recall], results: results,
      splits: RepeatedSplits(trainingSongs: 4_500, validationSongs: 1_500))
  }

  /// The report on the effects, without what is before and behind it.
  private func report(_ summary: SweepSummary, width: Int = 80) throws -> String {
    let text = summary.text(width: width)
    let start = try #require(text.firstRange(of: "What the axes do")).lowerBound
    let end = try #require(text.firstRange(of: "\n\nFPR: ")).lowerBound
    return String(text[start..<end]) + "\n"
  }

  /// The greater depth adds 0.05, more or less, and 0.06 to the greatest width alone.
  private static let known = summary([axis("depth", 2), axis("width", 3)]) { values, replicate in
    let wobble = [0.002, -0.001, 0.001, 0.0, -0.002][replicate]
    return 0.6 + (values[0] == 2 ? 0.05 + wobble : 0) + (values == [2, 3] ? 0.06 : 0)
  }

  @Test func `what a value adds is half above all and its lack half below`() throws {
    let summary = Self.summary([Self.axis("depth", 2), Self.axis("width", 3)]) {
      values, replicate in
      0.6 + (values[0] == 2 ? 0.05 + [0.002, -0.001, 0.001, 0.0, -0.002][replicate] : 0)
    }
    let lines = try report(summary).split(separator: "\n")
    let title = try #require(lines.firstIndex { $0.hasPrefix("On AUC") })
    // Half of the wobble varies by 0.00079, times 2.776, times the root of 1/5 + 1/3.
    #expect(
      lines[title..<title + 10].elementsEqual([
        "On AUC (0.625 ± 0.056 over all):",
        "    value  count  mean           effect",
        "  depth",
        "    1          3  0.600 ± 0.056  -0.025 ± 0.002  ██████│",
        "    2          3  0.650 ± 0.057  +0.025 ± 0.002        │██████",
        "  width",
        "    1          2  0.625 ± 0.056  +0.000 ± 0.000        │",
        "    2          2  0.625 ± 0.056  +0.000 ± 0.000        │",
        "    3          2  0.625 ± 0.056  +0.000 ± 0.000        │",
        "  pairs of values: 6 looked at; no interaction's interval excludes zero",
      ]))
  }

  @Test func `the strongest interaction of a pair of axes stands below its values`() throws {
    let text = try report(Self.known, width: 60)
    try expectSnapshot(text, "effects.txt")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 60 })
  }

  @Test func `the JSON has every value and every pair with its interval`() throws {
    let effects = try effects(of: Self.known)
    #expect(effects["configurations"] as? Int == 6 && effects["fullGrid"] as? Int == 6)
    let measures = try #require(effects["measures"] as? [[String: Any]])
    #expect(
      measures.map { $0["measure"] as? String } == ["auc", "recallAtFalsePositiveRate30"])
    let axes = try #require(measures[0]["axes"] as? [[String: Any]])
    #expect(axes.map { $0["axis"] as? String } == ["depth", "width"])
    let deep = try #require((axes[0]["values"] as? [[String: Any]])?.last)
    #expect(deep["value"] as? Int == 2 && deep["configurations"] as? Int == 3)
    // Half of 0.05, and half of a third of 0.06.
    #expect(isClose(deep["effect"] as? Double, 0.035))
    #expect(isClose(deep["mean"] as? Double, 0.67))
    let halves = [0.001, -0.0005, 0.0005, 0.0, -0.001].map { 0.035 + $0 }
    let expected = RepeatedSplits(trainingSongs: 4_500, validationSongs: 1_500)
      .interval(of: halves).value
    let interval = deep["effectInterval"] as? [String: Double]
    #expect(isClose(interval?["lower"], expected?.lower))
    #expect(isClose(interval?["upper"], expected?.upper))
    let pairs = try #require(measures[0]["pairs"] as? [[String: Any]])
    #expect(pairs.map { $0["axes"] as? [String] } == [["depth", "width"]])
    let cells = try #require(pairs[0]["values"] as? [[String: Any]])
    #expect(
      cells.map { $0["value"] as? [Int] } == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3]])
    let interactions = [0.01, 0.01, -0.02, -0.01, -0.01, 0.02]
    #expect(zip(cells, interactions).allSatisfy { isClose($0["effect"] as? Double, $1) })
  }

  /// The effects in the JSON of a summary of one population.
  private func effects(of summary: SweepSummary) throws -> [String: Any] {
    let all = try #require(jsonObject(summary)["effects"] as? [[String: Any]])
    #expect(all.count == 1)
    return try #require(all.first)
  }

  private func isClose(_ value: Double?, _ expected: Double?) -> Bool {
    guard let value, let expected else { return false }
    return (value - expected).magnitude < 1e-9
  }

  @Test func `of few replicates there are effects without intervals`() throws {
    let summary = Self.summary([Self.axis("depth", 2)], replicates: 4) { values, _ in
      0.5 + 0.1 * Double(values[0])
    }
    let text = try report(summary, width: 200)
    #expect(text.contains("\n  4 replicates: too few for intervals, which take 5\n"))
    #expect(
      text.contains(
        """
        On AUC (0.650 over all):
            value  count  mean   effect
          depth
            1          1  0.600  -0.050  ░░░░░░│
            2          1  0.700  +0.050        │░░░░░░

        """))
    #expect(!text.contains("pairs") && !text.contains("full grid") && !text.contains("±"))
  }

  @Test func `where configurations are missing it is said that effects may be those of others`()
    throws
  {
    let axes = [Self.axis("depth", 2), Self.axis("width", 3)]
    let note = "  no full grid, which would have 6: values of one axis come with different values"
    let some = Self.summary(axes, without: [4]) { _, _ in 0.6 }
    #expect(try report(some, width: 200).contains(note))
    // Without all of a value the rest is a full grid.
    let rest = try report(Self.summary(axes, without: [2, 5]) { _, _ in 0.6 }, width: 200)
    #expect(!rest.contains("full grid") && rest.contains("of 4 complete configurations"))
  }

  @Test func `long axes are shown in part and long pairs are left out`() throws {
    let summary = Self.summary([Self.axis("a", 2), Self.axis("b", 40), Self.axis("c", 26)]) {
      values, replicate in
      0.6 + 0.001 * Double(values[1]) + (values[0] == values[2] ? 0.01 : 0)
    }
    let text = try report(summary)
    let shown = text.split(separator: "\n").prefix { !$0.hasPrefix("On recall") }
      .drop { $0 != "  b" }.dropFirst().prefix { $0 != "  c" }
      .map { Int($0.split(separator: " ")[0])! }
    #expect(shown == [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31, 33, 35, 37, 40])
    // 2 × 40 and 2 × 26 pairs; 40 × 26 would be too many.
    #expect(
      text.contains(
        "  pairs of values: 132 looked at; 1 of 3 pairs of axes left out, since they have"))
    let effects = try effects(of: summary)
    #expect(effects["axisPairs"] as? Int == 3 && effects["axisPairsLeftOut"] as? Int == 1)
  }

  @Test func `where configurations do not differ there is nothing to tell`() throws {
    let summary = Self.summary([Self.axis("depth", 1)]) { _, _ in 0.6 }
    #expect(!summary.text().contains("What the axes do"))
  }
}
