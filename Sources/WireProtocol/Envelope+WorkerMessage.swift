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
      var wire = Hitsweep_Outcomes()
      wire.outcomes = trials.map(Self.wire)
      return .outcomes(wire)
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
    case .outcomes(let wire):
      var trials: [FinishedTrial] = []
      trials.reserveCapacity(wire.outcomes.count)
      for outcome in wire.outcomes { trials.append(try trial(outcome)) }
      return .outcomes(trials)
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
    if let sweep = hello.sweep { wire.sweep = sweep.wire }
    wire.held = wireRanges(hello.held)
    wire.finished = wireRanges(hello.finished)
    return wire
  }

  private static func hello(_ wire: Hitsweep_Hello) throws(WireError) -> Hello {
    guard (1...65_536).contains(wire.slots) else { throw .outOfBounds(field: "hello.slots") }
    // A host's name is shown to people: control characters would reach their terminals.
    guard wire.host.utf8.count <= 255,
      wire.host.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    else { throw .outOfBounds(field: "hello.host") }
    var hello = Hello(
      worker: try ContentHash(wire: wire.worker, field: "hello.worker"), host: wire.host,
      slots: Int(wire.slots), sweep: try sweep(wire.sweep),
      held: try ranges(wire.held, field: "hello.held"),
      finished: try ranges(wire.finished, field: "hello.finished"))
    hello.protocolVersion = Int(wire.protocolVersion)
    hello.numericsVersion = Int(wire.numericsVersion)
    return hello
  }

  private static func wire(_ trial: FinishedTrial) -> Hitsweep_Outcome {
    var wire = Hitsweep_Outcome()
    wire.index = UInt64(trial.index)
    wire.record = Data(trial.record)
    wire.durationMicroseconds = UInt64(max(0, trial.duration.wholeMicroseconds))
    wire.slot = UInt32(trial.slot)
    return wire
  }

  private static func trial(_ wire: Hitsweep_Outcome) throws(WireError) -> FinishedTrial {
    guard wire.index < indexLimit else { throw .outOfBounds(field: "outcome.index") }
    guard wire.durationMicroseconds < 1 << 53 else {
      throw .outOfBounds(field: "outcome.duration_microseconds")
    }
    return FinishedTrial(
      index: Int(wire.index), record: [UInt8](wire.record),
      duration: .microseconds(Int64(wire.durationMicroseconds)), slot: Int(wire.slot))
  }
}
