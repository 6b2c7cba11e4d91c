import Foundation
public import Kernels
public import Scheduling
import Songs
public import Sweeps
import Trials
import WireProtocol
public import ZeroMQ

/// Performs what a ``WorkerSession`` decides: a loop over one dealer socket, beside the threads that train.
public final class Worker {
  /// What reaches the loop from other threads.
  public enum Incident: Sendable {
    case finished(FinishedTrial, of: ContentHash)
    /// A person or the cluster asks for the end.
    case interrupted
  }

  private let endpoint: String
  private let mailbox: Mailbox<Incident>
  private let pool: TrialPool
  private let instructionSet: InstructionSet
  private let report: (WorkerSession.Note) -> Void
  private let clock = ContinuousClock()
  private let startedAt: ContinuousClock.Instant
  private var socket: Socket
  private var session: WorkerSession
  private var ending: WorkerSession.Ending?

  /// Makes a worker that will connect to `endpoint` and train on `slots` threads.
  ///
  /// - Parameter report: called on the thread that calls ``run()``.
  public init(
    endpoint: String, slots: Int, instructionSet: InstructionSet, rules: WorkerSession.Rules,
    mailbox: Mailbox<Incident>, report: @escaping (WorkerSession.Note) -> Void
  ) throws {
    self.endpoint = endpoint
    self.mailbox = mailbox
    self.instructionSet = instructionSet
    self.report = report
    startedAt = clock.now
    socket = try Socket(.dealer)
    pool = TrialPool(slots: slots) { trial, sweep in
      mailbox.post(.finished(trial, of: sweep))
    }
    session = WorkerSession(
      worker: .random(), host: String(ProcessInfo.processInfo.hostName.prefix(255)), slots: slots,
      rules: rules, at: .zero)
  }

  /// Works until the sweep is done, nobody answers for too long, or the end is asked for.
  public func run() throws -> WorkerSession.Ending {
    try perform(session.start(at: now))
    var nextTick = Duration.zero
    while true {
      if let ending { return ending }
      try socket.wait(timeout: nextTick - now, mailbox: mailbox.doorbell)
      try handleIncidents()
      while ending == nil, let frames = try socket.receive() { try receive(frames) }
      if now >= nextTick {
        try handle(.tick)
        nextTick = now + .milliseconds(250)
      }
    }
  }

  private var now: Duration { clock.now - startedAt }

  /// Hands over all outcomes that have gathered at once, so that they travel in one message.
  private func handleIncidents() throws {
    var finished = OutcomeBatch()
    var sweep: ContentHash?
    for incident in mailbox.takeAll() {
      switch incident {
      case .finished(let trial, let itsSweep):
        if let sweep, sweep != itsSweep {
          try handle(.finished(finished, of: sweep))
          finished = OutcomeBatch()
        }
        sweep = itsSweep
        finished.append(trial)
      case .interrupted:
        try handle(.drain)
      }
    }
    if let sweep { try handle(.finished(finished, of: sweep)) }
  }

  private func receive(_ frames: [[UInt8]]) throws {
    guard frames.count == 1 else { return report(.strangeMessage) }
    let envelope: Envelope<CoordinatorMessage>
    do throws(WireError) {
      envelope = try Envelope(decoding: frames[0])
    } catch {
      return report(.strangeMessage)
    }
    try handle(.received(envelope.message))
  }

  private func handle(_ event: WorkerSession.Event) throws {
    try perform(session.handle(event, at: now))
  }

  private func perform(_ effects: [WorkerSession.Effect]) throws {
    for effect in effects {
      switch effect {
      case .connect:
        socket = try Socket(.dealer)
        try socket.connect(endpoint)
      case .send(let message):
        // What a full socket does not take is sent again: hellos and heartbeats by the tick, outcomes until acknowledged.
        _ = try socket.send(
          Envelope(sweep: session.currentSweep, message: message).encoded())
      case .prepare(let sweep, let data):
        pool.use(
          try TrialRunner(
            sweep: sweep, table: SongTable(decoding: data), instructionSet: instructionSet))
        try handle(.prepared)
      case .run(let ranges):
        pool.run(ranges)
      case .replaceQueue(let ranges):
        pool.replaceQueue(with: ranges)
      case .restartTraining, .forget: break
      case .cancelQueue:
        try handle(.cancelled(pool.cancel()))
      case .note(let note):
        report(note)
      case .end(let ending):
        self.ending = ending
      }
    }
  }
}

extension ContentHash {
  /// A name that no other process has drawn.
  static func random() -> ContentHash {
    ContentHash(high: .random(in: 0...UInt64.max), low: .random(in: 0...UInt64.max))
  }
}
