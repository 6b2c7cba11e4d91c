package import Sweeps

/// What a worker tells its training process.
package enum TrainingCommand: Hashable, Sendable {
  /// Make ready for the trials of the sweep that these canonical bytes hold, and forget those of another.
  case prepare(sweep: [UInt8], songs: [UInt8])
  case run([Range<Int>])
  case replaceQueue([Range<Int>])
  case cancelQueue
  case forget([Range<Int>])
}

/// What a training process tells its worker.
package enum TrainingAnswer: Hashable, Sendable {
  /// The trials of the sweep with this id can run.
  case prepared(ContentHash)
  case outcomes(OutcomeBatch, of: ContentHash)
  /// What was in the queue when it was emptied.
  case cancelled([Range<Int>])
  /// The sweep cannot be made ready, for the reason given.
  case failed(reason: String)
}

// The two ends of the pipes are one program, so the format has no version: the length of what follows (4 bytes), the
// kind (1), and what belongs to it.

extension TrainingCommand {
  private enum Kind: UInt8 {
    case prepare, run, replaceQueue, cancelQueue, forget
  }

  /// The command as a frame.
  package func encoded() -> [UInt8] {
    var writer = CanonicalWriter()
    let kind: Kind
    switch self {
    case .prepare(let sweep, let songs):
      kind = .prepare
      writer.write(UInt32(sweep.count))
      writer.write(raw: sweep)
      writer.write(raw: songs)
    case .run(let ranges):
      kind = .run
      writer.write(ranges)
    case .replaceQueue(let ranges):
      kind = .replaceQueue
      writer.write(ranges)
    case .cancelQueue:
      kind = .cancelQueue
    case .forget(let ranges):
      kind = .forget
      writer.write(ranges)
    }
    return frame(kind.rawValue, writer.bytes)
  }

  /// Reads what stands in a frame behind its length.
  package init(decoding bytes: [UInt8]) throws(CanonicalError) {
    var reader = CanonicalReader(bytes)
    guard let kind = Kind(rawValue: try reader.read(UInt8.self)) else { throw .malformed }
    switch kind {
    case .prepare:
      let sweep = Array(try reader.read(raw: Int(try reader.read(UInt32.self))))
      self = .prepare(sweep: sweep, songs: Array(try reader.read(raw: reader.remaining)))
    case .run: self = .run(try reader.readRanges())
    case .replaceQueue: self = .replaceQueue(try reader.readRanges())
    case .cancelQueue: self = .cancelQueue
    case .forget: self = .forget(try reader.readRanges())
    }
    try reader.finish()
  }
}

extension TrainingAnswer {
  private enum Kind: UInt8 {
    case prepared, outcomes, cancelled, failed
  }

  /// The answer as a frame.
  package func encoded() -> [UInt8] {
    var writer = CanonicalWriter()
    let kind: Kind
    switch self {
    case .prepared(let sweep):
      kind = .prepared
      writer.write(raw: sweep.bytes)
    case .outcomes(let batch, let sweep):
      kind = .outcomes
      writer.write(raw: sweep.bytes)
      writer.write(batch)
    case .cancelled(let ranges):
      kind = .cancelled
      writer.write(ranges)
    case .failed(let reason):
      kind = .failed
      writer.write(reason)
    }
    return frame(kind.rawValue, writer.bytes)
  }

  /// Reads what stands in a frame behind its length.
  package init(decoding bytes: [UInt8]) throws(CanonicalError) {
    var reader = CanonicalReader(bytes)
    guard let kind = Kind(rawValue: try reader.read(UInt8.self)) else { throw .malformed }
    switch kind {
    case .prepared: self = .prepared(try reader.readHash())
    case .outcomes:
      let sweep = try reader.readHash()
      self = .outcomes(try reader.readOutcomes(), of: sweep)
    case .cancelled: self = .cancelled(try reader.readRanges())
    case .failed: self = .failed(reason: try reader.readText())
    }
    try reader.finish()
  }
}

private func frame(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
  var writer = CanonicalWriter()
  writer.write(UInt32(1 + content.count))
  writer.write(kind)
  writer.write(raw: content)
  return writer.bytes
}

/// What has come out of a pipe and is not yet a whole frame.
package struct FrameBuffer: Sendable {
  private var bytes: [UInt8] = []
  private var start = 0

  /// Makes an empty buffer.
  package init() {}

  /// Adds what has come.
  package mutating func append(_ more: UnsafeRawBufferPointer) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes.append(contentsOf: more)
  }

  /// Takes out the next whole frame without its length.
  package mutating func next() -> [UInt8]? {
    let head = bytes[start...].prefix(4)
    guard head.count == 4 else { return nil }
    let length = head.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard bytes.count - start - 4 >= length else { return nil }
    defer { start += 4 + length }
    return Array(bytes[start + 4..<start + 4 + length])
  }
}

extension CanonicalWriter {
  fileprivate mutating func write(_ ranges: [Range<Int>]) {
    write(UInt32(ranges.count))
    for range in ranges {
      write(Int64(range.lowerBound))
      write(Int64(range.upperBound))
    }
  }

  /// Whole arrays as they lie in memory: both ends are on one machine.
  fileprivate mutating func write(_ batch: OutcomeBatch) {
    write(UInt32(batch.count))
    var end = 0
    let lengths = batch.recordEnds.map { next in
      defer { end = next }
      return UInt32(next - end)
    }
    batch.indices.withUnsafeBytes { write(raw: $0) }
    batch.microseconds.withUnsafeBytes { write(raw: $0) }
    batch.slots.withUnsafeBytes { write(raw: $0) }
    lengths.withUnsafeBytes { write(raw: $0) }
    write(raw: batch.recordBytes)
  }
}

extension CanonicalReader {
  fileprivate mutating func readHash() throws(CanonicalError) -> ContentHash {
    guard let hash = ContentHash(try read(raw: 16)) else { throw .truncated }
    return hash
  }

  fileprivate mutating func readRanges() throws(CanonicalError) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for _ in 0..<(try readCount()) {
      let (lower, upper) = (Int(try read(Int64.self)), Int(try read(Int64.self)))
      guard lower <= upper else { throw .malformed }
      ranges.append(lower..<upper)
    }
    return ranges
  }

  fileprivate mutating func readOutcomes() throws(CanonicalError) -> OutcomeBatch {
    let count = try readCount()
    guard
      let batch = OutcomeBatch(
        indices: try readArray(of: Int.self, count),
        microseconds: try readArray(of: UInt64.self, count),
        slots: try readArray(of: UInt32.self, count),
        recordLengths: try readArray(of: UInt32.self, count),
        recordBytes: Array(try read(raw: remaining)))
    else { throw .malformed }
    return batch
  }

  private mutating func readArray<Number: FixedWidthInteger & BitwiseCopyable>(
    of _: Number.Type, _ count: Int
  ) throws(CanonicalError) -> [Number] {
    let bytes = try read(raw: count * MemoryLayout<Number>.size)
    // An empty array's storage is shared by all threads, and the initializer would write its count into it.
    if count == 0 { return [] }
    return [Number](unsafeUninitializedCapacity: count) { numbers, initializedCount in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(numbers).copyMemory(from: $0) }
      initializedCount = count
    }
  }
}
