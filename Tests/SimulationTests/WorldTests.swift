import Simulation
import Synchronization
import Testing

@Suite struct WorldTests {
  /// Enough for every fault to be found, several times over.
  private static let seeds: ClosedRange<UInt64> = 1...600

  @Test func `no promise is broken where no fault is planted, and everything happens`() {
    var tally = Tally()
    for seed in Self.seeds {
      var world = World(seed: seed)
      let ending = world.run()
      #expect(ending.violation == nil, "seed \(seed)")
      tally += ending.tally
    }
    #expect(Met.allCases.filter { tally[$0] == 0 } == [])
  }

  @Test(arguments: PlantedFault.allCases)
  func `a planted fault is found`(_ fault: PlantedFault) {
    let found = Self.seeds.first { seed in
      var world = World(seed: seed, planting: fault)
      return world.run().violation != nil
    }
    #expect(found != nil, "\(fault.summary)")
  }

  @Test func `a violation says what, and comes again at the same moment`() throws {
    var endings: [World.Ending] = []
    for _ in 0..<2 {
      var world = World(seed: 1, planting: .acknowledgeBeforeStore)
      endings.append(world.run())
    }
    let violation = try #require(endings[0].violation)
    #expect(violation.what.contains("is acknowledged, and is not on disk"))
    #expect(endings[1].violation == violation)
    #expect(endings[1].trace == endings[0].trace)
  }

  @Test func `a seed is one world, whoever watches, and another seed is another`() {
    for seed in 1...20 as ClosedRange<UInt64> {
      var world = World(seed: seed)
      let ending = world.run()
      var lines: [String] = []
      var again = World(seed: seed) { lines.append($0) }
      let repeated = again.run()
      #expect(repeated.trace == ending.trace)
      #expect(repeated.events == ending.events)
      #expect(repeated.tally == ending.tally)
      #expect(lines.count > 10)
      var other = World(seed: seed + 1)
      #expect(other.run().trace != ending.trace)
    }
  }
}
