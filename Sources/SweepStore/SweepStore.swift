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
  /// Whether the coordinator before this one listened at the same endpoint, where its workers look for the next.
  public private(set) var isAtFormerEndpoint = false
  /// Whether the coordinator before this one said that it ended.
  public private(set) var formerHasEnded = true
  private var formerEndpoint: String?
  /// Whether a coordinator on this host had the store open when this object was made to read it.
  public let hasLiveOwner: Bool
  /// The network file system that the store lies on, such as `nfs4`, where it does and is owned: then nobody else can read
  /// it for as long as it is owned.
  public let networkFileSystem: String?
  /// The connection, for tests of its settings.
  package let database: DatabaseQueue
  /// Holds the lock that keeps a second coordinator away; open until this object goes.
  private let lock: FileLock?
  /// Whether this object made the tables.
  private var isMadeHere = false
  /// The grid of the rows, and how its sweep's indices are found there; set where the store is owned.
  var grid: TrialGrid?
  var rowOfIndex: IndexTranslation?
  var workerRows: [ContentHash: Int64] = [:]

  private init(
    path: String, database: DatabaseQueue, lock: FileLock?, hasLiveOwner: Bool = false,
    networkFileSystem: String? = nil
  ) {
    self.path = path
    self.hasLiveOwner = hasLiveOwner
    self.networkFileSystem = networkFileSystem
    self.database = database
    self.lock = lock
  }

  /// Opens or makes the store of a sweep for its coordinator, and raises the epoch.
  ///
  /// A sweep file whose fronts, axis values, replicates or exclusions have changed is taken over; one that makes the
  /// stored outcomes useless is refused.
  ///
  /// - Parameter willRenumber: called with the number of stored outcomes before all of them get new rows, because values
  ///   or replicates came to the grid; a million of a kilobyte take half a minute.
  public static func own(
    _ path: String, for description: Description, willRenumber: (Int) -> Void = { _ in }
  ) throws(StoreError) -> SweepStore {
    try own(
      path, for: description, willRenumber: willRenumber,
      networkFileSystem: NetworkFileSystem.type(ofFile:))
  }

  package static func own(
    _ path: String, for description: Description, willRenumber: (Int) -> Void = { _ in },
    networkFileSystem: (String) -> String?
  ) throws(StoreError) -> SweepStore {
    let store = try openToWrite(path, networkFileSystem: networkFileSystem)
    try store.perform { database in
      store.isMadeHere = try store.isNew(database)
      try store.migrate(database)
      let stored = try store.identity(database)
      let differences = stored.isEmpty ? [] : description.sweep.differences(from: stored)
      guard differences.isEmpty else { throw StoreError.anotherSweep(path: path, differences) }
      try store.growGrid(for: description.sweep, database, willRenumber: willRenumber)
      try store.describe(description, database)
      try store.raiseEpoch(database)
    }
    return store
  }

  /// Opens a store for a change that is none of a coordinator's, and raises the epoch.
  static func takeOver(_ path: String) throws(StoreError) -> SweepStore {
    try requireFile(path)
    let store = try openToWrite(path, networkFileSystem: NetworkFileSystem.type(ofFile:))
    try store.perform { database in
      if try store.isNew(database) { throw StoreError.notAStore(path: path) }
      try store.migrate(database)
      try store.raiseEpoch(database)
    }
    return store
  }

  /// Opens a store to read it, which is allowed while a coordinator on this host owns it; one of an older version is
  /// brought up to date.
  public static func read(_ path: String) throws(StoreError) -> SweepStore {
    try requireFile(path)
    let hasLiveOwner = FileLock.isHeld(path: path)
    var store = SweepStore(
      path: path, database: try open(path, readonly: true), lock: nil, hasLiveOwner: hasLiveOwner)
    let version = try store.perform { database in
      try store.checkVersion(database)
      return try store.version(database)
    }
    guard version < storeVersion else { return store }
    try upgrade(path)
    store = SweepStore(
      path: path, database: try open(path, readonly: true), lock: nil, hasLiveOwner: hasLiveOwner)
    return store
  }

  private static func requireFile(_ path: String) throws(StoreError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .missing(path: path)
    }
    guard !isFolder.boolValue else { throw .notAStore(path: path) }
  }

  private static func upgrade(_ path: String) throws(StoreError) {
    do throws(StoreError) {
      let store = try openToWrite(path, networkFileSystem: NetworkFileSystem.type(ofFile:))
      try store.perform(store.migrate)
      try store.gather()
    } catch .failed(_, let reason) {
      throw .failed(
        path: path,
        reason: "written by an older hitsweep, and cannot be brought up to date here: \(reason); "
          + "copy it to a folder that may be written to")
    }
  }

  /// Records where this coordinator listens.
  public func listens(on endpoint: String) throws(StoreError) {
    isAtFormerEndpoint = endpoint == formerEndpoint
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
    try gather()
  }

  /// Releases the store of a coordinator that could not begin; one that was made for it and holds nothing is removed.
  public func abandon() throws(StoreError) {
    let isEmpty = try perform { database in
      try Int.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM outcome)") == 0
    }
    try release()
    guard isMadeHere, isEmpty else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw .failed(path: path, reason: "holds nothing and cannot be removed: \(error)")
    }
  }

  private func gather() throws(StoreError) {
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

  private static func openToWrite(
    _ path: String, networkFileSystem: (String) -> String?
  ) throws(StoreError) -> SweepStore {
    let lock = try FileLock(path: path)
    let store = SweepStore(
      path: path, database: try open(path, readonly: false), lock: lock,
      networkFileSystem: networkFileSystem(path))
    try store.perform { database in
      if try !store.isNew(database) { try store.checkVersion(database) }
    }
    try store.makeDurable()
    return store
  }

  private static func open(_ path: String, readonly: Bool) throws(StoreError) -> DatabaseQueue {
    var configuration = GRDB.Configuration()
    configuration.readonly = readonly
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = false
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
  ///
  /// Measured with records of 128 and of 1,100 bytes, pages of 8 KiB took 10 % less time than those of 4 and 16; larger
  /// logs than the 1,000 pages at which SQLite empties them gained nothing.
  private func makeDurable() throws(StoreError) {
    do {
      try database.writeWithoutTransaction { database in
        // Before anything else is asked: a log in this process' own memory needs no memory that hosts share.
        if networkFileSystem != nil { try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE") }
        try database.execute(sql: "PRAGMA page_size = 8192")
        guard try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL") == "wal" else {
          throw StoreError.failed(
            path: path,
            reason: "its file system allows no write-ahead log; name a local file with --store")
        }
        try database.execute(sql: "PRAGMA synchronous = FULL")
        try database.execute(sql: "PRAGMA cache_size = -16384")
        // A renumbering makes a log as large as the store, once.
        try database.execute(sql: "PRAGMA journal_size_limit = \(64 << 20)")
      }
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// Whether nobody has made tables in the file.
  func isNew(_ database: Database) throws -> Bool {
    let tableCount = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master")
    return try version(database) == 0 && tableCount == 0
  }

  func version(_ database: Database) throws -> Int {
    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
  }

  private func checkVersion(_ database: Database) throws {
    let version = try version(database)
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

  private func raiseEpoch(_ database: Database) throws {
    if let former = try Row.fetchOne(database, sql: "SELECT * FROM owner") {
      epoch = former["epoch"]
      formerEndpoint = former["endpoint"]
      formerHasEnded = !(former["isRunning"] as Bool)
    }
    epoch += 1
    try database.execute(
      sql: "INSERT OR REPLACE INTO owner VALUES (1, ?, ?, ?, '', 1)",
      arguments: [
        epoch, ProcessInfo.processInfo.hostName,
        Int(ProcessInfo.processInfo.processIdentifier),
      ])
  }
}
