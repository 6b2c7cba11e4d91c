/// What a net sees of a song and its past.
public enum InputRule: Hashable, Sendable {
  /// The song's own features.
  case newest
  /// Those of the song and of so many earlier ones side by side, the newest first, then the earlier labels if wanted.
  case columns(earlier: Int, labels: EarlierLabels)
  /// A sequence of so many songs, the oldest first, each with its own features.
  case sequence(length: Int)

  /// Whether what became of the earlier songs is among the inputs.
  public enum EarlierLabels: Hashable, Sendable {
    /// It is not.
    case hidden
    /// It is: 1 for a top song, 0 for another.
    case shown
  }

  /// How many songs of the past are seen.
  public var earlierCount: Int {
    switch self {
    case .newest: 0
    case .columns(let earlier, _): earlier
    case .sequence(let length): length - 1
    }
  }

  /// Time steps of a row.
  public var steps: Int {
    if case .sequence(let length) = self { length } else { 1 }
  }

  /// The names of a step's inputs, given those of a song's features.
  ///
  /// Those of the song `n` before are called `energy.n`, its label `top.n`.
  public func names(_ featureNames: [String]) -> [String] {
    switch self {
    case .newest, .sequence: featureNames
    case .columns(let earlier, _):
      featureNames
        + (0..<earlier).flatMap { place in featureNames.map { Self.name($0, before: place + 1) } }
        + labelNames
    }
  }

  /// The names of the inputs that are earlier labels, the nearest first.
  public var labelNames: [String] {
    guard case .columns(let earlier, .shown) = self else { return [] }
    return (0..<earlier).map { Self.name(Self.labelName, before: $0 + 1) }
  }

  /// The inputs of a step that hold one nominal feature each, as places among the inputs: codes such as `key`, the columns of
  /// 0 and 1 that a nominal column of words became, and earlier labels.
  public func nominal(_ featureNames: [String]) -> [[Int]] {
    let own = Self.nominal(featureNames)
    guard case .columns(let earlier, let labels) = self else { return own }
    let width = featureNames.count
    return (0...earlier).flatMap { place in own.map { $0.map { $0 + place * width } } }
      + (labels == .shown ? (0..<earlier).map { [(earlier + 1) * width + $0] } : [])
  }

  private static func nominal(_ names: [String]) -> [[Int]] {
    let codes = ["key", "mode", "audio_mode", "time_signature"]
    var words: [Substring: [Int]] = [:]
    for (place, name) in names.enumerated() {
      if let sign = name.firstIndex(of: "=") {
        words[name[..<sign], default: []].append(place)
      }
    }
    let single = names.indices.filter { codes.contains(names[$0]) }.map { [$0] }
    return (single + words.values).sorted { $0[0] < $1[0] }
  }

  /// What an earlier label is called, before the number of its song.
  public static let labelName = "top"

  /// The name of an input of the song so many before.
  public static func name(_ feature: String, before count: Int) -> String {
    count == 0 ? feature : "\(feature).\(count)"
  }
}

/// The inputs of nets, not scaled: of each song of a table one row, or a row for each time step.
public struct InputTable: Sendable {
  /// The names of the inputs, unique.
  public let names: [String]
  /// Time steps of a song.
  public let steps: Int
  /// `[songs × steps × inputs]`, row-major, finite; NaN where a value is missing.
  public let values: [Float]
  /// Which inputs lack a value somewhere.
  let isIncomplete: [Bool]

  /// The inputs of a table's songs; the table has as much past as the rule wants.
  public init(of table: SongTable, _ rule: InputRule = .newest) {
    names = rule.names(table.featureNames)
    steps = rule.steps
    guard rule != .newest else {
      values = table.features
      isIncomplete = table.isIncomplete
      return
    }
    guard let past = table.past, past.count >= rule.earlierCount else {
      preconditionFailure("a table with \(rule.earlierCount) earlier songs")
    }
    values = (0..<table.count).flatMap { song in
      let width = table.featureNames.count
      let own = table.features[song * width..<(song + 1) * width]
      let earlier = (0..<rule.earlierCount).map { past.features(of: song, at: $0, width: width) }
      switch rule {
      case .newest, .columns(_, .hidden): return ([own] + earlier).flatMap { $0 }
      case .columns(_, .shown):
        return ([own] + earlier).flatMap { $0 }
          + (0..<rule.earlierCount).map { Float(past.label(of: song, at: $0)) }
      case .sequence: return (earlier.reversed() + [own]).flatMap { $0 }
      }
    }
    isIncomplete = SongTable.incomplete(values, width: names.count)
  }

  /// Takes inputs from elsewhere, such as a file of songs to predict.
  ///
  /// - Parameter values: `[songs × steps × inputs]`.
  public init(names: [String], steps: Int, values: [Float]) {
    precondition(values.count.isMultiple(of: names.count * steps), "whole rows")
    self.names = names
    self.steps = steps
    self.values = values
    isIncomplete = SongTable.incomplete(values, width: names.count)
  }

  /// How many songs there are.
  public var count: Int { values.count / (names.count * steps) }

  /// The rows of some songs' time steps, in order.
  func rows(of songs: [UInt32]) -> [UInt32] {
    steps == 1
      ? songs : songs.flatMap { song in (0..<UInt32(steps)).map { song * UInt32(steps) + $0 } }
  }
}

extension SongTable {
  /// Everything that the table holds of a song: its features, and those and the labels of its past.
  public var wholeInputs: InputRule {
    past.map { .columns(earlier: $0.count, labels: .shown) } ?? .newest
  }

  /// The labels of the time steps of some songs, the oldest first: `[songs × steps]`.
  public func labels(of songs: [UInt32], steps: Int) -> [UInt8] {
    songs.flatMap { song in
      (0..<steps - 1).reversed().map { past?.label(of: Int(song), at: $0) ?? 0 }
        + [labels[Int(song)]]
    }
  }
}
