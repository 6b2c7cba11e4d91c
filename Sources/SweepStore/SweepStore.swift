import Foundation
package import GRDB
public import Sweeps

/// One sweep's outcomes in a SQLite file: what a coordinator writes and everything else reads.
///
/// Not thread-safe by contract of its callers, though SQLite would be: a coordinator's store belongs to its store thread.
/// Every commit is on disk when it returns (WAL, `synchronous = FULL`).
public final class SweepStore {
  /// What a new store is told about its sweep.
  public struct Description {
    /// The sweep's name.
    public var name: String
    /// Where the sweep file was.
    public var sweepPath: String
    /// The text of the sweep file.
    public var sweepFile: String
    /// What is known of the data, as JSON.
    public var dataSummary: String
    /// The version of the program.
    public var softwareVersion: String
    /// The sweep itself.
    public var sweep: Sweep

    /// Describes a sweep.
    public init(
      name: String, sweepPath: String, sweepFile: String, dataSummary: String,
      softwareVersion: String, sweep: Sweep
    ) {
      self.name = name
      self.sweepPath = sweepPath
      self.sweepFile = sweepFile
      self.dataSummary = dataSummary
      self.softwareVersion = softwareVersion
      self.sweep = sweep
    }
  }

  /// The file.
  public let path: String
  /// The epoch of the coordinator that this store was opened by; 0 where it is only read.
  public private(set) var epoch = 0
  /// Whether a coordinator on this host had the store open when this object was made to read it.
  public let hasLiveOwner: Bool
  /// The connection, for tests of its settings.
  package let database: DatabaseQueue
  /// Holds the lock that keeps a second coordinator away; open until this object goes.
  private let lock: FileLock?
  /// The row of each configuration written or met so far.
  var configurationRows: [ContentHash: Int64] = [:]
  var workerRows: [ContentHash: Int64] = [:]

  private init(
    path: String, database: DatabaseQueue, lock: FileLock?, hasLiveOwner: Bool = false
  ) {
    self.path = path
    self.hasLiveOwner = hasLiveOwner
    self.database = database
    self.lock = lock
  }

  /// Opens or makes the store of a sweep for its coordinator, and raises the epoch.
  ///
  /// A sweep file whose fronts, axis values, replicates or exclusions have changed is taken over; one that makes the
  /// stored outcomes useless is refused.
  public static func own(
    _ path: String, for description: Description
  ) throws(StoreError) -> SweepStore {
    let lock = try FileLock(path: path)
    let store = SweepStore(path: path, database: try open(path, readonly: false), lock: lock)
    try store.perform { database in
      if try !store.isNew(database) { try store.checkVersion(database) }
    }
    try store.makeDurable()
    try store.perform { database in
      try store.migrate(database)
      let stored = try store.identity(database)
      let differences = stored.isEmpty ? [] : description.sweep.differences(from: stored)
      guard differences.isEmpty else { throw StoreError.anotherSweep(path: path, differences) }
      try store.describe(description, database)
      store.epoch = try store.raiseEpoch(database)
    }
    return store
  }

