import Foundation
import Scheduling
import Simulation
import SweepStore
import Sweeps
import WireProtocol
import ZeroMQ

/// Measures on this machine what the coordinator's work costs: for ``DispatchModel``.
///
/// The real scheduler, messages, sockets and store, each by itself for a moment: small and large portions tell what is paid by
/// the message, the commit, and the outcome.
struct DispatchCalibration {
  private static let large = 2000
  /// Found by `hitsweep bench dispatch` with 2 and with 1,000 workers.
  private static let (baseMemory, workerMemory) = (40.0 * 1_048_576, 75.0 * 1024)

  let recordBytes: Int

  /// Measures, in a temporary folder of the current one, for a second or two.
  func run() throws -> DispatchCosts {
    let trial = SpinningTrial(time: .zero, recordByteCount: recordBytes)
    let (one, many) = try (handling(1, trial), handling(Self.large, trial))
    let (oneStored, manyStored) = try storing(trial)
    let outcome = (many - one) / Double(Self.large - 1)
    let storedOutcome = (manyStored - oneStored) / Double(Self.large - 1)
    return DispatchCosts(
      message: one - outcome + (try transport()), outcome: outcome,
      commit: oneStored - storedOutcome, storedOutcome: storedOutcome,
      baseMemory: Self.baseMemory, workerMemory: Self.workerMemory)
  }

  /// The seconds that a message of `count` outcomes takes the loop, but for the socket: decoded, decided upon, answered
  /// with an acknowledgement, and with a grant now and then.
  private func handling(_ count: Int, _ trial: SpinningTrial) throws -> Double {
    let messages = max(20, 20_000 / count)
    guard let sweep = BenchmarkGrid(trials: 20_000 * 5)?.sweep else {
      preconditionFailure("no grid")
    }
    let sweepID = sweep.id
    var counts = Status.Trials()
    counts.total = sweep.indexCount
    let welcome = Welcome(
      sweep: sweep.encoded(), dataByteCount: 0, chunkByteCount: 1, heartbeat: .seconds(1),
      lease: nil)
    var rules = Scheduler.Rules()
    rules.uncommittedLimit = .max
    var scheduler = Scheduler(
      name: "calibration", welcome: welcome, sweepID: sweepID, trialIndices: sweep.trialIndices,
      open: sweep.trialIndices, counts: counts, epoch: 1, rules: rules, replicates: 5,
      trialCost: { _ in 1 }, at: .zero)
    let (worker, peer) = (ContentHash(high: 1, low: 1), PeerID(rawValue: 1))
    let hello = WorkerMessage.hello(Hello(worker: worker, host: "node", slots: 64))
    for message in [hello, .ready] {
      _ = scheduler.handle(.received(message, sweep: sweepID, from: peer), at: .zero)
    }
    let wire = (0..<messages).map { number in
      Envelope<WorkerMessage>(
        sweep: sweepID, message: .outcomes(batch(number * count..<(number + 1) * count, trial))
      ).encoded()
    }
    let time = try ContinuousClock().measure {
      for bytes in wire {
        let envelope = try Envelope<WorkerMessage>(decoding: bytes)
        let effects = scheduler.handle(
          .received(envelope.message, sweep: envelope.sweep, from: peer), at: .zero)
        for case .store(let batch, let worker) in effects {
          let stored = StoredBatch(
            worker: worker, ranges: [batch.indices[0]..<batch.indices[0] + batch.count],
            newCount: batch.count)
          encode(scheduler.handle(.stored(stored), at: .zero), sweepID)
        }
        encode(effects, sweepID)
      }
    }
    return time / .seconds(1) / Double(messages)
  }

  private func encode(_ effects: [Scheduler.Effect], _ sweep: ContentHash) {
    for case .send(let message, _) in effects {
      _ = Envelope(sweep: sweep, message: message).encoded()
    }
  }

  /// The seconds of this thread for a message that comes and one that goes, over a connection.
  private func transport() throws -> Double {
    let count = 20_000
    let router = try Socket(.router)
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let sender = Thread {
      do {
        let dealer = try Socket(.dealer)
        try dealer.connect(endpoint)
        let mailbox = Mailbox<Never>()
        var (sent, received) = (0, 0)
        while received < count {
          while sent < count, sent - received < 500,
            try dealer.send([UInt8](repeating: 0, count: 200)) == .sent
          { sent += 1 }
          _ = try dealer.wait(timeout: .milliseconds(100), mailbox: mailbox.doorbell)
          while try dealer.receive() != nil { received += 1 }
        }
      } catch {
        Terminal.say("\(error)")
      }
    }
    sender.start()
    let mailbox = Mailbox<Never>()
    let start = ProcessTime.ofThisThread
    var answered = 0
    while answered < count {
      _ = try router.wait(timeout: .milliseconds(100), mailbox: mailbox.doorbell)
      while let frames = try router.receive(), let peer = Socket.routingID(of: frames[0]) {
        _ = try router.send(frames[1], to: peer)
        answered += 1
      }
    }
    return (ProcessTime.ofThisThread - start) / .seconds(1) / Double(count)
  }

  /// The seconds of a commit of one outcome and of one of many.
  private func storing(_ trial: SpinningTrial) throws -> (one: Double, many: Double) {
    guard let sweep = BenchmarkGrid(trials: 200_000)?.sweep else { preconditionFailure("no grid") }
    let folder = try BenchmarkFolder()
    let store = try SweepStore.own(
      folder.storePath,
      for: SweepStore.Description(
        name: "calibration", sweepPath: "", sweepFile: "", dataSummary: "{}",
        softwareVersion: hitsweepVersion, sweep: sweep))
    let clock = ContinuousClock()
    var next = 0
    func median(_ count: Int, times: Int) throws -> Double {
      let measured = try (0..<times).map { _ in
        let batch = batch(next..<next + count, trial)
        next += count
        return try clock.measure {
          _ = try store.commit([.outcomes(batch, worker: ContentHash(high: 1, low: 1))])
        } / .seconds(1)
      }
      return measured.sorted()[times / 2]
    }
    return (try median(1, times: 50), try median(Self.large, times: 30))
  }

  private func batch(_ indices: Range<Int>, _ trial: SpinningTrial) -> OutcomeBatch {
    OutcomeBatch(
      indices.lazy.map {
        FinishedTrial(
          index: $0, record: trial.record(at: $0), duration: .microseconds(1), slot: 0)
      })
  }
}
