import Evaluation
import Foundation
import Reports
import SearchSpace
import Sweeps
import Testing

struct ConfigurationListingTests {
  private static let configurations = SampleSweep.configurations
  private static let keys = ["layers", "classWeight", "balanceRatio"]

  /// All configurations of the sweep under way, those that have not begun included.
  private static let underWay: [ConfigurationResult] = {
    let known = SampleSweep.underWayResults
    let open = configurations.map { ConfigurationResult($0, outcomes: [nil, nil, nil]) }
    let (complete, half, failed, infeasible) = (known[0], known[1], known[2], known[3])
    return Array(open[0..<4]) + [complete, half, open[6], failed, infeasible]
  }()

  private func listing(
    of results: [ConfigurationResult], where conditions: String = "", sortedBy order: String? = nil
  ) throws -> ConfigurationListing {
    ConfigurationListing(
      results, of: SampleSweep.summary(results),
      where: conditions.isEmpty ? [] : try [Condition](parsing: conditions, settings: Self.keys),
      sortedBy: try order.map { try Quantity(named: $0, settings: Self.keys) })
  }

  /// The ids in the order of the listing.
  private func ids(_ listing: ConfigurationListing) throws -> [String] {
    let rows = try #require(jsonObject(listing)["listedConfigurations"] as? [[String: Any]])
    return rows.compactMap { $0["id"] as? String }
  }

  private func ids(_ places: [Int]) -> [String] { places.map { Self.configurations[$0].id.short } }

  private let complete = configurations.map { SampleSweep.result($0) }

  @Test func `a wide table has a row for each configuration, whatever its state`() throws {
    try expectSnapshot(listing(of: Self.underWay).text(width: 140), "listing-wide.txt")
  }

  @Test(arguments: [60, 80, 100])
  func `on a narrow terminal settings stand above figures, and none is cut`(width: Int) throws {
    let text = try listing(of: complete).text(width: width)
    if width == 80 { try expectSnapshot(text, "listing-narrow.txt") }
    // A space and five figures of eleven characters are the least.
    let table = text.split(separator: "\n").drop { !$0.hasPrefix("id ") }
    #expect(table.allSatisfy { $0.count <= width })
    #expect(text.split(separator: "\n").count { $0.contains("±") } == 9 + 1)
  }

