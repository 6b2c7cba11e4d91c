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
      phase = .greeting
      lastSaid = now
      effects.append(.send(.hello(hello)))
    case .grant(let lease):
      take(lease, &effects)
    case .acknowledge(let ranges):
      lastProgress = now
      for range in ranges {
        if range.count > unacknowledged.count {
          unacknowledged = unacknowledged.filter { !range.contains($0.key) }
        } else {
          for index in range { unacknowledged[index] = nil }
        }
      }
    case .chunk(let number, let bytes):
      receive(chunk: number, bytes, at: now, &effects)
    case .finished:
      end(.done, &effects)
    case .heartbeat, .status:
      break
    }
  }

  private mutating func take(_ lease: Lease, _ effects: inout [Effect]) {
    guard case .working = phase else { return }
    if drainDeadline != nil {
      effects.append(.send(.giveBack(lease.ranges)))
    } else if leases[lease.id] == nil {
      leases[lease.id] = IndexRanges(lease.ranges)
      effects.append(.run(lease.ranges))
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
    if isNew { unacknowledged = [:] }
    sweepID = sweep.id
    hold(isPrepared ? welcome.lease : nil, &effects)
    if isNew { effects.append(.note(.joined)) }
    if isPrepared {
      phase = .working
      effects.append(drainDeadline == nil ? .send(.ready) : .cancelQueue)
      send(unacknowledgedInOrder, &effects)
    } else if !isFetching(sweep) {
      startFetching(sweep, welcome, &effects)
    }
  }

  /// Holds `lease` in place of all others, less what has been finished since the hello that it answers.
  private mutating func hold(_ lease: Lease?, _ effects: inout [Effect]) {
    leases = [:]
    if let lease, !lease.ranges.isEmpty {
      leases[lease.id] = IndexRanges(lease.ranges)
      for index in unacknowledged.keys { removeHeld(index..<index + 1) }
    }
    effects.append(.replaceQueue(leases.values.flatMap(\.ascending)))
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
    let count = max(0, welcome.dataByteCount)
    let chunkByteCount = max(1, welcome.chunkByteCount)
    let chunkCount = (count + chunkByteCount - 1) / chunkByteCount
    var fetch = Fetch(
      sweep: sweep, chunkByteCount: chunkByteCount, data: [UInt8](repeating: 0, count: count),
      isReceived: [Bool](repeating: false, count: chunkCount), nextRequest: 0)
    while fetch.nextRequest < min(rules.chunkWindow, chunkCount) {
      effects.append(.send(.fetch(chunk: fetch.nextRequest)))
      fetch.nextRequest += 1
    }
    phase = .fetching(fetch)
  }

  private mutating func receive(
    chunk number: Int, _ bytes: [UInt8], at now: Instant, _ effects: inout [Effect]
  ) {
    guard case .fetching(var fetch) = phase, fetch.isReceived.indices.contains(number),
      !fetch.isReceived[number]
    else { return }
    let start = number * fetch.chunkByteCount
    let end = min(start + fetch.chunkByteCount, fetch.data.count)
    guard bytes.count == end - start else { return }
    phase = .preparing
    lastProgress = now
    fetch.data.replaceSubrange(start..<end, with: bytes)
    fetch.isReceived[number] = true
    if fetch.nextRequest < fetch.isReceived.count {
      effects.append(.send(.fetch(chunk: fetch.nextRequest)))
      fetch.nextRequest += 1
    }
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
