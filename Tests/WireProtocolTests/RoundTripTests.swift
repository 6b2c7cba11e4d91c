import Scheduling
import Sweeps
import Testing
import WireProtocol

@Suite struct RoundTripTests {
  @Test(arguments: workerMessages, [nil, sweepID])
  func `a worker's message comes back`(message: WorkerMessage, sweep: ContentHash?) throws {
    let bytes = Envelope(sweep: sweep, message: message).encoded()
    let envelope = try Envelope<WorkerMessage>(decoding: bytes)
    #expect(envelope.message == message)
    #expect(envelope.sweep == sweep)
  }

  @Test(arguments: coordinatorMessages, [nil, sweepID])
  func `a coordinator's message comes back`(
    message: CoordinatorMessage, sweep: ContentHash?
  ) throws {
    let bytes = Envelope(sweep: sweep, message: message).encoded()
    let envelope = try Envelope<CoordinatorMessage>(decoding: bytes)
    #expect(envelope.message == message)
    #expect(envelope.sweep == sweep)
  }

  @Test func `a hello tells the versions of a peer that has others`() throws {
    var hello = Hello(worker: sweepID, host: "node1", slots: 2)
    hello.protocolVersion = 7
    hello.numericsVersion = 8
    let bytes = Envelope<WorkerMessage>(sweep: nil, message: .hello(hello)).encoded()
    #expect(try Envelope<WorkerMessage>(decoding: bytes).message == .hello(hello))
  }

  @Test func `neither side takes the other's messages`() {
    for message in workerMessages {
      #expect(throws: WireError.outOfBounds(field: "body")) {
        try Envelope<CoordinatorMessage>(
          decoding: Envelope(sweep: sweepID, message: message).encoded())
      }
    }
    for message in coordinatorMessages {
      #expect(throws: WireError.outOfBounds(field: "body")) {
        try Envelope<WorkerMessage>(
          decoding: Envelope(sweep: sweepID, message: message).encoded())
      }
    }
  }

  /// As doubles, 295.149 s / 1 ms is a little less than 295,149.
  @Test func `no millisecond is lost to rounding`() throws {
    for milliseconds in [295_149, 295_153, 3_600_000] {
      let message = CoordinatorMessage.welcome(
        Welcome(
          sweep: [], dataByteCount: 0, chunkByteCount: 1, heartbeat: .milliseconds(milliseconds),
          lease: nil))
      let bytes = Envelope(sweep: nil, message: message).encoded()
      #expect(try Envelope<CoordinatorMessage>(decoding: bytes).message == message)
    }
  }

  @Test func `the last step of a clock finer than a field is cut off`() throws {
    let trial = FinishedTrial(
      index: 1, record: [1], duration: .nanoseconds(12_999), slot: 0)
    let bytes = Envelope<WorkerMessage>(sweep: nil, message: .outcomes([trial])).encoded()
    var expected = trial
    expected.duration = .microseconds(12)
    #expect(try Envelope<WorkerMessage>(decoding: bytes).message == .outcomes([expected]))
  }
}
