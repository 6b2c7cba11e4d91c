import Coordinator
import Testing
import ZeroMQ

/// What is refused at the port is told once a minute for each source and kind.
@Suite struct RefusalsTests {
  @Test func `a flood is one line at once, one a minute, and one at the end`() {
    var refusals = Refusals(keyNames: nil)
    let line = "ignored a message from 10.0.0.7: no message of hitsweep's protocol"
    func flood(_ count: Int, at now: Duration) -> [String] {
      (0..<count).compactMap { _ in
        refusals.note(message: "no message of hitsweep's protocol", from: "10.0.0.7", at: now)
      }
    }
    #expect(flood(1000, at: .seconds(5)) == [line])
    #expect(refusals.takeDue(at: .seconds(64)) == [])
    #expect(
      refusals.takeDue(at: .seconds(65)) == ["\(line) (999 times more since it was last told)"])
    #expect(flood(1, at: .seconds(66)) == [])
    #expect(refusals.takeUntold() == ["\(line) (once more since it was last told)"])
    #expect(refusals.takeDue(at: .seconds(300)) == [])
    #expect(flood(1, at: .seconds(301)) == [line])
  }

  @Test func `other sources and other kinds are told by themselves`() {
    var refusals = Refusals(keyNames: nil)
    #expect(refusals.note(message: "x", from: "10.0.0.7", at: .zero) != nil)
    #expect(
      refusals.note(message: "x", from: "10.0.0.8", at: .zero)
        == "ignored a message from 10.0.0.8: x")
    #expect(
      refusals.note(.handshakeFailed(.notZeroMQ, source: "10.0.0.7"), at: .zero)
        == "refused a connection from 10.0.0.7: what it sent is no handshake of ZeroMQ")
    #expect(refusals.note(.handshakeFailed(.notZeroMQ, source: "10.0.0.7"), at: .zero) == nil)
    #expect(
      refusals.note(.handshakeFailed(.notZeroMQ, source: nil), at: .zero)
        == "refused a connection from an address that had gone before it could be seen: what it sent is no handshake of ZeroMQ"
    )
  }

  @Test func `a thousand sources are told apart, and all others are one`() {
    var refusals = Refusals(keyNames: nil)
    let lines = (0..<5000).compactMap {
      refusals.note(message: "x", from: "source \($0)", at: .zero)
    }
    #expect(lines.count == 1001)
    #expect(lines.last == "ignored a message from one of many addresses: x")
    #expect(
      refusals.takeUntold() == [
        "ignored a message from one of many addresses: x (3999 times more since it was last told)"
      ])
  }

  @Test func `a key is told by the name it had, or by its first characters`() throws {
    let (known, stranger) = (try KeyPair.generate().publicKey, try KeyPair.generate().publicKey)
    var refusals = Refusals(keyNames: [known: "node7"])
    refusals.rename([:])
    #expect(
      refusals.note(.refusedKey(known, source: "10.0.0.7"), at: .zero)
        == "refused 10.0.0.7: the key of 'node7' (\(known.short)) was taken off the allow-list")
    #expect(
      refusals.note(.refusedKey(stranger, source: "10.0.0.7"), at: .zero)
        == "refused a connection from 10.0.0.7: its key \(stranger.short) is not on the allow-list")
  }

  @Test func `who lacks keys, and who lacks none, is told by what the coordinator asks for`() {
    let event = SocketEvent.handshakeFailed(.onlyOneSideHasKeys, source: "10.0.0.7")
    var plain = Refusals(keyNames: nil)
    #expect(
      plain.note(event, at: .zero)?.contains("it has keys, and this coordinator has none") == true)
    var keyed = Refusals(keyNames: [:])
    #expect(
      keyed.note(event, at: .zero)?.contains("it has no keys, and this coordinator asks") == true)
  }
}
