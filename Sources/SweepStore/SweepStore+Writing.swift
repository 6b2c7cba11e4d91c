import Foundation
import GRDB
import GRDBSQLite
public import Sweeps

extension SweepStore {
  /// Something to write.
  public enum Entry: Sendable {
    /// Outcomes that a worker brought; their indices are those of the sweep that the store is owned for.
    case outcomes(OutcomeBatch, worker: ContentHash)
    /// A worker that joined.
    case worker(ContentHash, host: String, slots: Int, instructionSet: String)
    /// A line of the event log.
    case event(kind: String, text: String)
  }

  /// What became of the outcomes of one entry.
  public struct Receipt: Hashable, Sendable {
    /// How many the store did not have before.
    public var newCount = 0
    /// Of the new ones how many broke off for which reason, of which the first 200 characters stand here.
    public var failures: [String: Int] = [:]
    /// How many of the new ones were infeasible.
    public var infeasibleCount = 0
    /// The trials whose stored record differs from the one that came again.
    public var conflicts: [Int] = []

    /// Makes the receipt of nothing.
    public init() {}
  }

  /// Writes entries in one transaction that is on disk when this returns; answers for each entry of outcomes, in order.
  ///
  /// The first outcome of a trial stays. A later one is compared with it, and a difference is an alarm in the event log.
  ///
  /// - Throws: ``StoreError/full(path:)`` where the disk has no room: nothing is stored, and the call may be repeated;
  ///   ``StoreError/fenced(path:epoch:)`` where another coordinator owns the store by now.
  public func commit(_ entries: [Entry]) throws(StoreError) -> [Receipt] {
    do {
      return try perform { database in
        let owner =
          try Int.fetchOne(
            database.cachedStatement(sql: "SELECT epoch FROM owner")) ?? 0
        guard owner == epoch else { throw StoreError.fenced(path: path, epoch: owner) }
        return try entries.compactMap { try write($0, database) }
      }
    } catch {
      // Rows of a transaction that was rolled back do not exist.
      workerRows = [:]
      throw error
    }
  }

  private func write(_ entry: Entry, _ database: Database) throws -> Receipt? {
    switch entry {
    case .outcomes(let batch, let worker):
      let row = try row(ofWorker: worker, database)
      let receipt = try insert(batch, worker: row, database)
      try database.cachedStatement(sql: "UPDATE worker SET lastSeen = \(now) WHERE id = ?")
        .execute(arguments: [row])
      try raiseAlarm(receipt.conflicts, from: worker, database)
      return receipt
    case .worker(let worker, let host, let slots, let instructionSet):
      try database.execute(
        sql: """
          INSERT INTO worker (digest, host, slots, instructionSet) VALUES (?, ?, ?, ?)
          ON CONFLICT (digest) DO UPDATE SET host = excluded.host, slots = excluded.slots,
            instructionSet = excluded.instructionSet, lastSeen = excluded.lastSeen
          """,
        arguments: [Data(worker.bytes), host, slots, instructionSet])
    case .event(let kind, let text):
      try log(kind: kind, text, database)
    }
    return nil
  }

  func log(kind: String, _ text: String, _ database: Database) throws {
    try database.cachedStatement(sql: "INSERT INTO event (kind, text) VALUES (?, ?)")
      .execute(arguments: [kind, text])
  }

  /// Inserts the outcomes of trials that have none, by SQLite's own functions: what GRDB adds to each row would cost more
  /// than the row.
  private func insert(
    _ batch: OutcomeBatch, worker: Int64, _ database: Database
  ) throws -> Receipt {
    let (indices, microseconds, slots) = (batch.indices, batch.microseconds, batch.slots)
    let recordEnds = batch.recordEnds
    let inserting = try Inserting(database, worker: worker)
    var receipt = Receipt()
    try batch.recordBytes.withUnsafeBytes { bytes in
      var start = 0
      for position in indices.indices {
        let record = UnsafeRawBufferPointer(rebasing: bytes[start..<recordEnds[position]])
        start = recordEnds[position]
        let row = row(of: indices[position])
        guard let kind = OutcomeRecord.kind(ofEncoded: record) else {
          throw StoreError.damaged(path: path, key: try key(ofRow: row, database).description)
        }
        let isNew = try inserting.insert(
          record, kind: kind, row: row, slot: slots[position],
          microseconds: microseconds[position])
        if isNew {
          receipt.count(record, kind)
        } else if try !isStored(record, row: row, database) {
          receipt.conflicts.append(indices[position])
        }
      }
    }
    return receipt
  }

