import Scheduling
import Sweeps
import Testing

@Suite struct WorkerSessionTimeTests {
  @Test func `a heartbeat lists the leases once a heartbeat's time`() throws {
    var stand = try SessionStand.working(on: lease(1, 2, 4..<6), lease(1, 1, 0..<4))
    let heartbeat = WorkerSession.Effect.send(.heartbeat([lease(1, 1).id, lease(1, 2).id]))
    #expect(stand.wait(.milliseconds(500)) == [])
    #expect(stand.wait(.milliseconds(500)) == [heartbeat])
    #expect(stand.wait(.seconds(2)) == [.note(.noAnswer(.seconds(2))), heartbeat, heartbeat])
  }

  @Test func `after three silent heartbeats a worker connects anew, and again and again`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    _ = stand.wait(.seconds(3))
    let anew = [
      WorkerSession.Effect.connect, stand.hello(sweep: stand.sweep.id, held: [0..<4]),
    ]
    #expect(stand.wait(.milliseconds(500)) == anew)
    let hello = anew[1]
    #expect(stand.wait(.seconds(3)) == [hello, hello, hello])
    #expect(stand.wait(.milliseconds(500)) == anew)
  }

  @Test func `jitter delays the next connection`() throws {
    var rules = WorkerSession.Rules()
    rules.jitter = .seconds(1)
    var stand = try SessionStand(rules: rules)
    #expect(stand.wait(.seconds(4)).filter { $0 == .connect } == [])
    #expect(stand.wait(.milliseconds(500)) == [.connect, stand.hello()])
  }

  @Test func `a silence is told after two seconds and then each half minute`() throws {
    var stand = try SessionStand()
    let told = stand.wait(.seconds(65)).compactMap { effect in
      if case .note(let note) = effect { note } else { nil }
    }
    #expect(told == [.noAnswer(.seconds(2)), .noAnswer(.seconds(32)), .noAnswer(.seconds(62))])
  }

  @Test func `a worker gives up after a quarter of an hour without an answer`() throws {
    var stand = try SessionStand()
    let effects = stand.wait(.milliseconds(899_500))
    #expect(!effects.contains(.end(.gaveUp)))
    #expect(stand.wait(.milliseconds(500)) == [.end(.gaveUp)])
  }

  @Test func `time in which the worker stood still is no silence`() throws {
    var stand = try SessionStand.working(on: lease(1, 1, 0..<4))
    stand.now += .seconds(3_600)
    #expect(stand.handle(.tick) == [.send(.heartbeat([lease(1, 1).id]))])
    #expect(
      stand.receive(.helloWanted) == [stand.hello(sweep: stand.sweep.id, held: [0..<4])])
  }
}
