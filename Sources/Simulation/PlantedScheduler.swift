import Scheduling
import SearchSpace
import Sweeps

/// A coordinator's real scheduler, with or without a bug between it and the world.
struct PlantedScheduler {
  private var scheduler: Scheduler
  private let fault: PlantedFault?
  private let startedAt: Instant
  private var workers: [PeerID: WorkerID] = [:]
  private var granted: [WorkerID: [Lease]] = [:]
  private var lapseCounts: [Int: Int] = [:]
  private var originals: [LeaseID: LeaseID] = [:]

  init(_ scheduler: Scheduler, planting fault: PlantedFault?, at now: Instant) {
    self.scheduler = scheduler
    self.fault = fault
    startedAt = now
  }

  var repeatedCount: Int { scheduler.repeatedCount }

  func status(at now: Instant) -> Status { scheduler.status(at: now) }

  mutating func handle(_ event: Scheduler.Event, at now: Instant) -> [Scheduler.Effect] {
    guard let fault else { return scheduler.handle(event, at: now) }
    if case .received(.hello(let hello), _, let peer) = event { workers[peer] = hello.worker }
    let isTimeless = fault == .neverExpire
    let effects = scheduler.handle(altered(event, by: fault), at: isTimeless ? startedAt : now)
    for case .send(.grant(let lease), let peer) in effects {
      if let worker = workers[peer] { granted[worker, default: []].append(lease) }
    }
    return effects.flatMap { altered($0, by: fault, after: event) }
  }

  private func altered(_ event: Scheduler.Event, by fault: PlantedFault) -> Scheduler.Event {
    switch (fault, event) {
    case (.countDuplicates, .stored(var batch)):
      batch.newCount = batch.ranges.reduce(0) { $0 + $1.count }
      return .stored(batch)
    case (.renewUnheld, .received(.heartbeat, let sweep, let peer)):
      let leases = workers[peer].flatMap { granted[$0] } ?? []
      return .received(.heartbeat(leases.map(\.id)), sweep: sweep, from: peer)
    case (.exceedCredit, .received(.heartbeat(let ids), let sweep, let peer)):
      return .received(.heartbeat(ids.map { originals[$0] ?? $0 }), sweep: sweep, from: peer)
    case (.adoptNothing, .received(.hello(var hello), let sweep, let peer)):
      (hello.held, hello.finished) = ([], [])
      return .received(.hello(hello), sweep: sweep, from: peer)
    default: return event
    }
  }

  private mutating func altered(
    _ effect: Scheduler.Effect, by fault: PlantedFault, after event: Scheduler.Event
  ) -> [Scheduler.Effect] {
    switch (fault, effect) {
    case (.acknowledgeBeforeStore, .store(let trials, _)):
      guard case .received(_, _, let peer) = event else { return [effect] }
      let ranges = IndexRanges(indices: trials.indices).ascending
      return [.send(.acknowledge(ranges), to: peer), effect]
    case (.acknowledgeOneMore, .send(.acknowledge(let ranges), let peer)):
      return [
        .send(.acknowledge(ranges.map { $0.lowerBound..<$0.upperBound + 1 }), to: peer)
      ]
    case (.forgetLapsed, .note(.lapsed(let worker, _, _))):
      for index in takeGranted(worker) { lapseCounts[index] = 1 }
      return [effect]
    case (.forgetLapsed, .send(.grant(let lease), let peer)):
      let kept = IndexRanges(indices: lease.ranges.joined().filter { lapseCounts[$0] == nil })
      return kept.isEmpty
        ? [] : [.send(.grant(Lease(id: lease.id, ranges: kept.ascending)), to: peer)]
    case (.strikeInnocent, .note(.lapsed(let worker, _, _))):
      return [effect] + takeGranted(worker).compactMap { strike($0) }
    case (.exceedCredit, .send(.grant(let lease), let peer)):
      return split(lease).map { .send(.grant($0), to: peer) }
    case (.finishEarly, .send(.acknowledge, let peer)):
      let isGranted = scheduler.status(at: startedAt).trials.open == 0
      return isGranted ? [effect, .send(.finished, to: peer)] : [effect]
    default: return [effect]
    }
  }

  private mutating func takeGranted(_ worker: WorkerID) -> [Int] {
    granted.removeValue(forKey: worker)?.flatMap { $0.ranges.joined() } ?? []
  }

  private mutating func strike(_ index: Int) -> Scheduler.Effect? {
    lapseCounts[index, default: 0] += 1
    return lapseCounts[index] == 2
      ? .note(.setAside(trial: index, reason: "its workers fell silent")) : nil
  }

  /// One lease for each trial.
  private mutating func split(_ lease: Lease) -> [Lease] {
    let indices = Array(lease.ranges.joined())
    return indices.enumerated().map { position, index in
      let counter = lease.id.counter << 20 + UInt64(position)
      let id = LeaseID(epoch: lease.id.epoch, counter: counter)
      originals[id] = lease.id
      return Lease(id: id, ranges: [index..<index + 1])
    }
  }
}
