import Foundation
import JoinFile
import Testing
import ZeroMQ

extension CommandLineTests {
  /// Joining by a file, with keys, in real processes; and what both sides say where it cannot be.
  @Suite struct JoiningTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try folder.write(
        SweepText.text(layers: "[[]]", replicates: 1, epochs: 2), to: "sweep.yaml")
    }

    private func coordinator(_ options: String..., sweep: String = "sweep.yaml") throws -> Program {
      try Program(["coordinator", sweep] + options, in: folder.url)
    }

    private func path(_ name: String) -> String { folder.url.appendingPathComponent(name).path }

    private func mode(_ name: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
    }

    /// Waits for a sentence, which has to come within five seconds of `start`.
    private func expect(
      _ text: String, or other: String? = nil, from program: Program,
      since start: ContinuousClock.Instant,
      sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      _ = try program.waitForErrors([text, other].compactMap(\.self))
      #expect(ContinuousClock.now - start < .seconds(5), sourceLocation: sourceLocation)
    }

    /// Expects a text in the event log of a store whose coordinator has ended.
    private func expectEvent(
      _ text: String, in store: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path(store)))
      #expect(bytes.range(of: Data(text.utf8)) != nil, sourceLocation: sourceLocation)
    }

    @Test func `beyond loopback keys are asked for, and one file is all that a worker needs`()
      throws
    {
      let coordinator = try coordinator("--listen", "tcp://*:*", "--endpoint", "127.0.0.1")
      let endpoint = try coordinator.waitForEndpoint()
      let port = try #require(endpoint.split(separator: ":").last)
      for name in ["small.join", "small.allow", "small.coordinator-key"] {
        #expect(try mode(name) == 0o600)
      }
      let file = try JoinFile(path: path("small.join"))
      #expect(file.endpoints.map(\.text) == ["tcp://127.0.0.1:\(port)"])
      #expect(file.keys != nil)
      for source in ["small.join", "small.hitsweep"] {
        let status = try Program.run(["status", source, "--format", "json"], in: folder.url)
        #expect(status.errors == "")
        #expect(try status.json()["state"] as? String == "waiting")
      }
      let worker = try Program.run(["worker", "small.join"], in: folder.url)
      #expect(worker.status == 0)
      #expect(!worker.errors.contains("Warning"))
      #expect(try coordinator.finish().status == 0)
    }

    @Test func `on loopback the file holds no keys, and one that others can read is warned of`()
      throws
    {
      let plain = try coordinator("--listen", "tcp://127.0.0.1:*")
      let endpoint = try plain.waitForEndpoint()
      let file = try JoinFile(path: path("small.join"))
      #expect(file.endpoints.map(\.text) == [endpoint])
      #expect(file.keys == nil)
      #expect(try mode("small.join") == 0o600)
      #expect(try Program.run(["worker", "small.join"], in: folder.url).status == 0)
      #expect(try plain.finish().status == 0)
      let keyed = try coordinator(
        "--listen", "tcp://127.0.0.1:*", "--curve", "--store", "k.hitsweep")
      _ = try keyed.waitForEndpoint()
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o644], ofItemAtPath: path("small.join"))
      let worker = try Program.run(["worker", "small.join"], in: folder.url)
      #expect(worker.status == 0)
      #expect(
        worker.errors.contains(
          "Warning: small.join: other users can read the secret key in it, and join as this worker; chmod 600 small.join"
        ))
      #expect(try keyed.finish().status == 0)
    }

    @Test func `keys are kept over a restart, and the file of before still joins`() throws {
      let first = try coordinator("--listen", "tcp://127.0.0.1:*", "--curve")
      let endpoint = try first.waitForEndpoint()
      try FileManager.default.copyItem(atPath: path("small.join"), toPath: path("copy.join"))
      first.send(SIGKILL)
      _ = try first.finish()
      let second = try coordinator("--listen", endpoint, "--curve")
      _ = try second.waitForEndpoint()
      #expect(
        try JoinFile(path: path("copy.join")) == JoinFile(path: path("small.join")))
      #expect(try Program.run(["worker", "copy.join"], in: folder.url).status == 0)
      #expect(try second.finish().status == 0)
    }

    @Test func `the four wrong ways to join are told on both sides within five seconds`() throws {
      let keyed = try coordinator("--listen", "tcp://127.0.0.1:*", "--curve")
      let endpoint = try keyed.waitForEndpoint()
      var file = try JoinFile(path: path("small.join"))
      let keys = try #require(file.keys)
      let stranger = try KeyPair.generate()

      file.keys = .init(coordinator: keys.coordinator, worker: stranger)
      try file.create(path("stranger.join"))
      var start = ContinuousClock.now
      let notAllowed = try Program(["worker", "stranger.join"], in: folder.url)
      try expect(
        "refused a connection from 127.0.0.1: its key \(stranger.publicKey.short) is not on the allow-list",
        from: keyed, since: start)
      try expect(
        "the coordinator at \(endpoint) refuses this worker's key \(stranger.publicKey.short). Likely causes: its line was removed",
        from: notAllowed, since: start)

      file.keys = .init(coordinator: stranger.publicKey, worker: keys.worker)
      try file.create(path("other.join"))
      start = .now
      let wrongServer = try Program(["worker", "other.join"], in: folder.url)
      try expect("it expects a coordinator with another key", from: keyed, since: start)
      try expect(
        "Likely causes: it is not the coordinator whose key is in other.join", from: wrongServer,
        since: start)

      start = .now
      let keyless = try Program(["worker", endpoint], in: folder.url)
      try expect(
        "Likely causes: the coordinator asks for keys", from: keyless, since: start)
      // Which side's end of the connection is seen first differs from try to try.
      try expect(
        "it has no keys, and this coordinator asks for them", or: "it may have no keys",
        from: keyed, since: start)
      for worker in [notAllowed, wrongServer, keyless] { #expect(worker.isRunning) }
    }

    @Test func `a file with keys and a coordinator without are told on both sides`() throws {
      let plain = try coordinator("--listen", "tcp://127.0.0.1:*")
      let endpoint = try plain.waitForEndpoint()
      var file = try JoinFile(path: path("small.join"))
      file.keys = .init(
        coordinator: try KeyPair.generate().publicKey, worker: try KeyPair.generate())
      try file.create(path("keys.join"))
      let start = ContinuousClock.now
      let worker = try Program(["worker", "keys.join"], in: folder.url)
      try expect("which this coordinator has not", from: plain, since: start)
      try expect("at \(endpoint)", from: worker, since: start)
      try expect("has no keys", from: worker, since: start)
    }

    @Test func `a key added is admitted and a key removed locked out, without a restart`() throws {
      try folder.write(SweepText.text(layers: "[[]]", replicates: 2, epochs: 20), to: "sweep.yaml")
      let coordinator = try coordinator("--listen", "tcp://127.0.0.1:*", "--curve")
      _ = try coordinator.waitForEndpoint()
      let keygen = try Program.run(["keygen", "small.join", "node1", "node2"], in: folder.url)
      #expect(keygen.status == 0)
      #expect(
        keygen.output
          == "Wrote small-node1.join. On that machine: hitsweep worker small-node1.join\n"
          + "Wrote small-node2.join. On that machine: hitsweep worker small-node2.join\n")
      #expect(try mode("small-node1.join") == 0o600)
      let read = try coordinator.waitForErrors("read small.allow again: 3 keys admitted")
      #expect(!read.contains("read small.allow again: 1 key"))
      let admitted = try Program.run(["status", "small-node1.join"], in: folder.url)
      #expect(admitted.status == 0, "\(admitted.errors)")

      let lines = try String(contentsOfFile: path("small.allow"), encoding: .utf8)
        .split(separator: "\n")
      try folder.write(
        lines.filter { !$0.hasPrefix("node1 ") }.joined(separator: "\n"), to: "small.allow")
      _ = try coordinator.waitForErrors("read small.allow again: 2 keys admitted")
      let start = ContinuousClock.now
      let removed = try Program(["worker", "small-node1.join"], in: folder.url)
      try expect("the key of 'node1'", from: coordinator, since: start)
      try expect("refuses this worker's key", from: removed, since: start)

      try folder.write("node1\n", to: "small.allow")
      _ = try coordinator.waitForErrors(
        "small.allow:1: expected a name and a public key, such as 'node7 KEY'; found 'node1'; the list as it was stays in force"
      )
      #expect(try Program.run(["worker", "small-node2.join"], in: folder.url).status == 0)
      #expect(try coordinator.finish().status == 0)
      try expectEvent("the key of 'node1'", in: "small.hitsweep")
    }

    @Test func `keygen overwrites nothing, and says what it needs`() throws {
      let keyed = try coordinator("--listen", "tcp://127.0.0.1:*", "--curve")
      _ = try keyed.waitForEndpoint()
      #expect(try Program.run(["keygen", "small.join", "node1"], in: folder.url).status == 0)
      let list = try String(contentsOfFile: path("small.allow"), encoding: .utf8)
      let again = try Program.run(["keygen", "small.join", "node2", "node1"], in: folder.url)
      #expect(again.status == 4)
      #expect(
        again.errors
          == "small-node1.join: exists already and is not overwritten; remove it or choose another name\n"
      )
      #expect(try String(contentsOfFile: path("small.allow"), encoding: .utf8) == list)
      #expect(!FileManager.default.fileExists(atPath: path("small-node2.join")))
      #expect(try Program.run(["keygen", "small.join", "a/b"], in: folder.url).status == 2)
      #expect(try Program.run(["keygen", "none.join", "a"], in: folder.url).status == 2)
      let help = try Program.run(["keygen", "--help"], in: folder.url).output
      for name in ["NAME.join", "NAME-WORKER.join", "NAME.allow", "NAME.coordinator-key"] {
        #expect(help.contains(name))
      }
    }

    @Test func `options and files that cannot be are told`() throws {
      func expect(_ arguments: [String], _ status: Int32, _ text: String) throws {
        let end = try Program.run(arguments, in: folder.url)
        #expect(end.status == status)
        #expect(end.errors.contains(text), "\(end.errors)")
      }
      try expect(
        ["coordinator", "sweep.yaml", "--endpoint", "node1:0"], 2,
        "--endpoint: expected HOST or HOST:PORT with a port from 1 to 65535, such as node1.cluster:5555; found 'node1:0'"
      )
      try expect(["coordinator", "sweep.yaml", "--curve", "--insecure"], 2, "give one of them")
      try expect(
        ["worker", "none.join"], 2,
        "none.join: no such file; 'hitsweep coordinator SWEEP' writes it beside the store; copy it from there"
      )
      try folder.write("hitsweep-join: 1\nsweep: small\nendpoint: tcp://x\n", to: "bad.join")
      try expect(
        ["worker", "bad.join"], 2,
        "bad.join:3: key 'endpoint': expected tcp://HOST:PORT with a port from 1 to 65535; found 'tcp://x'"
      )
    }
  }
}
