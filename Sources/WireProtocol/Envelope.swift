import Foundation
import Scheduling
public import Sweeps
import SwiftProtobuf

/// One message with the id of the sweep that its indices belong to.
public struct Envelope<Message: Sendable>: Sendable {
  /// The sweep of the speaker, if it has one.
  public var sweep: ContentHash?
  /// What is said.
  public var message: Message

  /// Makes an envelope.
  public init(sweep: ContentHash?, message: Message) {
    self.sweep = sweep
    self.message = message
  }
}

/// Why bytes from the network are no message.
public enum WireError: Error, Equatable, CustomStringConvertible {
  /// The bytes are no protocol buffer of the schema.
  case notAnEnvelope
  /// A field is absent or out of its bounds.
  case outOfBounds(field: String)

  /// What is wrong with the bytes.
  public var description: String {
    switch self {
    case .notAnEnvelope: "no message of hitsweep's protocol"
    case .outOfBounds(let field): "field \(field) is absent or out of bounds"
    }
  }
}

/// The most trials that a grid may have, and so the bound on every index.
let indexLimit = UInt64(Sweep.trialLimit)

/// The most trials that a worker may run at a time.
let slotLimit = 65_536

extension ContentHash {
  init(wire bytes: Data, field: String) throws(WireError) {
    guard let digest = ContentHash(bytes) else { throw .outOfBounds(field: field) }
    self = digest
  }

  var wire: Data { Data(bytes) }
}

extension Envelope {
  static func sweep(_ bytes: Data) throws(WireError) -> ContentHash? {
    bytes.isEmpty ? nil : try ContentHash(wire: bytes, field: "sweep")
  }

  static func decode(_ bytes: [UInt8]) throws(WireError) -> Hitsweep_Envelope {
    do {
      return try Hitsweep_Envelope(serializedBytes: bytes)
    } catch {
      throw .notAnEnvelope
    }
  }
}

extension Hitsweep_Envelope {
  /// The bytes; only a message past two gigabytes could not be written, and the largest is a chunk.
  func bytes() -> [UInt8] {
    do {
      return try serializedBytes()
    } catch {
      preconditionFailure("a message that cannot be written: \(error)")
    }
  }
}

func wireRanges(_ ranges: [Range<Int>]) -> [Hitsweep_IndexRange] {
  ranges.map { range in
    var wire = Hitsweep_IndexRange()
    wire.lower = UInt64(range.lowerBound)
    wire.upper = UInt64(range.upperBound)
    return wire
  }
}

func ranges(_ wire: [Hitsweep_IndexRange], field: String) throws(WireError) -> [Range<Int>] {
  var ranges: [Range<Int>] = []
  for range in wire {
    guard range.lower < range.upper, range.upper <= indexLimit else {
      throw .outOfBounds(field: field)
    }
    ranges.append(Int(range.lower)..<Int(range.upper))
  }
  return ranges
}

func wireLease(_ lease: Lease) -> Hitsweep_Lease {
  var wire = Hitsweep_Lease()
  wire.id = wireLeaseID(lease.id)
  wire.ranges = wireRanges(lease.ranges)
  return wire
}

func wireLeaseID(_ id: LeaseID) -> Hitsweep_LeaseId {
  var wire = Hitsweep_LeaseId()
  wire.epoch = id.epoch
  wire.counter = id.counter
  return wire
}

func lease(_ wire: Hitsweep_Lease) throws(WireError) -> Lease {
  Lease(
    id: LeaseID(epoch: wire.id.epoch, counter: wire.id.counter),
    ranges: try ranges(wire.ranges, field: "lease.ranges"))
}

/// What is shown to people: control characters would reach their terminals.
func shownText(_ text: String, field: String) throws(WireError) -> String {
  guard text.utf8.count <= 255,
    text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
  else { throw .outOfBounds(field: field) }
  return text
}
