import Scheduling
import SearchSpace
import Sweeps

/// The promises, checked after each event of the coordinator.
extension World {
  /// How many leases a worker may hold.
  private static let credit = 2

  /// A coordinator starts: nothing that was acknowledged may be missing.
  mutating func startLedger(_ counts: Status.Trials) {
    ledger.start(grid.numbers.count, counts: counts)
    for (index, number) in grid.numbers.enumerated() {
      guard let number, disk.rows[number] != nil else { continue }
      ledger.isReported[index] = true
    }
    checkAcknowledged()
  }

  private mutating func checkAcknowledged() {
    for number in ledger.acknowledged.indices
    where ledger.acknowledged[number] && disk.rows[number] == nil {
      violate("the acknowledged outcome of trial number \(number) is lost")
    }
    if disk.count != ledger.committedCount {
      violate("\(ledger.committedCount) outcomes were committed, \(disk.count) are on disk")
    }
  }

  /// The world's end: everything is on disk, and nothing else.
  mutating func checkEnd() {
    guard violation == nil else { return }
    checkAcknowledged()
    let missing = grid.numbers.count { $0.map { disk.rows[$0] == nil } ?? false }
    if missing > 0 { violate("the sweep has ended, and \(missing) trials have no outcome") }
  }

  /// Checks an outcome that becomes the first of its trial.
  mutating func checkRecord(_ trial: FinishedTrial, number: Int) {
    if circumstances.poison.contains(number) {
      if OutcomeRecord.kind(ofEncoded: trial.record) == .failed { return }
    } else if trial.record == Self.record(of: number) {
      return
    }
    violate("what is stored of trial \(trial.index) is not its outcome")
  }

  /// A worker that connects names every outcome that has not been acknowledged.
  mutating func checkHello(_ hello: Hello, of worker: Int) {
    let named = IndexRanges(hello.finished)
    let forgotten = workers[worker].unacknowledged.filter { !named.contains($0) }
    if let first = forgotten.min() {
      violate(
        "\(name(worker)) has forgotten \(forgotten.count) unacknowledged outcomes, of trial \(first) for one"
      )
    }
  }

  /// Takes note of what the scheduler was told and decided, and checks what can be checked.
  mutating func audit(
    _ event: Scheduler.Event, _ effects: [Scheduler.Effect], at local: Instant
  ) {
    guard !ledger.hasEnded else { return }
    note(event, effects, at: local)
    for effect in effects where violation == nil { check(effect, of: event, at: local) }
    if violation == nil, !ledger.hasEnded { checkStatus(event, at: local) }
  }

  private mutating func note(
    _ event: Scheduler.Event, _ effects: [Scheduler.Effect], at local: Instant
  ) {
    let rules = circumstances.rules
    switch event {
    case .received(let message, _, let peer):
      guard !effects.contains(.send(.helloWanted, to: peer)) else {
        tally[.helloWanted] += 1
        return
      }
      let worker = workerID(connections[Int(peer.rawValue)].worker)
      switch message {
      case .heartbeat(let ids):
        tally[.heartbeats] += 1
        ledger.renew(ids, of: worker, at: local, for: rules.leaseTime)
      case .giveBack(let ranges): ledger.giveBack(ranges, by: worker)
      case .crashed(let crash):
        ledger.giveBack(crash.running.map { $0..<$0 + 1 }, by: worker)
      default: break
      }
    case .stored(let batch):
      for index in batch.ranges.joined() { ledger.returnFromDisk(index) }
      ledger.counts.done += batch.newCount
      ledger.counts.failed += batch.failures.values.reduce(0, +)
      ledger.counts.infeasible += batch.infeasibleCount
    case .tick:
      ledger.tick(at: local, heartbeat: rules.heartbeat, time: rules.leaseTime)
    case .unreachable, .storeStalled, .drain: break
    }
  }

  private mutating func check(
    _ effect: Scheduler.Effect, of event: Scheduler.Event, at local: Instant
  ) {
    switch effect {
    case .send(let message, let peer): check(message, to: peer, after: event, at: local)
    case .sendChunk: break
    case .store(let trials, let worker):
      for index in trials.indices {
        guard index < grid.numbers.count, grid.numbers[index] != nil else {
          return violate("an outcome of trial \(index), which there is not, goes to the store")
        }
        ledger.leaveForDisk(index)
      }
      noteLate(trials, from: worker)
    case .note(let note): check(note, at: local)
    case .end(let ending):
      ledger.hasEnded = true
      if ending == .done, ledger.counts.done != ledger.counts.total {
        violate("the coordinator ends with trials to do")
      }
    }
  }

  private mutating func noteLate(_ trials: OutcomeBatch, from worker: WorkerID) {
    let holdsLease = ledger.leases.contains { $0.worker == worker }
    if !holdsLease { tally[.lateOutcomes] += trials.count }
  }

