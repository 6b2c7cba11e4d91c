import RandomStreams
import SearchSpace
import Sweeps
import Testing

@Suite struct TrialGridTests {
  private func grid(_ axes: [(String, [Int])], replicates: Int) throws -> TrialGrid {
    try #require(
      TrialGrid(
        axes: axes.map { Axis(name: $0.0, values: $0.1.map(Setting.integer)) },
        replicates: replicates))
  }

  /// A grid of three axes in some order, each with some of nine values in some order.
  private func random(_ random: inout RandomStream) throws -> TrialGrid {
    func shuffled<Element>(_ list: [Element]) -> [Element] {
      var (rest, shuffled) = (list, [Element]())
      while !rest.isEmpty { shuffled.append(rest.remove(at: random.below(rest.count))) }
      return shuffled
    }
    let axes = shuffled(["a", "b", "c"]).map { name in
      (name, Array(shuffled(Array(1...9)).prefix(1 + random.below(4))))
    }
    return try grid(axes, replicates: 1 + random.below(4))
  }

  @Test func `a translation finds the same trial, or none where there is none`() throws {
    var (foundCount, identityCount) = (0, 0)
    for number in 0..<500 {
      var stream = RandomStream(key: StreamKey(high: 4, low: 1), purpose: .rowOrder, index: number)
      let (source, other) = (try random(&stream), try random(&stream))
      let grown = try #require(source.grown(by: other))
      for target in [source, other, grown] {
        let translation = IndexTranslation(from: source, to: target)
        let indices = 0..<source.space.size * source.replicates
        let translated = indices.map { translation[$0] }
        #expect(translated == indices.map { target.index(of: source.trial(at: $0)) })
        #expect(translation.isIdentity == (translated == indices.map { $0 }))
        foundCount += translated.count { $0 != nil }
        identityCount += translation.isIdentity ? 1 : 0
      }
    }
    #expect(foundCount > 10_000 && identityCount > 500)
  }

  @Test func `a grown grid keeps the order of its values and appends new ones`() throws {
    let grid = try grid([("a", [3, 1]), ("b", [5])], replicates: 2)
    let wanted = try self.grid([("b", [7, 5, 6]), ("a", [1])], replicates: 1)
    #expect(
      grid.grown(by: wanted) == (try self.grid([("a", [3, 1]), ("b", [5, 7, 6])], replicates: 2)))
    #expect(grid.grown(by: grid) == grid)
  }

  @Test func `rows keep their order when a grid grows`() throws {
    for number in 0..<200 {
      var stream = RandomStream(key: StreamKey(high: 4, low: 2), purpose: .rowOrder, index: number)
      let source = try random(&stream)
      let grown = try #require(source.grown(by: try random(&stream)))
      let translation = IndexTranslation(from: source, to: grown)
      let rows = (0..<source.space.size * source.replicates).compactMap { translation[$0] }
      #expect(rows == rows.sorted() && rows.count == source.space.size * source.replicates)
    }
  }

  @Test func `a grid has at most two to the power of 53 trials`() throws {
    let axis = Axis(name: "a", values: [.integer(1), .integer(2)])
    #expect(TrialGrid(axes: [axis], replicates: 1 << 52) != nil)
    #expect(TrialGrid(axes: [axis], replicates: 1 << 52 + 1) == nil)
    #expect(TrialGrid(axes: [], replicates: 0) == nil)
    let (large, other) = (
      try grid([("a", [1])], replicates: 1 << 53), try grid([("a", [2])], replicates: 1)
    )
    #expect(large.grown(by: other) == nil)
  }

  @Test func `a grid is read as it was written, and nothing else is`() throws {
    let grid = try grid([("layers", [3, 1]), ("b", [5])], replicates: 1 << 40)
    let bytes = grid.encoded()
    #expect(try TrialGrid(decoding: bytes) == grid)
    for length in bytes.indices {
      #expect(throws: CanonicalError.self) { try TrialGrid(decoding: Array(bytes.prefix(length))) }
    }
    #expect(throws: CanonicalError.malformed) { try TrialGrid(decoding: bytes + [0]) }
    #expect(throws: CanonicalError.malformed) {
      try TrialGrid(decoding: bytes.dropLast(8) + [UInt8](repeating: 255, count: 8))
    }
  }

  @Test func `keys by index are those of recipes`() throws {
    let sweep = try ExampleSweep().made()
    for version in [1, numericsVersion] {
      let keys = TrialKeys(of: sweep, numericsVersion: version)
      let gridKeys = GridKeys(of: keys, recipe: sweep.recipe, grid: TrialGrid(of: sweep))
      for index in 0..<sweep.indexCount {
        let trial = sweep.trial(at: index)
        #expect(
          gridKeys[index]
            == keys.key(
              recipe: sweep.recipe(of: trial.configuration), replicate: trial.replicate))
      }
    }
    let old = TrialKeys(of: sweep, numericsVersion: 1).key(recipe: [:], replicate: 0)
    #expect(old != TrialKeys(of: sweep).key(recipe: [:], replicate: 0))
  }
}
