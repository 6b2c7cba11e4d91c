import Foundation
import GRDB
import Sweeps

extension SweepStore {
  /// Takes the failed outcomes out of a store that no coordinator owns, so that the next one runs their trials again; the
  /// event log keeps what they were.
  ///
  /// - Returns: how many there were.
  public static func retry(_ path: String) throws(StoreError) -> Int {
    let store = try takeOver(path)
    let count = try store.perform { database in
      let (keys, grid) = (try RowKeys(store, database), try store.requiredGrid(database))
      let rows = try Row.fetchCursor(
        database, sql: "SELECT id, record FROM outcome WHERE kind = ?",
        arguments: [OutcomeRecord.Kind.failed.rawValue])
      while let row = try rows.next() {
        let trial = grid.trial(at: row[0])
        let reason = (row[1] as Data).withUnsafeBytes(OutcomeRecord.reason(ofEncoded:))
        try store.log(
          kind: "retry",
          "trial \(keys[row[0]]) (\(trial.configuration), replicate \(trial.replicate)) is to be run again; "
            + "it had failed: \(reason)", database)
      }
      try database.execute(
        sql: "DELETE FROM outcome WHERE kind = ?", arguments: [OutcomeRecord.Kind.failed.rawValue])
      return database.changesCount
    }
    try store.release()
    return count
  }
}
