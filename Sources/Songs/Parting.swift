public import RandomStreams

/// The rows of a table that a replicate trains on, chooses by, and reports.
public struct Parts: Equatable, Sendable {
  /// The rows to train on, ascending.
  public let train: [UInt32]
  /// The rows to choose by, ascending.
  public let validation: [UInt32]
  /// The rows to report, ascending.
  public let test: [UInt32]

  /// Makes parts of their rows.
  public init(train: [UInt32], validation: [UInt32], test: [UInt32]) {
    self.train = train
    self.validation = validation
    self.test = test
  }
}

/// The division of a table into parts: one test part for good, training and validation anew for each replicate.
///
/// Groups stay whole. Each part is drawn so that it holds its share of the top songs and its share of all songs, each
/// as near as the random order of the groups allows: a test or validation part differs by at most half a group, the
/// training part, which is what they leave, by at most a whole one. (Only where groups with top songs are so large
/// that they overfill a part does it grow further.)
public struct Parting: Sendable {
  private enum Part {
    case train
    case validation
    case test
  }

  private let rule: SplitRule
  private let key: StreamKey
  private let groupOfRow: [UInt32]
  private let groups: Groups
  /// The part of each group before validation is drawn: test, or training.
  private let initialParts: [Part]

  /// Draws the test part from the stream (`key`, `testPart`).
  public init(of table: SongTable, rule: SplitRule, key: StreamKey) {
    self.rule = rule
    self.key = key
    groupOfRow =
      switch rule.grouping {
      case .row: Array(0..<UInt32(table.count))
      case .song: table.songGroups
      case .artist: table.artistGroups
      }
    groups = Groups(groupOfRow: groupOfRow, labels: table.labels)
    var parts = Array(repeating: Part.train, count: groups.count)
    var stream = RandomStream(key: key, purpose: .testPart)
    for group in groups.draw(rule.test, from: Array(parts.indices), stream: &stream) {
      parts[group] = .test
    }
    initialParts = parts
  }

  /// The parts of a replicate; validation is drawn from the stream (`key`, `trainingPart`, `replicate`).
  public func parts(replicate: Int) -> Parts {
    var parts = initialParts
    let rest = parts.indices.filter { parts[$0] == .train }
    var stream = RandomStream(key: key, purpose: .trainingPart, index: replicate)
    for group in groups.draw(rule.validation, from: rest, stream: &stream) {
      parts[group] = .validation
    }
    return parts.withUnsafeBufferPointer { rows(of: $0) }
  }

  /// Divides the rows by the parts of their groups, in one pass.
  private func rows(of parts: UnsafeBufferPointer<Part>) -> Parts {
    var (train, validation, test): ([UInt32], [UInt32], [UInt32]) = ([], [], [])
    train.reserveCapacity(groupOfRow.count)
    for (row, group) in groupOfRow.enumerated() {
      switch parts[Int(group)] {
      case .train: train.append(UInt32(row))
      case .validation: validation.append(UInt32(row))
      case .test: test.append(UInt32(row))
      }
    }
    return Parts(train: train, validation: validation, test: test)
  }
}

/// How many songs and top songs each group holds.
private struct Groups: Sendable {
  /// The number of groups.
  let count: Int
  private let songs: [Int]
  private let topSongs: [Int]
  private let songCount: Int
  private let topSongCount: Int

  init(groupOfRow: [UInt32], labels: [UInt8]) {
    count = groupOfRow.max().map { Int($0) + 1 } ?? 0
    var songs = Array(repeating: 0, count: count)
    var topSongs = songs
    for (group, label) in zip(groupOfRow, labels) {
      songs[Int(group)] += 1
      topSongs[Int(group)] += Int(label)
    }
    self.songs = songs
    self.topSongs = topSongs
    songCount = groupOfRow.count
    topSongCount = topSongs.reduce(0, +)
  }

  /// Draws groups that together hold `share` of the whole table's songs and top songs.
  ///
  /// Groups with a top song come first, until the share of top songs is reached; groups without one fill up the rest.
  func draw(_ share: Double, from candidates: [Int], stream: inout RandomStream) -> [Int] {
    var withTopSong: [Int] = []
    var without: [Int] = []
    without.reserveCapacity(candidates.count)
    for group in candidates {
      if topSongs[group] > 0 { withTopSong.append(group) } else { without.append(group) }
    }
    stream.shuffle(&withTopSong)
    stream.shuffle(&without)
    let top = nearestPrefix(of: withTopSong, by: topSongs, to: share * Double(topSongCount))
    let songsSoFar = top.reduce(0) { $0 + songs[$1] }
    let wanted = share * Double(songCount) - Double(songsSoFar)
    return Array(top + nearestPrefix(of: without, by: songs, to: wanted))
  }

  /// The prefix of `order` whose sizes sum to the number nearest to `wanted`; the shorter one of two.
  private func nearestPrefix(
    of order: [Int], by sizes: [Int], to wanted: Double
  ) -> ArraySlice<Int> {
    var sum = 0.0
    return order.prefix { group in
      let size = Double(sizes[group])
      defer { sum += size }
      return sum + size / 2 < wanted
    }
  }
}