  @Test func `conditions choose by settings, facts and figures`() throws {
    #expect(try ids(listing(of: complete, where: "layers = [30,10]")) == ids([6, 7, 8]))
    #expect(
      try ids(listing(of: complete, where: "layers != [] and recall > 0.6")) == ids([5, 8]))
    // Nothing is flagged with a weight of 1, so that the precision is undefined.
    #expect(try ids(listing(of: complete, where: "precision >= 0")) == ids([1, 2, 4, 5, 7, 8]))
    let facts = Self.configurations.enumerated().map { place, configuration in
      SampleSweep.result(
        configuration, facts: ConfigurationFacts(parameters: 100 - place, flops: 7))
    }
    #expect(try ids(listing(of: facts, where: "parameters < 94, flops = 7")) == ids([7, 8]))
    #expect(try ids(listing(of: complete, where: "parameters < 94")) == [])
  }

  @Test func `the better figures and the lesser facts and settings come first`() throws {
    // Sums of what SampleSweep makes up: more layers rank better, of the same layers a weight of 4 does.
    let byAUC = try ids(listing(of: complete, sortedBy: "auc"))
    #expect(byAUC.first == ids([7])[0] && Set(byAUC.prefix(3)) == Set(ids([6, 7, 8])))
    let rates = try ids(listing(of: complete, sortedBy: "falsePositiveRate"))
    #expect(rates == ids([0, 3, 6]).sorted() + ids([1, 4, 7]).sorted() + ids([2, 5, 8]).sorted())
    let layers = try ids(listing(of: complete, sortedBy: "layers"))
    #expect(
      layers == ids([0, 1, 2]).sorted() + ids([3, 4, 5]).sorted() + ids([6, 7, 8]).sorted())
    let facts = Self.configurations.enumerated().map { place, configuration in
      SampleSweep.result(
        configuration,
        facts: place == 3 ? nil : ConfigurationFacts(parameters: 100 - place, flops: 7))
    }
    #expect(
      try ids(listing(of: facts, sortedBy: "parameters")) == ids([8, 7, 6, 5, 4, 2, 1, 0, 3]))
  }

  @Test func `an undefined figure is sorted last, whether more or less is better`() throws {
    for name in ["precision", "falsePositiveRate"] {
      let sorted = try ids(listing(of: Self.underWay, sortedBy: name))
      #expect(sorted[0] == ids([4])[0])
      #expect(Array(sorted.dropFirst()) == ids([0, 1, 2, 3, 5, 6, 7, 8]).sorted())
    }
    let byPrecision = try ids(listing(of: complete, sortedBy: "precision"))
    #expect(Array(byPrecision.suffix(3)) == ids([0, 3, 6]).sorted())
  }

  @Test func `numbers come before words, and those before lists`() throws {
    let values: [Setting] = [
      .list([.integer(2)]), .word("none"), .list([]), .number(2.5), .word("all"), .integer(10),
      .list([.integer(2), .integer(1)]), .integer(-1),
    ]
    let sweep = SampleSweep.sweep(
      evaluate: "all", axes: [Axis(name: "balanceRatio", values: values)], replicates: 1)
    let results = values.indices.map {
      ConfigurationResult(sweep.space.configuration(at: $0), outcomes: [nil])
    }
    let listing = ConfigurationListing(
      results,
      of: SweepSummary(name: "sample", sweep: sweep, fronts: [.recall], results: results),
      sortedBy: .setting("balanceRatio"))
    let lines = listing.csv.split(separator: "\n").dropFirst()
    #expect(
      lines.map { $0.split(separator: ",incomplete")[0].dropFirst(11) } == [
        "-1", "2.5", "10", "all", "none", "[]", "[2]", "\"[2, 1]\"",
      ])
  }

  @Test func `a figure that is asked for is shown`() throws {
    let text = try listing(of: complete, where: "f1 > 0.1", sortedBy: "logLoss").text(width: 200)
    #expect(text.contains("recall@0.30    F1             log loss\n"))
    #expect(
      text.contains("6 of 9 configurations with f1 > 0.1, sorted by logLoss, the best first."))
  }

  @Test func `where nothing is as wanted, that is said`() throws {
    let none = try listing(of: Self.underWay, where: "recall > 0.9 and classWeight = 4")
    #expect(
      none.text().hasSuffix(
        "\n\nNone of 9 configurations has recall > 0.9 and classWeight = 4. Figures are known of 1 complete\n  configuration.\n"
      ))
    #expect(none.csv.split(separator: "\n").count == 1)
    #expect(try ids(none) == [])
  }

  @Test func `what is not listed is counted`() throws {
    let results = [complete[2], complete[5]]
    let text = try listing(of: results).text()
    #expect(
      text.contains(
        "\n2 configurations, in the order of the axes. 7 more configurations of which nothing has ended are not\n"
      ))
  }

  @Test func `populations stand apart, and none is sorted among another`() throws {
    let (summary, results) = SampleSweep.twoPopulationsListed
    let listing = ConfigurationListing(results, of: summary, sortedBy: .measure(.auc))
    let text = listing.text(width: 140)
    #expect(text.contains("\n\nPopulation years: all\n"))
    let rows = listing.csv.split(separator: "\n").dropFirst()
    #expect(rows.count == 18)
    #expect(rows.prefix(9).allSatisfy { $0.contains(",years: all,") })
    #expect(rows.suffix(9).allSatisfy { $0.contains(",years: since 2010,") })
  }

  @Test func `as Markdown it is one table`() throws {
    try expectSnapshot(listing(of: Self.underWay).markdown, "listing.md")
    let (summary, results) = SampleSweep.twoPopulationsListed
    let text = ConfigurationListing(results, of: summary).markdown
    #expect(text.contains("\n\n## Population years: since 2010\n\n| id "))
  }

  @Test func `the CSV has a line for each, with figures where there are any`() throws {
    try expectSnapshot(listing(of: Self.underWay).csv, "listing.csv")
  }

  @Test func `the JSON has all keys for each, null where nothing is known`() throws {
    let rows = try #require(
      jsonObject(listing(of: Self.underWay))["listedConfigurations"] as? [[String: Any]])
    #expect(
      rows.map { $0["state"] as? String } == [
        "incomplete", "incomplete", "incomplete", "incomplete", "complete", "incomplete",
        "incomplete", "failed", "infeasible",
      ])
    #expect(rows.map { $0["replicatesDone"] as? Int } == [0, 0, 0, 0, 3, 1, 0, 2, 2])
    #expect(
      rows.map { $0["fronts"] as? [String] }.filter { $0 != [] } == [["precision", "recall"]])
    #expect(rows.map { !($0["test"] is NSNull) } == (0..<9).map { $0 == 4 })
    #expect(Set(rows.map { Set($0.keys) }).count == 1)
    #expect(try jsonObject(SampleSweep.complete)["listedConfigurations"] is NSNull)
  }
}
