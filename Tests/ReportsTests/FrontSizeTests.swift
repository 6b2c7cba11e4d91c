import Evaluation
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
