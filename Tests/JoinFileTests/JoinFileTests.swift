import JoinFile
import Testing
import ZeroMQ

@Suite struct JoinFileTests {
  private let keyed: JoinFile

  init() throws {
    keyed = JoinFile(
      sweep: "songs",
      endpoints: [
        try #require(Endpoint("tcp://node1:5555", use: .connect)),
        try #require(Endpoint("tcp://10.0.0.1:5555", use: .connect)),
      ],
      keys: .init(coordinator: try KeyPair.generate().publicKey, worker: try KeyPair.generate()))
  }

  /// What is wrong with a file where each line that begins with `key` has been replaced.
  private func complaint(_ key: String, _ lines: String...) throws -> String {
    let text = keyed.text.split(separator: "\n").map(String.init)
      .map { $0.hasPrefix(key) ? lines.joined(separator: "\n") : $0 }
      .joined(separator: "\n")
    let error = #expect(throws: JoinFileError.self) { try JoinFile(parsing: text, path: "s.join") }
    return "\(try #require(error))"
  }

  @Test func `what is written is read, with keys and without`() throws {
    #expect(try JoinFile(parsing: keyed.text, path: "s.join") == keyed)
    var plain = keyed
    plain.keys = nil
    #expect(try JoinFile(parsing: plain.text, path: "s.join") == plain)
    #expect(!plain.text.contains("key:"))
    #expect(
      try JoinFile(parsing: keyed.text.replacing("\n", with: "\r\n\n  # x\n"), path: "") == keyed)
  }

  @Test func `what is wrong is told with file, line, value and what was expected`() throws {
    #expect(
      try complaint("sweep", "sweep songs")
        == "s.join:4: expected 'key: value'; found 'sweep songs'")
    #expect(
      try complaint("sweep", "sweeps: songs")
        == "s.join:4: unknown key 'sweeps'; the keys are hitsweep-join, sweep, endpoint, "
        + "coordinator-public-key, worker-public-key, worker-secret-key")
    #expect(
      try complaint("hitsweep", "hitsweep-join: 2")
        == "s.join:3: key 'hitsweep-join': expected version 1 (a newer hitsweep wrote it?); found 2"
    )
    #expect(
      try complaint("endpoint: tcp://10", "endpoint: node1")
        == "s.join:6: key 'endpoint': expected tcp://HOST:PORT with a port from 1 to 65535; found 'node1'"
    )
    #expect(
      try complaint("worker-public", "worker-public-key: short")
        == "s.join:8: key 'worker-public-key': expected a key of 40 characters in Z85; found 'short'"
    )
    #expect(
      try complaint("coordinator", "coordinator-public-key: \(String(repeating: "~", count: 40))")
        .hasPrefix(
          "s.join:7: key 'coordinator-public-key': expected a key of 40 characters in Z85; found '~~"
        ))
    #expect(
      try complaint("sweep", "sweep: a", "sweep: b")
        == "s.join:5: key 'sweep' stands twice, here and in line 4; remove one of them")
    let other = try KeyPair.generate()
    #expect(
      try complaint("worker-public", "worker-public-key: \(other.publicKey)")
        == "s.join:8: key 'worker-public-key': does not belong to the secret key of this file; copy the file again"
    )
  }

  @Test func `a secret is never shown, not even a wrong one`() throws {
    let text = try complaint("worker-secret", "worker-secret-key: nearly a secret")
    #expect(
      text
        == "s.join:9: key 'worker-secret-key': expected a key of 40 characters in Z85; found 15 others"
    )
  }

  @Test(arguments: [
    "hitsweep-join", "sweep", "endpoint", "coordinator-public-key", "worker-public-key",
    "worker-secret-key",
  ])
  func `a line that is missing is missed, so that half of the keys never become none`(
    _ key: String
  ) throws {
    #expect(
      try complaint(key)
        == "s.join: key '\(key)' is missing; the file may be cut off: copy it again")
  }
}
