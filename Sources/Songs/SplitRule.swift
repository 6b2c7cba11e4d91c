/// How songs are divided into a training, a validation and a test part.
public struct SplitRule: Hashable, Sendable {
  /// Which songs are never separated.
  public enum Grouping: String, Sendable, CaseIterable {
    /// None: each row is drawn by itself, whatever other row is the same song. The deck's way, which leaks.
    case row
    /// Those of the same name and artist.
    case song
    /// Those of the same artist.
    case artist
  }

  /// The share of the songs that go into the training part.
  public let train: Double
  /// The share of the songs that go into the validation part.
  public let validation: Double
  /// The share of the songs that go into the test part.
  public let test: Double
  /// Which songs are never separated.
  public let grouping: Grouping

  /// Makes a rule of three shares, each above 0, that sum to 1 within 10⁻⁹.
  public init(
    train: Double, validation: Double, test: Double, by grouping: Grouping
  ) throws(SongRuleError) {
    if !(train > 0) { throw .share(part: "train", value: train) }
    if !(validation > 0) { throw .share(part: "validation", value: validation) }
    if !(test > 0) { throw .share(part: "test", value: test) }
    let sum = train + validation + test
    if !((sum - 1).magnitude <= 1e-9) { throw .shareSum(sum) }
    self.train = train
    self.validation = validation
    self.test = test
    self.grouping = grouping
  }
}
