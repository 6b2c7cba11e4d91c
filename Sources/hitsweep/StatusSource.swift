import Foundation
import JoinFile
import Reports
import Scheduling
import SearchSpace
import SweepStore
import Sweeps
import ZeroMQ

/// What tells how a sweep goes, as often as it is asked: a coordinator, or a store and the coordinator that owns it.
final class StatusSource {
  private enum Place {
    case coordinator(JoinPoint)
    case store(path: String)
  }

  private let place: Place
  private var connection: StatusConnection?
  private var lastContact = Contact()
  private var hasToldSilence = false
  /// Why nobody has answered, the likeliest causes first.
  private(set) var silence = ""

  /// Takes up an endpoint, a join file or the path of a store, as people type them.
  init(_ text: String) throws {
    let isCoordinator = text.contains("://") || text.hasSuffix(".join")
    place = isCoordinator ? .coordinator(try JoinPoint(text)) : .store(path: text)
  }

  /// How the sweep goes now; `nil` where nobody answers at the endpoint.
  ///
  /// - Parameters:
  ///   - eventCount: how many of the last events of a store are wanted.
  ///   - patience: how long an endpoint has to answer.
  func report(eventCount: Int, patience: Duration) throws -> StatusReport? {
    switch place {
    case .coordinator(let point):
      var causes: [String] = []
      for endpoint in point.endpoints {
        if let status = try ask(endpoint, point.encryption, patience: patience) {
          return StatusReport(
            status, events: nil,
            coordinator: .init(host: nil, endpoint: endpoint, startedAt: nil, life: .answering))
        }
        causes.append(point.explanation(of: lastContact, at: endpoint))
      }
      silence = causes.joined(separator: "; ")
      return nil
    case .store(let path):
      return try report(ofStore: path, eventCount: eventCount)
    }
  }

  /// Reads a store; while its coordinator lives on this host, that one knows more, and is asked.
  private func report(ofStore path: String, eventCount: Int) throws -> StatusReport {
    let (store, header) = try SweepStore.open(path)
    var answer: Status?
    if store.hasLiveOwner, !header.endpoint.isEmpty {
      answer = try askOwner(header.endpoint, sweep: header.name, store: path)
    }
    let life: StatusReport.Coordinator.Life =
      answer != nil
      ? .answering : store.hasLiveOwner ? .silent : header.isOwned ? .killed : .ended
    return StatusReport(
      try answer ?? Self.status(store, header),
      events: try store.events(last: eventCount).map {
        .init(at: $0.at, kind: $0.kind, text: $0.text)
      },
      coordinator: .init(
        host: header.host, endpoint: header.endpoint.isEmpty ? nil : header.endpoint,
        startedAt: try store.lastTime(ofEvent: "started"), life: life))
  }

  private func ask(
    _ endpoint: String, _ encryption: Encryption, patience: Duration
  ) throws -> Status? {
    let asked: StatusConnection
    if let connection, connection.endpoint == endpoint {
      asked = connection
    } else {
      asked = try StatusConnection(to: endpoint, encryption)
    }
    let status = try asked.ask(patience: patience)
    lastContact = asked.contact
    // Questions that nobody answers are not left to gather.
    connection = status == nil ? nil : asked
    return status
  }

  /// Asks the coordinator that owns a store, with the keys beside it; `nil` where it does not answer, and a person is told
  /// why where that can be helped.
  private func askOwner(_ listening: String, sweep: String, store: String) throws -> Status? {
    let path = JoinFolder(sweep: sweep, store: store).joinFile
    var encryption = Encryption.none
    var remedy = "if it asks for keys, put its \(path) back, beside the store"
    if FileManager.default.fileExists(atPath: path) {
      let file = try JoinFile(path: path)
      // A file of an earlier coordinator says nothing about this one.
      if file.endpoints.contains(where: { listening.hasSuffix(":\($0.port)") }) {
        encryption = file.encryption
        remedy = "for the reason ask 'hitsweep status \(path)'"
      }
    }
    let endpoint = CoordinatorAddress.local(listening)
    let status = try ask(endpoint, encryption, patience: .seconds(1))
    if status == nil, !hasToldSilence {
      hasToldSilence = true
      Terminal.say(
        "The coordinator at \(endpoint) does not answer; \(remedy). This is what the store holds:")
    }
    return status
  }

  /// What a store alone tells.
  private static func status(_ store: SweepStore, _ header: StoreHeader) throws -> Status {
    let inventory = try store.inventory()
    var trials = Status.Trials()
    trials.total = header.sweep.trialIndices.count
    trials.done = inventory.done.count
    trials.failed = inventory.failed.count
    trials.infeasible = inventory.infeasible.count
    trials.open = trials.total - trials.done
    let failures = try store.failures().sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return Status(
      sweep: header.name, state: trials.open == 0 ? .done : .waiting, trials: trials, workers: [],
      failures: failures.map { Status.Failure(reason: $0.key, count: $0.value) })
  }
}

extension StatusReport {
  /// Makes a report of what a coordinator, or a store, tells.
  init(_ status: Status, events: [Event]?, coordinator: Coordinator) {
    let trials = status.trials
    self.init(
      sweep: status.sweep, state: status.state.rawValue,
      trials: .init(
        total: trials.total, done: trials.done, failed: trials.failed,
        infeasible: trials.infeasible, leased: trials.leased, open: trials.open,
        suspect: trials.suspect),
      workers: status.workers.map { worker in
        .init(
          id: worker.id, host: worker.host, slots: worker.slots,
          instructionSet: worker.instructionSet, leased: worker.leased, finished: worker.finished,
          rate: worker.rate, silence: worker.silence)
      },
      failures: status.failures.map { .init(reason: $0.reason, count: $0.count) },
      events: events, coordinator: coordinator)
  }
}
