/// How the songs of one part fall when a net flags some of them: the four cells of the confusion
/// matrix.
public struct ConfusionCounts: Hashable, Sendable {
  /// Top songs that are flagged.
  public let truePositives: Int
  /// Other songs that are flagged.
  public let falsePositives: Int
  /// Top songs that are not flagged.
  public let falseNegatives: Int
  /// Other songs that are not flagged.
  public let trueNegatives: Int

  /// Makes counts of their four cells.
  public init(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
  }

  /// Songs that are flagged.
  public var flagged: Int { truePositives + falsePositives }
  /// Top songs.
  public var positives: Int { truePositives + falseNegatives }
  /// Other songs.
  public var negatives: Int { falsePositives + trueNegatives }
  /// All songs.
  public var total: Int { positives + negatives }

  /// The share of top songs among the flagged; `nil` where nothing is flagged.
  public var precision: Double? { ratio(truePositives, flagged) }
  /// The share of flagged songs among the top songs; `nil` where there is no top song.
  public var recall: Double? { ratio(truePositives, positives) }
  /// The share of flagged songs among the others; `nil` where there is no other song.
  public var falsePositiveRate: Double? { ratio(falsePositives, negatives) }
  /// 2 TP / (2 TP + FP + FN); `nil` where nothing is flagged and there is no top song.
  public var f1: Double? { ratio(2 * truePositives, flagged + positives) }
  /// The share of songs that are judged rightly; `nil` where there is no song.
  public var accuracy: Double? { ratio(truePositives + trueNegatives, total) }
  /// The mean of recall and 1 - false-positive rate; `nil` where either is undefined.
  public var balancedAccuracy: Double? {
    guard let recall, let falsePositiveRate else { return nil }
    return (recall + (1 - falsePositiveRate)) / 2
  }

  /// Adds the counts of two parts, cell by cell.
  public static func + (left: ConfusionCounts, right: ConfusionCounts) -> ConfusionCounts {
    ConfusionCounts(
      truePositives: left.truePositives + right.truePositives,
      falsePositives: left.falsePositives + right.falsePositives,
      falseNegatives: left.falseNegatives + right.falseNegatives,
      trueNegatives: left.trueNegatives + right.trueNegatives)
  }
}

private func ratio(_ part: Int, _ whole: Int) -> Double? {
  whole == 0 ? nil : Double(part) / Double(whole)
}
