import Scheduling
import Sweeps

/// Messages as people read them in a trace.
func text(_ message: WorkerMessage) -> String {
  switch message {
  case .hello(let hello):
    "hello\(hello.sweep == nil ? "" : ", I know the sweep"), held \(text(hello.held)), finished \(text(hello.finished))"
  case .ready: "ready"
  case .heartbeat(let leases): "heartbeat \(leases.map(\.description))"
  case .outcomes(let trials): "outcomes \(trials.indices)"
  case .crashed(let crash): "crashed: \(crash.reason), ran \(crash.running)"
  case .giveBack(let ranges): "give back \(text(ranges))"
  case .fetch(let chunk): "fetch \(chunk)"
  case .goodbye: "goodbye"
  case .statusRequest: "status?"
  }
}

func text(_ message: CoordinatorMessage) -> String {
  switch message {
  case .welcome(let welcome):
    "welcome, \(welcome.lease.map { "lease \($0.id): \(text($0.ranges))" } ?? "no lease")"
  case .refused(let reason): "refused: \(reason)"
  case .helloWanted: "hello wanted"
  case .grant(let lease): "lease \(lease.id): \(text(lease.ranges))"
  case .acknowledge(let ranges): "stored \(text(ranges))"
  case .chunk(let number, _): "chunk \(number)"
  case .heartbeat: "heartbeat"
  case .finished: "finished"
  case .status: "status"
  }
}

func text(_ ranges: [Range<Int>]) -> String {
  let parts = ranges.map { range in
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound)–\(range.upperBound - 1)"
  }
  return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
}
