package import Scheduling
package import ZeroMQ

/// Which worker has introduced itself on which connection: one says the same id for as long as it lives, so that a flood
/// of invented workers takes a connection for each.
package struct Introductions {
  private var workers: [RoutingID: WorkerID] = [:]

  package init() {}

  /// Far more connections than a coordinator has at once; when so many have come and gone, all are forgotten.
  private static let connectionLimit = 100_000

  /// Whether a message may go on: all but the hello of a second worker.
  package mutating func allow(_ message: WorkerMessage, from peer: RoutingID) -> Bool {
    guard case .hello(let hello) = message else { return true }
    if let known = workers[peer] { return known == hello.worker }
    if workers.count == Self.connectionLimit { workers = [:] }
    workers[peer] = hello.worker
    return true
  }
}
