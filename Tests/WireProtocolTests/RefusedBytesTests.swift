import RandomStreams
import Scheduling
import Sweeps
import Testing
import WireProtocol

/// Writes protocol buffers field by field, so that a message may hold what no encoder of ours would write.
private struct Fields {
  var bytes: [UInt8] = []

  private mutating func append(varint value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  func number(_ field: UInt64, _ value: UInt64) -> Fields {
    var fields = self
    fields.append(varint: field << 3)
    fields.append(varint: value)
    return fields
  }

  func bytes(_ field: UInt64, _ content: [UInt8]) -> Fields {
    var fields = self
    fields.append(varint: field << 3 | 2)
    fields.append(varint: UInt64(content.count))
    fields.bytes += content
    return fields
  }

  func message(_ field: UInt64, _ content: Fields) -> Fields { bytes(field, content.bytes) }

  static func range(_ lower: UInt64, _ upper: UInt64) -> Fields {
    Fields().number(1, lower).number(2, upper)
  }
}

/// Field numbers are those of `messages.proto`.
@Suite struct OutOfBoundsTests {
  private static let id = [UInt8](repeating: 1, count: 16)
  private static let hello = Fields().bytes(3, id).number(5, 1)
  private static let welcome = Fields().number(3, 1).number(4, 1)
  private static let tooFar: UInt64 = 1 << 53 + 1

  private static let workerCases: [(field: String, bytes: [UInt8])] = [
    ("body", []),
    ("body", Fields().bytes(1, id).bytes),
    ("body", Fields().message(99, Fields()).bytes),
    ("sweep", Fields().bytes(1, Array(id.dropLast())).message(3, Fields()).bytes),
    ("hello.worker", envelope(2, Fields().number(5, 1))),
    ("hello.worker", envelope(2, Fields().bytes(3, id + [1]).number(5, 1))),
    ("hello.slots", envelope(2, Fields().bytes(3, id))),
    ("hello.slots", envelope(2, Fields().bytes(3, id).number(5, 65_537))),
    ("hello.host", envelope(2, hello.bytes(4, [UInt8](repeating: 97, count: 256)))),
    ("sweep", envelope(2, hello.bytes(6, [1]))),
    ("hello.held", envelope(2, hello.message(7, .range(3, 3)))),
    ("hello.finished", envelope(2, hello.message(8, .range(4, 3)))),
    ("giveBack.ranges", envelope(6, Fields().message(1, .range(0, tooFar)))),
    ("giveBack.ranges", envelope(6, Fields().message(1, .range(.max - 1, .max)))),
    ("outcomes.indices", envelope(5, Fields().number(1, 1 << 53))),
    ("outcomes.microseconds", envelope(5, Fields().number(2, 1 << 53))),
    ("outcomes.records", envelope(5, Fields().number(1, 3))),
    ("outcomes.records", envelope(5, Fields().bytes(5, [1]))),
    ("crashed.running", envelope(10, Fields().number(1, 1 << 53))),
    ("crashed.reason", envelope(10, Fields().bytes(2, [27]))),
  ]

  private static let coordinatorCases: [(field: String, bytes: [UInt8])] = [
    ("body", []),
    ("welcome.data_byte_count", envelope(20, welcome.number(2, 1 << 36))),
    ("welcome.chunk_byte_count", envelope(20, Fields().number(4, 1))),
    ("welcome.chunk_byte_count", envelope(20, welcome.number(3, 1 << 24 + 1))),
    ("welcome.heartbeat_milliseconds", envelope(20, Fields().number(3, 1))),
    ("welcome.heartbeat_milliseconds", envelope(20, welcome.number(4, 3_600_001))),
    (
      "lease.ranges",
      envelope(20, welcome.message(5, Fields().message(2, .range(1, 1))))
    ),
    ("lease.ranges", envelope(23, Fields().message(2, .range(0, tooFar)))),
    ("acknowledge.ranges", envelope(24, Fields().message(1, .range(2, 1)))),
    ("status.state", envelope(28, Fields())),
    ("status.state", envelope(28, Fields().bytes(2, Array("asleep".utf8)))),
    ("status.total", status(Fields().number(3, tooFar))),
    ("status.done", status(Fields().number(4, tooFar))),
    ("status.failed", status(Fields().number(5, tooFar))),
    ("status.infeasible", status(Fields().number(6, tooFar))),
    ("status.leased", status(Fields().number(7, tooFar))),
    ("status.open", status(Fields().number(8, .max))),
    ("status.workers.leased", status(Fields().message(9, Fields().number(4, tooFar)))),
    ("status.workers.finished", status(Fields().message(9, Fields().number(5, tooFar)))),
    (
      "status.workers.silence_milliseconds",
      status(Fields().message(9, Fields().number(6, tooFar)))
    ),
  ]

