import Foundation
import Scheduling
import Sweeps
import Testing
import WireProtocol
import ZeroMQ

extension CommandLineTests {
  /// Whoever reaches a port without keys sends whatever comes to mind while a sweep goes on.
  @Suite struct AttackTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try folder.write(SweepText.small, to: "small.yaml")
    }

    @Test
    func `a sweep under attack ends as one that is left alone, and says what came in few lines`()
      throws
    {
      let calm = try Program.run(["run", "small.yaml", "--store", "calm.hitsweep"], in: folder.url)
      #expect(calm.status == 0, "\(calm.errors)")
      let coordinator = try Program(
        [
          "coordinator", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--store",
          "attacked.hitsweep",
        ], in: folder.url)
      let endpoint = try coordinator.waitForEndpoint()
      let worker = try Program(["worker", endpoint, "--slots", "1"], in: folder.url)
      _ = try coordinator.waitForErrors("joined with 1 slot")
      let port = try #require(UInt16(endpoint.split(separator: ":").last ?? ""))
      var attack = Attack(endpoint: endpoint, port: port)
      let start = ContinuousClock.now
      // Long before the end of this, 'finish' says that the coordinator does not end.
      let deadline = start + .seconds(60) * Program.patience
      while coordinator.isRunning, .now < deadline { try attack.round() }
      let end = try coordinator.finish()
      #expect(end.status == 0, "\(end.errors)")
      #expect(try worker.finish().status == 0)
      #expect(attack.roundCount > 3)
      let minutes = 1 + Int((ContinuousClock.now - start) / .seconds(60))
      for (kind, limit) in [("ignored a message from ", 4), ("refused a connection from ", 16)] {
        let lines = end.errors.split(separator: "\n").filter { $0.contains(kind) }
        // Each reason is told when it is first seen, once a minute, and at the end with its count, by known and by
        // unknown source.
        #expect((1...limit * minutes).contains(lines.count), "\(lines)")
      }
      #expect(end.errors.contains("times more since it was last told"))
      // In each round one that says the right hello joins, and leaves.
      let lineCount = end.errors.split(separator: "\n").count
      #expect(lineCount < 60 * minutes + 2 * attack.roundCount, "\(end.errors)")
      let digests = try ["calm.hitsweep", "attacked.hitsweep"].map {
        try Program.run(["export", "digest", $0], in: folder.url).output
      }
      #expect(digests[0].count == 65 && digests[0] == digests[1])
    }
  }
}

/// Rounds of everything that is no worker's.
private struct Attack {
  let endpoint: String
  let port: UInt16
  private(set) var roundCount = 0
  private var random = SystemRandomNumberGenerator()

  init(endpoint: String, port: UInt16) {
    self.endpoint = endpoint
    self.port = port
  }

  mutating func round() throws {
    roundCount += 1
    let sweep = ContentHash(high: 1, low: UInt64(roundCount))
    try say(garbage(count: 200))
    try say(truncated(count: 200))
    try say((0..<1000).map { _ in hello(.random(in: 0..<UInt64.max)) })
    try say([
      message(.outcomes([]), sweep), message(.heartbeat([LeaseID(epoch: 1, counter: 1)]), sweep),
      message(.giveBack([0..<48]), sweep), message(.fetch(chunk: Int(UInt32.max)), sweep),
      message(.ready, nil), message(.goodbye, nil),
    ])
    // Bytes that no ZeroMQ sends, and a frame that announces far more than is taken.
    try connect(sending: [UInt8]((0..<512).map { _ in .random(in: 0...255, using: &random) }))
    try connect(sending: Array("GET / HTTP/1.1\r\n\r\n".utf8))
    try connect(sending: Self.greeting + [0x02, 0x7F, 255, 255, 255, 255, 255, 255, 255])
    try connect(sending: [])
  }

  /// ZMTP 3.0, mechanism NULL (ZeroMQ RFC 23).
  private static let greeting: [UInt8] =
    [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 3, 0] + Array("NULL".utf8)
    + [UInt8](repeating: 0, count: 48)

  private mutating func garbage(count: Int) -> [[UInt8]] {
    (0..<count).map { _ in
      (0..<Int.random(in: 0..<3000, using: &random)).map { _ in .random(in: 0...255, using: &random)
      }
    }
  }

  private mutating func truncated(count: Int) -> [[UInt8]] {
    (0..<count).map { _ in
      let whole = hello(1)
      return Array(whole.prefix(.random(in: 1..<whole.count, using: &random)))
    }
  }

  private func hello(_ worker: UInt64) -> [UInt8] {
    message(
      .hello(Hello(worker: ContentHash(high: 9, low: worker), host: "evil", slots: 4096)), nil)
  }

  private func message(_ message: WorkerMessage, _ sweep: ContentHash?) -> [UInt8] {
    Envelope(sweep: sweep, message: message).encoded()
  }

  private func say(_ messages: [[UInt8]]) throws {
    let socket = try Socket(.dealer)
    try socket.connect(endpoint)
    for message in messages { _ = try socket.send(message) }
  }

  private func connect(sending bytes: [UInt8]) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // The coordinator may have ended meanwhile.
    guard result == 0, !bytes.isEmpty else { return }
    _ = bytes.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
    }
  }
}
