import Reports
import Testing

struct StatusReportTests {
  private static let host = "ip-10-0-17-203.eu-central-1.compute.internal"

  /// A sweep that runs on four workers, one of which has fallen silent.
  private let running = StatusReport(
    sweep: "songs", state: "running",
    trials: .init(
      total: 12_000, done: 6_000, failed: 5, infeasible: 2, leased: 640, open: 5_359, suspect: 1),
    workers: [
      worker("0a1b2c3d", host: "node1", finished: 1_200, rate: 20.25),
      worker("1a1b2c3d", host: host, isa: "v4", finished: 3_100, rate: 140.4),
      worker("2a1b2c3d", host: "node2", finished: 900, rate: 0.042, silence: .milliseconds(8_200)),
      worker("3a1b2c3d", host: "node3", isa: "", finished: 800, rate: 0),
    ],
    failures: [
      .init(reason: "the loss is not finite", count: 4),
      .init(
        reason: "its training process ended 3 times while it ran alone: signal 11 "
          + "(Segmentation fault)", count: 1),
    ],
    events: [
      event("00:59:58", "started", "coordinator on head started; 12000 of 12000 trials are left"),
      event("01:00:03", "joined", "worker 0a1b2c3d on node1 joined with 8 slots"),
      event(
        "01:02:13", "lapsed",
        "worker 4a1b2c3d on node4 has not been heard in time; 12 of its trials are open again"),
      event("01:02:13", "left", "worker 4a1b2c3d on node4 left"),
    ],
    coordinator: .init(
      host: "head", endpoint: "tcp://head:5555", startedAt: "2026-11-23T00:59:58.001Z",
      life: .answering))

  private static func worker(
    _ id: String, host: String, isa: String = "v3", finished: Int, rate: Double,
    silence: Duration = .milliseconds(300)
  ) -> StatusReport.Worker {
    .init(
      id: id, host: host, slots: 8, instructionSet: isa, leased: 160, finished: finished,
      rate: rate, silence: silence)
  }

  private static func event(
    _ time: String, _ kind: String, _ text: String
  ) -> StatusReport.Event {
    .init(at: "2026-11-23T\(time).123Z", kind: kind, text: text)
  }

  private func report(
    state: String = "running", done: Int = 0, workers: [StatusReport.Worker] = [],
    life: StatusReport.Coordinator.Life = .answering
  ) -> StatusReport {
    StatusReport(
      sweep: "songs", state: state, trials: .init(total: 10, done: done, open: 10 - done),
      workers: workers, failures: [], events: nil,
      coordinator: .init(host: "head", endpoint: "tcp://h:1", startedAt: nil, life: life))
  }

