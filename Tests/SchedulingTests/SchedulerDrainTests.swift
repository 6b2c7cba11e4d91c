import Scheduling
import Sweeps
import Testing

@Suite struct SchedulerDrainTests {
  @Test func `when every trial is done the workers are told and nothing follows`() throws {
    var stand = try SchedulerStand(trials: 1)
    _ = stand.join(1)
    _ = stand.join(2)
    _ = stand.hear(.outcomes([outcome(0)]), from: 1)
    #expect(
      stand.handle(newlyStored([0], by: 1)) == [
        .send(.acknowledge([0..<1]), to: peer(1)), .send(.finished, to: peer(1)),
        .send(.finished, to: peer(2)), .end(.done),
      ])
    #expect(stand.handle(.tick) == [])
    #expect(stand.scheduler.status(at: .zero).state == .done)
  }

  @Test func `whoever asked of late how the sweep goes is told the end`() throws {
    var stand = try SchedulerStand(trials: 1)
    _ = stand.hear(.statusRequest, from: 8)
    _ = stand.wait(.seconds(10))
    _ = stand.hear(.statusRequest, from: 9)
    _ = stand.join(1)
    _ = stand.hear(.outcomes([outcome(0)]), from: 1)
    let effects = stand.handle(newlyStored([0], by: 1))
    let end = stand.scheduler.status(at: stand.now)
    #expect(end.state == .done && end.workers[0].finished == 1)
    #expect(
      effects == [
        .send(.acknowledge([0..<1]), to: peer(1)), .send(.finished, to: peer(1)),
        .send(.status(end), to: peer(9)), .end(.done),
      ])
  }

  @Test func `after the end workers are seen off until all have left`() throws {
    var stand = try SchedulerStand(trials: 1)
    _ = stand.join(1)
    _ = stand.join(2)
    _ = stand.hear(.outcomes([outcome(0)]), from: 1)
    _ = stand.handle(newlyStored([0], by: 1))
    #expect(!stand.scheduler.isDeserted)
    #expect(stand.hear(.goodbye, from: 1) == [])
    #expect(stand.hear(.heartbeat([]), from: 2) == [.send(.finished, to: peer(2))])
    #expect(stand.hello(3, over: 7) == [.send(.finished, to: peer(7))])
    #expect(!stand.scheduler.isDeserted)
    #expect(stand.hear(.goodbye, from: 2) == [])
    #expect(stand.scheduler.isDeserted)
  }

  @Test func `a sweep with nothing left to do ends at once`() throws {
    var stand = try SchedulerStand(done: 0..<20)
    #expect(stand.handle(.tick) == [.end(.done)])
  }

  @Test func `a drain without workers ends at once`() throws {
    var stand = try SchedulerStand()
    #expect(stand.handle(.drain) == [.end(.drained)])
  }

  @Test func `a drain waits until what is leased is stored, and grants nothing more`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1, slots: 1)
    #expect(stand.handle(.drain) == [])
    #expect(stand.scheduler.status(at: .zero).state == .draining)
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [.store([outcome(0)], from: workerID(1))])
    #expect(stand.hear(.giveBack([1..<2]), from: 1) == [])
    #expect(
      stand.handle(newlyStored([0], by: 1)) == [
        .send(.acknowledge([0..<1]), to: peer(1)), .end(.drained),
      ])
    // The worker is not told: the same sweep may go on before it gives up.
    #expect(stand.scheduler.isDeserted)
    #expect(stand.hear(.heartbeat([]), from: 1) == [])
  }

  @Test func `a drain does not wait for a dead worker beyond the lease time`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    _ = stand.handle(.drain)
    #expect(
      stand.wait(.seconds(10)) == [stand.lapsed(1, trials: 4), stand.left(1), .end(.drained)])
  }

  @Test func `while draining what a worker brings over is adopted`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    _ = stand.handle(.drain)
    #expect(
      stand.hello(1, over: 5, held: [0..<1]) == [
        .send(stand.welcome(holding: lease(1, 3, 0..<1)), to: peer(5))
      ])
    #expect(stand.hear(.ready, from: 5) == [])
  }
}
