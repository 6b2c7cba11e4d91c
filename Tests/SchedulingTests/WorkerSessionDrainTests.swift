import Scheduling
import Sweeps
import Testing

@Suite struct WorkerSessionDrainTests {
  @Test func `a worker that holds nothing leaves at once`() throws {
    var stand = try SessionStand.working()
    #expect(stand.handle(.drain) == [.cancelQueue, .send(.goodbye), .end(.drained)])
  }

  @Test func `a draining worker gives back what it has not begun and finishes the rest`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    #expect(stand.handle(.drain) == [.cancelQueue])
    #expect(stand.handle(.cancelled([1..<4])) == [.send(.giveBack([1..<4]))])
    #expect(stand.receive(.grant(lease(1, 2, 4..<6))) == [.send(.giveBack([4..<6]))])
    #expect(stand.finish(0) == [stand.outcomes(0)])
    #expect(stand.receive(.acknowledge([0..<1])) == [.send(.goodbye), .end(.drained)])
  }

  @Test func `a worker that is told twice to end does not wait for what runs`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    #expect(stand.handle(.drain) == [.cancelQueue])
    #expect(stand.handle(.drain) == [.send(.goodbye), .end(.stopped)])
  }

  @Test func `a drain with nothing running ends when the queue is given back`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.handle(.drain)
    #expect(
      stand.handle(.cancelled([0..<4])) == [
        .send(.giveBack([0..<4])), .send(.goodbye), .end(.drained),
      ])
  }

  @Test func `a drain does not last longer than the grace time`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.handle(.drain)
    _ = stand.handle(.cancelled([]))
    let held = WorkerSession.Effect.send(.heartbeat([lease(1, 1).id]))
    #expect(
      stand.wait(.milliseconds(24_500), hearing: .heartbeat) == Array(repeating: held, count: 24))
    #expect(
      stand.wait(.milliseconds(500), hearing: .heartbeat) == [
        .send(.goodbye), .end(.drained),
      ])
  }

  @Test func `a draining worker that is welcomed again gives the rest back and takes no more`()
    throws
  {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.finish(0)
    _ = stand.receive(.helloWanted)
    _ = stand.handle(.drain)
    _ = stand.handle(.cancelled([2..<4]))
    #expect(
      stand.receiveWelcome(holding: lease(2, 1, 1..<4)) == [
        .replaceQueue([1..<4]), .cancelQueue, stand.outcomes(0),
      ])
    #expect(stand.handle(.cancelled([2..<4])) == [.send(.giveBack([2..<4]))])
    #expect(stand.finish(1) == [stand.outcomes(1)])
  }
}
