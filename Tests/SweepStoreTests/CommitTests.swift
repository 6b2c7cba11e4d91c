import Evaluation
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
      outcome(5), outcome(0, record: failed), outcome(1, record: infeasible),
      outcome(4, record: measured(loss: 0.25)),
    ]
    #expect(
      try store.commit(outcomes)
        == receipt(new: 4, failures: ["the loss is not finite": 1], infeasible: 1))

    var read: [StoredOutcome] = []
    try store.forEachOutcome { read.append($0) }
    // Configurations stand in the order of the grid, replicates in their own.
    let expected = [1, 2, 3, 0].map { outcomes[$0] }
    let sweep = try description().sweep
    #expect(read.map(\.record) == expected.map(\.record))
    #expect(read.map(\.trial) == expected.map { sweep.trial(at: $0.index) })
    #expect(read.map(\.key) == expected.map { key($0.index, of: sweep) })
    #expect(read.map(\.duration) == expected.map(\.duration))
    #expect(
      try store.inventory()
        == Inventory(
          done: IndexRanges([0..<2, 4..<6]), failed: IndexRanges([0..<1]),
          infeasible: IndexRanges([1..<2])))
    #expect(try store.failures() == ["the loss is not finite": 1])
  }

  @Test func `heads are read in portions, and hold all but the staircases`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    _ = try store.commit([outcome(4), outcome(1, record: failed), outcome(0)])
    var heads: [Int: [UInt8]] = [:]
    func read(after row: Int) throws -> Int? {
      try store.forEachRecord(isWhole: false, after: row, limit: 2) { heads[$0] = [UInt8]($1) }
    }
    #expect(try read(after: -1) == 1)
    #expect(heads == [0: Array(measured().prefix(135)), 1: failed])
    #expect(try read(after: 1) == nil)
    #expect(heads[4] == Array(measured().prefix(135)))
    let head = try OutcomeRecord(decodingHead: try #require(heads[4])[...])
    guard case .measured(let read) = head,
      case .measured(let whole) = try OutcomeRecord(decoding: measured())
    else { return #expect(Bool(false), "not measured") }
    #expect(read.validation.counts == whole.validation.counts)
    #expect(read.test.brierScore == whole.test.brierScore)
    #expect(read.validation.staircase == nil && whole.validation.staircase != nil)
  }

  @Test func `a receipt counts reasons by their first 200 characters`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    let long = String(repeating: "é", count: 200)
    let outcomes = (0..<3).map {
      outcome($0, record: OutcomeRecord.failed(reason: "\(long)\($0)").encoded())
    }
    #expect(try store.commit(outcomes) == receipt(new: 3, failures: [long: 3]))
    #expect(try store.failures() == [long: 3])
  }

  @Test func `the first outcome of a trial stays, and another one is a conflict`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    #expect(try store.commit([outcome(2), outcome(2)]) == receipt(new: 1))
    let digest = try store.digest()
    let again = [
      outcome(2), outcome(3), outcome(2, record: measured(loss: 0.25)), outcome(2, record: failed),
    ]
    // What differs in its staircase alone differs, too.
    var tail = outcome(3)
    tail.record[tail.record.count - 1] ^= 1
    #expect(
      try store.commit([
        .outcomes(OutcomeBatch(again), worker: worker), .event(kind: "other", text: "between"),
        .outcomes([tail], worker: ContentHash(high: 8, low: 8)),
      ]) == [receipt(new: 1, conflicts: [2, 2]), receipt(new: 0, conflicts: [3])])
    let keys = try [2, 3].map { key($0, of: try description().sweep) }
    let differ = "differ from the stored ones, which stay: trials"
    #expect(
      try store.events() == [
        "alarm: 2 outcomes of worker \(worker.short) \(differ) \(keys[0]), \(keys[0])",
        "other: between",
        "alarm: 1 outcomes of worker 00000000 \(differ) \(keys[1])",
      ])
    #expect(
      try store.records() == [
        "classWeight: 4 #0": measured(), "classWeight: 4 #1": measured(),
      ])
    #expect(try store.commit([outcome(3)]) == receipt(new: 0))
    #expect(try store.digest() != digest)
  }

  @Test func `bytes that begin as no record are refused, and the batch with them`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    for bytes: [UInt8] in [[], [1, 0], [1, 0, 9, 0]] {
      let batch = [outcome(0), outcome(1, record: bytes)]
      let error = #expect(throws: StoreError.self) { try store.commit(batch) }
      #expect(
        error?.description
          == "\(folder.store): the record of trial \(key(1, of: try description().sweep)) is damaged;"
          + " restore the file from a copy, or run the sweep into a new one")
    }
    #expect(try store.records() == [:])
    #expect(try store.commit([outcome(0)]) == receipt(new: 1))
  }

  @Test func `workers and events are recorded`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    _ = try store.commit([outcome(0)])
    for (host, slots) in [("node1", 64), ("node2", 32)] {
      _ = try store.commit([
        .worker(worker, host: host, slots: slots, instructionSet: "v4"),
        .event(kind: "joined", text: host),
      ])
    }
    #expect(try store.events() == ["joined: node1", "joined: node2"])
    #expect(try store.eventCount(kind: "joined") == 2)
    #expect(try store.eventCount(kind: "other") == 0)
    let rows = try store.database.read { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT host, slots, instructionSet, slot, durationMicroseconds,
            firstSeen <= lastSeen AND lastSeen >= (SELECT MAX(at) FROM event) AS isSeen
          FROM outcome JOIN worker ON worker.id = worker
          """)
    }
    #expect(
      rows == [
        [
          "host": "node2", "slots": 32, "instructionSet": "v4", "slot": 3,
          "durationMicroseconds": 12_000, "isSeen": 1,
        ]
      ])
  }

  @Test func `outcomes say that their worker was seen`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    _ = try store.commit([outcome(0)])
    try store.database.write {
      try $0.execute(sql: "UPDATE worker SET firstSeen = '2000', lastSeen = '2000'")
    }
    _ = try store.commit([outcome(1)])
    let seen = try store.database.read {
      try Row.fetchAll($0, sql: "SELECT firstSeen, lastSeen > '2000' AS isSeen FROM worker")
    }
    #expect(seen == [["firstSeen": "2000", "isSeen": 1]])
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
    let batch = [outcome(2), outcome(1, record: large), outcome(5)]
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
    #expect(
      try store.commit(batch)
        == receipt(new: 3, failures: [String(repeating: "x", count: 200): 1]))
    #expect(
      try store.records() == [
        "classWeight: 1 #0": measured(), "classWeight: 1 #1": large,
        "classWeight: 4 #0": measured(), "classWeight: 16 #1": measured(),
      ])
  }
}

@Suite struct DigestTests {
  private let failed = OutcomeRecord.failed(reason: "the loss is not finite").encoded()

  private func digest(_ outcomes: [[FinishedTrial]], worker: ContentHash = worker) throws -> String
  {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    for batch in outcomes { _ = try store.commit(batch, worker: worker) }
    return try store.digest()
  }

  @Test func `the order in which outcomes came does not change the digest`() throws {
    let forwards = (0..<6).map { outcome($0) }
    let digest = try digest([forwards])
    #expect(try self.digest(forwards.reversed().map { [$0] }) == digest)
    #expect(try self.digest([Array(forwards[3...]), forwards]) == digest)
  }

  /// SHA-256 over key and record of each outcome in the order of keys, by hand.
  @Test func `the digest is the hash of keys and records`() throws {
    let outcomes = [outcome(0), outcome(1, record: failed)]
    let sweep = try description().sweep
    let bytes = outcomes.map { key($0.index, of: sweep).bytes + $0.record }
      .sorted { $0.lexicographicallyPrecedes($1) }.joined()
    #expect(try digest([outcomes]).count == 64)
    #expect(try digest([outcomes]).hasPrefix(ContentHash(of: bytes).description))
    #expect(try digest([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `a changed byte and a missing outcome change the digest, telemetry does not`() throws {
    let plain = outcome(0)
    var byte = plain
    byte.record[byte.record.count - 1] ^= 1
    var head = plain
    head.record[20] ^= 1
    var telemetry = plain
    telemetry.slot = 0
    telemetry.duration = .seconds(1)
    let digests = try [[plain], [byte], [head], [], [plain, outcome(1)]].map { try digest([$0]) }
    #expect(Set(digests).count == 5)
    #expect(try digest([[telemetry]], worker: ContentHash(high: 8, low: 8)) == digests[0])
  }
}

extension SweepStore {
  /// The event log, a line each.
  func events() throws -> [String] {
    try database.read {
      try String.fetchAll($0, sql: "SELECT kind || ': ' || text FROM event ORDER BY id")
    }
  }
}
