import Scheduling
import SearchSpace
import Sweeps
import WireProtocol

extension FuzzTarget {
  /// A worker that hears whatever an input says.
  static let session = FuzzTarget(name: "session") {
    HostileScript.seeds
  } check: { bytes throws(BrokenPromise) in
    var world = SessionWorld()
    var tape = ByteTape(bytes)
    try world.start()
    while !tape.isAtEnd { try world.step(&tape) }
  }
}

/// A real session and a shell that keeps its promises, with a coordinator that does not.
private struct SessionWorld {
  private var session = WorkerSession(
    worker: ContentHash(high: 1, low: 1), host: "node", slots: 2, at: .zero)
  private var now = Instant.zero
  /// The sweep that the shell has made ready.
  private var prepared: ContentHash?
  private var queue = IndexRanges()
  private var running = IndexRanges()
  /// Trials of the session's sweep that have been finished and not acknowledged.
  private var unacknowledged = IndexRanges()
  private var hasEnded = false

  mutating func start() throws(BrokenPromise) { try perform(session.start(at: now)) }

  mutating func step(_ tape: inout ByteTape) throws(BrokenPromise) {
    let action = tape.choice(of: 16)
    switch action {
    case 0...8:
      let message = HostileScript.coordinatorMessage(&tape, action)
      try hear(Envelope(sweep: Examples.sweep.id, message: message).encoded())
    case 9: try hear(tape.bytes(tape.byte()))
    case 10: running.formUnion(IndexRanges(queue.takeFirst(1 + tape.choice(of: 2), rangeLimit: 2)))
    case 11, 12: try finish()
    case 13:
      let indices = Array(running.ascending.joined())
      (queue, running) = (IndexRanges(), IndexRanges())
      if prepared != nil {
        try handle(.trainingEnded(Crash(running: indices, reason: "signal 11")))
      }
    case 14:
      now += .milliseconds(100 * tape.byte())
      try handle(.tick)
    default: if tape.choice(of: 4) == 0 { try handle(.drain) }
    }
  }

  private mutating func hear(_ bytes: [UInt8]) throws(BrokenPromise) {
    guard let envelope = accepted({ try Envelope<CoordinatorMessage>(decoding: bytes) })
    else { return }
    let before = session.currentSweep
    if case .acknowledge(let ranges) = envelope.message {
      unacknowledged.subtract(IndexRanges(ranges))
    }
    let effects = session.handle(.received(envelope.message), at: now)
    if case .welcome = envelope.message, session.currentSweep != before {
      unacknowledged = IndexRanges()
    }
    try perform(effects)
  }

  private mutating func handle(_ event: WorkerSession.Event) throws(BrokenPromise) {
    try perform(session.handle(event, at: now))
  }

  /// The lowest trial that runs ends.
  private mutating func finish() throws(BrokenPromise) {
    guard let prepared, let index = running.takeFirst(1, rangeLimit: 1).first?.lowerBound
    else { return }
    let trial = FinishedTrial(
      index: index, record: Examples.records[1].encoded(), duration: .milliseconds(20), slot: 0)
    if !hasEnded, session.currentSweep == prepared { unacknowledged.insert(index..<index + 1) }
    try handle(.finished([trial], of: prepared))
  }

  private mutating func perform(_ effects: [WorkerSession.Effect]) throws(BrokenPromise) {
    try require(effects.isEmpty || !hasEnded, "nothing follows the end")
    for effect in effects {
      switch effect {
      case .connect: break
      case .send(let message): try checkSent(message)
      case .prepare(let sweep, let data):
        try require(
          ContentHash(of: data) == sweep.facts.dataHash, "data are those that the sweep names")
        (prepared, queue, running) = (sweep.id, IndexRanges(), IndexRanges())
        try handle(.prepared)
      case .restartTraining: try handle(.prepared)
      case .run(let ranges): queue.formUnion(IndexRanges(ranges))
      case .replaceQueue(let ranges):
        queue = IndexRanges(ranges)
        queue.subtract(running)
      case .forget(let ranges): queue.subtract(IndexRanges(ranges))
      case .cancelQueue:
        let cancelled = queue.ascending
        queue = IndexRanges()
        try handle(.cancelled(cancelled))
      case .note: break
      case .end: hasEnded = true
      }
    }
  }

  private func checkSent(_ message: WorkerMessage) throws(BrokenPromise) {
    let bytes = Envelope(sweep: session.currentSweep, message: message).encoded()
    try require(
      accepted { try Envelope<WorkerMessage>(decoding: bytes) }?.message == message,
      "what is said can be read: \(message)")
    switch message {
    case .hello(let hello):
      try require(
        hello.finished == unacknowledged.ascending,
        "every outcome is kept until it is acknowledged: \(hello.finished), \(unacknowledged)")
    case .outcomes(let batch):
      for index in batch.indices {
        try require(unacknowledged.contains(index), "trial \(index) waits to be acknowledged")
      }
    default: break
    }
  }
}
