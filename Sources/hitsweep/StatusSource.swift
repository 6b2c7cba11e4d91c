import Foundation
import Reports
import Scheduling
import SearchSpace
import SweepStore
import Sweeps

/// What tells how a sweep goes, as often as it is asked: a coordinator, or a store and the coordinator that owns it.
final class StatusSource {
  private enum Place {
    case endpoint(String)
    case store(path: String)
  }

  private let place: Place
  private var connection: StatusConnection?

  /// Takes up an endpoint or the path of a store, as people type them.
  init(_ text: String) throws {
    place =
      text.contains("://")
      ? .endpoint(try Endpoint(text, use: .connect).text) : .store(path: text)
  }

  /// How the sweep goes now; `nil` where nobody answers at the endpoint.
  ///
  /// - Parameters:
  ///   - eventCount: how many of the last events of a store are wanted.
  ///   - patience: how long an endpoint has to answer.
  func report(eventCount: Int, patience: Duration) throws -> StatusReport? {
    switch place {
    case .endpoint(let endpoint):
      guard let status = try ask(endpoint, patience: patience) else { return nil }
      return StatusReport(
        status, events: nil,
        coordinator: .init(host: nil, endpoint: endpoint, startedAt: nil, life: .answering))
    case .store(let path):
      return try report(ofStore: path, eventCount: eventCount)
    }
  }

  /// Reads a store; while its coordinator lives on this host, that one knows more, and is asked.
  private func report(ofStore path: String, eventCount: Int) throws -> StatusReport {
    let (store, header) = try SweepStore.open(path)
    var answer: Status?
    if store.hasLiveOwner, !header.endpoint.isEmpty {
      answer = try ask(CoordinatorAddress.local(header.endpoint), patience: .seconds(1))
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

  private func ask(_ endpoint: String, patience: Duration) throws -> Status? {
    let asked: StatusConnection
    if let connection, connection.endpoint == endpoint {
      asked = connection
    } else {
      asked = try StatusConnection(to: endpoint)
    }
    let status = try asked.ask(patience: patience)
    // Questions that nobody answers are not left to gather.
    connection = status == nil ? nil : asked
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
