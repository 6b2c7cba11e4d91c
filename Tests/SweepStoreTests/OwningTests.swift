import Foundation
import GRDB
import SearchSpace
import SweepStore
import Sweeps
import Testing

@Suite struct OwningTests {
  /// Another program's connection to the store.
  private func execute(_ sql: String, _ folder: TemporaryFolder) throws {
    try DatabaseQueue(path: folder.store).writeWithoutTransaction { try $0.execute(sql: sql) }
  }

  @Test func `a store tells what it is of`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    let header = try SweepStore.read(folder.store).header()
    #expect(header.name == "songs")
    #expect(header.sweepPath == "sweeps/songs.yaml")
    #expect(header.sweepFile == "name: songs\n")
    #expect(header.dataSummary == #"{"songs":14683}"#)
    #expect(header.sweep == (try description().sweep))
    #expect(header.softwareVersion == "0.1.0")
    #expect(header.endpoint == "tcp://127.0.0.1:5555")
    #expect(header.host == ProcessInfo.processInfo.hostName)
    #expect(header.isOwned)
    try store.release()
    #expect(try !SweepStore.read(folder.store).header().isOwned)
  }

  @Test func `one owner at a time, each with an epoch above the last`() throws {
    let folder = try TemporaryFolder()
    for epoch in 1...3 {
      let store = try SweepStore.own(folder, try description())
      #expect(store.epoch == epoch)
      let error = #expect(throws: StoreError.self) {
        try SweepStore.own(folder, try description())
      }
      #expect(
        error?.description == "\(folder.store): in use by another coordinator;"
          + " end that one first, or name another file with --store")
      _ = try store.commit([outcome(epoch)])
    }
  }

  @Test func `an owner whose epoch was raised behind its back is fenced off`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    _ = try store.commit([outcome(0)])
    try execute("UPDATE owner SET epoch = 2", folder)
    let error = #expect(throws: StoreError.self) { try store.commit([outcome(1)]) }
    #expect(
      error?.description == "\(folder.store): another coordinator (epoch 2) has taken the store"
        + " over; this one ends")
    try store.release()
    let reader = try SweepStore.read(folder.store)
    #expect(try reader.records() == ["classWeight: 1 #0": measured()])
    #expect(try reader.header().isOwned)
  }

  @Test func `another sweep is refused with the differences`() throws {
    let folder = try TemporaryFolder()
    do {
      _ = try SweepStore.own(folder, try description())
    }
    let error = #expect(throws: StoreError.self) {
      try SweepStore.own(folder, try description(seed: 7))
    }
    #expect(
      error?.description == """
        \(folder.store): holds another sweep, whose outcomes this one cannot use:
          seed: 2020 in the store, 7 here
        Name another file with --store, or put the sweep file back as it was.
        """)
    let header = try SweepStore.read(folder.store).header()
    #expect(header.sweep.facts.seed == 2020)
    #expect(try SweepStore.own(folder, try description()).epoch == 2)
  }

  @Test func `an edited sweep is taken over and what is stored stays, bit for bit`() throws {
    let folder = try TemporaryFolder()
    let before = try {
      let store = try SweepStore.own(folder, try description())
      _ = try store.commit((0..<6).map { outcome($0) })
      return (records: try store.records(), digest: try store.digest())
    }()
    let edited = try description(
      weights: [1, 2, 4, 16], replicates: 3,
      exclusions: [Configuration(["classWeight": .number(16)])],
      sweepFile: "name: songs\nreplicates: 3\n")
    let store = try SweepStore.own(folder, edited)
    #expect(try store.header().sweep == edited.sweep)
    #expect(try store.header().sweepFile == edited.sweepFile)
    #expect(try store.records() == before.records)
    #expect(try store.digest() == before.digest)
    // What the first sweep stored is what the edited one would ask for again.
    let trial = try description().sweep.trial(at: 3)
    let index = try #require(TrialGrid(of: edited.sweep).index(of: trial))
    #expect(try store.commit([outcome(index)]) == receipt(new: 0))
  }

  @Test func `a store is read while it is owned`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try description())
    let reader = try SweepStore.read(folder.store)
    #expect(try reader.records() == [:])
    _ = try store.commit([outcome(0)])
    #expect(try reader.records() == ["classWeight: 1 #0": measured()])
    #expect(try reader.digest() == store.digest())
    #expect(reader.epoch == 0)
    let error = #expect(throws: StoreError.self) {
      try reader.listens(on: "tcp://127.0.0.1:1")
    }
    #expect(error?.description.contains("readonly database") == true)
  }
}

