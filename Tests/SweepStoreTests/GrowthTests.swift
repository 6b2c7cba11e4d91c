import Foundation
import GRDB
import SearchSpace
import SweepStore
import Sweeps
import Testing

/// A store whose sweep file changes: rows are renumbered, and stay what they are.
@Suite struct GrowthTests {
  /// Stores of outcomes that differ from trial to trial.
  private func fill(_ folder: TemporaryFolder) throws -> (
    records: [String: [UInt8]], digest: String
  ) {
    let store = try SweepStore.own(folder, try description())
    _ = try store.commit((0..<6).map { outcome($0, record: measured(loss: Float($0))) })
    return (try store.records(), try store.digest())
  }

  @Test(
    arguments: [
      ([1, 4, 16, 32], 2), ([0.5, 1, 4, 16], 2), ([1, 2, 4, 16], 2), ([1, 4, 16], 5),
      ([64, 16, 3, 1, 4], 3), ([4], 1), ([2, 16], 4), ([1, 4, 16], 2),
    ])
  func `values and replicates come and go, and what is stored stays`(
    weights: [Double], replicates: Int
  ) throws {
    let folder = try TemporaryFolder()
    let before = try fill(folder)
    let edited = try description(weights: weights, replicates: replicates)
    for _ in 1...2 {
      let store = try SweepStore.own(folder, edited)
      #expect(try store.records() == before.records)
      #expect(try store.digest() == before.digest)
      // What the sweep asks for is known exactly where the first one had it.
      let first = try description().sweep
      let known = (0..<edited.sweep.indexCount).filter {
        first.index(of: edited.sweep.trial(at: $0)) != nil
      }
      #expect(try store.inventory().done == IndexRanges(indices: known))
      let again = try known.map { index in
        let old = try #require(first.index(of: edited.sweep.trial(at: index)))
        return outcome(index, record: measured(loss: Float(old)))
      }
      #expect(try store.commit(again) == receipt(new: 0))
    }
    // Back as it was, with something new in the meantime.
    let missing = (0..<edited.sweep.indexCount).map {
      outcome($0, record: measured(loss: -Float($0)))
    }
    do {
      let store = try SweepStore.own(folder, edited)
      let new = try store.commit(missing).newCount
      #expect(new == edited.sweep.indexCount - (try knownCount(edited.sweep)))
    }
    let store = try SweepStore.own(folder, try description())
    #expect(try store.records().filter { before.records[$0.key] != nil } == before.records)
    #expect(try store.inventory().done.ascending == [0..<6])
  }

  private func knownCount(_ sweep: Sweep) throws -> Int {
    let first = try description().sweep
    return (0..<sweep.indexCount).count { first.index(of: sweep.trial(at: $0)) != nil }
  }

  @Test func `excluded trials count for nothing and stay`() throws {
    let folder = try TemporaryFolder()
    let before = try fill(folder)
    let edited = try description(exclusions: [Configuration(["classWeight": .number(4)])])
    let store = try SweepStore.own(folder, edited)
    #expect(try store.inventory().done.ascending == [0..<2, 4..<6])
    var indices: [Int] = []
    _ = try store.forEachRecord(isWhole: false) { index, _ in indices.append(index) }
    #expect(indices == [0, 1, 4, 5])
    #expect(try store.records() == before.records)
  }

  @Test func `a renumbering that breaks off leaves the store as it was`() throws {
    let folder = try TemporaryFolder()
    let before = try fill(folder)
    func execute(_ sql: String) throws {
      try DatabaseQueue(path: folder.store).writeWithoutTransaction { try $0.execute(sql: sql) }
    }
    /// The rows and the grid that they count in.
    func rows() throws -> [Row] {
      try DatabaseQueue(path: folder.store).read {
        try Row.fetchAll(
          $0, sql: "SELECT id, definition FROM outcome, (SELECT definition FROM grid)")
      }
    }
    let rowsBefore = try rows()
    // The owner is written last of all.
    try execute(
      "CREATE TRIGGER fault BEFORE INSERT ON owner BEGIN SELECT RAISE(ABORT, 'broken off'); END")
    let grown = try description(weights: [0.5, 1, 4, 16], replicates: 3)
    let error = #expect(throws: StoreError.self) { try SweepStore.own(folder.store, for: grown) }
    #expect(error?.description == "\(folder.store): broken off")
    try execute("DROP TRIGGER fault")
    #expect(try rows() == rowsBefore)
    let store = try SweepStore.own(folder, try description())
    #expect(store.epoch == 2)
    #expect(try store.records() == before.records)
    #expect(try store.digest() == before.digest)
  }

  @Test func `a grid beyond two to the power of 53 is refused`() throws {
    let folder = try TemporaryFolder()
    func description(values: Int, replicates: Int) throws -> SweepStore.Description {
      var description = try SweepStoreTests.description()
      let sweep = description.sweep
      let axes = ["a", "b"].map { name in
        Axis(name: name, values: (0..<values).map { .integer($0) })
      }
      description.sweep = Sweep(
        facts: sweep.facts, recipe: sweep.recipe, space: try SearchSpace(axes: axes),
        replicates: replicates)
      return description
    }
    do {
      _ = try SweepStore.own(folder, try description(values: 2000, replicates: 1))
    }
    let error = #expect(throws: StoreError.self) {
      try SweepStore.own(folder, try description(values: 1, replicates: (1 << 32) - 1))
    }
    #expect(
      error?.description
        == "\(folder.store): with all values that its sweep has had, the grid would have"
        + " more than 2⁵³ trials; name another file with --store")
  }
}
