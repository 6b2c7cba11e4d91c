import Evaluation
import Foundation
import Reports
import SearchSpace
import Sweeps
import Testing

@Suite struct FrontSizeTests {
  private let sweep = SampleSweep.sweep

  private func frontSize() throws -> FrontSize {
    try #require(FrontSize(of: sweep, definition: .precision) { _, _ in nil })
  }

  private func record(_ index: Int) -> ArraySlice<UInt8> {
    let trial = sweep.trial(at: index)
    return SampleSweep.outcome(trial.configuration, replicate: trial.replicate).encoded()[...]
  }

  @Test func `heads in any order give the front of the summary`() throws {
    var size = try frontSize()
    for index in (0..<sweep.indexCount).reversed() {
      try size.add(record(index).prefix(OutcomeRecord.measuredHeadLength), at: index)
    }
    #expect(size.count == SampleSweep.complete.frontSize)
    #expect(SampleSweep.complete.frontSize > 1)
    // What comes again changes nothing.
    for index in 0..<sweep.indexCount { try size.add(record(index), at: index) }
    #expect(size.count == SampleSweep.complete.frontSize)
  }

  @Test(arguments: [FrontDefinition.precision, .recall], [4, 5, 7, 11, 13])
  func `after each outcome the front is that of a summary made anew`(
    definition: FrontDefinition, step: Int
  ) throws {
    var size = try #require(FrontSize(of: sweep, definition: definition) { _, _ in nil })
    var outcomes = [[OutcomeRecord?]](
      repeating: [nil, nil, nil], count: SampleSweep.configurations.count)
    var mostProvisional = 0
    for place in 0..<sweep.indexCount {
      let index = place * step % sweep.indexCount
      let trial = sweep.trial(at: index)
      let outcome =
        index == 14
        ? OutcomeRecord.failed(reason: "the loss is not finite")
        : SampleSweep.outcome(trial.configuration, replicate: trial.replicate)
      outcomes[index / 3][trial.replicate] = outcome
      try size.add(outcome.encoded()[...], at: index)
      let summary = SweepSummary(
        name: "sample", sweep: sweep, fronts: [definition],
        results: zip(SampleSweep.configurations, outcomes).map {
          ConfigurationResult($0, outcomes: $1)
        })
      let front = try #require((jsonObject(summary)["fronts"] as? [[String: Any]])?.first)
      #expect(size.count == summary.frontSize)
      #expect(size.provisionalCount == (front["provisional"] as? [Any])?.count)
      mostProvisional = max(mostProvisional, size.provisionalCount ?? 0)
    }
    #expect(size.provisionalCount == 0)
    #expect(mostProvisional > 1)
  }

  @Test func `of too many incomplete configurations none is asked whether it is provisional`()
    throws
  {
    let weights = Axis(name: "classWeight", values: (0..<1_001).map(Setting.integer))
    let large = SampleSweep.sweep(evaluate: "all", axes: [weights], replicates: 2)
    var size = try #require(FrontSize(of: large, definition: .recall) { _, _ in nil })
    for configuration in 0..<1_000 { try size.add(record(1), at: 2 * configuration) }
    var count: Int?
    let cost = ContinuousClock().measure { count = size.provisionalCount }
    #expect(count == 1_000)
    #expect(cost < .milliseconds(50))
    try size.add(record(1), at: 2_000)
    #expect(size.provisionalCount == nil)
    try size.add(record(1), at: 2_001)
    // Whoever is equal to a member is not dominated.
    #expect(size.count == 1 && size.provisionalCount == 1_000)
  }

  @Test func `only complete configurations count, and only the first outcome of a trial`() throws {
    var size = try frontSize()
    for configuration in [1, 4] {
      try size.add(record(3 * configuration), at: 3 * configuration)
      try size.add(record(3 * configuration), at: 3 * configuration)
      try size.add(record(3 * configuration + 1), at: 3 * configuration + 1)
      #expect(size.count == 0)
    }
    try size.add(record(5), at: 5)
    #expect(size.count == 1)
    let failed = OutcomeRecord.failed(reason: "the loss is not finite").encoded()[...]
    try size.add(failed, at: 14)
    try size.add(record(14), at: 14)
    #expect(size.count == 1)
    #expect(throws: CanonicalError.self) { try size.add(record(20).prefix(100), at: 20) }
  }

  @Test func `populations have fronts of their own`() throws {
    var size = try #require(FrontSize(of: sweep, definition: .precision) { "\($1)" })
    for index in 0..<sweep.indexCount { try size.add(record(index), at: index) }
    // Each is alone on its front, but for those of weight 1, which flag nothing.
    #expect(size.count == 6)
  }

  @Test func `a sweep of too many trials is not counted`() throws {
    func isCounted(weights: Int, replicates: Int) -> Bool {
      let axis = Axis(name: "classWeight", values: (0..<weights).map(Setting.integer))
      let sweep = SampleSweep.sweep(evaluate: "all", axes: [axis], replicates: replicates)
      return FrontSize(of: sweep, definition: .precision) { _, _ in nil } != nil
    }
    #expect(isCounted(weights: 100_000, replicates: 10))
    #expect(!isCounted(weights: 100_000, replicates: 11))
  }
}
