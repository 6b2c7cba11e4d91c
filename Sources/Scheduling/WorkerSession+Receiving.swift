import SearchSpace
import Sweeps

extension WorkerSession {
  mutating func receive(
    _ message: CoordinatorMessage, at now: Instant, _ effects: inout [Effect]
  ) {
    switch message {
    case .welcome(let welcome):
      enter(welcome, at: now, &effects)
    case .refused(let reason):
      end(.refused(reason: reason), &effects)
    case .helloWanted:
      // Each message on its way may be answered so; one hello answers them all, and the tick repeats it.
      if case .greeting = phase, now - lastSaid < heartbeat { return }
      phase = .greeting
      lastSaid = now
      effects.append(.send(.hello(hello)))
    case .grant(let lease):
      take(lease, &effects)
    case .acknowledge(let ranges):
      lastProgress = now
      settle(IndexRanges(ranges), &effects)
    case .chunk(let number, let bytes):
      receive(chunk: number, bytes, at: now, &effects)
    case .finished:
      end(.done, &effects)
    case .heartbeat, .status:
      break
    }
  }

  /// Drops outcomes that are on disk, and the trials of which another worker has brought them.
  private mutating func settle(_ indices: IndexRanges, _ effects: inout [Effect]) {
    unacknowledged.remove(indices)
    let brought = held.intersection(indices.ascending)
    guard !brought.isEmpty else { return }
    removeHeld(brought)
    if isTraining { effects.append(.forget(brought.ascending)) }
  }

  private mutating func take(_ lease: Lease, _ effects: inout [Effect]) {
    guard case .working = phase else { return }
    if drainDeadline != nil {
      effects.append(.send(.giveBack(lease.ranges)))
    } else if leases[lease.id] == nil {
      leases[lease.id] = IndexRanges(lease.ranges)
      if isTraining { effects.append(.run(lease.ranges)) }
    }
  }

  /// Starts, or goes on after a break, with what the coordinator says is to be done.
  ///
  /// Several hellos may have been on the way at once. Each welcome holds only until the next, so each is followed.
  private mutating func enter(_ welcome: Welcome, at now: Instant, _ effects: inout [Effect]) {
    guard let sweep = decoded(welcome.sweep) else {
      effects.append(.note(.badData))
      return
    }
    heartbeat = welcome.heartbeat
    lastProgress = now
    let isNew = sweep.id != sweepID
    let isPrepared = sweep.id == preparedSweepID
    if isNew {
      (unacknowledged, untoldCrashes, leases) = (UnacknowledgedOutcomes(), [], [:])
      dropped = IndexRanges()
    }
    sweepID = sweep.id
    hold(isPrepared ? welcome.lease : nil, &effects)
    if isNew { effects.append(.note(.joined)) }
    if isPrepared {
      phase = .working
      if drainDeadline == nil {
        effects.append(.send(.ready))
      } else if isTraining {
        effects.append(.cancelQueue)
      } else {
        effects.append(.send(.giveBack(held.ascending)))
        leases = [:]
      }
      sendUnacknowledged(&effects)
    } else if !isFetching(sweep) {
      startFetching(sweep, welcome, &effects)
    }
  }

  /// Holds `lease` in place of all others, less what has been finished since the hello that it answers.
  private mutating func hold(_ lease: Lease?, _ effects: inout [Effect]) {
    let before = held
    leases = [:]
    if let lease, !lease.ranges.isEmpty {
      leases[lease.id] = IndexRanges(lease.ranges)
      removeHeld(unacknowledged.indices)
    }
    for crash in untoldCrashes { tell(crash, &effects) }
    untoldCrashes = []
    drop(before)
    if isTraining { effects.append(.replaceQueue(held.ascending)) }
  }

  /// Keeps in mind which of `before` is held no more and may be running: its outcomes have to be welcome, to a
  /// coordinator, too, that knows nothing of it.
  private mutating func drop(_ before: IndexRanges) {
    guard isTraining else { return }
    var lost = before
    lost.subtract(held)
    dropped.formUnion(lost)
    // Far more than ever runs; of what is forgotten an outcome is refused, and the trial run again.
    if dropped.ascending.count > 1000 { dropped = lost }
  }

