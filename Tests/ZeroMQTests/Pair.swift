import Testing
import ZeroMQ

/// A router and a dealer on loopback, and all that was seen of them.
struct Pair: ~Copyable {
  let router: Socket
  let dealer: Socket
  let endpoint: String
  private(set) var routerEvents: [SocketEvent] = []
  private(set) var dealerEvents: [SocketEvent] = []
  private(set) var contact = Contact()
  /// The messages that the router received, and where they came from.
  private(set) var messages: [[UInt8]] = []
  private(set) var sources: [String] = []
  private let clock = ContinuousClock()
  private let mailbox = Mailbox<Never>()

  init(router routerEncryption: Encryption, dealer dealerEncryption: Encryption) throws {
    let router = try Socket(.router, encryption: routerEncryption)
    let endpoint = try router.bind("tcp://127.0.0.1:*")
    let dealer = try Socket(.dealer, encryption: dealerEncryption)
    try dealer.connect(endpoint)
    self.router = router
    self.dealer = dealer
    self.endpoint = endpoint
  }

  /// Lets both ends go on until `isDone`, five seconds at the most; whether it came to that.
  mutating func goOn(until isDone: (borrowing Pair) -> Bool) throws -> Bool {
    let deadline = clock.now + .seconds(5)
    while !isDone(self) {
      guard clock.now < deadline else { return false }
      try router.wait(timeout: .milliseconds(5), mailbox: mailbox.doorbell)
      try dealer.wait(timeout: .milliseconds(5), mailbox: mailbox.doorbell)
      routerEvents += router.takeEvents()
      for event in dealer.takeEvents() {
        dealerEvents.append(event)
        contact.take(event)
      }
      while let frames = try router.receive() {
        messages.append(frames[frames.count - 1])
        sources.append(router.source)
      }
    }
    return true
  }

  /// The reasons for which the router refused connections.
  var refusals: Set<HandshakeFailure> {
    Set(
      routerEvents.compactMap {
        if case .handshakeFailed(let failure, _) = $0 { failure } else { nil }
      })
  }
}
