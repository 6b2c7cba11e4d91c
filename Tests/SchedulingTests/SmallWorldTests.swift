import Sweeps
import Testing

@Suite struct SmallWorldTests {
  @Test func `whatever fails, every trial is stored once, and soon after the faults stop`() throws {
    for seed in 1...400 as ClosedRange<UInt64> {
      var world = try SmallWorld(seed: seed)
      try world.run()
      try #require(world.violations == [], "seed \(seed), after \(world.now)")
      #expect(world.hasEnded, "seed \(seed): not done after \(world.now)")
      #expect(world.missing == [], "seed \(seed)")
    }
  }
}
