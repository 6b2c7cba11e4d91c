import RandomStreams
import Simulation
import Testing

@Suite struct EventQueueTests {
  @Test func `events come by time, and those of one time in the order of their coming`() {
    var random = RandomStream(key: StreamKey(high: 4, low: 1), purpose: .simulation)
    var queue = EventQueue<Int>()
    var pending: [(due: Duration, number: Int)] = []
    for number in 0..<2_000 {
      let due = Duration.milliseconds(random.below(50))
      queue.push(number, at: due)
      pending.append((due, number))
      guard random.below(3) == 0 else { continue }
      let next = pending.indices.min {
        (pending[$0].due, pending[$0].number) < (pending[$1].due, pending[$1].number)
      }
      let expected = next.map { pending.remove(at: $0).number }
      #expect(queue.pop()?.event == expected)
    }
    let rest = pending.sorted { ($0.due, $0.number) < ($1.due, $1.number) }.map(\.number)
    #expect(rest.map { _ in queue.pop()?.event } == rest)
    #expect(queue.pop() == nil)
  }

  @Test func `a clock that runs at half the speed and stood still is behind`() {
    var clock = SkewedClock(reading: .seconds(100), at: .seconds(10), permille: 500)
    #expect(clock.reading(at: .seconds(10)) == .seconds(100))
    #expect(clock.reading(at: .seconds(14)) == .seconds(102))
    #expect(clock.worldTime(.seconds(1)) == .seconds(2))
    clock.standStill(for: .seconds(4))
    #expect(clock.reading(at: .seconds(20)) == .seconds(103))
  }
}
