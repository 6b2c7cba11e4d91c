/// A lease's name: the coordinator's epoch that granted it, and its number within that epoch.
public struct LeaseID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The epoch of the coordinator that granted the lease.
  public let epoch: UInt64
  /// The lease's number within the epoch, from 1.
  public let counter: UInt64

  /// Makes a lease id.
  public init(epoch: UInt64, counter: UInt64) {
    self.epoch = epoch
    self.counter = counter
  }

  /// Orders leases by the time at which they were granted.
  public static func < (left: Self, right: Self) -> Bool {
    (left.epoch, left.counter) < (right.epoch, right.counter)
  }

  /// The id as `epoch.counter`.
  public var description: String { "\(epoch).\(counter)" }
}

/// A time-bounded grant of trials to a worker.
public struct Lease: Hashable, Sendable {
  /// The most ranges that a lease may have.
  public static let rangeLimit = 64

  /// The lease's name.
  public let id: LeaseID
  /// The trials granted, ascending and disjoint; excluded indices are not among them.
  public let ranges: [Range<Int>]

  /// Makes a lease.
  public init(id: LeaseID, ranges: [Range<Int>]) {
    self.id = id
    self.ranges = ranges
  }

  /// How many trials are granted.
  public var trialCount: Int { ranges.reduce(0) { $0 + $1.count } }
}
