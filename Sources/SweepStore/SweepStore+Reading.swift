import Crypto
import Foundation
import GRDB
public import SearchSpace
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

/// Which trials of a sweep a store has outcomes of, by their indices.
///
/// Outcomes of values or replicates that the sweep no longer has, or that it excludes, stay in the store and count for
/// nothing.
public struct Inventory: Hashable, Sendable {
  /// All that have ended, in whatever way.
  public var done: IndexRanges
  /// Those of the done that broke off.
  public var failed: IndexRanges
  /// Those of the done whose data did not allow them.
  public var infeasible: IndexRanges

  /// Makes an inventory of its sets.
  public init(done: IndexRanges, failed: IndexRanges, infeasible: IndexRanges) {
    self.done = done
    self.failed = failed
    self.infeasible = infeasible
  }
}

extension SweepStore {
  /// What the store is of.
  public func header() throws(StoreError) -> StoreHeader {
    try perform { database in
      guard let row = try Row.fetchOne(database, sql: "SELECT * FROM sweep, owner") else {
        throw StoreError.notAStore(path: path)
      }
      return StoreHeader(
        name: row["name"], sweepPath: row["sweepPath"], sweepFile: row["sweepFile"],
        dataSummary: row["dataSummary"], sweep: try sweep(database),
        softwareVersion: row["softwareVersion"], endpoint: row["endpoint"], host: row["host"],
        isOwned: row["isRunning"])
    }
  }

  /// Which trials are done; the records are not read.
  public func inventory() throws(StoreError) -> Inventory {
    try perform { database in
      let sweep = try sweep(database)
      let indexOfRow = IndexTranslation(from: try requiredGrid(database), to: TrialGrid(of: sweep))
      var (measured, infeasible, failed) = (IndexRuns(), IndexRuns(), IndexRuns())
      // Two numbers in one, which is what a cursor reads fastest.
      let rows = try Int.fetchCursor(database, sql: "SELECT id * 4 + kind FROM outcome ORDER BY id")
      while let row = try rows.next() {
        guard let index = indexOfRow[row / 4] else { continue }
        switch UInt8(row % 4) {
        case OutcomeRecord.Kind.measured.rawValue: measured.append(index)
        case OutcomeRecord.Kind.infeasible.rawValue: infeasible.append(index)
        case OutcomeRecord.Kind.failed.rawValue: failed.append(index)
        default:
          throw StoreError.damaged(
            path: path, key: try key(ofRow: row / 4, database).description)
        }
      }
      let trials = sweep.trialIndices.ascending
      func known(_ ranges: [Range<Int>]) -> IndexRanges { IndexRanges(ranges).intersection(trials) }
      return Inventory(
        done: known(measured.ranges + infeasible.ranges + failed.ranges),
        failed: known(failed.ranges), infeasible: known(infeasible.ranges))
    }
  }

  /// How many trials of the sweep broke off for which reason, of which the first 200 characters count.
  public func failures() throws(StoreError) -> [String: Int] {
    try perform { database in
      let sweep = try sweep(database)
      let indexOfRow = IndexTranslation(from: try requiredGrid(database), to: TrialGrid(of: sweep))
      let trials = sweep.trialIndices
      var failures: [String: Int] = [:]
      let rows = try Row.fetchCursor(
        database, sql: "SELECT id, record FROM outcome WHERE kind = ?",
        arguments: [OutcomeRecord.Kind.failed.rawValue])
      while let row = try rows.next() {
        guard let index = indexOfRow[row[0]], trials.contains(index) else { continue }
        let reason = (row[1] as Data).withUnsafeBytes(OutcomeRecord.reason(ofEncoded:))
        failures[reason, default: 0] += 1
      }
      return failures
    }
  }

