import SearchSpace
import Sweeps

extension Scheduler {
  mutating func receive(
    _ message: WorkerMessage, sweep: ContentHash?, from peer: PeerID, at now: Instant,
    _ effects: inout [Effect]
  ) {
    switch message {
    case .hello(let hello):
      if let reason = Self.refusal(of: hello) {
        effects.append(.send(.refused(reason: reason), to: peer))
      } else {
        admit(hello, from: peer, at: now, &effects)
      }
      return
    case .statusRequest:
      effects.append(.send(.status(status(at: now)), to: peer))
      return
    default: break
    }
    // What is said of another grid would be misread.
    guard let id = workerOfPeer[peer], workers[id] != nil, sweep == sweepID else {
      effects.append(.send(.helloWanted, to: peer))
      return
    }
    workers[id]?.lastHeard = now
    switch message {
    case .hello, .statusRequest: break
    case .ready:
      workers[id]?.isReady = true
      grant(to: id, at: now, &effects)
    case .heartbeat(let leases):
      workers[id]?.renew(leases, until: now + rules.leaseTime)
      effects.append(.send(.heartbeat, to: peer))
    case .outcomes(let finished):
      accept(finished, from: id, &effects)
      grant(to: id, at: now, &effects)
    case .crashed: break
    case .giveBack(let ranges):
      takeBack(ranges, from: id)
      // Only a worker that ends gives back: more trials would only come back, too.
      workers[id]?.isReady = false
      grantToAll(at: now, &effects)
    case .fetch(let chunk):
      effects.append(.sendChunk(number: chunk, to: peer))
    case .goodbye:
      remove(id, &effects)
      grantToAll(at: now, &effects)
    }
  }

  private static func refusal(of hello: Hello) -> String? {
    func sentence(_ what: String, _ theirs: Int, _ ours: Int) -> String {
      "the worker's \(what) version is \(theirs), the coordinator's \(ours): install the same "
        + "hitsweep on both (upgrade the \(theirs < ours ? "worker" : "coordinator"))"
    }
    if hello.protocolVersion != protocolVersion {
      return sentence("protocol", hello.protocolVersion, protocolVersion)
    }
    if hello.numericsVersion != numericsVersion {
      return sentence("numerics", hello.numericsVersion, numericsVersion)
    }
    return nil
  }

  /// Lets a worker in, or in again.
  ///
  /// What it holds and is still to do becomes one new lease, the rest it drops, and what it was granted but never received
  /// is open again. What it held or finished is welcome, even if somebody else was granted it meanwhile.
  private mutating func admit(
    _ hello: Hello, from peer: PeerID, at now: Instant, _ effects: inout [Effect]
  ) {
    let knowsSweep = hello.sweep == sweepID
    let known = workers[hello.worker]
    for lease in known?.leases.values.map(\.outstanding) ?? [] {
      for range in lease.ascending { open.insert(range) }
    }
    if let known { workerOfPeer[known.peer] = nil }
    var worker = WorkerState(
      host: hello.host, slots: max(1, hello.slots), peer: peer, lastHeard: now)
    worker.lapsed = knowsSweep ? known?.lapsed ?? IndexRanges() : IndexRanges()
    worker.rate = known?.rate
    worker.finishedCount = known?.finishedCount ?? 0

    var lease: Lease?
    if knowsSweep {
      let held = takeOpen(hello.held)
      let finished = takeOpen(hello.finished)
      let leased = IndexRanges(held.ascending + finished.ascending)
      let brought = trialIndices.intersection(hello.held + hello.finished)
      for range in brought.ascending { worker.lapsed.insert(range) }
      for range in leased.ascending { worker.lapsed.remove(range) }
      if !leased.isEmpty {
        let id = nextLeaseID()
        worker.leases[id] = .init(outstanding: leased, deadline: now + rules.leaseTime)
        lease = Lease(id: id, ranges: held.ascending)
      }
    }
    workers[hello.worker] = worker
    workerOfPeer[peer] = hello.worker
    if known == nil {
      effects.append(
        .note(.joined(worker: hello.worker, host: hello.host, slots: worker.slots)))
    }
    var answer = welcome
    answer.lease = lease
    effects.append(.send(.welcome(answer), to: peer))
  }

  /// Takes those of `ranges` that are open out of the open trials.
  private mutating func takeOpen(_ ranges: [Range<Int>]) -> IndexRanges {
    let taken = open.intersection(ranges)
    for range in taken.ascending { open.remove(range) }
    return taken
  }