  @Test(arguments: [80, 120]) func `the text is the recorded one`(width: Int) throws {
    let text = running.text(width: width, eventLimit: 10)
    try expectSnapshot(text, "status-\(width).txt")
    for line in text.split(separator: "\n") { #expect(line.count <= width) }
  }

  @Test func `the JSON is the recorded one`() throws {
    try expectSnapshot(json(running), "status.json")
  }

  @Test func `a screen is the recorded one`() throws {
    let lines = running.screen(width: 80, height: 24, notice: "nobody has answered; still trying")
    try expectSnapshot(lines.map { $0 + "\n" }.joined(), "status-screen.txt")
  }

  @Test func `a screen is never overrun, and the workers get most of a small one`() {
    let crew = (0..<994).map { number in
      Self.worker("\(10_000_000 + number)", host: Self.host, finished: 1, rate: Double(number))
    }
    let crowded = StatusReport(
      sweep: running.sweep, state: running.state, trials: running.trials,
      workers: running.workers + crew, failures: running.failures, events: running.events,
      coordinator: running.coordinator)
    for report in [running, crowded, report()] {
      for width in stride(from: 1, through: 130, by: 7) {
        for height in 1...60 {
          let lines = report.screen(width: width, height: height, notice: "still trying")
          #expect(lines.count <= height)
          #expect(lines.allSatisfy { $0.count <= width })
        }
      }
    }
    let lines = crowded.screen(width: 80, height: 12, notice: nil)
    #expect(lines[6] == "998 workers, 7,984 slots")
    #expect(lines[8].hasPrefix("2a1b2c3d  node2"))
    #expect(lines[9].hasPrefix("10000993  ip-10-0"))
    #expect(lines[11] == "and 995 more")
  }

  @Test func `the end is not foretold where nothing moves`() {
    let fading = Self.worker("0a", host: "a", finished: 1, rate: 1e-5)
    #expect(report(workers: [fading]).timeLeft == nil)
    #expect(report(workers: []).rate == 0)
    #expect(report(life: .ended).rate == nil)
    let steady = Self.worker("0a", host: "a", finished: 1, rate: 0.5)
    #expect(report(done: 5, workers: [steady, steady]).timeLeft == .seconds(5))
    #expect(report(state: "done", done: 10, life: .ended).timeLeft == .zero)
    let broken = Self.worker("0a", host: "a", finished: 1, rate: .nan, silence: .seconds(-1))
    #expect(report(workers: [broken]).rate == 0)
    #expect(report(workers: [broken]).text(width: 80, eventLimit: 1).contains("0s ago"))
  }

  @Test func `it says whether a coordinator lives`() {
    func line(_ state: String, _ life: StatusReport.Coordinator.Life) -> String {
      report(state: state, life: life).text(width: 200, eventLimit: 1)
        .split(separator: "\n").first { $0.contains("coordinator") }.map(String.init) ?? ""
    }
    #expect(line("running", .answering) == "coordinator on head at tcp://h:1")
    #expect(
      line("waiting", .silent)
        == "the coordinator on head at tcp://h:1 does not answer; this is what its store holds")
    #expect(line("done", .ended) == "the coordinator on head at tcp://h:1 has ended")
    #expect(
      line("waiting", .ended) == "no coordinator runs; the last one was on head at tcp://h:1")
    #expect(
      line("waiting", .killed)
        == "no coordinator runs; the last one, on head at tcp://h:1, was killed")
    #expect(
      report(done: 5, life: .ended).logLine
        == "5 of 10 trials done (50 %), – trials/s, ETA –, 0 workers, 0 slots; "
        + "no coordinator runs; the last one was on head at tcp://h:1")
  }

  @Test func `a crowd that joins within a minute is one line, in the place of the last`() {
    let crowd = (10..<52).flatMap { second in
      [
        Self.event("01:00:\(second)", "joined", "worker \(second) joined"),
        Self.event("01:00:\(second)", "left", "worker \(second) left"),
      ]
    }
    let few = (0..<3).map { Self.event("01:01:0\($0)", "joined", "worker \($0) joined") }
    let shown = StatusReport(
      sweep: "songs", state: "running", trials: .init(total: 1, done: 0, open: 1), workers: [],
      failures: [], events: crowd + [Self.event("01:00:59", "alarm", "differs")] + few,
      coordinator: .init(host: nil, endpoint: nil, startedAt: nil, life: .answering)
    ).text(width: 100, eventLimit: 5)
    #expect(
      shown.hasSuffix(
        """
        Events (UTC)
          2026-11-23 01:00:51  left    42 workers left
          2026-11-23 01:00:59  alarm   differs
          2026-11-23 01:01:00  joined  worker 0 joined
          2026-11-23 01:01:01  joined  worker 1 joined
          2026-11-23 01:01:02  joined  worker 2 joined

        """))
  }

  @Test func `notes that come in crowds are told five a second, the rest in one`() {
    var notes = NoteThrottle(at: .zero)
    let told = (0..<417).count { _ in notes.admits("joined") }
    #expect(told == 5)
    for _ in 0..<6 { _ = notes.admits("refused") }
    let isAlone = notes.admits("left")
    #expect(isAlone)
    let tooEarly = notes.digest(at: .milliseconds(900))
    #expect(tooEarly == [])
    let digest = notes.digest(at: .seconds(1))
    #expect(
      digest == [
        "and 412 workers joined, too; the store's event log has them all",
        "and 1 'refused', too; the store's event log has them all",
      ])
    let next = [notes.admits("joined") ? "joined" : "kept back"] + notes.digest(at: .seconds(3))
    #expect(next == ["joined"])
  }

  @Test func `what comes over a network cannot command a terminal`() {
    #expect(printable("né – 節 \u{1F3B5}") == "né – 節 \u{1F3B5}")
    #expect(
      printable("a\u{1B}[2Jb\r\n\u{9B}c\u{202E}d\u{7F}")
        == "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}\u{FFFD}c\u{FFFD}d\u{FFFD}")
    let worker = Self.worker("\u{1B}id", host: "\u{1B}[2J", isa: "\u{7}", finished: 1, rate: 1)
    let text = report(workers: [worker]).text(width: 100, eventLimit: 1)
    #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
  }
}
