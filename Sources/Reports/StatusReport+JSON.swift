extension StatusReport: Encodable {
  /// Encodes all but what only concerns the layout; what is undefined is `null`.
  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

  private var json: JSONValue {
    [
      "schemaVersion": .integer(1),
      "sweep": .text(sweep),
      "state": .text(state),
      "rate": JSONValue(rate),
      "secondsLeft": JSONValue(timeLeft.map { $0 / .seconds(1) }),
      "trials": [
        "total": .integer(trials.total), "done": .integer(trials.done),
        "failed": .integer(trials.failed), "infeasible": .integer(trials.infeasible),
        "leased": .integer(trials.leased), "open": .integer(trials.open),
        "suspect": .integer(trials.suspect),
      ],
      "workers": .list(workers.map(\.json)),
      "failures": .list(
        failures.map { ["reason": .text($0.reason), "count": .integer($0.count)] }),
      "events": events.map { .list($0.map(\.json)) } ?? .null,
      "coordinator": coordinator.json,
    ]
  }
}

extension StatusReport.Worker {
  fileprivate var json: JSONValue {
    [
      "id": .text(id), "host": .text(host), "slots": .integer(slots),
      "instructionSet": instructionSet.isEmpty ? .null : .text(instructionSet),
      "leased": .integer(leased), "finished": .integer(finished), "rate": .number(rate),
      "secondsSinceHeard": .number(silence / .seconds(1)),
    ]
  }
}

extension StatusReport.Event {
  fileprivate var json: JSONValue {
    ["at": .text(at), "kind": .text(kind), "text": .text(text)]
  }
}

extension StatusReport.Coordinator {
  fileprivate var json: JSONValue {
    [
      "host": JSONValue(host), "endpoint": JSONValue(endpoint), "since": JSONValue(startedAt),
      "isRunning": .boolean(isRunning),
    ]
  }
}
