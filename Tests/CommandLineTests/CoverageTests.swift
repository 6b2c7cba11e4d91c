import Foundation
import Testing

extension CommandLineTests {
  /// Whether intervals and picks are as honest as they say, in few sweeps; 'hitsweep bench coverage' runs many.
  @Suite struct CoverageTests {
    private let report: [String: Any]

    init() throws {
      let folder = try TemporaryFolder()
      let run = try Program.run(
        [
          "bench", "coverage", "--sweeps", "40", "--replicates", "5", "--fresh-songs", "50000",
          "--format", "json",
        ], in: folder.url)
      try #require(run.status == 0, "\(run.errors)")
      report = try run.json()
    }

    private func figures(_ key: String) throws -> [String: (mean: Double, error: Double)] {
      try Dictionary(
        uniqueKeysWithValues: #require(report[key] as? [[String: Any]]).map { figure in
          let name = figure["part"] as? String ?? figure["measure"] as? String ?? ""
          return (
            name, (figure["mean"] as? Double ?? .nan, figure["standardError"] as? Double ?? .nan)
          )
        })
    }

    /// 40 sweeps tell a share of 0.95 from one below 0.8, not from one of 0.98.
    @Test
    func `intervals hold the truth, and what is picked does on test what it does on fresh songs`()
      throws
    {
      let coverages = try #require(report["coverage"] as? [[String: Any]])
      #expect(coverages.count == 17)
      for coverage in coverages {
        let (held, count) = (coverage["held"] as? Int ?? 0, coverage["of"] as? Int ?? 0)
        // Of eight configurations; those that flag nothing in any replicate have no interval of counts.
        let isOfAll = coverage["interval"] as? String == "validation"
        #expect((isOfAll ? 200...320 : 40...40).contains(count))
        #expect(Double(held) / Double(count) >= 0.8, "\(coverage)")
      }
      // None of them holds everything by being endless: some do miss.
      #expect(coverages.contains { $0["held"] as? Int != $0["of"] as? Int })

      let test = try figures("testLessTruth")
      #expect(test.count == 7)
      for (measure, bias) in test {
        #expect(abs(bias.mean) < 3.5 * bias.error, "\(measure) \(bias)")
      }

      let chance = try figures("shuffledLabels")
      let (validation, onTest) = try (
        #require(chance["validation"]), #require(chance["test"])
      )
      // What is picked by luck promises more than it holds.
      #expect(validation.mean > 0.5 + 3 * validation.error)
      #expect(abs(onTest.mean - 0.5) < 3.5 * onTest.error && onTest.error < 0.02)
    }
  }
}
