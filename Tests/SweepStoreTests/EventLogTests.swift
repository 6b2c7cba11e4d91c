import SweepStore
import Testing

@Suite struct EventLogTests {
  @Test func `the event log is read from its end, the last entry last`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder.store, for: description())
    #expect(try store.events(last: 3) == [])
    #expect(try store.lastTime(ofEvent: "joined") == nil)
    for (kind, text) in [("started", "a"), ("joined", "b"), ("joined", "c"), ("left", "d")] {
      _ = try store.commit([.event(kind: kind, text: text)])
    }
    let events = try store.events(last: 3)
    #expect(events.map(\.kind) == ["joined", "joined", "left"])
    #expect(events.map(\.text) == ["b", "c", "d"])
    #expect(
      events[1].at.wholeMatch(of: /20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    #expect(try store.lastTime(ofEvent: "joined") == events[1].at)
    #expect(try store.events(last: 0) == [])
  }
}
