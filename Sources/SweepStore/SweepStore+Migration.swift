import Foundation
import GRDB
import SearchSpace
import Sweeps

extension SweepStore {
  /// Makes the tables, or brings older ones up to date, in the transaction of the caller.
  func migrate(_ database: Database) throws {
    if try isNew(database) {
      try database.execute(sql: tables)
      try database.execute(sql: "PRAGMA application_id = \(storeApplicationID)")
    } else if try version(database) == 1 {
      try migrateFromVersion1(database)
    }
    try database.execute(sql: "PRAGMA user_version = \(storeVersion)")
  }

  /// Brings the grid up to date with a sweep, and renumbers what is stored where values or replicates came to it.
  func growGrid(
    for sweep: Sweep, _ database: Database, willRenumber: (Int) -> Void
  ) throws {
    let wanted = TrialGrid(of: sweep)
    let stored = try storedGrid(database)
    guard let grid = stored.map({ $0.grown(by: wanted) }) ?? wanted else {
      throw StoreError.gridTooLarge(path: path)
    }
    if grid != stored { try write(grid, database) }
    let translation = stored.map { IndexTranslation(from: $0, to: grid) }
    if let translation, !translation.isIdentity {
      willRenumber(try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM outcome") ?? 0)
      try renumber(translation, database)
    }
    self.grid = grid
    rowOfIndex = IndexTranslation(from: wanted, to: grid)
  }

  func storedGrid(_ database: Database) throws -> TrialGrid? {
    try Data.fetchOne(database, sql: "SELECT definition FROM grid").map {
      try TrialGrid(decoding: [UInt8]($0))
    }
  }

  private func write(_ grid: TrialGrid, _ database: Database) throws {
    try database.execute(
      sql: "INSERT OR REPLACE INTO grid VALUES (1, ?)", arguments: [Data(grid.encoded())])
  }

  private func renumber(_ translation: IndexTranslation, _ database: Database) throws {
    let row = DatabaseFunction("newRow", argumentCount: 1, pure: true) { values in
      guard let row = Int.fromDatabaseValue(values[0]), let new = translation[row] else {
        throw DatabaseError(message: "an outcome is of no trial of its grid")
      }
      return new
    }
    try refill(
      outcomes: """
        SELECT newRow(id), kind, worker, slot, durationMicroseconds, record
        FROM oldOutcome ORDER BY 1
        """,
      staircases: "SELECT newRow(outcome), bytes FROM oldStaircase ORDER BY 1", with: row, database)
  }

  /// Makes the tables of outcomes anew and fills them from the old ones.
  private func refill(
    outcomes: String, staircases: String, with function: DatabaseFunction, _ database: Database
  ) throws {
    database.add(function: function)
    defer { database.remove(function: function) }
    try database.execute(
      sql: """
        ALTER TABLE outcome RENAME TO oldOutcome;
        ALTER TABLE staircase RENAME TO oldStaircase;
        \(outcomeTables)
        INSERT INTO outcome \(outcomes);
        INSERT INTO staircase \(staircases);
        DROP TABLE oldStaircase;
        DROP TABLE oldOutcome;
        """)
  }

  /// Version 1 kept a key and a row of a table of configurations for each outcome, with no other order than that in
  /// which they came.
  private func migrateFromVersion1(_ database: Database) throws {
    guard
      let definition = try Data.fetchOne(database, sql: "SELECT definition FROM sweep"),
      let grid = try gridOfVersion1(of: Sweep(decoding: [UInt8](definition)), database)
    else { throw StoreError.gridTooLarge(path: path) }
    let configurations = try settingsOfVersion1(database)
    let row = DatabaseFunction("newRow", argumentCount: 2, pure: true) { values in
      guard let configuration = Int64.fromDatabaseValue(values[0]),
        let settings = configurations[configuration],
        let replicate = Int.fromDatabaseValue(values[1]),
        let row = grid.index(
          of: Trial(configuration: GridConfiguration(settings), replicate: replicate))
      else { throw DatabaseError(message: "an outcome is of no trial of its sweep") }
      return row
    }
    try database.execute(sql: gridTable)
    try write(grid, database)
    try database.execute(
      sql: """
        ALTER TABLE worker RENAME TO oldWorker;
        \(workerTable)
        INSERT INTO worker
          SELECT oldWorker.id, digest, host, slots, '', IFNULL(MIN(at), ''), IFNULL(MAX(at), '')
          FROM oldWorker LEFT JOIN event
          ON text LIKE 'worker ' || LOWER(HEX(SUBSTR(digest, 1, 4))) || ' %' GROUP BY oldWorker.id;
        """)
    try refill(
      outcomes: """
        SELECT newRow(configuration, replicate), kind, worker, slot, durationMicroseconds, record
        FROM oldOutcome JOIN telemetry ON outcome = id ORDER BY 1
        """,
      staircases: """
        SELECT newRow(configuration, replicate), bytes
        FROM oldStaircase JOIN oldOutcome ON outcome = id ORDER BY 1
        """, with: row, database)
    try database.execute(
      sql: "DROP TABLE telemetry; DROP TABLE configuration; DROP TABLE oldWorker")
  }

  /// The grid of a sweep and of all that its store holds of other values and replicates; `nil` where it is too large.
  private func gridOfVersion1(of sweep: Sweep, _ database: Database) throws -> TrialGrid? {
    let replicates =
      try Int.fetchOne(database, sql: "SELECT MAX(replicate) + 1 FROM outcome") ?? 1
    var values = Dictionary(
      uniqueKeysWithValues: sweep.space.axes.map { ($0.name, $0.values) })
    for (_, settings) in try settingsOfVersion1(database).sorted(by: { $0.key < $1.key }) {
      for (name, value) in settings where values[name]?.contains(value) == false {
        values[name]?.append(value)
      }
    }
    return TrialGrid(
      axes: sweep.space.axes.map { Axis(name: $0.name, values: values[$0.name]!) },
      replicates: max(replicates, sweep.replicates))
  }

  private func settingsOfVersion1(_ database: Database) throws -> [Int64: [String: Setting]] {
    let rows = try Row.fetchAll(database, sql: "SELECT id, settings FROM configuration")
    return try Dictionary(
      uniqueKeysWithValues: rows.map { row in
        var reader = CanonicalReader([UInt8](row[1] as Data))
        return (row[0], try reader.readSettings())
      })
  }
}
