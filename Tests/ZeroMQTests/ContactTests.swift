import Testing
import ZeroMQ

/// What a dealer learns where no server answers.
@Suite struct ContactTests {
  private func contact(with endpoint: String, until isDone: (Contact) -> Bool) throws -> Contact {
    let socket = try Socket(.dealer)
    try socket.connect(endpoint)
    var contact = Contact()
    let doorbell = Doorbell()
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(5)
    while !isDone(contact), clock.now < deadline {
      try socket.wait(timeout: deadline - clock.now, mailbox: doorbell)
      for event in socket.takeEvents() { contact.take(event) }
    }
    return contact
  }

  @Test func `a port where nobody listens is told from a name without an address`() throws {
    #expect(
      try contact(with: "tcp://127.0.0.1:9") { $0.stage != .nothing }.stage
        == .unreachable(.refused))
    #expect(
      try contact(with: "tcp://no.such.host.invalid:5555") { $0.stage != .nothing }.stage
        == .unreachable(.nameNotResolved))
  }

  @Test func `a failed handshake is not forgotten while libzmq tries again`() {
    var contact = Contact()
    for event: SocketEvent in [
      .connected, .handshakeFailed(.brokenOff, source: nil), .disconnected,
      .unreachable(.refused), .connected,
    ] {
      contact.take(event)
    }
    #expect(contact.stage == .handshakeFailed(.brokenOff))
    contact.take(.unreachable(.refused))
    #expect(contact.stage == .unreachable(.refused))
    contact.take(.connected)
    #expect(contact.stage == .connected)
    contact.take(.handshakeSucceeded)
    #expect(contact.stage == .established)
  }
}