@Suite struct RefusedFileTests {
  private func owning(_ path: String) throws -> String? {
    #expect(throws: StoreError.self) {
      try SweepStore.own(path, for: description())
    }?.description
  }

  private func reading(_ path: String) -> String? {
    #expect(throws: StoreError.self) { try SweepStore.read(path) }?.description
  }

  private static let advice = "name a file in a folder that may be written to with --store"
  private static let notAStore =
    "not a store of hitsweep; expected a file that 'hitsweep run' or 'hitsweep coordinator' wrote"

  @Test func `a store of a newer hitsweep is refused`() throws {
    let folder = try TemporaryFolder()
    do {
      let store = try SweepStore.own(folder, try description())
      try store.database.write { try $0.execute(sql: "PRAGMA user_version = 3") }
    }
    let expected =
      "\(folder.store): written by a newer hitsweep (store version 3); upgrade hitsweep to read it"
    #expect(try owning(folder.store) == expected)
    #expect(reading(folder.store) == expected)
  }

  @Test(arguments: ["", "name: songs\n", String(repeating: "no database ", count: 1000)])
  func `a text file is refused and left as it is`(text: String) throws {
    let folder = try TemporaryFolder()
    let file = URL(fileURLWithPath: folder.store)
    try Data(text.utf8).write(to: file)
    #expect(reading(folder.store) == "\(folder.store): \(Self.notAStore)")
    // An empty file is one that a store may be made in.
    guard !text.isEmpty else { return }
    #expect(try owning(folder.store) == "\(folder.store): \(Self.notAStore)")
    #expect(try Data(contentsOf: file) == Data(text.utf8))
  }

  @Test func `another program's database is refused and left as it is`() throws {
    let folder = try TemporaryFolder()
    try DatabaseQueue(path: folder.store).write {
      try $0.execute(sql: "CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    }
    let file = URL(fileURLWithPath: folder.store)
    let bytes = try Data(contentsOf: file)
    #expect(reading(folder.store) == "\(folder.store): \(Self.notAStore)")
    #expect(try owning(folder.store) == "\(folder.store): \(Self.notAStore)")
    #expect(try Data(contentsOf: file) == bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
  }

  @Test func `a path that no file can have is refused`() throws {
    let folder = try TemporaryFolder()
    let missing = "\(folder.path)/none/songs.hitsweep"
    #expect(
      try owning(missing)
        == "\(missing): cannot be written (No such file or directory); \(Self.advice)")
    #expect(
      try owning(folder.path)
        == "\(folder.path): cannot be written (Is a directory); \(Self.advice)")
    #expect(
      try owning("") == ": cannot be written (No such file or directory); \(Self.advice)")
    // Even the superuser makes no file there.
    #expect(
      try owning("/proc/songs.hitsweep")
        == "/proc/songs.hitsweep: cannot be written (No such file or directory); \(Self.advice)")
  }

  @Test func `what is not there or is a folder cannot be read`() throws {
    let folder = try TemporaryFolder()
    #expect(
      reading(folder.store) == "\(folder.store): no such store;"
        + " 'hitsweep run SWEEP' or 'hitsweep coordinator SWEEP' makes one")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    #expect(reading(folder.path) == "\(folder.path): \(Self.notAStore)")
  }
}
