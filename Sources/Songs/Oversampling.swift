public import RandomStreams

/// The balancing of a training part by synthetic top songs: SMOTE, and SMOTE-NC where features are nominal.
///
/// A synthetic song lies on the line between a top song and one of its k nearest top songs, at a place drawn at random.
/// Each of its nominal features has the value that is the most frequent among those k; of values equally frequent it is
/// that of the nearest song which has one of them. A nominal feature of several columns is voted on as a whole.
///
/// Source: Chawla, Bowyer, Hall, Kegelmeyer: "SMOTE: synthetic minority over-sampling technique" (JAIR 16, 2002). Top
/// song and neighbour are drawn independently for each synthetic song, as imbalanced-learn does.
public struct Oversampling: Sendable {
  private let width: Int
  private let continuous: [Int]
  /// The top songs: `[tops × width]`.
  private let tops: [Float]
  /// The top songs with the nominal features that their neighbours have voted for: `[tops × width]`.
  private let voted: [Float]
  private let neighbourCount: Int
  /// The indices of the nearest top songs of each, the nearest first: `[tops × neighbourCount]`.
  private let neighbours: [UInt32]

  /// Finds the nearest neighbours once, so that any number of trainings can draw from them.
  ///
  /// The square of a distance is the sum of the squared differences of the continuous features and, for each nominal
  /// feature that differs, the square of the median of the continuous features' standard deviations (those of the
  /// population of top songs). That median may be 0, and then nominal features have no say in who is near. Without a
  /// continuous feature the distance counts the nominal features that differ. Of songs equally far, the earlier is the
  /// nearer.
  ///
  /// Time grows with the square of the number of top songs, memory only with the number.
  ///
  /// - Parameters:
  ///   - rows: The top songs: `[tops × width]`, row-major, scaled, finite.
  ///   - nominal: The columns of each nominal feature: one for a code such as `key`, several for indicators of which
  ///     one is set. No column is in two features; those in none are continuous.
  ///   - neighbours: How many nearest neighbours a top song has, k; at least 1.
  /// - Returns: Nil where there are too few top songs: no more than `neighbours`.
  public init?(tops rows: [Float], width: Int, nominal: [[Int]], neighbours: Int) {
    precondition(width > 0 && rows.count % width == 0, "whole rows")
    precondition(rows.allSatisfy(\.isFinite), "finite values")
    precondition(neighbours > 0, "at least 1 neighbour")
    let nominalColumns = Set(nominal.joined())
    precondition(nominalColumns.isSubset(of: 0..<width), "columns of the rows")
    precondition(
      nominalColumns.count == nominal.reduce(0) { $0 + $1.count }, "each column in one feature")
    guard rows.count / width > neighbours else { return nil }
    self.width = width
    continuous = (0..<width).filter { !nominalColumns.contains($0) }
    tops = rows
    neighbourCount = neighbours
    let codes = nominal.map { rows.codes(ofColumns: $0, width: width) }
    let search = NeighbourSearch(rows: rows, width: width, continuous: continuous, nominal: codes)
    let nearest = search.nearest(neighbours)
    self.neighbours = nearest
    var voted = rows
    for (columns, codes) in zip(nominal, codes) {
      for top in 0..<rows.count / width {
        let voters = nearest[top * neighbours..<(top + 1) * neighbours]
        let winner = Int(codes.mostFrequent(among: voters))
        for column in columns { voted[top * width + column] = rows[winner * width + column] }
      }
    }
    self.voted = voted
  }

  /// Draws synthetic top songs: `[count × width]`, row-major.
  ///
  /// From one stream, fewer songs are the first of more.
  public func synthetic(_ count: Int, stream: inout RandomStream) -> [Float] {
    precondition(count >= 0, "a count of songs")
    var songs: [Float] = []
    songs.reserveCapacity(count * width)
    for _ in 0..<count {
      let pair = stream.below(neighbours.count)
      let share = stream.uniformDouble()
      let origin = pair / neighbourCount * width
      let target = Int(neighbours[pair]) * width
      let start = songs.count
      songs.append(contentsOf: voted[origin..<origin + width])
      for column in continuous {
        let value = Double(tops[origin + column])
        let difference = Double(tops[target + column]) - value
        // Never beyond the target: as a share is at most 1 - 2⁻⁵³, the rounded product is below the difference by no
        // less than that may have been rounded up, and rounding a sum does not lead beyond an end of type Float.
        songs[start + column] = Float(value + share * difference)
      }
    }
    return songs
  }

  /// How many synthetic top songs there must be so that at most `ratio` others remain per top song.
  ///
  /// It is the least number for which others / (top songs + synthetic ones), a quotient of type Double, is no more than
  /// `ratio`; so a ratio that a person wrote in decimals is met exactly where it can be.
  ///
  /// - Parameter ratio: Above 0, and no less than `others` / 2³².
  public static func count(tops: Int, others: Int, ratio: Double) -> Int {
    precondition(tops >= 0 && others >= 0, "counts of songs")
    precondition(ratio > 0, "a ratio above 0")
    let quotient = Double(others) / ratio
    precondition(quotient <= 0x1p32, "a ratio that asks for no more than 2³² top songs")
    // The quotient is rounded, so it may lie on the wrong side of a whole number; one less is too few, or just right.
    var total = max(tops, Int(quotient) - 1)
    while Double(others) / Double(total) > ratio { total += 1 }
    return total - tops
  }
}