  /// Opens a store to read it, which is allowed while a coordinator on this host owns it.
  public static func read(_ path: String) throws(StoreError) -> SweepStore {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(path: path)
    }
    guard !isFolder.boolValue else { throw .notAStore(path: path) }
    let hasLiveOwner = FileLock.isHeld(path: path)
    let store = SweepStore(
      path: path, database: try open(path, readonly: true), lock: nil, hasLiveOwner: hasLiveOwner)
    try store.perform { database in try store.checkVersion(database) }
    return store
  }

  /// Records where this coordinator listens.
  public func listens(on endpoint: String) throws(StoreError) {
    try perform { database in
      try database.execute(
        sql: "UPDATE owner SET endpoint = ? WHERE epoch = ?", arguments: [endpoint, epoch])
    }
  }

  /// Records that this coordinator has ended, and gathers everything into the one file, so that it can be copied and read
  /// where nothing may be written.
  public func release() throws(StoreError) {
    try perform { database in
      try database.execute(
        sql: "UPDATE owner SET isRunning = 0 WHERE epoch = ?", arguments: [epoch])
    }
    do {
      try database.writeWithoutTransaction { database in
        try database.execute(sql: "PRAGMA busy_timeout = 1000")
        try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        try database.execute(sql: "PRAGMA journal_mode = DELETE")
      }
      try database.close()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      // Somebody reads right now: everything is on disk, only not in one file.
    } catch {
      throw StoreError(error, path: path)
    }
  }

  private static func open(_ path: String, readonly: Bool) throws(StoreError) -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.readonly = readonly
    configuration.busyMode = .timeout(10)
    do {
      return try DatabaseQueue(path: path, configuration: configuration)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Runs `body` in one transaction, as a whole or not at all.
  func perform<Result>(
    _ body: (Database) throws -> Result
  ) throws(StoreError) -> Result {
    do {
      return try database.configuration.readonly
        ? database.read(body) : database.write(body)
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Makes every commit wait for the disk; GRDB's own WAL mode would lower `synchronous` to NORMAL.
  private func makeDurable() throws(StoreError) {
    do {
      try database.writeWithoutTransaction { database in
        guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
          throw StoreError.failed(
            path: path,
            reason: "its file system allows no write-ahead log; name a local file with --store")
        }
        try database.execute(sql: "PRAGMA synchronous = FULL")
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Whether nobody has made tables in the file.
  private func isNew(_ database: Database) throws -> Bool {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
    let tableCount = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master")
    return version == 0 && tableCount == 0
  }

  private func migrate(_ database: Database) throws {
    if try isNew(database) {
      try database.execute(sql: tables)
      try database.execute(sql: "PRAGMA application_id = \(storeApplicationID)")
      try database.execute(sql: "PRAGMA user_version = \(storeVersion)")
    }
  }

  private func checkVersion(_ database: Database) throws {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    guard id == storeApplicationID, version > 0 else { throw StoreError.notAStore(path: path) }
    guard version <= storeVersion else {
      throw StoreError.newerVersion(path: path, version: version)
    }
  }

  private func identity(_ database: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(database, sql: "SELECT name, value FROM identity")
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"], $0["value"]) })
  }

  private func describe(_ description: Description, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO sweep VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        description.name, description.sweepFile, description.sweepPath,
        Data(description.sweep.encoded()), description.dataSummary, description.softwareVersion,
        numericsVersion,
      ])
    for (name, value) in description.sweep.identity {
      try database.execute(
        sql: "INSERT OR REPLACE INTO identity VALUES (?, ?)", arguments: [name, value])
    }
  }

  private func raiseEpoch(_ database: Database) throws -> Int {
    let epoch = (try Int.fetchOne(database, sql: "SELECT epoch FROM owner") ?? 0) + 1
    try database.execute(
      sql: "INSERT OR REPLACE INTO owner VALUES (1, ?, ?, ?, '', 1)",
      arguments: [
        epoch, ProcessInfo.processInfo.hostName,
        Int(ProcessInfo.processInfo.processIdentifier),
      ])
    return epoch
  }
}

extension StoreError {
  init(_ error: any Error, path: String) {
    self =
      switch error {
      case let error as StoreError: error
      case let error as DatabaseError where error.resultCode == .SQLITE_FULL: .full(path: path)
      case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB:
        .notAStore(path: path)
      case let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN:
        .failed(
          path: path,
          reason: "cannot be opened; its folder must exist and SQLite must be able to write there "
            + "(copy the store to such a folder to read it)")
      case let error as DatabaseError:
        .failed(path: path, reason: error.message ?? "\(error.resultCode)")
      default: .failed(path: path, reason: "\(error)")
      }
  }
}
