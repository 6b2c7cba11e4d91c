import Foundation
public import Scheduling
import Sweeps

extension Envelope where Message == WorkerMessage {
  /// The bytes of the message on the wire.
  public func encoded() -> [UInt8] {
    var envelope = Hitsweep_Envelope()
    if let sweep { envelope.sweep = sweep.wire }
    envelope.body = body
    return envelope.bytes()
  }

  /// Reads a worker's message, whatever the bytes may be.
  public init(decoding bytes: [UInt8]) throws(WireError) {
    let envelope = try Self.decode(bytes)
    self.init(
      sweep: try Self.sweep(envelope.sweep), message: try Self.message(envelope.body))
  }

  private var body: Hitsweep_Envelope.OneOf_Body {
    switch message {
    case .hello(let hello): return .hello(Self.wire(hello))
    case .ready: return .ready(.init())
    case .heartbeat(let leases):
      var wire = Hitsweep_WorkerHeartbeat()
      wire.leases = leases.map(wireLeaseID)
      return .workerHeartbeat(wire)
    case .outcomes(let trials):
      return .outcomes(Self.wire(trials))
    case .crashed(let crash):
      var wire = Hitsweep_Crashed()
      wire.running = crash.running.map(UInt64.init)
      wire.reason = crash.reason
      return .crashed(wire)
    case .giveBack(let ranges):
      var wire = Hitsweep_GiveBack()
      wire.ranges = wireRanges(ranges)
      return .giveBack(wire)
    case .fetch(let chunk):
      var wire = Hitsweep_Fetch()
      wire.chunk = UInt32(chunk)
      return .fetch(wire)
    case .goodbye: return .goodbye(.init())
    case .statusRequest: return .statusRequest(.init())
    }
  }

  private static func message(
    _ body: Hitsweep_Envelope.OneOf_Body?
  ) throws(WireError) -> WorkerMessage {
    switch body {
    case .hello(let wire): return .hello(try hello(wire))
    case .ready: return .ready
    case .workerHeartbeat(let wire):
      return .heartbeat(wire.leases.map { LeaseID(epoch: $0.epoch, counter: $0.counter) })
    case .outcomes(let wire): return .outcomes(try outcomes(wire))
    case .crashed(let wire): return .crashed(try crash(wire))
    case .giveBack(let wire):
      return .giveBack(try ranges(wire.ranges, field: "giveBack.ranges"))
    case .fetch(let wire): return .fetch(chunk: Int(wire.chunk))
    case .goodbye: return .goodbye
    case .statusRequest: return .statusRequest
    default: throw .outOfBounds(field: "body")
    }
  }

  private static func wire(_ hello: Hello) -> Hitsweep_Hello {
    var wire = Hitsweep_Hello()
    wire.protocolVersion = UInt32(hello.protocolVersion)
    wire.numericsVersion = UInt32(hello.numericsVersion)
    wire.worker = hello.worker.wire
    wire.host = hello.host
    wire.slots = UInt32(hello.slots)
    wire.instructionSet = hello.instructionSet
    if let sweep = hello.sweep { wire.sweep = sweep.wire }
    wire.held = wireRanges(hello.held)
    wire.finished = wireRanges(hello.finished)
    wire.dropped = wireRanges(hello.dropped)
    return wire
  }

  private static func hello(_ wire: Hitsweep_Hello) throws(WireError) -> Hello {
    guard (1...slotLimit).contains(Int(wire.slots)) else {
      throw .outOfBounds(field: "hello.slots")
    }
    var hello = Hello(
      worker: try ContentHash(wire: wire.worker, field: "hello.worker"),
      host: try shownText(wire.host, field: "hello.host"), slots: Int(wire.slots),
      instructionSet: try shownText(wire.instructionSet, field: "hello.instruction_set"),
      sweep: try sweep(wire.sweep),
      held: try ranges(wire.held, field: "hello.held"),
      finished: try ranges(wire.finished, field: "hello.finished"),
      dropped: try ranges(wire.dropped, field: "hello.dropped"))
    hello.protocolVersion = Int(wire.protocolVersion)
    hello.numericsVersion = Int(wire.numericsVersion)
    return hello
  }

  private static func wire(_ outcomes: OutcomeBatch) -> Hitsweep_Outcomes {
    var wire = Hitsweep_Outcomes()
    wire.indices = outcomes.indices.map(UInt64.init)
    wire.microseconds = outcomes.microseconds
    wire.slots = outcomes.slots
    wire.recordLengths = outcomes.indices.indices.map { UInt32(outcomes.recordRange(at: $0).count) }
    wire.records = Data(outcomes.recordBytes)
    return wire
  }

  private static func outcomes(_ wire: Hitsweep_Outcomes) throws(WireError) -> OutcomeBatch {
    guard wire.microseconds.allSatisfy({ $0 < 1 << 53 }) else {
      throw .outOfBounds(field: "outcomes.microseconds")
    }
    guard
      let outcomes = OutcomeBatch(
        indices: try indices(wire.indices, field: "outcomes.indices"),
        microseconds: wire.microseconds, slots: wire.slots, recordLengths: wire.recordLengths,
        recordBytes: [UInt8](wire.records))
    else { throw .outOfBounds(field: "outcomes.records") }
    return outcomes
  }

  private static func crash(_ wire: Hitsweep_Crashed) throws(WireError) -> Crash {
    guard wire.running.count <= slotLimit else { throw .outOfBounds(field: "crashed.running") }
    return Crash(
      running: try indices(wire.running, field: "crashed.running"),
      reason: try shownText(wire.reason, field: "crashed.reason"))
  }

  private static func indices(_ wire: [UInt64], field: String) throws(WireError) -> [Int] {
    guard wire.allSatisfy({ $0 < indexLimit }) else { throw .outOfBounds(field: field) }
    return wire.map { Int($0) }
  }
}
