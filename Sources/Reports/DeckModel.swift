import Evaluation

/// A net of the slide deck that started this project, as far as the deck tells its figures.
struct DeckModel: Sendable {
  /// What the deck calls it.
  let name: String
  /// The songs on which the deck measured it: figures on others cannot be compared with its own.
  let songs: String
  /// The share of flagged songs among the others.
  let falsePositiveRate: Double
  /// The share of flagged songs among the top songs, which the deck calls precision.
  let recall: Double
  /// The share of top songs among the flagged at ``naturalShare``; `nil` where its own songs have
  /// another share, of which the deck does not tell enough.
  let precision: Double?

  /// The share of top songs among all songs, in words.
  static let naturalShare = "6.4 %"

  /// The best net on all songs.
  static let two = DeckModel(
    name: "Model II", songs: "all songs", falsePositiveRate: 0.30, recall: 0.61, precision: 0.12)
  /// The same on newer songs.
  static let three = DeckModel(
    name: "Model III", songs: "songs since 2010 alone", falsePositiveRate: 0.30, recall: 0.75,
    precision: nil)
  /// A net that also sees what the artists did before.
  static let four = DeckModel(
    name: "Model IV", songs: "albums with the artists' past", falsePositiveRate: 0.25,
    recall: 0.71, precision: nil)

  subscript(measure: Measure) -> Double? {
    switch measure {
    case .falsePositiveRate: falsePositiveRate
    case .recall: recall
    case .precision: precision
    default: nil
    }
  }
}
