/// The version of the tables, kept in `PRAGMA user_version`.
let storeVersion = 2

/// Marks the file as ours, in `PRAGMA application_id` ("HITS").
let storeApplicationID = 0x4849_5453

/// The tables of version 2, but for those of outcomes and workers.
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
  \(gridTable)
  \(outcomeTables)
  \(workerTable)
  CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL DEFAULT \(now),
    kind TEXT NOT NULL,
    text TEXT NOT NULL
  );
  """

/// The time as an expression of SQL.
let now = "(strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))"

let gridTable = """
  -- One row: the grid of all values and replicates that the sweep has ever had.
  CREATE TABLE grid (id INTEGER PRIMARY KEY CHECK (id = 1), definition BLOB NOT NULL);
  """

/// References are for readers: enforcing them would cost a search for each outcome.
let outcomeTables = """
  -- id is the trial's index in the grid; record the outcome's canonical bytes up to its staircases, which stand in a
  -- table of their own; worker, slot and duration are telemetry.
  CREATE TABLE outcome (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    worker INTEGER NOT NULL REFERENCES worker,
    slot INTEGER NOT NULL,
    durationMicroseconds INTEGER NOT NULL,
    record BLOB NOT NULL
  );
  CREATE TABLE staircase (outcome INTEGER PRIMARY KEY REFERENCES outcome, bytes BLOB NOT NULL);
  """

let workerTable = """
  CREATE TABLE worker (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    host TEXT NOT NULL,
    slots INTEGER NOT NULL,
    instructionSet TEXT NOT NULL,
    firstSeen TEXT NOT NULL DEFAULT \(now),
    lastSeen TEXT NOT NULL DEFAULT \(now)
  );
  """
