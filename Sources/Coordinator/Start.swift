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
  public private(set) var open: IndexRanges
  /// The trials by state.
  public private(set) var counts = Status.Trials()
  /// Why trials have failed, and how many for each reason.
  public let failures: [String: Int]
  /// The multiply-adds of the trial at an index.
  let trialCost: @Sendable (Int) -> Double

  /// Takes stock of a store.
  public init(
    name: String, sweep: Sweep, store: SweepStore, trialCost: @escaping @Sendable (Int) -> Double
  ) throws(StoreError) {
    let inventory = try store.inventory()
    let trials = sweep.trialIndices
    counts.total = trials.count
    counts.done = inventory.done.count
    counts.failed = inventory.failed.count
    counts.infeasible = inventory.infeasible.count
    failures = counts.failed == 0 ? [:] : try store.failures()
    open = trials
    open.subtract(inventory.done)
    self.name = name
    self.sweep = sweep
    self.trialCost = trialCost
  }
}