  /// Calls `body` with the index and the record of outcomes that the sweep counts, in the order of rows: those of a
  /// configuration together.
  ///
  /// - Parameters:
  ///   - isWhole: whether records come with their staircases; reading the heads alone takes a fraction of the time.
  ///   - row: where the last call ended; -1 for the first one.
  ///   - limit: how many rows are read at the most.
  /// - Returns: where to go on; `nil` where nothing is left.
  public func forEachRecord(
    isWhole: Bool, after row: Int = -1, limit: Int = .max,
    _ body: (_ index: Int, _ record: ArraySlice<UInt8>) throws -> Void
  ) throws(StoreError) -> Int? {
    try perform { database in
      let sweep = try sweep(database)
      let indexOfRow = IndexTranslation(from: try requiredGrid(database), to: TrialGrid(of: sweep))
      var (last, count) = (row, 0)
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, record\(isWhole ? ", bytes" : "") FROM outcome
          \(isWhole ? "LEFT JOIN staircase ON outcome = id" : "") WHERE id > ? ORDER BY id LIMIT ?
          """, arguments: [row, limit])
      while let row = try rows.next() {
        (last, count) = (row[0], count + 1)
        guard let index = indexOfRow[last], !sweep.space.isExcluded(index / sweep.replicates) else {
          continue
        }
        var record = [UInt8](row[1] as Data)
        if isWhole, let staircases = row[2] as Data? { record += staircases }
        try body(index, record[...])
      }
      return count < limit ? nil : last
    }
  }

  /// The records of trials, with their staircases, by their indices; those that have none are left out.
  public func records(of indices: some Sequence<Int>) throws(StoreError) -> [Int: [UInt8]] {
    try perform { database in
      let grid = TrialGrid(of: try sweep(database))
      let rowOfIndex = IndexTranslation(from: grid, to: try requiredGrid(database))
      let statement = try database.makeStatement(
        sql: "SELECT record, bytes FROM outcome LEFT JOIN staircase ON outcome = id WHERE id = ?")
      var records: [Int: [UInt8]] = [:]
      for index in indices {
        guard let place = rowOfIndex[index],
          let row = try Row.fetchOne(statement, arguments: [place])
        else { continue }
        records[index] = [UInt8](row[0] as Data + (row[1] as Data? ?? Data()))
      }
      return records
    }
  }

  /// Calls `body` with every outcome, those of a configuration together, replicates in order.
  public func forEachOutcome(
    _ body: (StoredOutcome) throws -> Void
  ) throws(StoreError) {
    try perform { database in
      let grid = try requiredGrid(database)
      let keys = try RowKeys(self, database)
      let rows = try Row.fetchCursor(
        database,
        sql: """
          SELECT id, record, bytes, durationMicroseconds
          FROM outcome LEFT JOIN staircase ON outcome = id ORDER BY id
          """)
      while let row = try rows.next() {
        try body(
          StoredOutcome(
            trial: grid.trial(at: row[0]), key: keys[row[0]],
            record: [UInt8](row[1] as Data + (row[2] as Data? ?? Data())),
            duration: .microseconds(row[3] as Int64)))
      }
    }
  }

  /// The SHA-256 over all keys and records in the order of keys, as 64 hexadecimal digits: two runs of a sweep agree in it.
  public func digest() throws(StoreError) -> String {
    try perform { database in
      let keys = try RowKeys(self, database)
      let rows = try Int.fetchAll(database, sql: "SELECT id FROM outcome")
      let ordered = rows.map { (key: keys[$0], row: $0) }.sorted { $0.key < $1.key }
      let statement = try database.cachedStatement(
        sql: "SELECT record, bytes FROM outcome LEFT JOIN staircase ON outcome = id WHERE id = ?")
      var hasher = SHA256()
      for (key, row) in ordered {
        let stored = try Row.fetchOne(statement, arguments: [row])
        let record = stored.map { $0[0] as Data + ($0[1] as Data? ?? Data()) } ?? Data()
        do throws(CanonicalError) {
          _ = try OutcomeRecord(decoding: [UInt8](record))
        } catch {
          throw StoreError.damaged(path: path, key: key.description)
        }
        hasher.update(data: key.bytes)
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

  /// The content key of the trial at an index of the sweep.
  public func key(ofTrialAt index: Int) throws(StoreError) -> ContentHash {
    try perform { database in
      let trial = try sweep(database).trial(at: index)
      guard let row = try requiredGrid(database).index(of: trial) else {
        throw StoreError.notAStore(path: path)
      }
      return try key(ofRow: row, database)
    }
  }

  func sweep(_ database: Database) throws -> Sweep {
    guard let bytes = try Data.fetchOne(database, sql: "SELECT definition FROM sweep") else {
      throw StoreError.notAStore(path: path)
    }
    return try Sweep(decoding: [UInt8](bytes))
  }

  func requiredGrid(_ database: Database) throws -> TrialGrid {
    guard let grid = try storedGrid(database) else { throw StoreError.notAStore(path: path) }
    return grid
  }

  func key(ofRow row: Int, _ database: Database) throws -> ContentHash {
    try RowKeys(self, database)[row]
  }
}

/// Finds the content keys of rows, under the version of the arithmetic that the store's outcomes were made with.
struct RowKeys {
  private let keys: GridKeys

  init(_ store: SweepStore, _ database: Database) throws {
    let version = try Int.fetchOne(database, sql: "SELECT numericsVersion FROM sweep")
    keys = GridKeys(
      of: TrialKeys(of: try store.sweep(database), numericsVersion: version ?? numericsVersion),
      recipe: try store.sweep(database).recipe, grid: try store.requiredGrid(database))
  }

  subscript(row: Int) -> ContentHash { keys[row] }
}
