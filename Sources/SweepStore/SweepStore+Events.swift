import GRDB

/// One entry of a store's event log.
public struct StoredEvent: Hashable, Sendable {
  /// When it was written, in UTC, such as `2026-11-23T01:02:03.456Z`.
  public var at: String
  /// A word for what happened.
  public var kind: String
  /// What happened.
  public var text: String
}

extension SweepStore {
  /// The last events of the log, at most `limit`, the last one last.
  public func events(last limit: Int) throws(StoreError) -> [StoredEvent] {
    try perform { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT at, kind, text FROM event ORDER BY id DESC LIMIT ?",
        arguments: [limit])
      return rows.reversed().map { StoredEvent(at: $0["at"], kind: $0["kind"], text: $0["text"]) }
    }
  }

  /// When an event of this kind happened last, if ever, as in ``StoredEvent/at``.
  public func lastTime(ofEvent kind: String) throws(StoreError) -> String? {
    try perform { database in
      try String.fetchOne(
        database, sql: "SELECT at FROM event WHERE kind = ? ORDER BY id DESC LIMIT 1",
        arguments: [kind])
    }
  }
}
