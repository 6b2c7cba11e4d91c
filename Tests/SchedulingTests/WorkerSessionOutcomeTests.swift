import Scheduling
import Sweeps
import Testing

@Suite struct WorkerSessionOutcomeTests {
  @Test func `a grant is run, and once however often it comes`() throws {
    var stand = try SessionStand.working()
    #expect(stand.receive(.grant(lease(1, 1, 0..<2, 4..<5))) == [.run([0..<2, 4..<5])])
    #expect(stand.receive(.grant(lease(1, 1, 0..<2, 4..<5))) == [])
  }

  @Test func `a grant to a worker that has not been welcomed is passed over`() throws {
    var stand = try SessionStand.working()
    _ = stand.receive(.helloWanted)
    #expect(stand.receive(.grant(lease(1, 1, 0..<2))) == [])
  }

  @Test func `outcomes are sent at once and a lease is held until its last trial has ended`() throws
  {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<2))
    #expect(stand.finish(1) == [stand.outcomes(1)])
    #expect(
      stand.wait(.seconds(1), hearing: .heartbeat) == [.send(.heartbeat([lease(1, 1).id]))])
    #expect(stand.finish(0) == [stand.outcomes(0)])
    #expect(stand.wait(.seconds(1), hearing: .heartbeat) == [.send(.heartbeat([])), .send(.ready)])
  }

  @Test func `outcomes are kept over a lost connection until they are acknowledged`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<3))
    _ = stand.finish(0, 1, 2)
    #expect(stand.receive(.acknowledge([1..<2])) == [])
    _ = stand.receive(.helloWanted)
    #expect(
      stand.receiveWelcome() == [.replaceQueue([]), .send(.ready), stand.outcomes(0, 2)])
    #expect(stand.receive(.acknowledge([0..<20])) == [])
    #expect(stand.receive(.helloWanted) == [stand.hello(sweep: stand.sweep.id)])
  }

  @Test func `outcomes that together are too large for one message travel in several`() throws {
    var rules = WorkerSession.Rules()
    rules.messageByteCount = 2 * record.count
    var stand = try SessionStand.working(on: lease(1, 1, 0..<3), rules: rules)
    #expect(stand.finish(0, 1, 2) == [stand.outcomes(0, 1), stand.outcomes(2)])
    rules.messageByteCount = 1
    stand = try SessionStand.working(on: lease(1, 1, 0..<2), rules: rules)
    #expect(stand.finish(0, 1) == [stand.outcomes(0), stand.outcomes(1)])
  }

  @Test func `what nobody acknowledges is sent again after ten seconds, as it was finished`() throws
  {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<3))
    _ = stand.wait(.seconds(60), hearing: .heartbeat)
    _ = stand.finish(2)
    _ = stand.wait(.seconds(4), hearing: .heartbeat)
    _ = stand.finish(0)
    let held = WorkerSession.Effect.send(.heartbeat([lease(1, 1).id]))
    #expect(
      stand.wait(.seconds(6), hearing: .heartbeat) == Array(repeating: held, count: 6))
    #expect(stand.wait(.milliseconds(500), hearing: .heartbeat) == [stand.outcomes(2, 0)])
  }

  @Test func `an outcome of another sweep is dropped`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<3))
    let other = try makeSweep(trials: 20, seed: 2)
    #expect(stand.handle(.finished([outcome(0)], of: other.id)) == [])
  }

  @Test func `what another worker brought is neither run nor sent`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<3))
    #expect(stand.receive(.acknowledge([1..<3])) == [.forget([1..<3])])
    #expect(stand.finish(0) == [stand.outcomes(0)])
    #expect(stand.receive(.acknowledge([0..<1])) == [])
    #expect(stand.wait(.seconds(1)) == [.send(.heartbeat([])), .send(.ready)])
  }

  @Test func `a session ends when the coordinator does`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<3))
    #expect(stand.receive(.finished) == [.send(.goodbye), .end(.done)])
    #expect(stand.finish(0) == [])
    #expect(stand.wait(.seconds(60)) == [])
  }

  @Test func `a hello names what was dropped and may be running, until it comes or is gone`() throws
  {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.receiveWelcome(holding: lease(1, 2, 2..<4))
    #expect(
      stand.receive(.helloWanted) == [
        stand.hello(sweep: stand.sweep.id, held: [2..<4], dropped: [0..<2])
      ])
    _ = stand.receiveWelcome()
    _ = stand.handle(.finished([outcome(1)], of: stand.sweep.id))
    #expect(
      stand.receive(.helloWanted) == [
        stand.hello(sweep: stand.sweep.id, finished: [1..<2], dropped: [0..<1, 2..<4])
      ])
    _ = stand.receiveWelcome()
    _ = stand.handle(.trainingEnded(Crash(running: [2], reason: "signal 9")))
    #expect(
      stand.receive(.helloWanted) == [stand.hello(sweep: stand.sweep.id, finished: [1..<2])])
  }
}
