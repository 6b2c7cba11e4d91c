import Glibc
import Testing
import ZeroMQ

/// Who gets through to whom, and what each side sees of it.
@Suite struct EncryptionTests {
  private let server: KeyPair
  private let client: KeyPair

  init() throws {
    server = try KeyPair.generate()
    client = try KeyPair.generate()
  }

  @Test func `without keys a message gets through, and its source is known`() throws {
    var pair = try Pair(router: .none, dealer: .none)
    #expect(try pair.dealer.send([7]) == .sent)
    #expect(try pair.goOn { !$0.messages.isEmpty })
    #expect(pair.messages == [[7]])
    #expect(pair.sources == ["127.0.0.1"])
    #expect(pair.routerEvents == [])
    #expect(pair.dealerEvents == [.connected, .handshakeSucceeded])
    #expect(pair.contact.stage == .established)
  }

  @Test func `a key on the list gets through`() throws {
    var pair = try Pair(
      router: .server(server, admitting: [client.publicKey]),
      dealer: .client(client, server: server.publicKey))
    #expect(try pair.dealer.send([7]) == .sent)
    #expect(try pair.goOn { !$0.messages.isEmpty })
    #expect(pair.messages == [[7]])
    #expect(pair.routerEvents == [])
    #expect(pair.contact.stage == .established)
  }

  @Test func `a key that is not on the list is refused, and both sides know`() throws {
    var pair = try Pair(
      router: .server(server, admitting: [server.publicKey]),
      dealer: .client(client, server: server.publicKey))
    #expect(try pair.dealer.send([7]) == .sent)
    #expect(
      try pair.goOn {
        !$0.routerEvents.isEmpty && $0.contact.stage == .handshakeFailed(.keyRefused)
      })
    #expect(pair.routerEvents == [.refusedKey(client.publicKey, source: "127.0.0.1")])
    #expect(pair.messages == [])
  }

  @Test func `a client without keys is refused, and both sides know`() throws {
    var pair = try Pair(router: .server(server, admitting: []), dealer: .none)
    #expect(try pair.dealer.send([7]) == .sent)
    #expect(
      try pair.goOn {
        if case .handshakeFailed = $0.contact.stage { !$0.refusals.isEmpty } else { false }
      })
    #expect(pair.refusals.isSubset(of: [.onlyOneSideHasKeys, .brokenOff]))
    #expect(
      [.handshakeFailed(.onlyOneSideHasKeys), .handshakeFailed(.brokenOff)]
        .contains(pair.contact.stage))
    #expect(pair.messages == [])
  }

  @Test func `a client that expects another server is refused, and both sides know`() throws {
    var pair = try Pair(
      router: .server(server, admitting: [client.publicKey]),
      dealer: .client(client, server: client.publicKey))
    #expect(try pair.dealer.send([7]) == .sent)
    #expect(
      try pair.goOn {
        !$0.refusals.isEmpty && $0.contact.stage == .handshakeFailed(.brokenOff)
      })
    #expect(pair.refusals == [.wrongServerKey])
    #expect(pair.messages == [])
  }

  @Test func `a client with keys does not speak to a server without`() throws {
    var pair = try Pair(router: .none, dealer: .client(client, server: server.publicKey))
    #expect(try pair.dealer.send([7]) == .sent)
    #expect(
      try pair.goOn {
        if case .handshakeFailed = $0.contact.stage { !$0.refusals.isEmpty } else { false }
      })
    #expect(
      [.handshakeFailed(.onlyOneSideHasKeys), .handshakeFailed(.brokenOff)]
        .contains(pair.contact.stage))
    #expect(pair.messages == [])
  }

  /// Of one that does, libzmq 4.3 aborts while it closes the router's socket: a probe by HTTP is enough.
  @Test(arguments: [false, true])
  func `a peer that speaks ZeroMQ's first protocol does not get in, with keys or without`(
    hasKeys: Bool
  ) throws {
    var pair = try Pair(
      router: hasKeys ? .server(server, admitting: [client.publicKey]) : .none,
      dealer: hasKeys ? .client(client, server: server.publicKey) : .none)
    // ZMTP 1.0: an empty identity, and a message of one frame.
    let stranger = try connection(to: pair.endpoint, sending: [1, 0, 3, 0, 0x68, 0x69])
    defer { close(stranger) }
    // Its connection is closed; what another one says afterwards is all that comes.
    #expect(try isClosed(stranger, by: &pair))
    #expect(try pair.dealer.send([7]) == .sent)
    #expect(try pair.goOn { !$0.messages.isEmpty })
    #expect(pair.messages == [[7]])
  }

  /// Whether the router closes a connection, within five seconds.
  private func isClosed(_ descriptor: CInt, by pair: inout Pair) throws -> Bool {
    try pair.goOn { _ in
      var byte: UInt8 = 0
      var count = 1
      while count == 1 { count = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) }
      return count == 0 || errno == ECONNRESET
    }
  }

  private func connection(to endpoint: String, sending bytes: [UInt8]) throws -> CInt {
    let port = try #require(UInt16(endpoint.split(separator: ":").last ?? ""))
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(result == 0 && write(descriptor, bytes, bytes.count) == bytes.count)
    return descriptor
  }

  @Test func `a key that is taken off the list is cut off at once, and not let in again`() throws {
    var pair = try Pair(
      router: .server(server, admitting: [client.publicKey]),
      dealer: .client(client, server: server.publicKey))
    #expect(try pair.dealer.send([1]) == .sent)
    #expect(try pair.goOn { $0.messages == [[1]] })
    pair.router.admit([server.publicKey])
    #expect(try pair.dealer.send([2]) == .sent)
    #expect(try pair.goOn { !$0.routerEvents.isEmpty })
    #expect(pair.routerEvents == [.refusedKey(client.publicKey, source: "127.0.0.1")])
    #expect(pair.messages == [[1]])
    pair.router.admit([client.publicKey])
    #expect(try pair.dealer.send([3]) == .sent)
    #expect(try pair.goOn { $0.messages == [[1], [3]] })
  }

  @Test func `a key that is added to the list is let in`() throws {
    var pair = try Pair(
      router: .server(server, admitting: []), dealer: .client(client, server: server.publicKey))
    #expect(try pair.goOn { $0.contact.stage == .handshakeFailed(.keyRefused) })
    pair.router.admit([client.publicKey])
    // A refused client does not try again by itself: a worker takes a new socket.
    let again = try Socket(.dealer, encryption: .client(client, server: server.publicKey))
    try again.connect(pair.endpoint)
    #expect(try again.send([9]) == .sent)
    #expect(try pair.goOn { $0.messages == [[9]] })
  }
}