  private static func envelope(_ field: UInt64, _ body: Fields) -> [UInt8] {
    Fields().message(field, body).bytes
  }

  private static func status(_ fields: Fields) -> [UInt8] {
    envelope(28, Fields(bytes: fields.bytes(2, Array("running".utf8)).bytes))
  }

  @Test(arguments: workerCases)
  func `a worker's field out of bounds is named`(field: String, bytes: [UInt8]) {
    #expect(throws: WireError.outOfBounds(field: field)) {
      try Envelope<WorkerMessage>(decoding: bytes)
    }
  }

  @Test(arguments: coordinatorCases)
  func `a coordinator's field out of bounds is named`(field: String, bytes: [UInt8]) {
    #expect(throws: WireError.outOfBounds(field: field)) {
      try Envelope<CoordinatorMessage>(decoding: bytes)
    }
  }

  @Test func `fields at their bounds, and unknown ones, are taken`() throws {
    let host = [UInt8](repeating: 97, count: 255)
    let bytes = Self.envelope(
      2, Self.hello.bytes(4, host).message(7, .range(0, 1 << 53)).number(77, 5))
    var hello = Hello(
      worker: ContentHash(Self.id)!, host: String(repeating: "a", count: 255), slots: 1,
      held: [0..<1 << 53])
    hello.protocolVersion = 0
    hello.numericsVersion = 0
    #expect(try Envelope<WorkerMessage>(decoding: bytes).message == .hello(hello))
  }
}

@Suite struct GarbageTests {
  private static let valid: [[UInt8]] =
    workerMessages.map { Envelope(sweep: sweepID, message: $0).encoded() }
    + coordinatorMessages.map { Envelope(sweep: sweepID, message: $0).encoded() }

  private func workerEnvelope(_ bytes: [UInt8]) -> Envelope<WorkerMessage>? {
    do throws(WireError) {
      return try Envelope(decoding: bytes)
    } catch {
      return nil
    }
  }

  private func coordinatorEnvelope(_ bytes: [UInt8]) -> Envelope<CoordinatorMessage>? {
    do throws(WireError) {
      return try Envelope(decoding: bytes)
    } catch {
      return nil
    }
  }

  /// Decodes as either side would; what comes through must come through again. Answers whether it did.
  private func comesThrough(_ bytes: [UInt8]) -> Bool {
    if let envelope = workerEnvelope(bytes) {
      let again = workerEnvelope(envelope.encoded())
      #expect(again?.message == envelope.message && again?.sweep == envelope.sweep)
      return true
    }
    guard let envelope = coordinatorEnvelope(bytes) else { return false }
    let again = coordinatorEnvelope(envelope.encoded())
    #expect(again?.message == envelope.message && again?.sweep == envelope.sweep)
    return true
  }

  @Test func `a message that is cut off is refused`() {
    for bytes in Self.valid {
      #expect(comesThrough(bytes))
      for length in bytes.indices { #expect(!comesThrough(Array(bytes.prefix(length)))) }
    }
  }

  @Test func `flipped bits never trap`() {
    var count = 0
    for bytes in Self.valid {
      for position in 0..<bytes.count * 8 {
        var flipped = bytes
        flipped[position / 8] ^= 1 << (position % 8)
        if comesThrough(flipped) { count += 1 }
      }
    }
    #expect(count > 1000)
  }

  @Test func `random bytes, alone and within valid messages, never trap`() {
    var random = RandomStream(key: StreamKey(high: 3, low: 7), purpose: .rowOrder)
    var count = 0
    for _ in 0..<10_000 {
      let garbage = (0..<random.below(60)).map { _ in UInt8(random.below(256)) }
      var bytes = Self.valid[random.below(Self.valid.count)]
      for _ in 0..<1 + random.below(5) {
        bytes[random.below(bytes.count)] = UInt8(random.below(256))
      }
      for bytes in [garbage, bytes] where comesThrough(bytes) { count += 1 }
    }
    #expect(count > 1000)
  }

  @Test func `bytes that are no protocol buffer are refused as such`() {
    for bytes: [UInt8] in [[0xFF], [0x0A, 0x10, 1], [0x12, 3, 0x22, 1, 0xFF]] {
      #expect(throws: WireError.notAnEnvelope) { try Envelope<WorkerMessage>(decoding: bytes) }
      #expect(throws: WireError.notAnEnvelope) {
        try Envelope<CoordinatorMessage>(decoding: bytes)
      }
    }
  }
}
