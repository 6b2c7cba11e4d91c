import Evaluation
import Foundation
import Reports
import SearchSpace
import Songs
import Sweeps
import Testing

struct MajorityTests {
  /// A sweep whose replicates flag these numbers of songs, two of three of them rightly, of 100 top songs and 1,400 others.
  private func summary(
    _ flagged: [[Int]], past: PastRule? = nil, features: Setting = .word("audio")
  ) -> SweepSummary {
    let axes = [
      Axis(name: "classWeight", values: (1...flagged.count).map { .integer($0) }),
      Axis(name: "features", values: [features]),
    ]
    let sweep = SampleSweep.sweep(evaluate: "all", axes: axes, replicates: flagged[0].count)
    return SweepSummary(
      name: "few", sweep: sweep, fronts: [.recall], past: past,
      results: flagged.enumerated().map { place, flagged in
        ConfigurationResult(
          sweep.space.configuration(at: place),
          outcomes: flagged.map { count in
            let hits = min(count * 2 / 3, 100)
            let figures = SampleSweep.figures(truePositives: hits, falsePositives: count - hits)
            return SampleSweep.measured(validation: figures, test: figures)
          })
      })
  }

  private func section(_ start: String, of summary: SweepSummary, width: Int = 200) -> [String] {
    let sections = summary.text(width: width).split(separator: "\n\n")
    let section = sections.first { $0.hasPrefix(start) } ?? ""
    return section.split(separator: "\n").map(String.init)
  }

