/// Events of crowds in a line: a thousand workers that join are not a thousand lines to a person.
enum EventDigest {
  /// From how many events of a kind within a minute on they are one line.
  private static let crowd = 4

  private static let predicates = [
    "joined": "workers joined", "left": "workers left",
    "lapsed": "workers were not heard in time",
  ]

  /// What so many events of a kind mean together; `nil` of kinds that tell something of their own each.
  static func sentence(_ count: Int, of kind: String) -> String? {
    predicates[kind].map { "\(NumberText.count(count)) \($0)" }
  }

  /// The events, but crowds of a minute stand as one in the place of the last of them.
  static func rows(of events: [StatusReport.Event]) -> [StatusReport.Event] {
    func key(_ event: StatusReport.Event) -> String { event.at.prefix(16) + event.kind }
    var left: [String: Int] = [:]
    for event in events { left[key(event), default: 0] += 1 }
    let counts = left
    return events.compactMap { event in
      let key = key(event)
      let count = counts[key, default: 0]
      guard count >= crowd, let text = sentence(count, of: event.kind) else { return event }
      left[key, default: 0] -= 1
      return left[key] == 0 ? .init(at: event.at, kind: event.kind, text: text) : nil
    }
  }
}

/// Lets the first few notes of a kind through each second and counts the others.
public struct NoteThrottle: Sendable {
  private static let limit = 5

  private var counts: [String: Int] = [:]
  private var startedAt: Duration

  /// Starts at a point of a clock.
  public init(at now: Duration) { startedAt = now }

  /// Whether a note of this kind is told as it is.
  public mutating func admits(_ kind: String) -> Bool {
    counts[kind, default: 0] += 1
    return counts[kind, default: 0] <= Self.limit
  }

  /// After a second what was not told in it, a sentence for each kind.
  public mutating func digest(at now: Duration) -> [String] {
    guard now - startedAt >= .seconds(1) else { return [] }
    let kept = counts.filter { $0.value > Self.limit }.sorted { $0.key < $1.key }
    counts = [:]
    startedAt = now
    return kept.map { kind, count in
      let more = count - Self.limit
      let text = EventDigest.sentence(more, of: kind) ?? "\(NumberText.count(more)) '\(kind)'"
      return "and \(text), too; the store's event log has them all"
    }
  }
}
