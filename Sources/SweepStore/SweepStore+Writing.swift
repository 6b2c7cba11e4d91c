import Foundation
import GRDB
import SearchSpace
public import Sweeps

/// One outcome as it goes into a store.
public struct NewOutcome: Sendable {
  /// The trial's content key.
  public var key: ContentHash
  /// The configuration and the replicate.
  public var trial: Trial
  /// The canonical record.
  public var record: [UInt8]
  /// How long the trial took; telemetry.
  public var duration: Duration
  /// The worker that brought it; telemetry.
  public var worker: ContentHash
  /// The slot that ran it; telemetry.
  public var slot: Int

  /// Makes an outcome.
  public init(
    key: ContentHash, trial: Trial, record: [UInt8], duration: Duration, worker: ContentHash,
    slot: Int
  ) {
    self.key = key
    self.trial = trial
    self.record = record
    self.duration = duration
    self.worker = worker
    self.slot = slot
  }
}

extension SweepStore {
  /// What a commit did.
  public struct Commit: Hashable, Sendable {
    /// For each outcome, in order, whether it was not in the store before.
    public var isNew: [Bool] = []
    /// Trials whose stored record differs from the one that came again: an alarm.
    public var conflicts: [ContentHash] = []
  }

  /// Stores outcomes in one transaction that is on disk when this returns.
  ///
  /// The first outcome of a trial stays. A later one is compared with it, and a difference is recorded as an alarm.
  ///
  /// - Throws: ``StoreError/full(path:)`` where the disk has no room: nothing is stored, and the call may be repeated;
  ///   ``StoreError/fenced(path:epoch:)`` where another coordinator owns the store by now.
  public func commit(
    _ outcomes: [NewOutcome]
  ) throws(StoreError) -> Commit {
    do {
      return try perform { database in
        let owner = try Int.fetchOne(database, sql: "SELECT epoch FROM owner") ?? 0
        guard owner == epoch else { throw StoreError.fenced(path: path, epoch: owner) }
        var commit = Commit()
        for outcome in outcomes {
          let isNew = try insert(outcome, database)
          commit.isNew.append(isNew)
          if !isNew, try record(of: outcome.key, database) != outcome.record {
            commit.conflicts.append(outcome.key)
          }
        }
        return commit
      }
    } catch {
      // Rows of a transaction that was rolled back do not exist.
      configurationRows = [:]
      workerRows = [:]
      throw error
    }
  }

  /// Records a worker's host and slots.
  public func note(
    worker: ContentHash, host: String, slots: Int
  ) throws(StoreError) {
    try perform { database in
      try database.execute(
        sql: """
          INSERT INTO worker (digest, host, slots) VALUES (?, ?, ?)
          ON CONFLICT (digest) DO UPDATE SET host = excluded.host, slots = excluded.slots
          """,
        arguments: [Data(worker.bytes), host, slots])
    }
  }

  /// Appends to the event log.
  public func log(kind: String, _ text: String) throws(StoreError) {
    try perform { database in
      try database.execute(
        sql: "INSERT INTO event (kind, text) VALUES (?, ?)", arguments: [kind, text])
    }
  }

  /// Inserts an outcome unless its trial has one; true where it was inserted.
  private func insert(_ outcome: NewOutcome, _ database: Database) throws -> Bool {
    guard let kind = OutcomeRecord.kind(ofEncoded: outcome.record) else {
      throw StoreError.damaged(path: path, key: outcome.key.description)
    }
    let key = Data(outcome.key.bytes)
    let (head, staircases) = Self.split(outcome.record, kind: kind)
    let configuration = try row(of: outcome.trial.configuration, database)
    try database.cachedStatement(
      sql: """
        INSERT INTO outcome (key, configuration, replicate, kind, record) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING
        """
    ).execute(
      arguments: [key, configuration, outcome.trial.replicate, Int(kind.rawValue), head])
    guard database.changesCount == 1 else { return false }
    let row = database.lastInsertedRowID
    if !staircases.isEmpty {
      try database.cachedStatement(sql: "INSERT INTO staircase VALUES (?, ?)")
        .execute(arguments: [row, staircases])
    }
    try database.cachedStatement(sql: "INSERT INTO telemetry VALUES (?, ?, ?, ?)")
      .execute(
        arguments: [
          row, try self.row(ofWorker: outcome.worker, database), outcome.slot,
          Int64(outcome.duration / .microseconds(1)),
        ])
    return true
  }

  private static func split(_ record: [UInt8], kind: OutcomeRecord.Kind) -> (Data, Data) {
    guard kind == .measured else { return (Data(record), Data()) }
    return (
      Data(record.prefix(OutcomeRecord.measuredHeadLength)),
      Data(record.dropFirst(OutcomeRecord.measuredHeadLength))
    )
  }

  private func record(of key: ContentHash, _ database: Database) throws -> [UInt8]? {
    let row = try Row.fetchOne(
      database,
      sql: "SELECT record, bytes FROM outcome LEFT JOIN staircase ON outcome = id WHERE key = ?",
      arguments: [Data(key.bytes)])
    return row.map { $0["record"] as Data + ($0["bytes"] as Data? ?? Data()) }.map([UInt8].init)
  }

  private func row(of configuration: GridConfiguration, _ database: Database) throws -> Int64 {
    let id = configuration.id
    if let row = configurationRows[id] { return row }
    var writer = CanonicalWriter()
    writer.write(configuration.settings)
    let row = try insertOrFind(
      "configuration", digest: id, columns: "settings", values: [Data(writer.bytes)], database)
    configurationRows[id] = row
    return row
  }

  private func row(ofWorker worker: ContentHash, _ database: Database) throws -> Int64 {
    if let row = workerRows[worker] { return row }
    let row = try insertOrFind(
      "worker", digest: worker, columns: "host, slots", values: ["", 0], database)
    workerRows[worker] = row
    return row
  }

  private func insertOrFind(
    _ table: String, digest: ContentHash, columns: String, values: [any DatabaseValueConvertible],
    _ database: Database
  ) throws -> Int64 {
    let key = Data(digest.bytes)
    if let row = try Int64.fetchOne(
      database, sql: "SELECT id FROM \(table) WHERE digest = ?", arguments: [key])
    {
      return row
    }
    let places = values.map { _ in ", ?" }.joined()
    try database.execute(
      sql: "INSERT INTO \(table) (digest, \(columns)) VALUES (?\(places))",
      arguments: [key] + StatementArguments(values))
    return database.lastInsertedRowID
  }
}
