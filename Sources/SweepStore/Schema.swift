import GRDB

/// The version of the tables, kept in `PRAGMA user_version`.
let storeVersion = 1

/// Marks the file as ours, in `PRAGMA application_id` ("HITS").
let storeApplicationID = 0x4849_5453

/// The tables of version 1.
let tables = """
  -- One row: what the sweep is. definition is what workers are sent, sweepFile the text that a person wrote.
  CREATE TABLE sweep (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    sweepFile TEXT NOT NULL,
    sweepPath TEXT NOT NULL,
    definition BLOB NOT NULL,
    dataSummary TEXT NOT NULL,
    softwareVersion TEXT NOT NULL,
    numericsVersion INTEGER NOT NULL
  );
  -- What outcomes depend on, by name: a sweep whose identity differs is refused.
  CREATE TABLE identity (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  -- One row: the coordinator that owns the store, or owned it last.
  CREATE TABLE owner (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    host TEXT NOT NULL,
    process INTEGER NOT NULL,
    endpoint TEXT NOT NULL,
    isRunning INTEGER NOT NULL
  );
  CREATE TABLE configuration (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    settings BLOB NOT NULL
  );
  -- record is the outcome's canonical bytes up to its staircases, which stand in a table of their own.
  CREATE TABLE outcome (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    configuration INTEGER NOT NULL REFERENCES configuration,
    replicate INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    record BLOB NOT NULL
  );
  -- Outcomes are read configuration by configuration.
  CREATE UNIQUE INDEX outcomeOfTrial ON outcome (configuration, replicate);
  CREATE TABLE staircase (outcome INTEGER PRIMARY KEY REFERENCES outcome, bytes BLOB NOT NULL);
  CREATE TABLE telemetry (
    outcome INTEGER PRIMARY KEY REFERENCES outcome,
    worker INTEGER NOT NULL REFERENCES worker,
    slot INTEGER NOT NULL,
    durationMicroseconds INTEGER NOT NULL
  );
  CREATE TABLE worker (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    host TEXT NOT NULL,
    slots INTEGER NOT NULL
  );
  CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    kind TEXT NOT NULL,
    text TEXT NOT NULL
  );
  """
