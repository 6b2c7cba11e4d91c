import Scheduling
import Sweeps
import Testing

@Suite struct SchedulerTimeTests {
  @Test func `a silent worker keeps its leases for the lease time and no longer`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    #expect(stand.wait(.milliseconds(9_500)) == [])
    #expect(stand.trials.open == 16)
    #expect(stand.wait(.milliseconds(500)) == [stand.lapsed(1, trials: 4), stand.left(1)])
    #expect(stand.trials.open == 20)
  }

  @Test func `a heartbeat renews the leases that it lists and no other`() throws {
    var stand = try SchedulerStand(trials: 4)
    _ = stand.join(1, slots: 1)
    let alive = stand.wait(
      .seconds(20), hearing: .heartbeat([lease(1, 1).id, lease(8, 2).id]), from: 1)
    #expect(
      alive.filter { $0 != .send(.heartbeat, to: peer(1)) } == [
        stand.lapsed(1, trials: 1), .send(.grant(lease(1, 3, 1..<2)), to: peer(1)),
        stand.lapsed(1, trials: 1), .send(.grant(lease(1, 4, 1..<2)), to: peer(1)),
      ])
  }

  @Test func `a dead worker's leases do not keep each other alive`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    _ = stand.wait(.seconds(3))
    _ = stand.hear(.outcomes([outcome(0), outcome(1)]), from: 1)
    #expect(
      stand.wait(.seconds(10)) == [
        stand.lapsed(1, trials: 2), .send(.grant(lease(1, 4, 2..<4)), to: peer(1)),
        stand.lapsed(1, trials: 4), stand.left(1),
      ])
    #expect(stand.trials.open == 18)
  }

  @Test func `a lapsed lease is granted to others in the same tick`() throws {
    var rules = Scheduler.Rules()
    rules.stragglerPatience = .seconds(60)
    var stand = try SchedulerStand(trials: 2, rules: rules)
    _ = stand.join(1, slots: 1)
    _ = stand.join(2, slots: 1)
    #expect(
      stand.wait(.seconds(10), hearing: .heartbeat([]), from: 2).filter {
        $0 != .send(.heartbeat, to: peer(2))
      } == [
        stand.lapsed(1, trials: 2), stand.left(1),
        .send(.grant(lease(1, 3, 0..<1)), to: peer(2)),
        .send(.grant(lease(1, 4, 1..<2)), to: peer(2)),
      ])
  }

  @Test func `time in which the coordinator stood still moves the deadlines`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    _ = stand.wait(.seconds(5))
    stand.now += .seconds(60)
    #expect(stand.handle(.tick) == [])
    #expect(stand.wait(.milliseconds(4_500)) == [])
    #expect(stand.wait(.milliseconds(500)) == [stand.lapsed(1, trials: 4), stand.left(1)])
  }

  @Test func `no deadline moves beyond the lease time from now`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    stand.now += .seconds(8 * 3_600)
    _ = stand.hear(.heartbeat([lease(1, 1).id, lease(1, 2).id]), from: 1)
    #expect(stand.handle(.tick) == [])
    #expect(stand.scheduler.status(at: stand.now).workers.map(\.silence) == [.zero])
    #expect(stand.wait(.milliseconds(9_500)) == [])
    #expect(stand.wait(.milliseconds(500)) == [stand.lapsed(1, trials: 4), stand.left(1)])
  }

  @Test func `a gap of one heartbeat moves nothing`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    for _ in 0..<9 {
      stand.now += .seconds(1)
      #expect(stand.handle(.tick) == [])
    }
    stand.now += .seconds(1)
    #expect(stand.handle(.tick) == [stand.lapsed(1, trials: 4), stand.left(1)])
  }
}
