import ArgumentParser
import Foundation
import Scheduling
import SearchSpace
import Sweeps
import WireProtocol
import ZeroMQ

extension Bench {
  /// Many workers in one process, for what only their number shows.
  struct Crowd: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Be many workers at once, whose trials do nothing.", shouldDisplay: false)

    @Argument(help: "The coordinator's join file.") var joinFile: String
    @Option(help: "How many workers.") var workers: Int
    @OptionGroup var spin: SpinOptions

    func run() throws {
      Work.endWithStandardInput()
      CoordinatorSession.raiseDescriptorLimit()
      let trial = SpinningTrial(time: .zero, recordByteCount: spin.recordBytes)
      let point = try JoinPoint(joinFile)
      let group = DispatchGroup()
      for _ in 0..<workers {
        group.enter()
        let thread = Thread {
          var worker = CrowdedWorker(trial: trial, time: .microseconds(spin.spinMicroseconds ?? 0))
          do {
            try worker.serve(point)
          } catch {
            Terminal.say("\(error)")
          }
          group.leave()
        }
        thread.stackSize = 512 << 10
        thread.start()
      }
      group.wait()
    }
  }
}

/// A worker of a crowd: a real session over a socket of its own, with one slot on the same thread, whose trials pass while
/// it waits.
private struct CrowdedWorker {
  private let trial: SpinningTrial
  private let time: Duration
  private let clock = ContinuousClock()
  private let startedAt = ContinuousClock.now
  private var session = WorkerSession(
    worker: ContentHash(high: .random(in: 0...UInt64.max), low: .random(in: 0...UInt64.max)),
    host: "crowd", slots: 1, at: .zero)
  private var queue = IndexRanges()
  /// When the trial began that runs, the first of the queue.
  private var busySince = Duration.zero
  private var hasEnded = false

  init(trial: SpinningTrial, time: Duration) {
    self.trial = trial
    self.time = time
  }

  private var now: Duration { clock.now - startedAt }

  mutating func serve(_ point: JoinPoint) throws {
    let mailbox = Mailbox<Never>()
    var socket = try Socket(.dealer, encryption: point.encryption)
    try perform(session.start(at: now), &socket, point)
    var nextTick = Duration.zero
    while !hasEnded {
      let next = queue.isEmpty ? nextTick : min(nextTick, busySince + time)
      if next > now { _ = try socket.wait(timeout: next - now, mailbox: mailbox.doorbell) }
      if !queue.isEmpty, now >= busySince + time { try finishSome(&socket, point) }
      while !hasEnded, let frames = try socket.receive() {
        let envelope = try Envelope<CoordinatorMessage>(decoding: frames[0])
        try perform(session.handle(.received(envelope.message), at: now), &socket, point)
      }
      if now >= nextTick {
        try perform(session.handle(.tick, at: now), &socket, point)
        nextTick = now + .milliseconds(250)
      }
    }
  }

  /// Reports what has passed since the trial began that ran, up to 256 trials at once.
  private mutating func finishSome(_ socket: inout Socket, _ point: JoinPoint) throws {
    guard let sweep = session.currentSweep else { return }
    let count = time == .zero ? 256 : min(256, Int((now - busySince) / time))
    var batch = OutcomeBatch()
    for index in queue.takeFirst(count, rangeLimit: count).joined() {
      batch.append(
        FinishedTrial(index: index, record: trial.record(at: index), duration: time, slot: 0))
    }
    busySince += time * batch.count
    try perform(session.handle(.finished(batch, of: sweep), at: now), &socket, point)
  }

  private mutating func perform(
    _ effects: [WorkerSession.Effect], _ socket: inout Socket, _ point: JoinPoint
  ) throws {
    for effect in effects {
      switch effect {
      case .connect:
        socket = try Socket(.dealer, encryption: point.encryption)
        try socket.connect(point.endpoints[0])
      case .send(let message):
        _ = try socket.send(Envelope(sweep: session.currentSweep, message: message).encoded())
      case .prepare, .restartTraining:
        try perform(session.handle(.prepared, at: now), &socket, point)
      case .run(let ranges):
        if queue.isEmpty { busySince = now }
        queue.formUnion(IndexRanges(ranges))
      case .replaceQueue(let ranges):
        if queue.isEmpty { busySince = now }
        queue = IndexRanges(ranges)
      case .forget(let ranges): queue.subtract(IndexRanges(ranges))
      case .cancelQueue:
        let left = queue.ascending
        queue = IndexRanges()
        try perform(session.handle(.cancelled(left), at: now), &socket, point)
      case .note: break
      case .end: hasEnded = true
      }
    }
  }
}
