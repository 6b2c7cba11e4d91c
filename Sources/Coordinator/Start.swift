public import Scheduling
public import SearchSpace
public import SweepStore
public import Sweeps

/// What a coordinator starts from: the sweep, and what its store already holds of it.
public struct Start: Sendable {
  /// The sweep's name.
  public let name: String
  /// The sweep.
  public let sweep: Sweep
  /// The trials that the store has no outcome of.
  public let open: IndexRanges
  /// The trials by state.
  public let counts: Status.Trials
  /// The multiply-adds of the trial at an index.
  let trialCost: @Sendable (Int) -> Double

  /// Takes stock of a store.
  public init(
    name: String, sweep: Sweep, store: SweepStore, trialCost: @escaping @Sendable (Int) -> Double
  ) throws(StoreError) {
    var open = sweep.trialIndices
    var counts = Status.Trials()
    counts.total = open.count
    try store.forEachTrial { trial, kind in
      // Trials of values or replicates that the sweep no longer has stay in the store and count for nothing.
      guard let index = sweep.index(of: trial) else { return }
      open.remove(index..<index + 1)
      counts.done += 1
      counts.failed += kind == .failed ? 1 : 0
      counts.infeasible += kind == .infeasible ? 1 : 0
    }
    self.name = name
    self.sweep = sweep
    self.open = open
    self.counts = counts
    self.trialCost = trialCost
  }
}