  private mutating func check(
    _ message: CoordinatorMessage, to peer: PeerID, after event: Scheduler.Event,
    at local: Instant
  ) {
    let worker = workerID(connections[Int(peer.rawValue)].worker)
    switch message {
    case .grant(let lease):
      tally[.grants] += 1
      enter(lease, lease.ranges, of: worker, at: local, isCertain: true)
      if lease.ranges.isEmpty { violate("lease \(lease.id) grants nothing") }
      let count = ledger.certainCount(of: worker)
      if count > Self.credit {
        violate("\(name(peer)) is granted \(count) leases, and its credit is \(Self.credit)")
      }
    case .welcome(let welcome):
      ledger.removeAll(of: worker)
      guard let lease = welcome.lease, case .received(.hello(let hello), _, _) = event
      else { return }
      tally[.adoptions] += 1
      let ranges = lease.ranges + hello.finished
      enter(lease, ranges, of: worker, at: local, isCertain: hello.finished.isEmpty)
    case .acknowledge(let ranges):
      for index in ranges.joined() { checkAcknowledgement(of: index) }
    case .finished:
      if ledger.counts.done != ledger.counts.total {
        violate("\(name(peer)) is told that the sweep is done, with trials to do")
      }
    case .refused, .helloWanted, .chunk, .heartbeat, .status: break
    }
  }

  private mutating func enter(
    _ lease: Lease, _ ranges: [Range<Int>], of worker: WorkerID, at local: Instant,
    isCertain: Bool
  ) {
    if !ledger.grantedIDs.insert(lease.id).inserted {
      violate("lease \(lease.id) is granted a second time")
    }
    ledger.leases.append(
      .init(
        id: lease.id, worker: worker, outstanding: IndexRanges(ranges), renewedAt: local,
        deadline: local + circumstances.rules.leaseTime, isCertain: isCertain))
  }

  private mutating func checkAcknowledgement(of index: Int) {
    guard index < grid.numbers.count, let number = grid.numbers[index],
      disk.rows[number] != nil
    else { return violate("trial \(index) is acknowledged, and is not on disk") }
    tally[.acknowledgements] += 1
    ledger.acknowledged[number] = true
    if fault == .loseAcknowledged, tally[.acknowledgements] == 1 {
      disk.rows[number] = nil
      disk.count -= 1
    }
  }

  private mutating func check(_ note: Scheduler.Note, at local: Instant) {
    switch note {
    case .sentUnreadable(let worker, _):
      violate("the honest worker \(worker.short) is dismissed")
    case .lapsed(let worker, _, _):
      tally[.lapses] += 1
      let unread = coordinator?.inbox.contains {
        workerID(connections[Int($0.peer.rawValue)].worker) == worker
      }
      if unread == true {
        violate("leases of worker \(worker.short) lapse while its messages wait in the socket")
      }
      ledger.lapse(of: worker, at: local, after: circumstances.rules.leaseTime)
    case .left(let worker, _):
      ledger.removeAll(of: worker)
    case .setAside(let trial, _):
      tally[.setAside] += 1
      let isPoison =
        grid.numbers[trial].map { circumstances.poison.contains($0) } ?? false
      if !isPoison { violate("the innocent trial \(trial) is set aside") }
    case .refusedOutcomes(let worker, _, let count):
      violate("\(count) outcomes of the honest worker \(worker.short) are refused")
    case .turnedAway(let worker, _, _): violate("the honest worker \(worker.short) is turned away")
    case .flooded(let peer): violate("\(name(peer)) is honest and is said to flood")
    case .joined, .crashed, .storeStalled: break
    }
  }

  private mutating func checkStatus(_ event: Scheduler.Event, at local: Instant) {
    guard let scheduler = coordinator?.scheduler else { return }
    let status = scheduler.status(at: local)
    let trials = status.trials
    let expected = ledger.counts
    if trials.total != expected.total || trials.done != expected.done
      || trials.failed != expected.failed || trials.infeasible != expected.infeasible
    {
      violate(
        "the coordinator counts \(trials.done) done, \(trials.failed) failed, \(trials.infeasible) infeasible of "
          + "\(trials.total); reported were \(expected.done), \(expected.failed), \(expected.infeasible) of \(expected.total)"
      )
    }
    if trials.total != trials.done + trials.leased + trials.open + trials.suspect
      || min(trials.leased, trials.open, trials.suspect) < 0
    {
      violate("\(trials) do not add up")
    }
    let leased = status.workers.reduce(0) { $0 + $1.leased }
    let repeated = scheduler.repeatedCount
    let found =
      trials.done + ledger.awayCount + leased - repeated + trials.open + trials.suspect
    if found != trials.total {
      violate(
        "of \(trials.total) trials \(trials.done) are done, \(ledger.awayCount) on their way to the disk, "
          + "\(leased) leased (\(repeated) of them again), \(trials.open) open, \(trials.suspect) suspect: \(found)"
      )
    }
    if disk.count != ledger.committedCount {
      violate("\(ledger.committedCount) outcomes were committed, \(disk.count) are on disk")
    }
    if case .tick = event { checkDeadlines(status, at: local) }
  }

  private mutating func checkDeadlines(_ status: Status, at local: Instant) {
    ledger.leases.removeAll { $0.deadline <= local }
    for worker in status.workers where worker.leased > 0 {
      // Workers are numbered in the digits that the status shows.
      let id = workerID((Int(worker.id, radix: 16) ?? 0) - 1)
      let live = ledger.liveTrialCount(of: id, at: local)
      if worker.leased > live {
        violate(
          "worker \(worker.id) holds \(worker.leased) trials, and \(live) under leases whose deadline has not passed"
        )
      }
    }
  }
}
