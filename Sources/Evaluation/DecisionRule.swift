/// How songs are called top songs by their scores, in a way that a user can apply to any net.
public enum DecisionRule: Hashable, Sendable {
  /// Those are flagged whose probability, corrected for balance and weight, is at least this.
  case probability(Double)
  /// A share of the songs is flagged, those with the highest scores.
  case share(Share)

  /// What the rule goes by.
  public var kind: Kind {
    switch self {
    case .probability: .probability
    case .share: .share
    }
  }

  /// A share of songs, as a ratio of whole numbers.
  public struct Share: Hashable, Sendable {
    /// How many songs are flagged of ``total``.
    public let flagged: Int
    /// Of how many songs.
    public let total: Int

    /// Makes a share of at most all of at least one song.
    public init(flagged: Int, of total: Int) {
      precondition(total > 0 && 0...total ~= flagged, "from 0 to all of at least one song")
      self.flagged = flagged
      self.total = total
    }

    /// The share as a number from 0 to 1.
    public var value: Double { Double(flagged) / Double(total) }

    /// How many of `songs` are flagged: the nearest number of songs, the greater of two.
    public func count(of songs: Int) -> Int { (2 * flagged * songs + total) / (2 * total) }
  }

  /// What a rule goes by.
  ///
  /// The raw values are the words of sweep files and of JSON.
  public enum Kind: String, CaseIterable, Sendable {
    /// The same probability in every replicate.
    case probability
    /// The same share of the songs in every replicate.
    case share
  }
}