  private func row(of index: Int) -> Int {
    guard let row = rowOfIndex?[index] else {
      preconditionFailure(
        "an outcome for a store that is not owned, or of a trial of another sweep")
    }
    return row
  }

  private func isStored(
    _ record: UnsafeRawBufferPointer, row: Int, _ database: Database
  ) throws -> Bool {
    let stored = try Row.fetchOne(
      database.cachedStatement(
        sql: "SELECT record, bytes FROM outcome LEFT JOIN staircase ON outcome = id WHERE id = ?"),
      arguments: [row])
    return stored.map { $0[0] as Data + ($0[1] as Data? ?? Data()) } == Data(record)
  }

  /// Logs trials whose outcome came again and differs, the first ten by their keys.
  private func raiseAlarm(
    _ conflicts: [Int], from worker: ContentHash, _ database: Database
  ) throws {
    guard !conflicts.isEmpty else { return }
    let keys = try conflicts.prefix(10).map {
      try key(ofRow: row(of: $0), database).description
    }
    try log(
      kind: "alarm",
      "\(conflicts.count) outcomes of worker \(worker.short) differ from the stored ones, which stay: trials "
        + keys.joined(separator: ", ") + (conflicts.count > keys.count ? ", …" : ""), database)
  }

  private func row(ofWorker worker: ContentHash, _ database: Database) throws -> Int64 {
    if let row = workerRows[worker] { return row }
    let digest = Data(worker.bytes)
    try database.execute(
      sql: """
        INSERT INTO worker (digest, host, slots, instructionSet) VALUES (?, '', 0, '')
        ON CONFLICT (digest) DO NOTHING
        """, arguments: [digest])
    let row = try Int64.fetchOne(
      database, sql: "SELECT id FROM worker WHERE digest = ?", arguments: [digest])
    workerRows[worker] = row
    return row!
  }
}

extension SweepStore.Receipt {
  fileprivate mutating func count(
    _ record: UnsafeRawBufferPointer, _ kind: OutcomeRecord.Kind
  ) {
    newCount += 1
    switch kind {
    case .measured: break
    case .infeasible: infeasibleCount += 1
    case .failed: failures[OutcomeRecord.reason(ofEncoded: record), default: 0] += 1
    }
  }
}

/// The prepared statements that outcomes go through, with the worker bound.
private struct Inserting {
  private let connection: OpaquePointer
  private let outcome: OpaquePointer
  private let staircase: OpaquePointer

  init(_ database: Database, worker: Int64) throws {
    connection = database.sqliteConnection!
    // The database keeps its cached statements for as long as it is open.
    outcome = try database.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO outcome (id, kind, worker, slot, durationMicroseconds, record)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ).sqliteStatement
    staircase = try database.cachedStatement(sql: "INSERT INTO staircase VALUES (?, ?)")
      .sqliteStatement
    sqlite3_bind_int64(outcome, 3, worker)
  }

  /// Inserts an outcome unless its row is there; true where it was inserted.
  func insert(
    _ record: UnsafeRawBufferPointer, kind: OutcomeRecord.Kind, row: Int, slot: UInt32,
    microseconds: UInt64
  ) throws -> Bool {
    let headLength =
      kind == .measured ? min(record.count, OutcomeRecord.measuredHeadLength) : record.count
    sqlite3_bind_int64(outcome, 1, Int64(row))
    sqlite3_bind_int(outcome, 2, Int32(kind.rawValue))
    sqlite3_bind_int64(outcome, 4, Int64(slot))
    sqlite3_bind_int64(outcome, 5, Int64(clamping: microseconds))
    // No destructor: the bytes stay where they are until the statement has run, and are not copied.
    sqlite3_bind_blob(outcome, 6, record.baseAddress, Int32(headLength), nil)
    try run(outcome)
    guard sqlite3_changes(connection) == 1 else { return false }
    guard record.count > headLength else { return true }
    sqlite3_bind_int64(staircase, 1, Int64(row))
    sqlite3_bind_blob(
      staircase, 2, record.baseAddress! + headLength, Int32(record.count - headLength), nil)
    try run(staircase)
    return true
  }

  private func run(_ statement: OpaquePointer) throws {
    let code = sqlite3_step(statement)
    // What a failed step has to say, resetting says again.
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection))
      )
    }
  }
}
