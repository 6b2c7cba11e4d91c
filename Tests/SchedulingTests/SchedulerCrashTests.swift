import Scheduling
import Sweeps
import Testing

@Suite struct SchedulerCrashTests {
  private func crash(_ running: Int...) -> WorkerMessage {
    .crashed(Crash(running: running, reason: "signal 11"))
  }

  private func crashed(_ worker: Int, _ running: Int...) -> Scheduler.Effect {
    .note(
      .crashed(
        worker: workerID(worker), host: "node", Crash(running: running, reason: "signal 11")))
  }

  private let setAside = OutcomeRecord.failed(
    reason: "its training process ended 3 times while it ran alone: signal 11")

  @Test func `what ran in a crash is granted alone, once nothing else waits or runs`() throws {
    var stand = try SchedulerStand(trials: 4)
    _ = stand.join(1, slots: 2)
    #expect(
      stand.hear(crash(0, 1), from: 1) == [
        crashed(1, 0, 1), .send(.grant(lease(1, 3, 3..<4)), to: peer(1)),
      ])
    #expect(stand.trials.suspect == 2)
    #expect(
      stand.hear(.outcomes([outcome(2)]), from: 1) == [.store([outcome(2)], from: workerID(1))])
    #expect(stand.handle(.tick) == [])
    #expect(
      stand.hear(.outcomes([outcome(3)]), from: 1) == [
        .store([outcome(3)], from: workerID(1)), .send(.grant(lease(1, 4, 0..<1)), to: peer(1)),
      ])
    #expect(stand.handle(.tick) == [])
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [
        .store([outcome(0)], from: workerID(1)), .send(.grant(lease(1, 5, 1..<2)), to: peer(1)),
      ])
    #expect(stand.trials.suspect == 0)
  }

  @Test func `a trial that crashes three times alone is stored as failed`() throws {
    var stand = try SchedulerStand(trials: 1)
    _ = stand.join(1)
    for number in 2...4 as ClosedRange<UInt64> {
      #expect(
        stand.hear(crash(0), from: 1) == [
          crashed(1, 0), .send(.grant(lease(1, number, 0..<1)), to: peer(1)),
        ])
    }
    let failed = FinishedTrial(index: 0, record: setAside.encoded(), duration: .zero, slot: 0)
    #expect(
      stand.hear(crash(0), from: 1) == [
        crashed(1, 0), .note(.setAside(trial: 0, reason: "signal 11")),
        .store([failed], from: workerID(1)),
      ])
    _ = stand.handle(newlyStored([0], by: 1, failed: 1))
    #expect(stand.scheduler.status(at: .zero).state == .done)
    #expect(stand.scheduler.status(at: .zero).failures == [.init(reason: "broke off", count: 1)])
  }

  @Test func `a lapse, a farewell, a cut and a crash among others are no strikes`() throws {
    var stand = try SchedulerStand(trials: 1)
    for number in 0..<3 {
      _ = stand.join(2 + number)
      _ = stand.hear(crash(0), from: 2 + number)
      #expect(stand.hear(.goodbye, from: 2 + number) == [stand.left(2 + number)])
      #expect(stand.trials.suspect == 1)
    }
    _ = stand.join(1)
    _ = stand.handle(.unreachable(peer(1)))
    _ = stand.wait(.seconds(10))
    #expect(stand.trials.suspect == 1)
    #expect(stand.trials.failed == 0)
    _ = stand.join(9)
    // It says that it ran another beside: no strike.
    for _ in 0..<9 { _ = stand.hear(crash(0, 7), from: 9) }
    #expect(stand.trials.leased == 1)
  }

  @Test func `a suspect that a worker brings over is adopted, and suspect still`() throws {
    var stand = try SchedulerStand(trials: 1)
    _ = stand.join(1)
    _ = stand.hear(crash(0), from: 1)
    #expect(
      stand.hello(1, over: 5, held: [0..<1]) == [
        .send(stand.welcome(holding: lease(1, 3, 0..<1)), to: peer(5))
      ])
    #expect(stand.hear(.giveBack([0..<1]), from: 5) == [])
    #expect(stand.trials.suspect == 1)
  }

  @Test func `a suspect is granted to a worker that brought over what it did not hold`() throws {
    var stand = try SchedulerStand(trials: 2, done: 0..<1)
    _ = stand.join(1)
    _ = stand.hear(crash(1), from: 1)
    _ = stand.hear(.goodbye, from: 1)
    // Trial 0 is done: no outcome of it will come.
    _ = stand.hello(2, finished: [0..<1])
    #expect(stand.hear(.ready, from: 2) == [.send(.grant(lease(1, 3, 1..<2)), to: peer(2))])
  }

  @Test func `an outcome of what a crash interrupted is welcome from the same worker`() throws {
    var stand = try SchedulerStand(trials: 3)
    _ = stand.join(1, slots: 2)
    _ = stand.hear(crash(0, 1), from: 1)
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1).first
        == .store([outcome(0)], from: workerID(1)))
    #expect(stand.trials.suspect == 1)
  }

  @Test func `crashes of trials that the worker does not hold change nothing`() throws {
    var stand = try SchedulerStand(trials: 3)
    _ = stand.join(1, slots: 1)
    _ = stand.hello(2, slots: 1)
    #expect(stand.hear(crash(0, 2, 99), from: 2) == [crashed(2, 0, 2, 99)])
    #expect(stand.trials.suspect == 0)
  }
}
