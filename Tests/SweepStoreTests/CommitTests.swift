import Foundation
import GRDB
import SearchSpace
import SweepStore
import Sweeps
import Testing

@Suite struct CommitTests {
  private let failed = OutcomeRecord.failed(reason: "the loss is not finite").encoded()
  private let infeasible = OutcomeRecord.infeasible(reason: "no top song").encoded()

  @Test func `outcomes are read back as they were committed`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    let outcomes = [
      try outcome(5), try outcome(0, record: failed), try outcome(1, record: infeasible),
      try outcome(4, record: measured(loss: 0.25)),
    ]
    let commit = try store.commit(outcomes)
    #expect(commit.isNew == [true, true, true, true])
    #expect(commit.conflicts == [])

    var read: [StoredOutcome] = []
    try store.forEachOutcome { read.append($0) }
    // Configurations stand in the order in which they came, replicates in their own.
    let expected = [3, 0, 1, 2].map { outcomes[$0] }
    #expect(read.map(\.record) == expected.map(\.record))
    #expect(read.map(\.trial) == expected.map(\.trial))
    #expect(read.map(\.key) == expected.map(\.key))
    #expect(read.map(\.duration) == expected.map(\.duration))

    var trials: [Trial] = []
    var kinds: [OutcomeRecord.Kind] = []
    try store.forEachTrial {
      trials.append($0)
      kinds.append($1)
    }
    #expect(trials == outcomes.map(\.trial))
    #expect(kinds == [.measured, .failed, .infeasible, .measured])
  }

  @Test func `the first outcome of a trial stays, and another one is a conflict`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    #expect(try store.commit([outcome(2), outcome(2)]).isNew == [true, false])
    let digest = try store.digest()
    let again = try store.commit([
      outcome(2), outcome(3), outcome(2, record: measured(loss: 0.25)), outcome(2, record: failed),
    ])
    let key = try outcome(2).key
    #expect(again.isNew == [false, true, false, false])
    #expect(again.conflicts == [key, key])
    #expect(
      try store.records() == [
        "classWeight: 4 #0": measured(), "classWeight: 4 #1": measured(),
      ])
    #expect(try store.commit([outcome(3)]).conflicts == [])
    #expect(try store.digest() != digest)
  }

  @Test func `bytes that begin as no record are refused, and the batch with them`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    for bytes: [UInt8] in [[], [1, 0], [1, 0, 9, 0]] {
      let batch = [try outcome(0), try outcome(1, record: bytes)]
      let error = #expect(throws: StoreError.self) { try store.commit(batch) }
      #expect(
        error?.description == "\(folder.store): the record of trial \(batch[1].key) is damaged;"
          + " restore the file from a copy, or run the sweep into a new one")
    }
    #expect(try store.records() == [:])
    #expect(try store.commit([outcome(0)]).isNew == [true])
  }

  @Test func `workers and events are recorded`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    _ = try store.commit([outcome(0)])
    try store.note(worker: worker, host: "node1", slots: 64)
    try store.note(worker: worker, host: "node2", slots: 32)
    try store.log(kind: "alarm", "first")
    try store.log(kind: "alarm", "second")
    #expect(try store.eventCount(kind: "alarm") == 2)
    #expect(try store.eventCount(kind: "other") == 0)
    let rows = try store.database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT host, slots, slot, durationMicroseconds
          FROM telemetry JOIN worker ON worker.id = worker
          """)
    }
    #expect(rows == [["host": "node2", "slots": 32, "slot": 3, "durationMicroseconds": 12_000]])
  }

  @Test func `a commit is on disk when it returns`() throws {
    let folder = try TemporaryFolder()
    for _ in 1...2 {
      let store = try SweepStore.own(folder, try description())
      let settings = try store.database.writeWithoutTransaction { database in
        [
          try String.fetchOne(database, sql: "PRAGMA journal_mode"),
          try String.fetchOne(database, sql: "PRAGMA synchronous"),
        ]
      }
      // 2 is FULL: SQLite syncs the log at each commit.
      #expect(settings == ["wal", "2"])
    }
  }

  @Test func `a full disk stores nothing, and the commit succeeds when there is room`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    _ = try store.commit([outcome(0)])
    let large = OutcomeRecord.failed(reason: String(repeating: "x", count: 100_000)).encoded()
    let batch = [try outcome(2), try outcome(1, record: large), try outcome(5)]
    func limit(_ pages: Int) throws {
      try store.database.writeWithoutTransaction {
        try $0.execute(sql: "PRAGMA max_page_count = \(pages)")
      }
    }
    let pages = try store.database.read { try Int.fetchOne($0, sql: "PRAGMA page_count")! }
    try limit(pages + 2)
    for _ in 1...2 {
      let error = #expect(throws: StoreError.self) { try store.commit(batch) }
      #expect(error?.description == "\(folder.store): the disk is full")
      #expect(try store.records() == ["classWeight: 1 #0": measured()])
    }
    try limit(1_000_000)
    #expect(try store.commit(batch).isNew == [true, true, true])
    #expect(
      try store.records() == [
        "classWeight: 1 #0": measured(), "classWeight: 1 #1": large,
        "classWeight: 4 #0": measured(), "classWeight: 16 #1": measured(),
      ])
  }
}

@Suite struct DigestTests {
  private func digest(_ outcomes: [[NewOutcome]]) throws -> String {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    for batch in outcomes { _ = try store.commit(batch) }
    return try store.digest()
  }

  @Test func `the order in which outcomes came does not change the digest`() throws {
    let forwards = try (0..<6).map { try outcome($0) }
    let digest = try digest([forwards])
    #expect(try self.digest(forwards.reversed().map { [$0] }) == digest)
    #expect(try self.digest([Array(forwards[3...]), forwards]) == digest)
  }

  /// SHA-256 over key and record of each outcome in the order of keys, by hand.
  @Test func `the digest is the hash of keys and records`() throws {
    let outcomes = try (0..<2).map { try outcome($0) }.sorted { $0.key < $1.key }
    let bytes = outcomes.flatMap { $0.key.bytes + $0.record }
    #expect(try digest([outcomes]).count == 64)
    #expect(try digest([outcomes]).hasPrefix(ContentHash(of: bytes).description))
    #expect(try digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `a changed byte and a missing outcome change the digest, telemetry does not`() throws {
    let plain = try outcome(0)
    var byte = plain
    byte.record[byte.record.count - 1] ^= 1
    var head = plain
    head.record[20] ^= 1
    var telemetry = plain
    telemetry.slot = 0
    telemetry.worker = ContentHash(high: 8, low: 8)
    telemetry.duration = .seconds(1)
    let digests = try [[plain], [byte], [head], [], [plain, outcome(1)]].map { try digest([$0]) }
    #expect(Set(digests).count == 5)
    #expect(try digest([[telemetry]]) == digests[0])
  }
}
