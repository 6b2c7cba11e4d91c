/// The 128-bit name of a family of random streams, usually cut from a SHA-256 of what the numbers are for.
public struct StreamKey: Hashable, Sendable {
  /// The upper 64 bits.
  public let high: UInt64
  /// The lower 64 bits.
  public let low: UInt64

  /// Makes a key of its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

/// What a stream's numbers are used for; two purposes under one key never share a number.
///
/// The raw values are part of every outcome: they are never reused or renumbered.
public enum StreamPurpose: UInt64, Sendable {
  case testPart = 1
  case trainingPart = 2
  case downsampling = 3
  case initialWeights = 4
  case rowOrder = 5
  case generatedSongs = 6
  case shuffledLabels = 7
  case dropout = 8
  case simulation = 9
  case frontWorlds = 10
  case songBootstrap = 11
  case oversampling = 12
  case permutation = 13
}