  @Test func `a net that flags nothing is told to have the accuracy of the majority`() {
    let summary = summary([[0, 0, 0]])
    #expect(
      section("All songs", of: summary) == [
        "All songs",
        "  1,500 songs in a replicate's validation part, 100 top songs (6.7 %)",
        "  calling every song no top song has an accuracy of 0.933; the one complete configuration has no more",
      ])
    #expect(
      section("Flagged", of: summary).map { $0.replacing(/[0-9a-f]{8}/, with: "ID") } == [
        "Flagged at a threshold of 0.5 (validation)",
        "  no song in 3 of 3 replicates: precision is undefined there",
        "    accuracy       songs flagged, by replicate", "ID",
        "    0.933 ± 0.000  0 in each of 3",
      ])
  }

  @Test func `of few configurations each is told, one by one replicate`() {
    let lines = section("Flagged", of: summary([[0, 3, 30], [6, 9, 12]]))
    #expect(
      lines.map { $0.replacing(/[0-9a-f]{8}/, with: "ID") }
        == [
          "Flagged at a threshold of 0.5 (validation)",
          "  1 of 2 complete configurations flags no song in some replicate, where precision is undefined",
          "    accuracy       songs flagged, by replicate",
          "ID  classWeight 1",
          "    0.936 ± 0.004  0, 3, 30",
          "ID  classWeight 2",
          "    0.935 ± 0.001  6, 9, 12",
        ].sorted(byHeadings: lines))
  }

  @Test func `of many configurations those that flag nothing most often are told, and how many do`()
  {
    let silent = (1...6).map { count in (0..<7).map { $0 < count ? 0 : 30 } }
    let lines = section("Flagged", of: summary(silent + [[1, 2, 3, 4, 5, 6, 7]]))
    #expect(
      lines[1]
        == "  6 of 7 complete configurations flag no song in some replicate, where precision is undefined; "
        + "the 4 that do so most often here, all of them by --all --format json")
    #expect(
      lines.filter { $0.hasPrefix("    0.") }.map { $0.split(separator: "  ").last ?? "" } == [
        "0, 0, 0, 0, 0, 0, 30", "0, 0, 0, 0, 0, 30, 30", "0, 0, 0, 0, 30, 30, 30",
        "0, 0, 0, 30, 30, 30, 30",
      ])
  }

  @Test func `of many replicates the range is told`() {
    func last(_ flagged: [Int]) -> String? {
      section("Flagged", of: summary([flagged])).last.map {
        String($0.split(separator: "  ").last ?? "")
      }
    }
    #expect(last(Array(repeating: 3, count: 20) + [1_200]) == "3 to 1,200 in 21")
    #expect(last(Array(repeating: 0, count: 20) + [3, 6]) == "0 in 20 of 22, else 3 to 6")
    #expect(last([7, 7]) == "7 in each of 2")
    #expect(last([1_207]) == "1,207")
  }

  @Test func `of many configurations that all flag something nothing is told`() {
    #expect(section("Flagged", of: summary(Array(repeating: [30, 60, 90], count: 5))) == [])
  }

  @Test func `songs with a past are called so, and what nobody knew at the time is told`() {
    func opening(_ past: PastRule, labels: String) -> [String] {
      let rule = Setting.mapping([
        "unit": .word(past.unit.rawValue), "count": .integer(past.count), "labels": .word(labels),
      ])
      let summary = summary(
        [[3, 6, 9]], past: past, features: .mapping(["base": .word("audio"), "past": rule]))
      return section(past.unit == .song ? "Songs" : "The", of: summary)
    }
    let majority = "has an accuracy of 0.933; 1 of 1 complete configuration has more, 0.935"
    #expect(
      opening(PastRule(unit: .song, count: 3), labels: "false") == [
        "Songs with 2 earlier songs of their artist",
        "  1,500 songs in a replicate's validation part, 100 top songs (6.7 %)",
        "  calling every song no top song \(majority)",
      ])
    #expect(
      opening(PastRule(unit: .album, count: 2), labels: "true") == [
        "The newest albums of artists with 2 albums",
        "  1,500 albums in a replicate's validation part, 100 top songs (6.7 %)",
        "  calling every album no top song \(majority)",
        "  popularity is that of the day of collection: what nets with labels: true see of earlier ones is known "
          + "today, and was not at the release of the newest",
      ])
  }

  @Test func `JSON tells the accuracy of the majority, what each replicate flags, and the past`()
    throws
  {
    let summary = summary([[0, 0, 0], [6, 9, 12]], past: PastRule(unit: .song, count: 3))
    let object = try jsonObject(summary)
    let past = try #require(object["past"] as? [String: Any])
    #expect(Set(past.keys) == ["unit", "count", "showsLabels"])
    #expect(past["unit"] as? String == "song" && past["count"] as? Int == 3)
    #expect(past["showsLabels"] as? Bool == false)
    let comparison = try #require((object["comparisons"] as? [[String: Any]])?.first)
    let majority = try #require(comparison["majority"] as? [String: Any])
    let accuracy = try #require(majority["accuracy"] as? Double)
    #expect((accuracy - 1_400.0 / 1_500).magnitude < 1e-12)
    #expect(majority["isPositive"] as? Bool == false)
    #expect(majority["configurationsAbove"] as? Int == 1)
    let best = try #require(comparison["bestNet"] as? [String: Any])
    let test = try #require(best["test"] as? [String: Any])
    #expect([best, test].allSatisfy { ($0["flagged"] as? [Int])?.count == 3 })
    let front = try #require((object["fronts"] as? [[String: Any]])?.first)
    let members = try #require(front["members"] as? [[String: Any]])
    #expect(
      Set(members.map { $0["flagged"] as? [Int] }) == [[0, 0, 0], [6, 9, 12]])
    let empty = try jsonObject(SampleSweep.empty)
    let none = try #require((empty["comparisons"] as? [[String: Any]])?.first)
    #expect(none["majority"] is NSNull && empty["past"] is NSNull)
  }
}

extension [String] {
  /// The lines in the order of the configurations' headings in `lines`: ids are ordered as hashes are.
  fileprivate func sorted(byHeadings lines: [String]) -> [String] {
    let head = Array(prefix(3))
    let pairs = stride(from: 3, to: count, by: 2).map { Array(self[$0...$0 + 1]) }
    let order = lines.filter { $0.contains("classWeight") }.map { $0.suffix(1) }
    return head + order.flatMap { last in pairs.first { $0[0].hasSuffix(last) } ?? [] }
  }
}
