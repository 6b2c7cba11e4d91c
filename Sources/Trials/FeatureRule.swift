public import SearchSpace
public import Songs

/// What a net sees of a song: what `features` says.
public enum FeatureRule: Hashable, Sendable {
  /// The song's own features.
  case audio
  /// Those of the artist's songs or albums before it, too.
  case past(Past)

  /// How much of the past is seen.
  public struct Past: Hashable, Sendable {
    /// What an item of the past is.
    public let unit: PastRule.Unit
    /// How many items are seen, the newest included; a model for sequences goes by its own length.
    public let count: Int
    /// Whether what became of the earlier ones is seen.
    public let labels: InputRule.EarlierLabels
  }

  private static let counts = 2...64

  /// Reads a setting such as `audio` or `{ base: audio, past: { unit: album, count: 3, labels: true } }`; `nil` where it is
  /// none.
  public init?(_ setting: Setting) {
    if setting == .word("audio") {
      self = .audio
      return
    }
    guard case .mapping(var members) = setting,
      (members.removeValue(forKey: "base") ?? .word("audio")) == .word("audio")
    else { return nil }
    guard let past = members.removeValue(forKey: "past") else {
      guard members.isEmpty else { return nil }
      self = .audio
      return
    }
    guard members.isEmpty, case .mapping(var rule) = past,
      case .word(let word)? = rule.removeValue(forKey: "unit"),
      let unit = PastRule.Unit(rawValue: word),
      case .integer(let count) = rule.removeValue(forKey: "count") ?? .integer(3),
      Self.counts.contains(count),
      case .word(let labels) = rule.removeValue(forKey: "labels") ?? .word("false"),
      ["true", "false"].contains(labels), rule.isEmpty
    else { return nil }
    self = .past(Past(unit: unit, count: count, labels: labels == "true" ? .shown : .hidden))
  }

  /// The rule in its one form, with nothing left to defaults.
  public var setting: Setting {
    switch self {
    case .audio: .word("audio")
    case .past(let past):
      .mapping([
        "base": .word("audio"),
        "past": .mapping([
          "unit": .word(past.unit.rawValue), "count": .integer(past.count),
          "labels": .word(past.labels == .shown ? "true" : "false"),
        ]),
      ])
    }
  }
}

extension GenreSubset {
  /// Reads `all`, a genre or a list of genres; `nil` where it is none of them.
  public init?(_ setting: Setting) {
    switch setting {
    case .word("all"): self = .all
    case .word(let name) where !name.isEmpty: self = .named([name])
    case .list(let settings) where !settings.isEmpty:
      var names: Set<String> = []
      for case .word(let name) in settings where !name.isEmpty && name != "all" {
        names.insert(name)
      }
      guard names.count == settings.count else { return nil }
      self = .named(names.sorted())
    default: return nil
    }
  }

  /// The subset in its one form.
  public var setting: Setting {
    switch self {
    case .all: .word("all")
    case .named(let names): names.count == 1 ? .word(names[0]) : .list(names.map { .word($0) })
    }
  }
}

/// How many synthetic top songs are trained on: what `oversample` says.
public struct OversamplingRule: Hashable, Sendable {
  /// Between a top song and so many of its nearest ones synthetic ones may lie.
  public let neighbours: Int
  /// Synthetic top songs are made until at most so many others remain per top song.
  public let ratio: Double

  /// Reads a setting such as `{ method: smote, neighbours: 5, ratio: 1 }`; `nil` where it is none, or asks for none.
  public init?(_ setting: Setting) {
    guard case .mapping(var members) = setting,
      members.removeValue(forKey: "method") == .word("smote"),
      case .integer(let neighbours) = members.removeValue(forKey: "neighbours") ?? .integer(5),
      (1...1000).contains(neighbours)
    else { return nil }
    switch members.removeValue(forKey: "ratio") ?? .integer(1) {
    case .integer(let value): ratio = Double(value)
    case .number(let value): ratio = value
    default: return nil
    }
    guard members.isEmpty, (0.001...1_000_000).contains(ratio) else { return nil }
    self.neighbours = neighbours
  }

  /// The rule in its one form, with nothing left to defaults.
  public var setting: Setting {
    .mapping([
      "method": .word("smote"), "neighbours": .integer(neighbours), "ratio": .number(ratio),
    ])
  }
}
