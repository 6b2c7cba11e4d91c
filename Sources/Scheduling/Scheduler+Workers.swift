import SearchSpace
import Sweeps

extension Scheduler {
  mutating func receive(
    _ message: WorkerMessage, sweep: ContentHash?, from peer: PeerID, at now: Instant,
    _ effects: inout [Effect]
  ) {
    switch message {
    case .hello(let hello):
      guard isWithinBudget(peer, &effects) else { return }
      if let reason = Self.refusal(of: hello) {
        effects.append(
          .note(.turnedAway(worker: hello.worker, host: hello.host, reason: reason)))
        effects.append(.send(.refused(reason: reason), to: peer))
      } else {
        admit(hello, from: peer, at: now, &effects)
      }
      return
    case .statusRequest:
      guard isWithinBudget(peer, &effects) else { return }
      watchers[peer] = now
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
      accept(finished, from: id, at: now, &effects)
      grant(to: id, at: now, &effects)
    case .crashed(let crash):
      guard isWithinBudget(peer, &effects) else { return }
      suspect(crash, of: id, at: now, &effects)
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

  /// Whether a connection asks for no more between two ticks than an honest one ever does; the rest is passed over.
  private mutating func isWithinBudget(_ peer: PeerID, _ effects: inout [Effect]) -> Bool {
    requestCounts[peer, default: 0] += 1
    let count = requestCounts[peer, default: 0]
    if count == rules.requestLimit + 1 { effects.append(.note(.flooded(peer))) }
    return count <= rules.requestLimit
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
    // A connection speaks for one worker.
    if let other = workerOfPeer[peer], other != hello.worker { remove(other, &effects) }
    let knowsSweep = hello.sweep == sweepID
    let known = workers[hello.worker]
    var worker = WorkerState(hello, peer: peer, at: now)
    if let known {
      workers[hello.worker] = nil
      for lease in known.leases.values { reopen(lease.outstanding) }
      workerOfPeer[known.peer] = nil
      slotCount -= known.slots
      if knowsSweep { (worker.lapsed, worker.delivered) = (known.lapsed, known.delivered) }
      worker.rate = known.rate
      worker.finishedCount = known.finishedCount
      worker.throughput = known.throughput
    }
    slotCount += worker.slots
    workerOfPeer[peer] = hello.worker
    let lease = knowsSweep ? adopt(hello, by: &worker, at: now) : nil
    workers[hello.worker] = worker
    if known == nil {
      effects.append(
        .note(
          .joined(
            worker: hello.worker, host: hello.host, slots: worker.slots,
            instructionSet: hello.instructionSet)))
    }
    var answer = welcome
    answer.lease = lease
    effects.append(.send(.welcome(answer), to: peer))
  }

  /// Makes a lease of what a worker holds, or finished, and is still to do; all that it brings over is welcome from it.
  private mutating func adopt(
    _ hello: Hello, by worker: inout WorkerState, at now: Instant
  ) -> Lease? {
    let brought = trialIndices.intersection(
      IndexRanges(hello.held + hello.finished).ascending)
    let waiting = IndexRanges(brought.ascending)
    var leased = open.take(waiting)
    leased.formUnion(suspects.take(waiting))
    worker.lapsed.formUnion(brought)
    worker.lapsed.formUnion(trialIndices.intersection(IndexRanges(hello.dropped).ascending))
    worker.lapsed.subtract(leased)
    guard !leased.isEmpty else { return nil }
    let id = nextLeaseID()
    worker.leases[id] = .init(outstanding: leased, deadline: now + rules.leaseTime)
    return Lease(id: id, ranges: leased.intersection(hello.held).ascending)
  }

  /// Hands outcomes on to the store if their worker was granted them, or if they are already known (the store compares
  /// and acknowledges those); what was never granted is refused.
  ///
  /// What came before and is still on its way to the disk is passed over: it is acknowledged once it is there.
  private mutating func accept(
    _ finished: OutcomeBatch, from id: WorkerID, at now: Instant, _ effects: inout [Effect]
  ) {
    guard
      finished.indices.indices.allSatisfy({
        OutcomeRecord.isWellFormed(finished.record(at: $0))
      })
    else { return dismiss(id, &effects) }
    guard var worker = workers[id] else { return }
    let brought = IndexRanges(indices: finished.indices)
    var rest = brought
    rest.subtract(worker.delivered)
    let granted = worker.takeLeased(rest)
    if !granted.isEmpty { worker.lastProgress = now }
    learn(from: finished, granted, &worker)
    rest.subtract(granted)
    let late = worker.lapsed.intersection(rest.ascending)
    rest.subtract(late)
    workers[id] = worker
    settle(late, except: id)
    settle(shared.take(granted), except: id)
    let known = rest.isEmpty ? rest : doneTrials(among: rest)
    rest.subtract(known)

    var accepted = granted
    accepted.formUnion(late)
    accepted.formUnion(known)
    let isWhole = accepted.count == finished.count
    store(isWhole ? finished : finished.first(of: accepted), from: id, &effects)
    if !rest.isEmpty, isWithinBudget(worker.peer, &effects) {
      effects.append(.note(.refusedOutcomes(worker: id, host: worker.host, count: rest.count)))
      effects.append(.send(.acknowledge(rest.ascending), to: worker.peer))
    }
  }

  /// Learns a worker's speed from a few of the outcomes that it was granted.
  private func learn(
    from finished: OutcomeBatch, _ granted: IndexRanges, _ worker: inout WorkerState
  ) {
    for position in stride(from: 0, to: finished.count, by: max(1, (finished.count + 7) / 8))
    where granted.contains(finished.indices[position]) {
      worker.learn(
        cost: leaseSizes.cost(of: finished.indices[position]),
        microseconds: finished.microseconds[position])
    }
  }

  /// Hands outcomes to the store; each index stands once among them.
  mutating func store(_ outcomes: OutcomeBatch, from id: WorkerID, _ effects: inout [Effect]) {
    guard !outcomes.isEmpty else { return }
    workers[id]?.delivered.formUnion(IndexRanges(indices: outcomes.indices))
    uncommittedCount += outcomes.count
    effects.append(.store(outcomes, from: id))
  }

  /// Those of `indices` that are trials and that nobody has to do any more.
  private func doneTrials(among indices: IndexRanges) -> IndexRanges {
    var done = trialIndices.intersection(indices.ascending)
    done.subtract(open)
    done.subtract(suspects)
    for worker in workers.values {
      for lease in worker.leases.values { done.subtract(lease.outstanding) }
    }
    return done
  }

  /// Takes trials whose outcomes are at hand out of wherever they wait or run; who runs them is told once they are stored.
  mutating func settle(_ indices: IndexRanges, except bringer: WorkerID) {
    guard !indices.isEmpty else { return }
    open.subtract(indices)
    suspects.subtract(indices)
    shared.subtract(indices)
    for id in workers.keys where id != bringer {
      guard let held = workers[id]?.takeLeased(indices), !held.isEmpty else { continue }
      workers[id]?.lapsed.formUnion(held)
      settledElsewhere.formUnion(held)
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

  private mutating func takeBack(_ ranges: [Range<Int>], from id: WorkerID) {
    guard let held = workers[id]?.takeLeased(IndexRanges(ranges)) else { return }
    // It may run there nevertheless, from an earlier lease.
    workers[id]?.lapsed.formUnion(held)
    reopen(held)
  }

  private mutating func remove(_ id: WorkerID, _ effects: inout [Effect]) {
    guard let worker = workers.removeValue(forKey: id) else { return }
    if workerOfPeer[worker.peer] == id { workerOfPeer[worker.peer] = nil }
    slotCount -= worker.slots
    for lease in worker.leases.values { reopen(lease.outstanding) }
    effects.append(.note(.left(worker: id, host: worker.host)))
  }

  mutating func commit(_ batch: StoredBatch, _ effects: inout [Effect]) {
    storeStalledUntil = nil
    let stored = IndexRanges(batch.ranges)
    uncommittedCount -= stored.count
    workers[batch.worker]?.delivered.subtract(stored)
    workers[batch.worker]?.lapsed.subtract(stored)
    workers[batch.worker]?.finishedCount += batch.newCount
    trials.done += batch.newCount
    trials.infeasible += batch.infeasibleCount
    for (reason, count) in batch.failures {
      trials.failed += count
      failures[reason, default: 0] += count
    }
    for index in strikes.keys where stored.contains(index) { strikes[index] = nil }
    if let peer = workers[batch.worker]?.peer {
      effects.append(.send(.acknowledge(batch.ranges), to: peer))
    }
    tellOthers(settledElsewhere.take(stored), stored: batch.worker, &effects)
  }

  /// Acknowledges outcomes to those, too, that may be running the same trials.
  private mutating func tellOthers(
    _ indices: IndexRanges, stored bringer: WorkerID, _ effects: inout [Effect]
  ) {
    guard !indices.isEmpty else { return }
    for id in workers.keys.sorted() where id != bringer {
      guard let worker = workers[id] else { continue }
      let known = worker.lapsed.intersection(indices.ascending)
      if !known.isEmpty { effects.append(.send(.acknowledge(known.ascending), to: worker.peer)) }
    }
  }

  /// Lets leases lapse that were not renewed in time, and forgets workers that were silent for as long.
  ///
  /// A gap between ticks longer than a heartbeat means that this process stood still, not the workers: all deadlines
  /// move by it, though none beyond what hearing from the worker just now would give.
  mutating func passTime(_ now: Instant, _ effects: inout [Effect]) {
    let gap = now - lastTick
    lastTick = now
    requestCounts = [:]
    watchers = watchers.filter { now - $0.value < rules.leaseTime }
    if let until = storeStalledUntil, until <= now { storeStalledUntil = nil }
    for id in workers.keys.sorted() {
      guard var worker = workers[id] else { continue }
      if gap > rules.heartbeat {
        worker.extendDeadlines(by: gap, until: now + rules.leaseTime)
        worker.lastHeard = min(worker.lastHeard + gap, now)
      }
      let isSilent = now - worker.lastHeard >= rules.leaseTime
      let lapsed = worker.lapse { isSilent || $0.deadline <= now }
      worker.throughput.update(count: worker.finishedCount, at: now)
      workers[id] = worker
      reopen(lapsed)
      if !lapsed.isEmpty {
        effects.append(.note(.lapsed(worker: id, host: worker.host, trials: lapsed.count)))
      }
      if isSilent { remove(id, &effects) }
    }
  }
}