  /// Hands outcomes on to the store if their worker was granted them, or if they are already known (the store compares
  /// and acknowledges those); what was never granted is refused.
  ///
  /// What came before and is still on its way to the disk is passed over: it is acknowledged once it is there.
  private mutating func accept(
    _ finished: OutcomeBatch, from id: WorkerID, _ effects: inout [Effect]
  ) {
    guard finished.allSatisfy({ isWellFormed($0.record) }) else { return dismiss(id, &effects) }
    guard var worker = workers[id] else { return }
    var accepted = OutcomeBatch()
    var refused: [Int] = []
    for trial in finished where !uncommitted.contains(Delivery(worker: id, index: trial.index)) {
      guard trialIndices.contains(trial.index) else {
        refused.append(trial.index)
        continue
      }
      if worker.removeLeased(trial.index) {
        worker.learn(cost: leaseSizes.cost(of: trial.index), duration: trial.duration)
      } else if worker.lapsed.contains(trial.index) {
        removeEverywhere(trial.index)
      } else if isUnfinished(trial.index) {
        refused.append(trial.index)
        continue
      }
      uncommitted.insert(Delivery(worker: id, index: trial.index))
      accepted.append(trial)
    }
    workers[id] = worker
    if !accepted.isEmpty { effects.append(.store(accepted, from: id)) }
    if !refused.isEmpty {
      effects.append(
        .note(.refusedOutcomes(worker: id, host: worker.host, count: refused.count)))
      effects.append(
        .send(.acknowledge(IndexRanges(indices: refused).ascending), to: worker.peer))
    }
  }

  private func isWellFormed(_ record: [UInt8]) -> Bool {
    do throws(CanonicalError) {
      _ = try OutcomeRecord(decoding: record)
      return true
    } catch {
      return false
    }
  }

  /// Ends the work of a worker whose records cannot be read, and opens its trials again: it would only send more of them.
  private mutating func dismiss(_ id: WorkerID, _ effects: inout [Effect]) {
    guard let worker = workers[id] else { return }
    effects.append(.note(.sentUnreadable(worker: id, host: worker.host)))
    effects.append(
      .send(
        .refused(reason: "a record cannot be read; install the same hitsweep on both"),
        to: worker.peer))
    remove(id, &effects)
  }

  private func isUnfinished(_ index: Int) -> Bool {
    open.contains(index)
      || workers.values.contains { worker in
        worker.leases.values.contains { $0.outstanding.contains(index) }
      }
  }

  /// A late outcome settles its trial wherever it now waits or runs.
  private mutating func removeEverywhere(_ index: Int) {
    open.remove(index..<index + 1)
    for id in workers.keys where workers[id]?.removeLeased(index) == true {
      workers[id]?.lapsed.insert(index..<index + 1)
    }
  }

  private mutating func takeBack(_ ranges: [Range<Int>], from id: WorkerID) {
    guard var worker = workers[id] else { return }
    for leaseID in worker.leases.keys {
      guard let lease = worker.leases[leaseID] else { continue }
      for range in lease.outstanding.intersection(ranges).ascending {
        worker.leases[leaseID]?.outstanding.remove(range)
        open.insert(range)
      }
      if worker.leases[leaseID]?.outstanding.isEmpty == true { worker.leases[leaseID] = nil }
    }
    workers[id] = worker
  }

  private mutating func remove(_ id: WorkerID, _ effects: inout [Effect]) {
    guard let worker = workers.removeValue(forKey: id) else { return }
    workerOfPeer[worker.peer] = nil
    for lease in worker.leases.values {
      for range in lease.outstanding.ascending { open.insert(range) }
    }
    effects.append(.note(.left(worker: id, host: worker.host)))
  }

  mutating func commit(_ batch: StoredBatch, _ effects: inout [Effect]) {
    storeStalledUntil = nil
    for index in batch.ranges.joined() {
      uncommitted.remove(Delivery(worker: batch.worker, index: index))
      workers[batch.worker]?.lapsed.remove(index..<index + 1)
    }
    workers[batch.worker]?.finishedCount += batch.newCount
    trials.done += batch.newCount
    trials.failed += batch.failures.values.reduce(0, +)
    trials.infeasible += batch.infeasibleCount
    if let peer = workers[batch.worker]?.peer {
      effects.append(
        .send(.acknowledge(batch.ranges), to: peer))
    }
  }

  /// Lets leases lapse that were not renewed in time, and forgets workers that were silent for as long.
  ///
  /// A gap between ticks longer than a heartbeat means that this process stood still, not the workers: all deadlines
  /// move by it, though none beyond what hearing from the worker just now would give.
  mutating func passTime(_ now: Instant, _ effects: inout [Effect]) {
    let gap = now - lastTick
    lastTick = now
    if let until = storeStalledUntil, until <= now { storeStalledUntil = nil }
    for id in workers.keys.sorted() {
      guard var worker = workers[id] else { continue }
      if gap > rules.heartbeat {
        worker.extendDeadlines(by: gap, until: now + rules.leaseTime)
        worker.lastHeard = min(worker.lastHeard + gap, now)
      }
      let isSilent = now - worker.lastHeard >= rules.leaseTime
      let lapsed = worker.lapse { isSilent || $0.deadline <= now }
      for range in lapsed.ascending { open.insert(range) }
      workers[id] = worker
      if !lapsed.isEmpty {
        effects.append(.note(.lapsed(worker: id, host: worker.host, trials: lapsed.count)))
      }
      if isSilent { remove(id, &effects) }
    }
  }
}
