import Scheduling
import Sweeps
import Testing

@Suite struct SchedulerGrantingTests {
  @Test func `a ready worker gets one lease to work on and one ahead`() throws {
    var stand = try SchedulerStand()
    #expect(
      stand.join(1) == [
        .send(.grant(lease(1, 1, 0..<2)), to: peer(1)),
        .send(.grant(lease(1, 2, 2..<4)), to: peer(1)),
      ])
    #expect(stand.hear(.ready, from: 1) == [])
  }

  @Test func `a lease that came back whole is followed by the next`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [.store([outcome(0)], from: workerID(1))])
    #expect(
      stand.hear(.outcomes([outcome(1)]), from: 1) == [
        .store([outcome(1)], from: workerID(1)),
        .send(.grant(lease(1, 3, 4..<6)), to: peer(1)),
      ])
  }

  @Test func `trials given back go to others and no more to who gave them back`() throws {
    var stand = try SchedulerStand(trials: 4)
    _ = stand.join(1)
    _ = stand.join(2)
    #expect(stand.trials.open == 0)
    #expect(
      stand.hear(.giveBack([1..<2, 3..<9]), from: 1) == [
        .send(.grant(lease(1, 4, 1..<2)), to: peer(2))
      ])
    _ = stand.hear(.outcomes([outcome(0)]), from: 1)
    #expect(stand.hear(.goodbye, from: 1) == [stand.left(1)])
  }

  @Test func `a worker that gave back is granted trials once it says that it is ready`() throws {
    var stand = try SchedulerStand(trials: 1)
    _ = stand.join(1)
    #expect(stand.hear(.giveBack([0..<1]), from: 1) == [])
    #expect(stand.handle(.tick) == [])
    #expect(
      stand.hear(.ready, from: 1) == [.send(.grant(lease(1, 2, 0..<1)), to: peer(1))])
  }

  @Test func `what a leaving worker held is granted to others at once`() throws {
    var stand = try SchedulerStand(trials: 2)
    _ = stand.join(1)
    _ = stand.join(2)
    #expect(
      stand.hear(.goodbye, from: 1) == [
        stand.left(1), .send(.grant(lease(1, 3, 0..<1)), to: peer(2)),
        .send(.grant(lease(1, 4, 1..<2)), to: peer(2)),
      ])
  }

  @Test func `nothing is granted over a connection that is gone`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    #expect(stand.handle(.unreachable(peer(1))) == [])
    #expect(
      stand.hear(.outcomes([outcome(0), outcome(1)]), from: 1) == [
        .send(.helloWanted, to: peer(1))
      ])
    #expect(stand.handle(.tick) == [])
    #expect(
      stand.hello(1, held: [2..<4], finished: [0..<2]) == [
        .send(stand.welcome(holding: lease(1, 3, 2..<4)), to: peer(1))
      ])
    #expect(stand.hear(.ready, from: 1) == [.send(.grant(lease(1, 4, 4..<6)), to: peer(1))])
  }

  @Test func `an unreachable worker whose leases came back is not granted others`() throws {
    var stand = try SchedulerStand(trials: 6)
    _ = stand.join(1, slots: 1)
    _ = stand.hear(.outcomes([outcome(0)]), from: 1)
    _ = stand.handle(.unreachable(peer(1)))
    #expect(
      stand.handle(newlyStored([0], by: 1)) == [.send(.acknowledge([0..<1]), to: peer(1))])
    #expect(stand.trials.open == 3)
  }

  @Test func `at the limit of uncommitted outcomes nothing is granted until some are stored`()
    throws
  {
    var rules = Scheduler.Rules()
    rules.uncommittedLimit = 2
    var stand = try SchedulerStand(rules: rules)
    _ = stand.join(1, slots: 1)
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [
        .store([outcome(0)], from: workerID(1)), .send(.grant(lease(1, 3, 2..<3)), to: peer(1)),
      ])
    #expect(
      stand.hear(.outcomes([outcome(1)]), from: 1) == [.store([outcome(1)], from: workerID(1))])
    #expect(
      stand.handle(newlyStored([0], by: 1)) == [
        .send(.acknowledge([0..<1]), to: peer(1)), .send(.grant(lease(1, 4, 3..<4)), to: peer(1)),
      ])
  }

  @Test func `a stalled store is noted once and stops granting until it commits`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    #expect(stand.handle(.storeStalled) == [.note(.storeStalled)])
    #expect(stand.handle(.storeStalled) == [])
    #expect(
      stand.hear(.outcomes([outcome(0), outcome(1)]), from: 1) == [
        .store([outcome(0), outcome(1)], from: workerID(1))
      ])
    #expect(
      stand.handle(newlyStored([0, 1], by: 1)) == [
        .send(.acknowledge([0..<2]), to: peer(1)), .send(.grant(lease(1, 3, 4..<6)), to: peer(1)),
      ])
  }

  @Test func `a stall that nobody speaks of any more is over, though no outcome was stored`() throws
  {
    var stand = try SchedulerStand()
    _ = stand.handle(.storeStalled)
    _ = stand.join(1)
    let stalled = stand.wait(.milliseconds(9_500), hearing: .heartbeat([]), from: 1)
    #expect(stalled == Array(repeating: .send(.heartbeat, to: peer(1)), count: 19))
    #expect(
      stand.wait(.milliseconds(500)) == [
        .send(.grant(lease(1, 1, 0..<2)), to: peer(1)),
        .send(.grant(lease(1, 2, 2..<4)), to: peer(1)),
      ])
  }
}
