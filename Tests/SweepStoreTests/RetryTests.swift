import Foundation
import GRDB
import SearchSpace
import SweepStore
import Sweeps
import Testing

@Suite struct RetryTests {
  private let failed = OutcomeRecord.failed(reason: "the loss is not finite").encoded()
  private let infeasible = OutcomeRecord.infeasible(reason: "no top song").encoded()

  @Test func `failed outcomes are taken out and kept in the event log`() throws {
    let folder = try TemporaryFolder()
    do {
      let store = try SweepStore.own(folder, try description())
      _ = try store.commit([
        outcome(0), outcome(1, record: infeasible), outcome(3, record: failed),
        outcome(5, record: failed),
      ])
      let error = #expect(throws: StoreError.self) { try SweepStore.retry(folder.store) }
      #expect(
        error?.description == "\(folder.store): in use by another coordinator;"
          + " end that one first, or name another file with --store")
      #expect(try store.inventory().failed.count == 2)
      try store.release()
    }
    #expect(try SweepStore.retry(folder.store) == 2)
    let sweep = try description().sweep
    do {
      let reader = try SweepStore.read(folder.store)
      #expect(try !reader.header().isOwned)
      #expect(
        try reader.events() == [
          "retry: trial \(key(3, of: sweep)) (classWeight: 4, replicate 1) is to be run again;"
            + " it had failed: the loss is not finite",
          "retry: trial \(key(5, of: sweep)) (classWeight: 16, replicate 1) is to be run again;"
            + " it had failed: the loss is not finite",
        ])
    }
    #expect(try SweepStore.retry(folder.store) == 0)
    let store = try SweepStore.own(folder, try description())
    #expect(store.epoch == 4)
    #expect(try store.inventory().done.ascending == [0..<2])
    #expect(try store.commit([outcome(3)]) == receipt(new: 1))
  }

  @Test func `what is no store cannot be retried, and none is made`() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: StoreError.self) { try SweepStore.retry(folder.store) }
    #expect(missing?.description.contains("no such store") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    try Data().write(to: URL(fileURLWithPath: folder.store))
    let empty = #expect(throws: StoreError.self) { try SweepStore.retry(folder.store) }
    #expect(empty?.description.contains("not a store of hitsweep") == true)
  }

  @Test func `a store that was made for nothing is removed, any other stays`() throws {
    let folder = try TemporaryFolder()
    do {
      let store = try SweepStore.own(folder, try description())
      try store.abandon()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    do {
      let store = try SweepStore.own(folder, try description())
      _ = try store.commit([outcome(0)])
      try store.abandon()
    }
    do {
      let store = try SweepStore.own(folder, try description())
      try store.abandon()
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["songs.hitsweep"])
    #expect(try SweepStore.read(folder.store).inventory().done.count == 1)
  }
}
