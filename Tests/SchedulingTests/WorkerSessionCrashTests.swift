import Scheduling
import Sweeps
import Testing

@Suite struct WorkerSessionCrashTests {
  private let crash = Crash(running: [0, 1], reason: "signal 9")
  private let early = Crash(running: [], reason: "exit code 1")

  @Test func `after a crash another process is started and runs what is left`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    #expect(
      stand.handle(.trainingEnded(crash)) == [
        .note(.crashed(crash)), .send(.crashed(crash)), .restartTraining,
      ])
    // Nothing is queued where no process is ready.
    #expect(stand.receive(.grant(lease(1, 2, 7..<8))) == [])
    #expect(stand.handle(.prepared) == [.replaceQueue([2..<4, 7..<8])])
    #expect(stand.wait(.seconds(1)) == [.send(.heartbeat([lease(1, 1).id, lease(1, 2).id]))])
  }

  @Test func `a crash without a connection is told after the next welcome`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.receive(.helloWanted)
    #expect(
      stand.handle(.trainingEnded(crash)) == [.note(.crashed(crash)), .restartTraining])
    _ = stand.handle(.prepared)
    #expect(
      stand.receiveWelcome(holding: lease(2, 1, 1..<4)) == [
        .send(.crashed(crash)), .replaceQueue([2..<4]),
        .send(.ready),
      ])
    #expect(stand.receiveWelcome(holding: lease(2, 2, 2..<4)).first == .replaceQueue([2..<4]))
  }

  @Test func `three processes in a row that end before they run anything end the worker`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    for _ in 0..<2 {
      _ = stand.handle(.trainingEnded(early))
      _ = stand.handle(.prepared)
    }
    _ = stand.finish(0)
    for _ in 0..<2 {
      #expect(stand.handle(.trainingEnded(early)).last == .restartTraining)
      _ = stand.handle(.prepared)
    }
    #expect(
      stand.handle(.trainingEnded(early)) == [
        .note(.crashed(early)), .send(.goodbye), .end(.cannotTrain(reason: "exit code 1")),
      ])
  }

  @Test func `a process that ends while data are made ready is started again`() throws {
    var stand = try SessionStand()
    _ = stand.receiveWelcome()
    for number in 0..<3 { _ = stand.receive(stand.chunk(number)) }
    #expect(
      stand.handle(.trainingEnded(early)) == [.note(.crashed(early)), .restartTraining])
    #expect(stand.handle(.prepared) == [.send(.ready)])
  }

  @Test func `a crash while draining gives everything back`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.handle(.drain)
    #expect(
      stand.handle(.trainingEnded(crash)) == [
        .note(.crashed(crash)), .send(.crashed(crash)), .send(.giveBack([2..<4])),
        .send(.goodbye), .end(.drained),
      ])
  }

  @Test func `a drain between two processes gives everything back at once`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.handle(.trainingEnded(crash))
    #expect(
      stand.handle(.drain) == [.send(.giveBack([2..<4])), .send(.goodbye), .end(.drained)])
  }

  @Test func `a worker drains of itself at its time limit`() throws {
    var rules = WorkerSession.Rules()
    rules.timeLimit = .seconds(3)
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4), rules: rules)
    #expect(!stand.wait(.milliseconds(2_500), hearing: .heartbeat).contains(.cancelQueue))
    let effects = stand.wait(.milliseconds(500), hearing: .heartbeat)
    #expect(effects.contains(.note(.timeIsUp)) && effects.contains(.cancelQueue))
    #expect(
      stand.handle(.cancelled([1..<4])) == [.send(.giveBack([1..<4]))])
  }

  @Test func `what crashed is not run again before the coordinator knows`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.receive(.helloWanted)
    _ = stand.handle(.trainingEnded(Crash(running: [0, 2], reason: "signal 11")))
    #expect(stand.handle(.prepared) == [.replaceQueue([1..<2, 3..<4])])
  }
}
