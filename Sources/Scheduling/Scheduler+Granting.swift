import SearchSpace
import Sweeps

extension Scheduler {
  /// How many leases a worker may hold: one to work on and one ahead.
  private static let leaseLimit = 2

  private var mayGrant: Bool {
    !isDraining && storeStalledUntil == nil && uncommittedCount < rules.uncommittedLimit
  }

  mutating func nextLeaseID() -> LeaseID {
    leaseCounter += 1
    return LeaseID(epoch: epoch, counter: leaseCounter)
  }

  mutating func grantToAll(at now: Instant, _ effects: inout [Effect]) {
    guard mayGrant, !open.isEmpty || !suspects.isEmpty else { return }
    for id in workers.keys.sorted() { grant(to: id, at: now, &effects) }
  }

  /// Fills a worker's credit with leases.
  mutating func grant(to id: WorkerID, at now: Instant, _ effects: inout [Effect]) {
    guard mayGrant, let worker = workers[id], worker.isReady,
      !worker.leases.values.contains(where: \.isAlone)
    else { return }
    while !open.isEmpty, let worker = workers[id], worker.leases.count < Self.leaseLimit {
      let ranges = leaseSizes.take(
        from: &open, slots: worker.slots, allSlots: slotCount, rate: worker.rate,
        rangeLimit: Lease.rangeLimit)
      grant(ranges, to: id, at: now, &effects)
    }
    // It may still run what lapsed; that a suspect was alone is seen in what a crash says.
    if open.isEmpty, workers[id]?.leases.isEmpty == true {
      for range in suspects.takeFirst(1, rangeLimit: 1) {
        grant([range], isAlone: true, to: id, at: now, &effects)
      }
    }
  }

  private mutating func grant(
    _ ranges: [Range<Int>], isAlone: Bool = false, to id: WorkerID, at now: Instant,
    _ effects: inout [Effect]
  ) {
    guard let peer = workers[id]?.peer else { return }
    let lease = Lease(id: nextLeaseID(), ranges: ranges)
    for range in ranges { workers[id]?.lapsed.remove(range) }
    if workers[id]?.leases.isEmpty == true { workers[id]?.lastProgress = now }
    workers[id]?.leases[lease.id] = .init(
      outstanding: IndexRanges(ranges), deadline: now + rules.leaseTime, isAlone: isAlone)
    effects.append(.send(.grant(lease), to: peer))
  }

  /// Gives idle workers trials of those that have brought nothing for long, when nothing else is left: whoever brings an
  /// outcome first settles its trial.
  mutating func grantStragglers(at now: Instant, _ effects: inout [Effect]) {
    guard mayGrant, open.isEmpty, suspects.isEmpty else { return }
    let idle = workers.filter { $0.value.isReady && $0.value.leases.isEmpty }.keys.sorted()
    guard !idle.isEmpty else { return }
    var stalled = stalledTrials(at: now)
    for id in idle {
      guard let worker = workers[id], !stalled.isEmpty else { return }
      let suspect = stalled[0].first.flatMap { strikes[$0] == nil ? nil : $0..<$0 + 1 }
      if let suspect { stalled[0].remove(suspect) }
      let ranges =
        suspect.map { [$0] }
        ?? leaseSizes.take(
          from: &stalled[0], slots: worker.slots, allSlots: worker.slots, rate: worker.rate,
          rangeLimit: Lease.rangeLimit)
      if stalled[0].isEmpty { stalled.removeFirst() }
      shared.formUnion(IndexRanges(ranges))
      grant(ranges, isAlone: suspect != nil, to: id, at: now, &effects)
    }
  }

  /// Whether a worker has brought nothing for three times as long as the first trial that it holds should take.
  private func standsStill(_ worker: WorkerState, at now: Instant) -> Bool {
    let silence = now - worker.lastProgress
    guard silence > rules.stragglerPatience,
      let first = worker.leases.values.compactMap(\.outstanding.first).min()
    else { return false }
    let rate = worker.rate ?? workers.values.compactMap(\.rate).max()
    let expected = rate.map { leaseSizes.cost(of: first) / $0 } ?? 0
    return silence > .seconds(min(expected, 1e6)) * 3
  }

  /// What workers hold that stand still, less what another holds that does not; that of the one that stands longest comes
  /// first, and suspects, which are granted alone, come apart from the rest.
  private func stalledTrials(at now: Instant) -> [IndexRanges] {
    var stalled: [(since: Instant, id: WorkerID, trials: IndexRanges)] = []
    var inGoodHands = IndexRanges()
    for (id, worker) in workers where !worker.leases.isEmpty {
      if standsStill(worker, at: now) {
        stalled.append((worker.lastProgress, id, worker.outstanding))
      } else {
        inGoodHands.formUnion(worker.outstanding(of: shared))
      }
    }
    return stalled.sorted { ($0.since, $0.id) < ($1.since, $1.id) }.flatMap { stalled in
      var others = stalled.trials
      others.subtract(inGoodHands)
      let suspects = strikes.keys.sorted().compactMap {
        let suspect = others.take(IndexRanges([$0..<$0 + 1]))
        return suspect.isEmpty ? nil : suspect
      }
      // Two that stand still may hold the same.
      inGoodHands.formUnion(stalled.trials)
      return suspects + (others.isEmpty ? [] : [others])
    }
  }
}
