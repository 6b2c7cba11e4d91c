import Scheduling
import SearchSpace
import Sweeps
import Testing

/// The sizes of leases, as the grants of a scheduler show them.
@Suite struct LeaseSizesTests {
  /// The ranges of the leases that worker 1, alone with `slots` slots, is granted once its first
  /// trials took `duration` each.
  private func leases(
    trials: Int, slots: Int, cost: Double = 1_000, duration: Duration, excluding: [Int] = []
  ) throws -> [[Range<Int>]] {
    var stand = try SchedulerStand(trials: trials, excluding: excluding, cost: cost)
    _ = stand.join(1, slots: slots)
    let first = (0..<slots).map { outcome($0, duration: duration) }
    return stand.hear(.outcomes(OutcomeBatch(first)), from: 1).compactMap {
      if case .send(.grant(let lease), _) = $0 { lease.ranges } else { nil }
    }
  }

  @Test func `a lease holds half a second of work a slot`() throws {
    #expect(
      try leases(trials: 1_000, slots: 4, duration: .milliseconds(50)) == [[8..<48]])
  }

  @Test func `a trial longer than that is leased alone`() throws {
    #expect(try leases(trials: 1_000, slots: 1, duration: .seconds(600)) == [[2..<3]])
  }

  @Test func `towards the end a lease holds half of its worker's share`() throws {
    #expect(try leases(trials: 13, slots: 2, duration: .milliseconds(1)) == [[4..<9]])
    #expect(try leases(trials: 5, slots: 2, duration: .milliseconds(1)) == [[4..<5]])
  }

  @Test func `slots of others count in the share`() throws {
    var stand = try SchedulerStand(trials: 12)
    _ = stand.hello(2, slots: 6)
    _ = stand.join(1, slots: 2)
    #expect(
      stand.hear(.outcomes([outcome(0, duration: .milliseconds(1)), outcome(1)]), from: 1) == [
        .store([outcome(0, duration: .milliseconds(1)), outcome(1)], from: workerID(1)),
        .send(.grant(lease(1, 3, 4..<5)), to: peer(1)),
      ])
  }

  @Test func `a lease has at most 64 ranges`() throws {
    let odd = Array(stride(from: 5, to: 400, by: 2))
    let ranges = try leases(
      trials: 400, slots: 2, duration: .microseconds(1), excluding: odd)
    #expect(ranges == [(2..<66).map { $0 * 2..<$0 * 2 + 1 }])
  }

  @Test func `a lease of the shortest trials has 8,192 of them`() throws {
    let leases = try leases(trials: 100_000, slots: 1, duration: .microseconds(1))
    #expect(leases == [[2..<8194]])
  }

  @Test func `trials that cost nothing are leased, too`() throws {
    #expect(
      try leases(trials: 100, slots: 1, cost: 0, duration: .milliseconds(100)) == [[2..<7]])
  }

  @Test func `the largest grid can be shared by the largest worker`() throws {
    let all = IndexRanges([0..<1 << 53])
    var counts = Status.Trials()
    counts.total = all.count
    let stand = try SchedulerStand()
    var scheduler = Scheduler(
      name: "large", welcome: stand.welcome, sweepID: stand.sweep.id, trialIndices: all, open: all,
      counts: counts, epoch: 1, replicates: 1, trialCost: { _ in 1 }, at: .zero)
    let hello = Hello(worker: workerID(1), host: "node", slots: 65_536)
    _ = scheduler.handle(.received(.hello(hello), sweep: nil, from: peer(1)), at: .zero)
    #expect(
      scheduler.handle(.received(.ready, sweep: stand.sweep.id, from: peer(1)), at: .zero) == [
        .send(.grant(lease(1, 1, 0..<65_536)), to: peer(1)),
        .send(.grant(lease(1, 2, 65_536..<131_072)), to: peer(1)),
      ])
  }
}
