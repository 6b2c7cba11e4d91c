import ArgumentParser
import Foundation
import JoinFile
import Reports
import Scheduling
import SweepStore
import WireProtocol
import ZeroMQ

/// `hitsweep status`.
struct ShowStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show how a sweep goes: its trials, workers, failures and last events.",
    discussion: """
      An argument such as songs.join is a coordinator's join file, one such as tcp://HOST:5555 the endpoint of a \
      coordinator without keys, anything else a store. While a store's coordinator lives on this host, it is asked. \
      Only a store has the log of events: who joined, who left, whose leases lapsed and why. \
      Workers that have not been heard for long come first, then the busiest.
      """)

  @Argument(help: "A join file, an endpoint, or a store.") var source: String
  @Option(help: ArgumentHelp("How many of a store's last events to show.", valueName: "count"))
  var events = 10
  @Option(help: "The form of the output.") var format = TableFormat.table

  func validate() throws {
    guard (0...10_000).contains(events) else {
      throw ValidationError("--events: \(events) is not expected; expected 0 to 10000")
    }
  }

  func run() throws {
    // Crowds are one line: many events may stand behind a few.
    let eventCount = format == .json ? events : 100 * events
    let place = try StatusSource(source)
    guard let report = try place.report(eventCount: eventCount, patience: .seconds(5)) else {
      throw Complaint(.infrastructure, "no answer within 5 s: \(place.silence)")
    }
    if format == .json { return try printJSON(report) }
    print(report.text(width: Terminal.width, eventLimit: events), terminator: "")
  }
}

/// A connection to a coordinator, only to ask how its sweep goes.
final class StatusConnection {
  let endpoint: String
  /// What has been seen of the coordinator.
  private(set) var contact = Contact()
  private let socket: Socket
  private let doorbell = Doorbell()

  init(to endpoint: String, _ encryption: Encryption) throws {
    self.endpoint = endpoint
    socket = try Socket(.dealer, encryption: encryption)
    try socket.connect(endpoint)
  }

  /// Asks the coordinator, which answers at once; `nil` where none does. At the end of a sweep it answers unasked.
  func ask(patience: Duration) throws -> Status? {
    if let last = try newest(), last.state == .done { return last }
    _ = try socket.send(Envelope<WorkerMessage>(sweep: nil, message: .statusRequest).encoded())
    let clock = ContinuousClock()
    let deadline = clock.now + patience
    while clock.now < deadline {
      try socket.wait(timeout: deadline - clock.now, mailbox: doorbell)
      for event in socket.takeEvents() { contact.take(event) }
      if let status = try newest() { return status }
    }
    return nil
  }

  /// The last answer of those that have come.
  private func newest() throws -> Status? {
    var newest: Status?
    while let frames = try socket.receive() { newest = try status(in: frames) ?? newest }
    return newest
  }

  private func status(in frames: [[UInt8]]) throws -> Status? {
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
}

/// How an endpoint is reached from its own host.
enum CoordinatorAddress {
  static func local(_ endpoint: String) -> String {
    endpoint.replacing("0.0.0.0", with: "127.0.0.1")
  }
}
