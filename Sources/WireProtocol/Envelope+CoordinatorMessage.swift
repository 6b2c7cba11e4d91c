import Foundation
public import Scheduling
import Sweeps

extension Envelope where Message == CoordinatorMessage {
  /// The bytes of the message on the wire.
  public func encoded() -> [UInt8] {
    var envelope = Hitsweep_Envelope()
    if let sweep { envelope.sweep = sweep.wire }
    envelope.body = body
    return envelope.bytes()
  }

  /// Reads a coordinator's message, whatever the bytes may be.
  public init(decoding bytes: [UInt8]) throws(WireError) {
    let envelope = try Self.decode(bytes)
    self.init(
      sweep: try Self.sweep(envelope.sweep), message: try Self.message(envelope.body))
  }

  private var body: Hitsweep_Envelope.OneOf_Body {
    switch message {
    case .welcome(let welcome): return .welcome(Self.wire(welcome))
    case .refused(let reason):
      var wire = Hitsweep_Refused()
      wire.reason = reason
      return .refused(wire)
    case .helloWanted: return .helloWanted(.init())
    case .grant(let lease): return .grant(wireLease(lease))
    case .acknowledge(let ranges):
      var wire = Hitsweep_Acknowledge()
      wire.ranges = wireRanges(ranges)
      return .acknowledge(wire)
    case .chunk(let number, let bytes):
      var wire = Hitsweep_Chunk()
      wire.number = UInt32(number)
      wire.bytes = Data(bytes)
      return .chunk(wire)
    case .heartbeat: return .heartbeat(.init())
    case .finished: return .finished(.init())
    case .status(let status): return .status(Self.wire(status))
    }
  }

  private static func message(
    _ body: Hitsweep_Envelope.OneOf_Body?
  ) throws(WireError) -> CoordinatorMessage {
    switch body {
    case .welcome(let wire): return .welcome(try welcome(wire))
    case .refused(let wire):
      return .refused(reason: try shownText(wire.reason, field: "refused.reason"))
    case .helloWanted: return .helloWanted
    case .grant(let wire): return .grant(try lease(wire))
    case .acknowledge(let wire):
      return .acknowledge(try ranges(wire.ranges, field: "acknowledge.ranges"))
    case .chunk(let wire): return .chunk(number: Int(wire.number), bytes: [UInt8](wire.bytes))
    case .heartbeat: return .heartbeat
    case .finished: return .finished
    case .status(let wire): return .status(try status(wire))
    default: throw .outOfBounds(field: "body")
    }
  }

  private static func wire(_ welcome: Welcome) -> Hitsweep_Welcome {
    var wire = Hitsweep_Welcome()
    wire.sweep = Data(welcome.sweep)
    wire.dataByteCount = UInt64(welcome.dataByteCount)
    wire.chunkByteCount = UInt32(welcome.chunkByteCount)
    wire.heartbeatMilliseconds = UInt32(welcome.heartbeat.wholeMilliseconds)
    if let lease = welcome.lease { wire.lease = wireLease(lease) }
    return wire
  }

  private static func welcome(_ wire: Hitsweep_Welcome) throws(WireError) -> Welcome {
    guard wire.dataByteCount < 1 << 36 else {
      throw .outOfBounds(field: "welcome.data_byte_count")
    }
    guard (1...(1 << 24)).contains(wire.chunkByteCount) else {
      throw .outOfBounds(field: "welcome.chunk_byte_count")
    }
    guard (1...3_600_000).contains(wire.heartbeatMilliseconds) else {
      throw .outOfBounds(field: "welcome.heartbeat_milliseconds")
    }
    return Welcome(
      sweep: [UInt8](wire.sweep), dataByteCount: Int(wire.dataByteCount),
      chunkByteCount: Int(wire.chunkByteCount),
      heartbeat: .milliseconds(Int64(wire.heartbeatMilliseconds)),
      lease: wire.hasLease ? try lease(wire.lease) : nil)
  }

  private static func wire(_ status: Status) -> Hitsweep_Status {
    var wire = Hitsweep_Status()
    wire.sweep = status.sweep
    wire.state = status.state.rawValue
    wire.total = UInt64(status.trials.total)
    wire.done = UInt64(status.trials.done)
    wire.failed = UInt64(status.trials.failed)
    wire.infeasible = UInt64(status.trials.infeasible)
    wire.leased = UInt64(status.trials.leased)
    wire.open = UInt64(status.trials.open)
    wire.workers = status.workers.map { worker in
      var wire = Hitsweep_Status.Worker()
      wire.id = worker.id
      wire.host = worker.host
      wire.slots = UInt32(worker.slots)
      wire.leased = UInt64(worker.leased)
      wire.finished = UInt64(worker.finished)
      wire.silenceMilliseconds = UInt64(max(0, worker.silence.wholeMilliseconds))
      wire.rate = worker.rate
      wire.instructionSet = worker.instructionSet
      return wire
    }
    wire.suspect = UInt64(status.trials.suspect)
    wire.failures = status.failures.map { failure in
      var wire = Hitsweep_Status.Failure()
      wire.reason = failure.reason
      wire.count = UInt64(failure.count)
      return wire
    }
    return wire
  }

  private static func status(_ wire: Hitsweep_Status) throws(WireError) -> Status {
    guard let state = Status.State(rawValue: wire.state) else {
      throw .outOfBounds(field: "status.state")
    }
    func count(_ value: UInt64, _ field: String) throws(WireError) -> Int {
      guard value <= indexLimit else { throw .outOfBounds(field: "status.\(field)") }
      return Int(value)
    }
    var trials = Status.Trials()
    trials.total = try count(wire.total, "total")
    trials.done = try count(wire.done, "done")
    trials.failed = try count(wire.failed, "failed")
    trials.infeasible = try count(wire.infeasible, "infeasible")
    trials.leased = try count(wire.leased, "leased")
    trials.open = try count(wire.open, "open")
    trials.suspect = try count(wire.suspect, "suspect")
    var workers: [Status.Worker] = []
    for worker in wire.workers {
      workers.append(
        Status.Worker(
          id: worker.id, host: worker.host, slots: Int(worker.slots),
          leased: try count(worker.leased, "workers.leased"),
          finished: try count(worker.finished, "workers.finished"),
          silence: .milliseconds(
            Int64(try count(worker.silenceMilliseconds, "workers.silence_milliseconds"))),
          rate: worker.rate, instructionSet: worker.instructionSet))
    }
    var failures: [Status.Failure] = []
    for failure in wire.failures {
      failures.append(
        .init(reason: failure.reason, count: try count(failure.count, "failures.count")))
    }
    return Status(
      sweep: wire.sweep, state: state, trials: trials, workers: workers, failures: failures)
  }
}
