import Scheduling
import Sweeps
import Testing

@Suite struct SchedulerAdmissionTests {
  @Test func `a worker is welcomed and noted`() throws {
    var stand = try SchedulerStand()
    #expect(
      stand.hello(1, slots: 8) == [
        stand.joined(1, slots: 8), .send(stand.welcome(holding: nil), to: peer(1)),
      ])
  }

  @Test(arguments: [(3, 1, "protocol", "coordinator"), (2, 0, "numerics", "worker")])
  func `another version is refused with what to upgrade`(
    theirProtocol: Int, theirNumerics: Int, what: String, who: String
  ) throws {
    var stand = try SchedulerStand()
    var hello = Hello(worker: workerID(1), host: "node", slots: 2)
    hello.protocolVersion = theirProtocol
    hello.numericsVersion = theirNumerics
    let (theirs, ours) =
      what == "protocol" ? (theirProtocol, protocolVersion) : (theirNumerics, numericsVersion)
    let reason =
      "the worker's \(what) version is \(theirs), the coordinator's \(ours): install the same "
      + "hitsweep on both (upgrade the \(who))"
    #expect(
      stand.hear(.hello(hello), from: 1) == [
        .note(.turnedAway(worker: workerID(1), host: "node", reason: reason)),
        .send(.refused(reason: reason), to: peer(1)),
      ])
    #expect(stand.scheduler.status(at: .zero).workers.isEmpty)
  }

  @Test(
    arguments: [
      .ready, .heartbeat([]), .outcomes([outcome(0)]), .giveBack([0..<1]), .fetch(chunk: 0),
      .goodbye,
    ] as [WorkerMessage])
  func `a stranger is asked for a hello`(message: WorkerMessage) throws {
    var stand = try SchedulerStand()
    #expect(stand.hear(message, from: 1) == [.send(.helloWanted, to: peer(1))])
  }

  @Test func `what is said of another grid is not taken`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    let other = try makeSweep(trials: 20, seed: 2)
    #expect(
      stand.handle(.received(.outcomes([outcome(0)]), sweep: other.id, from: peer(1)))
        == [.send(.helloWanted, to: peer(1))])
  }

  @Test func `the status is told to anybody`() throws {
    var stand = try SchedulerStand()
    let status = Status(sweep: "stand", state: .waiting, trials: stand.trials, workers: [])
    #expect(
      stand.handle(.received(.statusRequest, sweep: nil, from: peer(9)))
        == [.send(.status(status), to: peer(9))])
  }

  @Test func `a chunk is sent to a worker that asks for it`() throws {
    var stand = try SchedulerStand()
    _ = stand.hello(1)
    #expect(stand.hear(.fetch(chunk: 2), from: 1) == [.sendChunk(number: 2, to: peer(1))])
  }

  @Test func `after a restart what a worker holds and is still open becomes one lease`() throws {
    var stand = try SchedulerStand(done: 0..<2, epoch: 7)
    #expect(
      stand.hello(1, held: [1..<4, 6..<7], finished: [0..<1, 4..<5]) == [
        stand.joined(1),
        .send(stand.welcome(holding: lease(7, 1, 2..<4, 6..<7)), to: peer(1)),
      ])
    #expect(stand.trials.open == 14)
    #expect(
      stand.hear(.outcomes([outcome(4)]), from: 1) == [.store([outcome(4)], from: workerID(1))])
  }

  @Test func `what a worker holds of another grid is not adopted`() throws {
    var stand = try SchedulerStand()
    let other = try makeSweep(trials: 20, seed: 2)
    #expect(
      stand.hello(1, sweep: other.id, held: [0..<2], finished: [2..<3]) == [
        stand.joined(1), .send(stand.welcome(holding: nil), to: peer(1)),
      ])
    #expect(
      stand.hear(.outcomes([outcome(2)]), from: 1) == [
        stand.refused(1, count: 1), .send(.acknowledge([2..<3]), to: peer(1)),
      ])
  }

  @Test func `a grant that was lost with its connection is open again after the next hello`() throws
  {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    #expect(
      stand.hello(1, over: 5, held: [0..<2]) == [
        .send(stand.welcome(holding: lease(1, 3, 0..<2)), to: peer(5))
      ])
    #expect(stand.trials.open == 18)
    #expect(
      stand.hear(.ready, from: 5) == [.send(.grant(lease(1, 4, 2..<4)), to: peer(5))])
    #expect(stand.hear(.heartbeat([]), from: 1) == [.send(.helloWanted, to: peer(1))])
  }

  @Test func `what a worker held and another has by now is still welcome from it`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    #expect(
      stand.hello(2, held: [0..<1]) == [
        stand.joined(2), .send(stand.welcome(holding: nil), to: peer(2)),
      ])
    #expect(
      stand.hear(.outcomes([outcome(0)]), from: 2) == [.store([outcome(0)], from: workerID(2))])
  }

  @Test func `a connection speaks for one worker`() throws {
    var stand = try SchedulerStand()
    _ = stand.join(1)
    #expect(
      stand.hello(2, over: 1) == [
        stand.left(1), stand.joined(2), .send(stand.welcome(holding: nil), to: peer(1)),
      ])
    #expect(stand.trials.open == 20)
    #expect(stand.scheduler.status(at: .zero).workers.count == 1)
  }

  @Test func `a flood of requests is passed over until the next tick, and noted once`() throws {
    var rules = Scheduler.Rules()
    rules.requestLimit = 2
    var stand = try SchedulerStand(rules: rules)
    _ = stand.hello(1)
    #expect(stand.hear(.statusRequest, from: 1).count == 1)
    #expect(stand.hear(.statusRequest, from: 1) == [.note(.flooded(peer(1)))])
    #expect(stand.hello(1) == [])
    #expect(stand.hear(.statusRequest, from: 1) == [])
    #expect(stand.hello(2).count == 2)
    #expect(stand.handle(.tick) == [])
    #expect(stand.hear(.statusRequest, from: 1).count == 1)
  }

  @Test func `data are not rationed: a fast link fetches hundreds of chunks between two ticks`()
    throws
  {
    var stand = try SchedulerStand()
    _ = stand.hello(1)
    for number in 0..<500 {
      #expect(
        stand.hear(.fetch(chunk: number), from: 1) == [.sendChunk(number: number, to: peer(1))])
    }
  }

  @Test func `a hello of hundreds of thousands of ranges is no work`() throws {
    var stand = try SchedulerStand(trials: 400_000)
    let held = (0..<200_000).map { 2 * $0..<2 * $0 + 1 }
    let clock = ContinuousClock()
    let time = clock.measure {
      for _ in 0..<5 { _ = stand.hello(1, held: held + [0..<400_000]) }
    }
    #expect(time < .seconds(5))
    #expect(stand.trials.open == 0)
  }
}
