import Foundation
import JoinFile
import Testing
import ZeroMQ

@Suite struct JoinFolderTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("join-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    try body(folder.path)
  }

  private func mode(_ path: String) throws -> Int {
    try #require(
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
  }

  @Test func `the files lie beside the store, named for the sweep`() {
    let folder = JoinFolder(sweep: "songs", store: "runs/a.hitsweep")
    #expect(folder.joinFile == "runs/songs.join")
    #expect(folder.joinFile(of: "node7") == "runs/songs-node7.join")
    #expect(folder.allowList == "runs/songs.allow")
    #expect(folder.coordinatorKey == "runs/songs.coordinator-key")
    #expect(JoinFolder(sweep: "songs", store: "a.hitsweep").joinFile == "songs.join")
    #expect(JoinFolder(joinFile: "runs/songs.join") == folder)
    #expect(JoinFolder(joinFile: "runs/songs") == nil)
    #expect(JoinFolder(joinFile: "runs/.join") == nil)
  }

  @Test func `the coordinator's keys are made once and kept, for their owner alone`() throws {
    try inFolder { path in
      let folder = JoinFolder(sweep: "songs", store: "\(path)/songs.hitsweep")
      let keys = try folder.coordinatorKeys()
      #expect(try folder.coordinatorKeys() == keys)
      #expect(try mode(folder.coordinatorKey) == 0o600)
      try "hitsweep-coordinator-key: 1\n".write(
        toFile: folder.coordinatorKey, atomically: true, encoding: .utf8)
      let error = #expect(throws: JoinFileError.self) { try folder.coordinatorKeys() }
      #expect(
        error?.description
          == "\(folder.coordinatorKey): key 'coordinator-secret-key' is missing; the file may be cut off: copy it again"
      )
    }
  }

  @Test func `a join file is for its owner alone, and a new one overwrites nothing`() throws {
    try inFolder { path in
      let endpoint = try #require(Endpoint("tcp://node1:5555", use: .connect))
      let file = JoinFile(
        sweep: "songs", endpoints: [endpoint],
        keys: .init(coordinator: try KeyPair.generate().publicKey, worker: try KeyPair.generate()))
      let target = "\(path)/songs.join"
      try "old".write(toFile: target, atomically: true, encoding: .utf8)
      let error = #expect(throws: JoinFileError.self) { try file.create(target) }
      #expect(
        error?.description
          == "\(target): exists already and is not overwritten; remove it or choose another name")
      #expect(try String(contentsOfFile: target, encoding: .utf8) == "old")
      try file.replace(target)
      #expect(try JoinFile(path: target) == file)
      #expect(try mode(target) == 0o600)
      #expect(!file.isExposed(at: target))
      try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: target)
      #expect(file.isExposed(at: target))
      try file.create("\(path)/songs-node7.join")
      #expect(try mode("\(path)/songs-node7.join") == 0o600)
      let left = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
      #expect(left == ["songs-node7.join", "songs.join"])
    }
  }

  @Test func `a file that is not there, or no text, is told with what makes one`() throws {
    try inFolder { path in
      let missing = #expect(throws: JoinFileError.self) { try JoinFile(path: "\(path)/s.join") }
      #expect(
        missing?.description
          == "\(path)/s.join: no such file; 'hitsweep coordinator SWEEP' writes it beside the store; copy it from there"
      )
      try Data([0xFF, 0xFE, 0]).write(to: URL(fileURLWithPath: "\(path)/b.join"))
      let binary = #expect(throws: JoinFileError.self) { try JoinFile(path: "\(path)/b.join") }
      #expect(binary?.description == "\(path)/b.join: cannot be read (not a text of hitsweep)")
    }
  }
}