  /// What the shell has made ready can run, for the first time or again after a crash.
  mutating func beginTraining(_ effects: inout [Effect]) {
    isTraining = true
    if case .preparing = phase {
      phase = .working
      preparedSweepID = sweepID
      effects.append(.send(.ready))
    } else if sweepID == preparedSweepID {
      // What crashed is nobody's until the coordinator knows.
      var queue = held
      for crash in untoldCrashes { queue.subtract(IndexRanges(indices: crash.running)) }
      effects.append(.replaceQueue(queue.ascending))
    }
  }

  /// Has another training process started, and says what ran in the one that ended: it is not run here again unless the
  /// coordinator grants it again.
  mutating func recover(from crash: Crash, _ effects: inout [Effect]) {
    isTraining = false
    dropped = IndexRanges()
    effects.append(.note(.crashed(crash)))
    failedStarts = crash.running.isEmpty ? failedStarts + 1 : 0
    guard failedStarts < rules.startLimit else {
      return end(.cannotTrain(reason: crash.reason), &effects)
    }
    if case .working = phase { tell(crash, &effects) } else { untoldCrashes.append(crash) }
    if drainDeadline == nil {
      effects.append(.restartTraining)
    } else if case .working = phase, !leases.isEmpty {
      effects.append(.send(.giveBack(held.ascending)))
      leases = [:]
    }
  }

  private mutating func tell(_ crash: Crash, _ effects: inout [Effect]) {
    removeHeld(IndexRanges(indices: crash.running))
    effects.append(.send(.crashed(crash)))
  }

  private func isFetching(_ sweep: Sweep) -> Bool {
    if case .fetching(let fetch) = phase { fetch.sweep == sweep } else { false }
  }

  private func decoded(_ bytes: [UInt8]) -> Sweep? {
    do throws(CanonicalError) {
      return try Sweep(decoding: bytes)
    } catch {
      return nil
    }
  }

  private mutating func startFetching(
    _ sweep: Sweep, _ welcome: Welcome, _ effects: inout [Effect]
  ) {
    var fetch = Fetch(
      sweep: sweep, byteCount: max(0, welcome.dataByteCount),
      chunkByteCount: max(1, welcome.chunkByteCount))
    for _ in 0..<rules.chunkWindow { askForNextChunk(&fetch, &effects) }
    phase = .fetching(fetch)
  }

  private func askForNextChunk(_ fetch: inout Fetch, _ effects: inout [Effect]) {
    guard fetch.isReceived.count < fetch.chunkCount else { return }
    effects.append(.send(.fetch(chunk: fetch.isReceived.count)))
    fetch.isReceived.append(false)
  }

  private mutating func receive(
    chunk number: Int, _ bytes: [UInt8], at now: Instant, _ effects: inout [Effect]
  ) {
    guard case .fetching(var fetch) = phase, fetch.isReceived.indices.contains(number),
      !fetch.isReceived[number]
    else { return }
    let start = number * fetch.chunkByteCount
    let end = min(start + fetch.chunkByteCount, fetch.byteCount)
    guard bytes.count == end - start else { return }
    phase = .preparing
    lastProgress = now
    fetch.data += repeatElement(0, count: max(0, end - fetch.data.count))
    fetch.data.replaceSubrange(start..<end, with: bytes)
    fetch.isReceived[number] = true
    askForNextChunk(&fetch, &effects)
    guard fetch.isReceived.allSatisfy({ $0 }) else {
      phase = .fetching(fetch)
      return
    }
    if ContentHash(of: fetch.data) == fetch.sweep.facts.dataHash {
      effects.append(.prepare(sweep: fetch.sweep, data: fetch.data))
    } else {
      sweepID = nil
      phase = .greeting
      effects.append(.note(.badData))
    }
  }
}
