import ArgumentParser
import Foundation
import Reports
import Scheduling
import SearchSpace
import SweepStore
import Sweeps
import WireProtocol
import ZeroMQ

/// `hitsweep status`.
struct ShowStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how a sweep goes, by its coordinator or by its store.",
    discussion: "An argument such as tcp://HOST:5555 is an endpoint, anything else a store.")

  @Argument(help: "The coordinator's endpoint, or a store.") var source: String
  @Option(help: "The form of the output.") var format = TableFormat.table

  func run() throws {
    let status =
      source.contains("://")
      ? try Self.askOrFail(Endpoint(source, use: .connect).text) : try Self.read(source)
    if format == .json { return try printJSON(StatusDescription(status)) }
    for line in StatusDescription(status).lines() { print(line) }
  }

  private static func askOrFail(_ endpoint: String) throws -> Status {
    if let status = try ask(endpoint, patience: .seconds(5)) { return status }
    throw Complaint(
      .infrastructure,
      "nobody answered at \(endpoint) within 5 s; is a coordinator running there?")
  }

  /// Asks a coordinator, which answers at once; `nil` where none does.
  private static func ask(_ endpoint: String, patience: Duration) throws -> Status? {
    let socket = try Socket(.dealer)
    try socket.connect(endpoint)
    _ = try socket.send(Envelope<WorkerMessage>(sweep: nil, message: .statusRequest).encoded())
    let clock = ContinuousClock()
    let deadline = clock.now + patience
    let doorbell = Doorbell()
    while clock.now < deadline {
      try socket.wait(timeout: deadline - clock.now, mailbox: doorbell)
      while let frames = try socket.receive() {
        if let status = try status(in: frames, from: endpoint) { return status }
      }
    }
    return nil
  }

  private static func status(in frames: [[UInt8]], from endpoint: String) throws -> Status? {
    do throws(WireError) {
      guard frames.count == 1,
        case .status(let status) = try Envelope<CoordinatorMessage>(decoding: frames[0]).message
      else { return nil }
      return status
    } catch {
      throw Complaint(
        .refused, "what answers at \(endpoint) is no coordinator of this version of hitsweep")
    }
  }

  /// Reads a store; while its coordinator lives on this host, that one knows more, and is asked.
  private static func read(_ path: String) throws -> Status {
    let (store, header) = try SweepStore.open(path)
    if store.hasLiveOwner, !header.endpoint.isEmpty,
      let status = try ask(CoordinatorAddress.local(header.endpoint), patience: .seconds(1))
    {
      return status
    }
    var trials = Status.Trials()
    trials.total = header.sweep.trialIndices.count
    try store.forEachTrial { trial, kind in
      guard header.sweep.index(of: trial) != nil else { return }
      trials.done += 1
      trials.failed += kind == .failed ? 1 : 0
      trials.infeasible += kind == .infeasible ? 1 : 0
    }
    trials.open = trials.total - trials.done
    return Status(
      sweep: header.name, state: trials.open == 0 ? .done : .waiting, trials: trials, workers: [])
  }
}

/// How an endpoint is reached from its own host.
enum CoordinatorAddress {
  static func local(_ endpoint: String) -> String {
    endpoint.replacing("0.0.0.0", with: "127.0.0.1")
  }
}

/// A status as it is printed.
struct StatusDescription: Encodable {
  struct Trials: Encodable {
    let total: Int
    let done: Int
    let failed: Int
    let infeasible: Int
    let leased: Int
    let open: Int
  }

  struct Worker: Encodable {
    let id: String
    let host: String
    let slots: Int
    let leased: Int
    let finished: Int
    let secondsSinceHeard: Double
  }

  var schemaVersion = 1
  let sweep: String
  let state: String
  let trials: Trials
  let workers: [Worker]

  init(_ status: Status) {
    sweep = status.sweep
    state = status.state.rawValue
    let counts = status.trials
    trials = Trials(
      total: counts.total, done: counts.done, failed: counts.failed,
      infeasible: counts.infeasible, leased: counts.leased, open: counts.open)
    workers = status.workers.map { worker in
      Worker(
        id: worker.id, host: worker.host, slots: worker.slots, leased: worker.leased,
        finished: worker.finished, secondsSinceHeard: worker.silence / .seconds(1))
    }
  }

  func lines() -> [String] {
    let head = [
      "Sweep \(sweep): \(state)",
      "\(trials.done) of \(trials.total) trials done (\(trials.failed) failed, "
        + "\(trials.infeasible) infeasible), \(trials.leased) leased, \(trials.open) open",
    ]
    guard !workers.isEmpty else { return head + ["No workers."] }
    var table = TextTable([
      .left("worker"), .wrapped("host"), .right("slots"), .right("leased"), .right("finished"),
      .right("heard"),
    ])
    for worker in workers {
      table.append([
        worker.id, worker.host, "\(worker.slots)", "\(worker.leased)", "\(worker.finished)",
        "\(Int(worker.secondsSinceHeard)) s ago",
      ])
    }
    return head + [""] + table.lines(width: Terminal.width)
  }
}
