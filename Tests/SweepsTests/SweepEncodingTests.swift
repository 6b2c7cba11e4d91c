import RandomStreams
import SearchSpace
import Sweeps
import Testing

@Suite struct SweepEncodingTests {
  private func example() throws -> Sweep {
    try ExampleSweep.with {
      $0.exclusions = [Configuration(["layers": .list([]), "classWeight": .number(4)])]
      $0.seed = -1
    }
  }

  private func decoded(_ bytes: [UInt8]) -> Sweep? {
    do throws(CanonicalError) {
      return try Sweep(decoding: bytes)
    } catch {
      return nil
    }
  }

  @Test func `a sweep comes back as it was`() throws {
    let sweep = try example()
    #expect(try Sweep(decoding: sweep.encoded()) == sweep)
    #expect(try Sweep(decoding: sweep.encoded()).id == sweep.id)
    let least = try ExampleSweep.with { $0.axes = [] }
    #expect(try Sweep(decoding: least.encoded()) == least)
  }

  @Test func `every truncation is refused`() throws {
    let bytes = try example().encoded()
    for length in bytes.indices {
      #expect(throws: CanonicalError.self) { try Sweep(decoding: Array(bytes.prefix(length))) }
    }
    #expect(throws: CanonicalError.malformed) { try Sweep(decoding: bytes + [0]) }
  }

  /// A sweep that comes through can be used: its trials have indices, whatever was flipped.
  @Test func `a flipped bit is refused or makes another sweep with bytes of its own`() throws {
    let bytes = try example().encoded()
    var decodedCount = 0
    for position in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[position / 8] ^= 1 << (position % 8)
      guard let sweep = decoded(flipped) else { continue }
      decodedCount += 1
      #expect(sweep.encoded() == flipped)
      #expect(sweep.index(of: sweep.trial(at: sweep.indexCount - 1)) == sweep.indexCount - 1)
    }
    #expect(decodedCount > 100)
  }

  @Test func `random changes of several bytes never trap`() throws {
    let bytes = try example().encoded()
    var random = RandomStream(key: StreamKey(high: 3, low: 5), purpose: .rowOrder)
    var decodedCount = 0
    for _ in 0..<5000 {
      var changed = bytes
      for _ in 0..<1 + random.below(4) {
        changed[random.below(bytes.count)] = UInt8(random.below(256))
      }
      guard let sweep = decoded(changed) else { continue }
      decodedCount += 1
      #expect(sweep.encoded() == changed)
    }
    #expect(decodedCount > 100)
  }

  @Test func `contents that no sweep has are refused`() throws {
    let axis = Axis(name: "years", values: [.word("all"), .word("since 2010")])
    func bytes(axes: [(String, [Setting])], replicates: UInt32) throws -> [UInt8] {
      let facts = try ExampleSweep.with {
        $0.axes = []
        $0.recipe = [:]
      }
      // Behind the facts and the empty recipe stand the counts of axes and exclusions and the replicates.
      var writer = CanonicalWriter()
      writer.write(raw: facts.encoded().dropLast(12))
      writer.write(UInt32(axes.count))
      for (name, values) in axes {
        writer.write(name)
        writer.write(.list(values))
      }
      writer.write(UInt32(0))
      writer.write(replicates)
      return writer.bytes
    }
    #expect(
      try Sweep(decoding: bytes(axes: [("years", axis.values)], replicates: 2)).space.axes == [axis]
    )
    let many = (0..<1 << 12).map { Setting.integer($0) }
    for (axes, replicates) in [
      ([("years", axis.values)], 0),
      ([("years", [])], 1),
      ([("years", [.word("all"), .word("all")])], 1),
      ([("years", axis.values), ("years", axis.values)], 1),
      ([("a", many), ("b", many)], 1 << 30),
      ([("a", many), ("b", many), ("c", many), ("d", many), ("e", many)], 1),
    ] as [([(String, [Setting])], UInt32)] {
      #expect(throws: CanonicalError.malformed) {
        try Sweep(decoding: bytes(axes: axes, replicates: replicates))
      }
    }
  }
}
