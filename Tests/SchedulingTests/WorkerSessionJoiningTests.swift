import Scheduling
import Sweeps
import Testing

@Suite struct WorkerSessionJoiningTests {
  @Test func `a session starts with a connection and a hello`() throws {
    var session = WorkerSession(worker: workerID(1), host: "node", slots: 2, at: .zero)
    #expect(session.start(at: .zero) == [.connect, try SessionStand().hello()])
  }

  @Test func `a worker fetches the data, makes it ready and says so`() throws {
    var stand = try SessionStand()
    #expect(
      stand.receiveWelcome() == [
        .note(.joined), .send(.fetch(chunk: 0)), .send(.fetch(chunk: 1)),
        .send(.fetch(chunk: 2)),
      ])
    #expect(stand.session.currentSweep == stand.sweep.id)
    #expect(stand.receive(stand.chunk(2)) == [])
    #expect(stand.receive(stand.chunk(0)) == [])
    #expect(stand.receive(stand.chunk(1)) == [.prepare(sweep: stand.sweep, data: preparedData)])
    #expect(stand.handle(.prepared) == [.send(.ready)])
  }

  @Test func `no more chunks are asked for ahead than the window allows`() throws {
    var rules = WorkerSession.Rules()
    rules.chunkWindow = 1
    var stand = try SessionStand(rules: rules)
    #expect(
      stand.receiveWelcome() == [.note(.joined), .send(.fetch(chunk: 0))])
    #expect(stand.receive(stand.chunk(0)) == [.send(.fetch(chunk: 1))])
  }

  @Test func `however much a welcome announces, memory is taken for what comes`() throws {
    var stand = try SessionStand()
    let welcome = Welcome(
      sweep: stand.sweep.encoded(), dataByteCount: 1 << 36 - 1, chunkByteCount: 1,
      heartbeat: .seconds(1), lease: nil)
    #expect(
      stand.receive(.welcome(welcome))
        == [.note(.joined)] + (0..<4).map { .send(.fetch(chunk: $0)) })
    #expect(stand.receive(.chunk(number: 3, bytes: [0])) == [.send(.fetch(chunk: 4))])
    #expect(stand.receive(.chunk(number: 5, bytes: [0])) == [])
  }

  @Test func `chunks that came before, that do not exist or have another size are passed over`()
    throws
  {
    var stand = try SessionStand()
    _ = stand.receiveWelcome()
    _ = stand.receive(stand.chunk(0))
    _ = stand.receive(stand.chunk(1))
    for (number, bytes) in [(0, 4), (3, 4), (-1, 4), (2, 4), (2, 1)] {
      #expect(
        stand.receive(.chunk(number: number, bytes: Array(repeating: 0, count: bytes))) == [])
    }
    #expect(stand.receive(stand.chunk(2)) == [.prepare(sweep: stand.sweep, data: preparedData)])
  }

  @Test func `data that are not the sweep's are refused and joining begins anew`() throws {
    var stand = try SessionStand()
    _ = stand.receiveWelcome()
    _ = stand.receive(stand.chunk(0))
    _ = stand.receive(stand.chunk(1))
    #expect(stand.receive(.chunk(number: 2, bytes: [0, 0])) == [.note(.badData)])
    #expect(stand.wait(.seconds(1)) == [stand.hello()])
  }

  @Test func `a welcome whose sweep cannot be read is told to the person`() throws {
    var stand = try SessionStand()
    let welcome = Welcome(
      sweep: [1, 2, 3], dataByteCount: 10, chunkByteCount: 4, heartbeat: .seconds(1), lease: nil)
    #expect(stand.receive(.welcome(welcome)) == [.note(.badData)])
  }

  @Test func `chunks that do not come are asked for again`() throws {
    var stand = try SessionStand()
    _ = stand.receiveWelcome()
    _ = stand.receive(stand.chunk(1))
    #expect(
      stand.wait(.milliseconds(10_500), hearing: .heartbeat).filter { $0 != .send(.heartbeat([])) }
        == [.send(.fetch(chunk: 0)), .send(.fetch(chunk: 2))])
  }

  @Test func `a connection lost while fetching leaves no worker that is ready without data`() throws
  {
    var stand = try SessionStand()
    _ = stand.receiveWelcome()
    #expect(stand.receive(.helloWanted) == [stand.hello(sweep: stand.sweep.id)])
    // Each message on its way is answered so; one hello is enough until it may have been lost.
    #expect(stand.receive(.helloWanted) == [])
    stand.now += .seconds(1)
    #expect(stand.receive(.helloWanted) == [stand.hello(sweep: stand.sweep.id)])
    #expect(
      stand.receiveWelcome() == [
        .send(.fetch(chunk: 0)), .send(.fetch(chunk: 1)),
        .send(.fetch(chunk: 2)),
      ])
  }

  @Test func `a second welcome does not begin the fetch anew`() throws {
    var stand = try SessionStand()
    _ = stand.receiveWelcome()
    _ = stand.receive(stand.chunk(0))
    #expect(stand.receiveWelcome() == [])
    _ = stand.receive(stand.chunk(1))
    #expect(stand.receive(stand.chunk(2)) == [.prepare(sweep: stand.sweep, data: preparedData)])
  }

  @Test func `a refusal ends the session`() throws {
    var stand = try SessionStand()
    #expect(stand.receive(.refused(reason: "old")) == [.end(.refused(reason: "old"))])
    #expect(stand.receiveWelcome() == [])
  }

  @Test func `when asked for a hello a worker lists what it holds and what it finished`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4), lease(1, 2, 4..<6, 8..<9))
    _ = stand.finish(1, 4)
    #expect(
      stand.receive(.helloWanted) == [
        stand.hello(
          sweep: stand.sweep.id, held: [0..<1, 2..<4, 5..<6, 8..<9], finished: [1..<2, 4..<5])
      ])
  }

  @Test func `after a break a worker goes on with the lease of the welcome alone`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.finish(0)
    _ = stand.receive(.helloWanted)
    #expect(
      stand.receiveWelcome(holding: lease(2, 1, 2..<4)) == [
        .replaceQueue([2..<4]), .send(.ready), stand.outcomes(0),
      ])
    #expect(stand.wait(.seconds(1)) == [.send(.heartbeat([lease(2, 1).id]))])
  }

  @Test func `what was finished since the hello is not run again`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.receive(.helloWanted)
    #expect(stand.finish(0, 2) == [])
    #expect(
      stand.receiveWelcome(holding: lease(2, 1, 0..<4)) == [
        .replaceQueue([1..<2, 3..<4]), .send(.ready), stand.outcomes(0, 2),
      ])
  }

  @Test func `a lease of which nothing is left to run is not held`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<2))
    _ = stand.finish(0, 1)
    _ = stand.receive(.helloWanted)
    #expect(
      stand.receiveWelcome(holding: lease(2, 1)) == [
        .replaceQueue([]), .send(.ready), stand.outcomes(0, 1),
      ])
    _ = stand.receive(.acknowledge([0..<2]))
    _ = stand.receive(.helloWanted)
    _ = stand.receiveWelcome(holding: lease(2, 2))
    #expect(stand.wait(.seconds(1)) == [.send(.heartbeat([])), .send(.ready)])
  }

  @Test func `of two welcomes the lease of the second is held`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.receive(.helloWanted)
    _ = stand.receive(.helloWanted)
    _ = stand.receiveWelcome(holding: lease(2, 1, 0..<4))
    #expect(
      stand.receiveWelcome(holding: lease(2, 2, 0..<4)) == [
        .replaceQueue([0..<4]), .send(.ready),
      ])
    #expect(stand.wait(.seconds(1)) == [.send(.heartbeat([lease(2, 2).id]))])
  }

  @Test func `an edited grid makes a worker drop all and fetch anew`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.finish(0)
    _ = stand.receive(.helloWanted)
    let edited = try makeSweep(trials: 21)
    #expect(
      stand.receiveWelcome(to: edited) == [
        .replaceQueue([]), .note(.joined), .send(.fetch(chunk: 0)), .send(.fetch(chunk: 1)),
        .send(.fetch(chunk: 2)),
      ])
    #expect(stand.finish(1) == [])
    #expect(stand.receive(.helloWanted) == [stand.hello(sweep: edited.id)])
  }
}
