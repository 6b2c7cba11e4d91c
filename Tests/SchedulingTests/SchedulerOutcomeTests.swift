import Scheduling
import Sweeps
import Testing

@Suite struct SchedulerOutcomeTests {
  @Test func `an outcome of what was given back is welcome from the same worker`() throws {
    var stand = try SchedulerStand(trials: 3)
    _ = stand.join(1, slots: 2)
    _ = stand.hear(.giveBack([0..<1]), from: 1)
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [.store([outcome(0)], from: workerID(1))])
    #expect(stand.trials.open == 0)
  }

  @Test func `an outcome is acknowledged once it is stored, not before`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [.store([outcome(0)], from: workerID(1))])
    #expect(stand.trials.done == 0)
    #expect(
      stand.handle(newlyStored([0], by: 1)) == [.send(.acknowledge([0..<1]), to: peer(1))])
    #expect(stand.trials.done == 1)
  }

  @Test func `an acknowledgement goes to the worker's newest connection`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    _ = stand.hear(.outcomes([outcome(0)]), from: 1)
    _ = stand.hello(1, over: 5, finished: [0..<1])
    #expect(
      stand.handle(newlyStored([0], by: 1)) == [.send(.acknowledge([0..<1]), to: peer(5))])
  }

  @Test func `outcomes sent again while the store is slow are not stored again`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    _ = stand.hear(.outcomes([outcome(0)]), from: 1)
    #expect(stand.hear(.outcomes([outcome(0)]), from: 1) == [])
    _ = stand.hello(1, over: 5, finished: [0..<1])
    #expect(stand.hear(.outcomes([outcome(0), outcome(0)]), from: 5) == [])
  }

  @Test func `a message of no outcomes changes nothing`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    let trials = stand.trials
    #expect(stand.hear(.outcomes([]), from: 1) == [])
    #expect(stand.trials == trials)
  }

  @Test func `an outcome that is already stored is compared and acknowledged, and counts once`()
    throws
  {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    _ = stand.hear(.outcomes([outcome(0)]), from: 1)
    _ = stand.handle(newlyStored([0], by: 1))
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [.store([outcome(0)], from: workerID(1))])
    let known = StoredBatch(
      worker: workerID(1), ranges: [0..<1], newCount: 0)
    #expect(
      stand.handle(.stored(known)) == [.send(.acknowledge([0..<1]), to: peer(1))])
    let status = stand.scheduler.status(at: .zero)
    #expect(status.trials.done == 1)
    #expect(status.workers.map(\.finished) == [1])
  }

  @Test func `a late outcome of an open trial is stored once`() throws {
    var stand = try SchedulerStand(trials: 2)
    _ = stand.join(1, slots: 1)
    _ = stand.handle(.drain)
    #expect(
      stand.wait(.seconds(10), hearing: .heartbeat([lease(1, 2).id]), from: 1).filter {
        $0 != .send(.heartbeat, to: peer(1))
      } == [stand.lapsed(1, trials: 1)])
    #expect(stand.trials.open == 1)
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [.store([outcome(0)], from: workerID(1))])
    #expect(stand.trials.open == 0)
    #expect(stand.hear(.outcomes([outcome(0)]), from: 1) == [])
  }

  @Test func `a late outcome settles its trial for who was granted it since`() throws {
    var stand = try SchedulerStand(trials: 1)
    _ = stand.join(1)
    _ = stand.handle(.unreachable(peer(1)))
    _ = stand.wait(.seconds(10))
    #expect(stand.join(2) == [.send(.grant(lease(1, 2, 0..<1)), to: peer(2))])
    _ = stand.hello(1, held: [0..<1])
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 1) == [.store([outcome(0)], from: workerID(1))])
    #expect(stand.scheduler.status(at: stand.now).workers.map(\.leased) == [0, 0])
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 2) == [.store([outcome(0)], from: workerID(2))])
  }

  @Test func `outcomes of trials that others hold or nobody was granted are refused`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    _ = stand.hello(2)
    #expect(
      stand.hear(.outcomes([outcome(0), outcome(9)]), from: 2) == [
        stand.refused(2, count: 2), .send(.acknowledge([0..<1, 9..<10]), to: peer(2)),
      ])
  }

  @Test(arguments: [3, 20, -1])
  func `outcomes of what is no trial are refused, even if the hello claims them`(index: Int) throws
  {
    var stand = try SchedulerStand(excluding: [3])
    _ = stand.hello(1, held: [index..<index + 1], finished: [index..<index + 1])
    #expect(
      stand.hear(.outcomes([outcome(index)]), from: 1) == [
        stand.refused(1, count: 1), .send(.acknowledge([index..<index + 1]), to: peer(1)),
      ])
  }

  @Test func `a worker that sends what is no record is dismissed, and its trials are open again`()
    throws
  {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    let cut = Array(outcome(1).record.dropLast())
    #expect(
      stand.hear(.outcomes([outcome(0), outcome(1, record: cut)]), from: 1) == [
        .note(.sentUnreadable(worker: workerID(1), host: "node")),
        .send(
          .refused(reason: "a record cannot be read; install the same hitsweep on both"),
          to: peer(1)), stand.left(1),
      ])
    #expect(stand.trials.leased == 0)
    #expect(stand.hear(.heartbeat([]), from: 1) == [.send(.helloWanted, to: peer(1))])
  }

  @Test func `trials are counted by what has become of them`() throws {
    var stand = try SchedulerStand(excluding: [19])
    _ = stand.join(1)
    _ = stand.hear(.outcomes([outcome(0), outcome(1), outcome(2)]), from: 1)
    _ = stand.handle(newlyStored([0, 1], by: 1, failed: 1))
    var trials = Status.Trials()
    trials.total = 19
    trials.done = 2
    trials.failed = 1
    trials.infeasible = 1
    trials.leased = 4
    trials.open = 13
    #expect(stand.trials == trials)
  }

  @Test func `an outcome of what a worker was told to drop is welcome after a restart, too`() throws
  {
    var stand = try SchedulerStand(trials: 20, epoch: 2)
    _ = stand.hello(1, dropped: [3..<5, 90..<99])
    #expect(stand.trials.leased == 0)
    #expect(
      stand.hear(.outcomes([outcome(4)]), from: 1) == [.store([outcome(4)], from: workerID(1))])
    #expect(stand.trials.open == 19)
  }
}
