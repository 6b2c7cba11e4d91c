import Crypto
import Foundation
import GRDB
import SearchSpace
public import Sweeps

/// What a store tells of itself.
public struct StoreHeader: Hashable, Sendable {
  /// The sweep's name.
  public var name: String
  /// Where the sweep file was.
  public var sweepPath: String
  /// The text of the sweep file.
  public var sweepFile: String
  /// What is known of the data, as JSON.
  public var dataSummary: String
  /// The sweep.
  public var sweep: Sweep
  /// The version of the program that opened the store last.
  public var softwareVersion: String
  /// Where the coordinator listens that owns the store or owned it last.
  public var endpoint: String
  /// The host of that coordinator.
  public var host: String
  /// Whether that coordinator has not said that it ended.
  public var isOwned: Bool
}

/// One outcome as a store holds it.
public struct StoredOutcome: Sendable {
  /// The configuration and the replicate.
  public var trial: Trial
  /// The trial's content key.
  public var key: ContentHash
  /// The canonical record.
  public var record: [UInt8]
  /// How long the trial took; telemetry.
  public var duration: Duration
}

extension SweepStore {
  /// What the store is of.
  public func header() throws(StoreError) -> StoreHeader {
    try perform { database in
      guard let row = try Row.fetchOne(database, sql: "SELECT * FROM sweep, owner") else {
        throw StoreError.notAStore(path: path)
      }
      let definition: Data = row["definition"]
      return StoreHeader(
        name: row["name"], sweepPath: row["sweepPath"], sweepFile: row["sweepFile"],
        dataSummary: row["dataSummary"], sweep: try Sweep(decoding: [UInt8](definition)),
        softwareVersion: row["softwareVersion"], endpoint: row["endpoint"], host: row["host"],
        isOwned: row["isRunning"])
    }
  }

  /// Calls `body` with the trial and the kind of every outcome, in the order in which they were stored.
  public func forEachTrial(
    _ body: (Trial, OutcomeRecord.Kind) -> Void
  ) throws(StoreError) {
    try perform { database in
      var configurations: [Int64: GridConfiguration] = [:]
      let rows = try Row.fetchCursor(
        database, sql: "SELECT configuration, replicate, kind FROM outcome ORDER BY id")
      while let row = try rows.next() {
        let configuration = try self.configuration(row[0], database, &configurations)
        guard let kind = UInt8(exactly: row[2] as Int).flatMap(OutcomeRecord.Kind.init) else {
          throw StoreError.notAStore(path: path)
        }
        body(Trial(configuration: configuration, replicate: row[1]), kind)
      }
    }
  }

  /// Calls `body` with every outcome, those of a configuration together, replicates in order.
  public func forEachOutcome(
    _ body: (StoredOutcome) throws -> Void
  ) throws(StoreError) {
    try perform { database in
      var configurations: [Int64: GridConfiguration] = [:]
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT o.configuration, o.replicate, o.key, o.record, s.bytes, t.durationMicroseconds
          FROM outcome o JOIN telemetry t ON t.outcome = o.id
          LEFT JOIN staircase s ON s.outcome = o.id ORDER BY o.configuration, o.replicate
          """)
      while let row = try rows.next() {
        let configuration = try self.configuration(row[0], database, &configurations)
        try body(
          StoredOutcome(
            trial: Trial(configuration: configuration, replicate: row[1]),
            key: try contentHash(row[2]),
            record: [UInt8](row[3] as Data + (row[4] as Data? ?? Data())),
            duration: .microseconds(row[5] as Int64)))
      }
    }
  }

  /// The SHA-256 over all keys and records in the order of keys, as 64 hexadecimal digits: two runs of a sweep agree in it.
  public func digest() throws(StoreError) -> String {
    try perform { database in
      var hasher = SHA256()
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT o.key, o.record, s.bytes FROM outcome o LEFT JOIN staircase s ON s.outcome = o.id
          ORDER BY o.key
          """)
      while let row = try rows.next() {
        let record = row[1] as Data + (row[2] as Data? ?? Data())
        do throws(CanonicalError) {
          _ = try OutcomeRecord(decoding: [UInt8](record))
        } catch {
          throw StoreError.damaged(path: path, key: try contentHash(row[0]).description)
        }
        hasher.update(data: row[0] as Data)
        hasher.update(data: record)
      }
      return Array(hasher.finalize()).hexadecimal
    }
  }

  /// The number of events of a kind in the event log.
  public func eventCount(kind: String) throws(StoreError) -> Int {
    try perform { database in
      try Int.fetchOne(
        database, sql: "SELECT COUNT(*) FROM event WHERE kind = ?", arguments: [kind]) ?? 0
    }
  }

  private func contentHash(_ bytes: Data) throws -> ContentHash {
    guard let digest = ContentHash(bytes) else { throw StoreError.notAStore(path: path) }
    return digest
  }

  private func configuration(
    _ row: Int64, _ database: Database, _ known: inout [Int64: GridConfiguration]
  ) throws -> GridConfiguration {
    if let configuration = known[row] { return configuration }
    guard
      let settings = try Data.fetchOne(
        database, sql: "SELECT settings FROM configuration WHERE id = ?", arguments: [row])
    else { throw StoreError.notAStore(path: path) }
    var reader = CanonicalReader([UInt8](settings))
    let configuration = GridConfiguration(try reader.readSettings())
    known[row] = configuration
    return configuration
  }
}
