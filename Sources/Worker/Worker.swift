import Foundation
public import Scheduling
import Sweeps
import WireProtocol
public import ZeroMQ

/// Performs what a ``WorkerSession`` decides: a loop over one dealer socket and the pipes of one training process.
public final class Worker {
  /// What reaches the loop from other threads.
  public enum Incident: Sendable {
    /// A person or the cluster asks for the end.
    case interrupted
  }

  /// An endpoint, and how far the worker has come there.
  public struct Approach: Sendable {
    /// Where the coordinator listens.
    public let endpoint: String
    /// What the connections to it went through.
    public fileprivate(set) var contact = Contact()
  }

  private var approaches: [Approach]
  /// The endpoint in use; each new connection takes the next one.
  private var current = -1
  private let encryption: Encryption
  private let mailbox: Mailbox<Incident>
  private let program: TrainingProgram
  private let report: (WorkerSession.Note, Approach) -> Void
  private let clock = ContinuousClock()
  private let startedAt: ContinuousClock.Instant
  private var socket: Socket
  private var session: WorkerSession
  private var training: TrainingProcess?
  /// What the training process was made ready for last, and what makes another one ready in its place.
  private var prepared: (sweep: ContentHash, command: TrainingCommand)?
  private var ending: WorkerSession.Ending?

  /// Makes a worker that will connect to one of `endpoints` and have `program` train.
  ///
  /// - Parameters:
  ///   - instructionSet: the name of what `program` computes with, for people.
  ///   - report: called on the thread that calls ``run()``.
  public init(
    endpoints: [String], encryption: Encryption, program: TrainingProgram, instructionSet: String,
    rules: WorkerSession.Rules, mailbox: Mailbox<Incident>,
    report: @escaping (WorkerSession.Note, Approach) -> Void
  ) throws {
    precondition(!endpoints.isEmpty, "a worker needs an endpoint")
    approaches = endpoints.map { Approach(endpoint: $0) }
    self.encryption = encryption
    self.mailbox = mailbox
    self.program = program
    self.report = report
    startedAt = clock.now
    socket = try Socket(.dealer, encryption: encryption)
    session = WorkerSession(
      worker: .random(), host: String(ProcessInfo.processInfo.hostName.prefix(255)),
      slots: program.slots, instructionSet: instructionSet, rules: rules, at: .zero)
  }

  /// Works until the sweep is done, nobody answers for too long, or the end is asked for; the training process ends with
  /// the thread that calls this.
  public func run() throws -> WorkerSession.Ending {
    defer { training = nil }
    try perform(session.start(at: now))
    var nextTick = Duration.zero
    while true {
      if let ending { return ending }
      let isTrainingReady = try socket.wait(
        timeout: nextTick - now, mailbox: mailbox.doorbell, others: training?.waited ?? [])
      for event in socket.takeEvents() { approaches[current].contact.take(event) }
      for _ in mailbox.takeAll() { try handle(.drain) }
      if isTrainingReady { try handleAnswers() }
      while ending == nil, let frames = try socket.receive() { try receive(frames) }
      if now >= nextTick {
        try handleAnswers()
        try handle(.tick)
        nextTick = now + .milliseconds(250)
      }
    }
  }

  private var now: Duration { clock.now - startedAt }

  /// Hands over all outcomes that have gathered at once, so that they travel in one message.
  private func handleAnswers() throws {
    guard let (answers, crash) = training?.takeAnswers() else { return }
    var finished = OutcomeBatch()
    var sweep: ContentHash?
    for answer in answers {
      if case .outcomes(let batch, let itsSweep) = answer, itsSweep == sweep {
        finished.append(batch)
        continue
      }
      if let sweep { try handle(.finished(finished, of: sweep)) }
      sweep = nil
      if case .outcomes(let batch, let itsSweep) = answer {
        (finished, sweep) = (batch, itsSweep)
      } else {
        try take(answer)
      }
    }
    if let sweep { try handle(.finished(finished, of: sweep)) }
    if let crash {
      training = nil
      try handle(.trainingEnded(crash))
    }
  }

  private func take(_ answer: TrainingAnswer) throws {
    switch answer {
    case .prepared(let sweep):
      if sweep == prepared?.sweep { try handle(.prepared) }
    case .outcomes(let batch, let sweep): try handle(.finished(batch, of: sweep))
    case .cancelled(let ranges): try handle(.cancelled(ranges))
    case .failed(let reason): throw TrainingProcessError.cannotPrepare(reason: reason)
    }
  }

  private func receive(_ frames: [[UInt8]]) throws {
    guard frames.count == 1 else { return tell(.strangeMessage) }
    let envelope: Envelope<CoordinatorMessage>
    do throws(WireError) {
      envelope = try Envelope(decoding: frames[0])
    } catch {
      return tell(.strangeMessage)
    }
    try handle(.received(envelope.message))
  }

  private func tell(_ note: WorkerSession.Note) { report(note, approaches[current]) }

  private func handle(_ event: WorkerSession.Event) throws {
    try perform(session.handle(event, at: now))
  }

  private func perform(_ effects: [WorkerSession.Effect]) throws {
    for effect in effects {
      switch effect {
      case .connect:
        current = (current + 1) % approaches.count
        socket = try Socket(.dealer, encryption: encryption)
        try socket.connect(approaches[current].endpoint)
      case .send(let message):
        // What a full socket does not take is sent again: hellos and heartbeats by the tick, outcomes until acknowledged.
        _ = try socket.send(
          Envelope(sweep: session.currentSweep, message: message).encoded())
      case .prepare(let sweep, let data):
        prepared = (sweep.id, .prepare(sweep: sweep.encoded(), songs: data))
        try prepareTraining()
      case .restartTraining:
        try prepareTraining()
      case .run(let ranges):
        training?.send(.run(ranges))
      case .replaceQueue(let ranges):
        training?.send(.replaceQueue(ranges))
      case .forget(let ranges):
        training?.send(.forget(ranges))
      case .cancelQueue:
        // Where nothing trains, nothing waits.
        if let training { training.send(.cancelQueue) } else { try handle(.cancelled([])) }
      case .note(let note):
        tell(note)
      case .end(let ending):
        self.ending = ending
      }
    }
  }
}

extension Worker {
  /// Has the training process, a new one where there is none, make ready what was asked for last.
  private func prepareTraining() throws {
    let process: TrainingProcess
    if let training { process = training } else { process = try TrainingProcess(program) }
    training = process
    if let prepared { process.send(prepared.command) }
  }
}

extension ContentHash {
  /// A name that no other process has drawn.
  static func random() -> ContentHash {
    ContentHash(high: .random(in: 0...UInt64.max), low: .random(in: 0...UInt64.max))
  }
}
