public import SearchSpace

/// The outcome of one trial on its way from a slot to the store.
public struct FinishedTrial: Hashable, Sendable {
  /// The trial's index.
  public var index: Int
  /// The canonical record, opaque to all that it passes.
  public var record: [UInt8]
  /// How long the trial took on its slot, in whole microseconds; telemetry, never compared.
  public var duration: Duration
  /// The slot that ran it, from 0; telemetry.
  public var slot: Int

  /// Makes a finished trial.
  public init(index: Int, record: [UInt8], duration: Duration, slot: Int) {
    self.index = index
    self.record = record
    self.duration = duration
    self.slot = slot
  }
}

/// Outcomes of many trials, packed: however many there are, they lie in five arrays.
///
/// What costs an allocation or two for each outcome costs more than everything else that happens to it on its way.
public struct OutcomeBatch: Hashable, Sendable {
  /// The trials' indices, in the order in which they were added.
  public private(set) var indices: [Int] = []
  /// How long each trial took, in microseconds.
  public private(set) var microseconds: [UInt64] = []
  /// The slot that ran each trial.
  public private(set) var slots: [UInt32] = []
  /// Where each record ends in ``recordBytes``.
  public private(set) var recordEnds: [Int] = []
  /// All records, one behind the other.
  public private(set) var recordBytes: [UInt8] = []

  /// Makes an empty batch.
  public init() {}

  /// Packs `trials`.
  public init(_ trials: some Sequence<FinishedTrial>) {
    for trial in trials { append(trial) }
  }

  /// Takes up what was packed; `nil` where the arrays do not fit together.
  public init?(
    indices: [Int], microseconds: [UInt64], slots: [UInt32], recordLengths: [UInt32],
    recordBytes: [UInt8]
  ) {
    guard
      [microseconds.count, slots.count, recordLengths.count].allSatisfy({ $0 == indices.count })
    else { return nil }
    var end = 0
    recordEnds.reserveCapacity(recordLengths.count)
    for length in recordLengths {
      end += Int(length)
      recordEnds.append(end)
    }
    guard end == recordBytes.count else { return nil }
    self.indices = indices
    self.microseconds = microseconds
    self.slots = slots
    self.recordBytes = recordBytes
  }

  /// Adds one outcome.
  public mutating func append(_ trial: FinishedTrial) {
    append(
      trial.index, record: trial.record,
      microseconds: UInt64(clamping: trial.duration.wholeMicroseconds), slot: UInt32(trial.slot))
  }

  /// Adds the outcomes of `other`.
  public mutating func append(_ other: OutcomeBatch) {
    recordEnds.append(
      contentsOf: other.recordEnds.lazy.map { [start = recordBytes.count] in start + $0 })
    indices += other.indices
    microseconds += other.microseconds
    slots += other.slots
    recordBytes += other.recordBytes
  }

  private mutating func append(
    _ index: Int, record: some Collection<UInt8>, microseconds: UInt64, slot: UInt32
  ) {
    indices.append(index)
    self.microseconds.append(microseconds)
    slots.append(slot)
    recordBytes += record
    recordEnds.append(recordBytes.count)
  }

  /// Where the record at `position` lies in ``recordBytes``.
  public func recordRange(at position: Int) -> Range<Int> {
    (position == 0 ? 0 : recordEnds[position - 1])..<recordEnds[position]
  }

  /// The record at `position`, not copied.
  public func record(at position: Int) -> ArraySlice<UInt8> {
    recordBytes[recordRange(at: position)]
  }

  /// The first outcome of each trial in `wanted`.
  public func first(of wanted: IndexRanges) -> OutcomeBatch {
    var left = wanted
    var kept = OutcomeBatch()
    for position in indices.indices where left.contains(indices[position]) {
      left.remove(indices[position]..<indices[position] + 1)
      kept.append(
        indices[position], record: record(at: position), microseconds: microseconds[position],
        slot: slots[position])
    }
    return kept
  }
}

extension OutcomeBatch: RandomAccessCollection, ExpressibleByArrayLiteral {
  /// Packs the trials of a literal.
  public init(arrayLiteral trials: FinishedTrial...) {
    self.init(trials)
  }

  /// The first position.
  public var startIndex: Int { 0 }
  /// The number of outcomes.
  public var endIndex: Int { indices.count }

  /// The outcome at `position`, copied out.
  public subscript(position: Int) -> FinishedTrial {
    FinishedTrial(
      index: indices[position], record: Array(record(at: position)),
      duration: .microseconds(Int64(clamping: microseconds[position])), slot: Int(slots[position]))
  }
}

extension Duration {
  /// The whole milliseconds, where a quotient of durations would be rounded as a double is.
  public var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }

  /// The whole microseconds, likewise.
  public var wholeMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}
