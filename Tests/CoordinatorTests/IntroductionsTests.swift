import Coordinator
import Scheduling
import Sweeps
import Testing

@Suite struct IntroductionsTests {
  private func hello(_ worker: UInt64) -> WorkerMessage {
    .hello(Hello(worker: ContentHash(high: 0, low: worker), host: "h", slots: 1))
  }

  @Test func `a connection introduces one worker, as often as it likes`() {
    var introductions = Introductions()
    let answers = [
      introductions.allow(hello(1), from: 7), introductions.allow(hello(1), from: 7),
      introductions.allow(hello(2), from: 7), introductions.allow(.ready, from: 7),
      introductions.allow(hello(2), from: 8), introductions.allow(hello(1), from: 9),
    ]
    #expect(answers == [true, true, false, true, true, true])
  }
}
