import Scheduling
import Sweeps
import Testing

/// Worker 1 holds all that is left and stands still; worker 2 has nothing to do.
@Suite struct SchedulerStragglerTests {
  private func heartbeats(_ stand: inout SchedulerStand, _ duration: Duration) -> [Scheduler.Effect]
  {
    var effects: [Scheduler.Effect] = []
    let leases = (1...9).map { LeaseID(epoch: 1, counter: $0) }
    let end = stand.now + duration
    while stand.now < end {
      _ = stand.hear(.heartbeat(leases), from: 1)
      effects += stand.wait(.milliseconds(500), hearing: .heartbeat(leases), from: 2)
    }
    return effects.filter { $0 != .send(.heartbeat, to: peer(2)) }
  }

  private func stalled() throws -> SchedulerStand {
    var stand = try SchedulerStand(trials: 2)
    _ = stand.join(1, slots: 1)
    _ = stand.join(2, slots: 1)
    #expect(heartbeats(&stand, .seconds(2)) == [])
    #expect(heartbeats(&stand, .seconds(5)) == [.send(.grant(lease(1, 3, 0..<1)), to: peer(2))])
    #expect(stand.scheduler.repeatedCount == 1)
    return stand
  }

  @Test func `an idle worker is given what a stalled one holds, piece by piece`() throws {
    var stand = try stalled()
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 2) == [.store([outcome(0)], from: workerID(2))])
    #expect(stand.scheduler.repeatedCount == 0)
    #expect(
      stand.handle(newlyStored([0], by: 2)) == [
        .send(.acknowledge([0..<1]), to: peer(2)), .send(.acknowledge([0..<1]), to: peer(1)),
      ])
    #expect(
      heartbeats(&stand, .seconds(1)) == [.send(.grant(lease(1, 4, 1..<2)), to: peer(2))])
    #expect(stand.trials.leased == 1)
  }

  @Test func `a trial that crashed where it was to help is given away again, and alone`() throws {
    var stand = try stalled()
    let crash = WorkerMessage.crashed(Crash(running: [0], reason: "signal 11"))
    _ = stand.hear(crash, from: 2)
    #expect(stand.scheduler.repeatedCount == 0)
    for number in 4...6 as ClosedRange<UInt64> {
      #expect(
        heartbeats(&stand, .seconds(1)) == [
          .send(.grant(lease(1, number, 0..<1)), to: peer(2))
        ])
      #expect(stand.scheduler.repeatedCount == 1)
      _ = stand.hear(crash, from: 2)
    }
    // Its third strike: whoever holds it is to drop it once that is stored.
    #expect(stand.scheduler.repeatedCount == 0)
    #expect(
      stand.handle(newlyStored([0], by: 2, failed: 1)).contains(
        .send(.acknowledge([0..<1]), to: peer(1))))
    #expect(stand.trials.failed == 1)
    #expect(stand.trials.leased == 1)
  }

  @Test func `a suspect is not left to a worker that stands still with it`() throws {
    var stand = try SchedulerStand(trials: 1)
    _ = stand.join(1)
    _ = stand.hear(.crashed(Crash(running: [0], reason: "signal 9")), from: 1)
    #expect(stand.trials.leased == 1)
    _ = stand.join(2)
    #expect(heartbeats(&stand, .seconds(5)) == [.send(.grant(lease(1, 3, 0..<1)), to: peer(2))])
  }

  @Test func `where the helper stands still, too, a third is given the trial`() throws {
    var stand = try stalled()
    _ = stand.join(3, slots: 1)
    #expect(
      heartbeats(&stand, .seconds(1)) == [.send(.grant(lease(1, 4, 0..<1)), to: peer(3))])
    #expect(stand.scheduler.repeatedCount == 2)
    #expect(stand.hear(.goodbye, from: 2) == [stand.left(2)])
    // Only what nobody else holds is free for others.
    #expect(
      stand.hear(.goodbye, from: 1) == [
        stand.left(1), .send(.grant(lease(1, 5, 1..<2)), to: peer(3)),
      ])
    #expect(stand.hear(.goodbye, from: 3) == [stand.left(3)])
    #expect(stand.trials.open == 2)
  }

  @Test func `the straggler's own outcome is as good, and the helper is told`() throws {
    var stand = try stalled()
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [.store([outcome(0)], from: workerID(1))])
    #expect(
      stand.handle(newlyStored([0], by: 1)) == [
        .send(.acknowledge([0..<1]), to: peer(1)), .send(.acknowledge([0..<1]), to: peer(2)),
      ])
    // What ran already comes a second time, is compared and counts for nothing.
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 2).first
        == .store([outcome(0)], from: workerID(2)))
  }

  @Test func `what two held is not open when one of them leaves`() throws {
    var stand = try stalled()
    #expect(stand.hear(.goodbye, from: 2) == [stand.left(2)])
    #expect(stand.trials.open == 0)
    #expect(stand.scheduler.repeatedCount == 0)
    #expect(stand.hear(.goodbye, from: 1) == [stand.left(1)])
    #expect(stand.trials.open == 2)
  }

  @Test func `a worker is given three times as long as its trials should take`() throws {
    var stand = try SchedulerStand(trials: 3, cost: 1_000)
    _ = stand.join(1, slots: 1)
    _ = stand.hear(.outcomes([outcome(0, duration: .seconds(4))]), from: 1)
    _ = stand.handle(newlyStored([0], by: 1))
    _ = stand.join(2, slots: 1)
    #expect(heartbeats(&stand, .seconds(12)) == [])
    #expect(heartbeats(&stand, .seconds(1)) == [.send(.grant(lease(1, 4, 1..<2)), to: peer(2))])
  }
}
