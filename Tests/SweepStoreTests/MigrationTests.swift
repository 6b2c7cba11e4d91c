import Foundation
import GRDB
import SearchSpace
import SweepStore
import Sweeps
import Testing

/// `Fixtures/stores/store-1.sql` is what version 1 wrote of a sweep that grew and shrank between its runs.
@Suite struct MigrationTests {
  private let folder: TemporaryFolder
  /// What `export digest` of version 1 printed.
  private let digest = "d080ad69319f135b828be2f6ed46ed3ee5665acaf74dac2d9df67d09123f55ae"

  init() throws {
    folder = try TemporaryFolder()
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/stores/store-1.sql")
    let sql = try String(contentsOf: file, encoding: .utf8)
    try DatabaseQueue(path: folder.store).writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  private func version() throws -> Int? {
    try DatabaseQueue(path: folder.store).read {
      try Int.fetchOne($0, sql: "PRAGMA user_version")
    }
  }

  /// Key, record and duration of each outcome, as version 1 held them.
  private func outcomesOfVersion1() throws -> [String: [UInt8]] {
    try DatabaseQueue(path: folder.store).read { database in
      let rows = try Row.fetchAll(
        database,
        sql: """
          SELECT key, durationMicroseconds, record, bytes FROM outcome JOIN telemetry AS t
          ON t.outcome = id LEFT JOIN staircase AS s ON s.outcome = id
          """)
      return Dictionary(
        uniqueKeysWithValues: rows.map { row in
          let record = [UInt8](row[2] as Data + (row[3] as Data? ?? Data()))
          return ("\([UInt8](row[0] as Data).hexadecimal) \(row[1] as Int) µs", record)
        })
    }
  }

  private func outcomes(of store: SweepStore) throws -> [String: [UInt8]] {
    var outcomes: [String: [UInt8]] = [:]
    try store.forEachOutcome {
      outcomes["\($0.key) \($0.duration.wholeMicroseconds) µs"] = $0.record
    }
    return outcomes
  }

  @Test func `a store of version 1 is brought up to date when it is read, bit for bit`() throws {
    let before = try outcomesOfVersion1()
    #expect(before.count == 36)
    let store = try SweepStore.read(folder.store)
    #expect(try version() == 2)
    #expect(try outcomes(of: store) == before)
    #expect(try store.digest() == digest)
    #expect(
      try store.inventory()
        == Inventory(
          done: IndexRanges([0..<24]), failed: IndexRanges([6..<12]),
          infeasible: IndexRanges([12..<24])))
    #expect(try !store.header().isOwned)
    #expect(try store.eventCount(kind: "joined") == 2)
    let workers = try store.database.read {
      try Row.fetchAll($0, sql: "SELECT host, slots, firstSeen FROM worker ORDER BY id")
    }
    #expect(
      workers == [
        ["host": "node1", "slots": 2, "firstSeen": "2026-11-23T01:13:58.785Z"],
        ["host": "node1", "slots": 2, "firstSeen": "2026-11-23T01:14:22.838Z"],
      ])
    let workerOf = try store.database.read {
      try Int.fetchAll($0, sql: "SELECT worker FROM outcome GROUP BY worker ORDER BY worker")
    }
    #expect(workerOf == [1, 2])
  }

  @Test func `a store of version 1 is gone on with`() throws {
    let sweep = try header().sweep
    let store = try SweepStore.own(
      folder.store,
      for: SweepStore.Description(
        name: "old", sweepPath: "old.yaml", sweepFile: "", dataSummary: "{}", softwareVersion: "2",
        sweep: sweep))
    #expect(store.epoch == 4)
    #expect(try store.inventory().done.ascending == [0..<24])
    #expect(try store.digest() == digest)
  }

  /// The header, of a copy.
  private func header() throws -> StoreHeader {
    let copy = "\(folder.path)/copy.hitsweep"
    try FileManager.default.copyItem(atPath: folder.store, toPath: copy)
    return try SweepStore.read(copy).header()
  }

  @Test func `a migration that breaks off leaves version 1`() throws {
    let before = try outcomesOfVersion1()
    let faults = [
      // The last row of the last table to be filled, and one that belongs nowhere.
      "UPDATE outcome SET replicate = -1 WHERE id = 36",
      "UPDATE configuration SET settings = X'00000000' WHERE id = 12",
    ]
    for fault in faults {
      let copy = "\(folder.path)/broken.hitsweep"
      try FileManager.default.copyItem(atPath: folder.store, toPath: copy)
      defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: copy) } }
      try DatabaseQueue(path: copy).writeWithoutTransaction { try $0.execute(sql: fault) }
      let error = #expect(throws: StoreError.self) { try SweepStore.read(copy) }
      #expect(
        error?.description.contains("an outcome is of no trial of its sweep") == true,
        "\(error?.description ?? "")")
      let tables = try DatabaseQueue(path: copy).read {
        try String.fetchAll($0, sql: "SELECT name FROM sqlite_master WHERE type = 'table'").sorted()
      }
      #expect(
        tables == [
          "configuration", "event", "identity", "outcome", "owner", "staircase", "sweep",
          "telemetry", "worker",
        ])
    }
    #expect(try outcomesOfVersion1() == before)
    #expect(try version() == 1)
  }
}
