package import ZeroMQ

/// What is refused at the port, counted by source and kind: told when it is seen first, and then once a minute with its
/// count, so that a flood fills neither the terminal nor the event log.
package struct Refusals {
  private enum Kind: Hashable {
    case message
    case handshake(HandshakeFailure)
    case unknownKey
    case withdrawnKey
    case noDescriptor
  }

  private struct Subject: Hashable {
    let source: String?
    let kind: Kind
  }

  private struct Count {
    var untold = 0
    /// What was seen last.
    var text: String
    var toldAt: Duration
  }

  /// The names of the keys that are admitted; `nil` where none are asked for.
  private let asksForKeys: Bool
  private var keyNames: [PublicKey: String]
  private var counts: [Subject: Count] = [:]

  private static let interval = Duration.seconds(60)
  /// From how many subjects on all others are one.
  private static let subjectLimit = 1000

  package init(keyNames: [PublicKey: String]?) {
    asksForKeys = keyNames != nil
    self.keyNames = keyNames ?? [:]
  }

  /// Takes up new names; those of keys that were admitted once are kept.
  package mutating func rename(_ names: [PublicKey: String]) {
    keyNames.merge(names) { $1 }
  }

  /// Counts a message that is ignored; what is to be told now, if anything.
  package mutating func note(message reason: String, from source: String, at now: Duration)
    -> String?
  {
    note(.message, from: source, at: now) { "ignored a message from \($0): \(reason)" }
  }

  /// Counts what a socket has refused; what is to be told now, if anything.
  package mutating func note(_ event: SocketEvent, at now: Duration) -> String? {
    switch event {
    case .handshakeFailed(let failure, let source):
      let reason = sentence(failure)
      return note(.handshake(failure), from: source, at: now) {
        "refused a connection from \($0): \(reason)"
      }
    case .refusedKey(let key, let source):
      if let name = keyNames[key] {
        return note(.withdrawnKey, from: source, at: now) {
          "refused \($0): the key of '\(name)' (\(key.short)) was taken off the allow-list"
        }
      }
      return note(.unknownKey, from: source, at: now) {
        "refused a connection from \($0): its key \(key.short) is not on the allow-list"
      }
    case .cannotAccept(let reason):
      return note(.noDescriptor, from: nil, at: now) { _ in
        "cannot take a further connection: \(reason); raise the limit of open files (ulimit -n)"
      }
    case .connected, .unreachable, .handshakeSucceeded, .disconnected: return nil
    }
  }

  /// What was seen again since it was told a minute ago.
  package mutating func takeDue(at now: Duration) -> [String] {
    take(at: now) { now - $0.toldAt >= Self.interval }
  }

  /// All that was counted and not told.
  package mutating func takeUntold() -> [String] {
    take(at: .zero) { _ in true }
  }

  private mutating func take(at now: Duration, where isDue: (Count) -> Bool) -> [String] {
    var texts: [String] = []
    for (subject, count) in counts where isDue(count) {
      counts[subject] = nil
      guard count.untold > 0 else { continue }
      let times = count.untold == 1 ? "once more" : "\(count.untold) times more"
      texts.append("\(count.text) (\(times) since it was last told)")
      counts[subject] = Count(text: count.text, toldAt: now)
    }
    return texts.sorted()
  }

  private mutating func note(
    _ kind: Kind, from source: String?, at now: Duration, _ text: (String) -> String
  ) -> String? {
    var subject = Subject(source: source, kind: kind)
    var place = source ?? "an address that had gone before it could be seen"
    if counts[subject] == nil, counts.count >= Self.subjectLimit {
      subject = Subject(source: "", kind: kind)
      place = "one of many addresses"
    }
    let text = text(place)
    if counts[subject] == nil {
      counts[subject] = Count(text: text, toldAt: now)
      return text
    }
    counts[subject]?.untold += 1
    counts[subject]?.text = text
    return nil
  }

  private func sentence(_ failure: HandshakeFailure) -> String {
    switch failure {
    case .onlyOneSideHasKeys:
      asksForKeys
        ? "it has no keys, and this coordinator asks for them; join with its join file"
        : "it has keys, and this coordinator has none; join with its present join file"
    case .wrongServerKey:
      "it expects a coordinator with another key; its join file is another coordinator's, or an old one"
    case .notZeroMQ: "what it sent is no handshake of ZeroMQ"
    case .brokenOff, .keyRefused:
      asksForKeys
        ? "it ended the handshake without a word; it may have no keys, or be no hitsweep"
        : "it ended the handshake without a word; it may have keys, which this coordinator has not, or be no hitsweep"
    }
  }
}
