import SearchSpace
import Sweeps

extension Scheduler {
  /// How many leases a worker may hold: one to work on and one ahead.
  private static let leaseLimit = 2

  private var mayGrant: Bool {
    !isDraining && storeStalledUntil == nil && uncommitted.count < rules.uncommittedLimit
  }

  mutating func nextLeaseID() -> LeaseID {
    leaseCounter += 1
    return LeaseID(epoch: epoch, counter: leaseCounter)
  }

  mutating func grantToAll(at now: Instant, _ effects: inout [Effect]) {
    guard mayGrant, !open.isEmpty else { return }
    for id in workers.keys.sorted() { grant(to: id, at: now, &effects) }
  }

  /// Fills a worker's credit with leases.
  mutating func grant(to id: WorkerID, at now: Instant, _ effects: inout [Effect]) {
    guard mayGrant, !open.isEmpty, var worker = workers[id], worker.isReady,
      worker.leases.count < Self.leaseLimit
    else { return }
    let allSlots = workers.values.reduce(0) { $0 + $1.slots }
    while worker.leases.count < Self.leaseLimit, !open.isEmpty {
      let ranges = leaseSizes.take(
        from: &open, slots: worker.slots, allSlots: allSlots, rate: worker.rate,
        rangeLimit: Lease.rangeLimit)
      let lease = Lease(id: nextLeaseID(), ranges: ranges)
      for range in ranges { worker.lapsed.remove(range) }
      worker.leases[lease.id] = .init(
        outstanding: IndexRanges(ranges), deadline: now + rules.leaseTime)
      effects.append(.send(.grant(lease), to: worker.peer))
    }
    workers[id] = worker
  }
}
