/// How far the figures of one net on a part hang on the songs that happen to be in it: a percentile
/// bootstrap over the songs of either kind.
///
/// It is for the test part, which is drawn once: replicates say nothing of its chance. Songs are drawn
/// with replacement, each with its score and its label, and every figure is measured anew; as many top
/// songs and others as there are, since parts are drawn to have the share of top songs of all data. So
/// intervals are about songs with the part's share, and say nothing of another. A staircase
/// would do for counts, but it knows neither ties nor probabilities (log loss, Brier score), and of
/// several replicates, not which of their songs are the same; whoever has the net has its scores.
///
/// Source: Efron, Tibshirani: "An introduction to the bootstrap" (1993), chapter 13.
public struct SongBootstrap: Sendable {
  /// The figures on the part itself; counts are those under the rule.
  public let figures: PartFigures
  private let intervals: [Measure: Interval]

  /// Draws parts anew; `nil` where the part has no top song or no other song.
  ///
  /// - Parameters:
  ///   - scores: the net's probability for each song, from 0 to 1.
  ///   - labels: 1 for a top song, 0 for another.
  ///   - correction: the factor on a score's odds that makes it a probability.
  ///   - rule: what is flagged; a share is taken of each drawn part.
  ///   - draws: how many parts are drawn.
  ///   - level: how often an interval is meant to hold the true value.
  public init?(
    scores: [Float], labels: [UInt8], correction: Double = 1, rule: DecisionRule,
    draws: Int = 2_000, level: Double = 0.95, using random: inout some RandomNumberGenerator
  ) {
    precondition(draws > 0 && level > 0 && level < 1, "draws, and a level between 0 and 1")
    guard
      let figures = PartFigures(
        scores: scores, labels: labels, correction: correction, rule: rule)
    else { return nil }
    var drawn: [Measure: [Double]] = [:]
    var drawnScores = scores
    let kinds = [true, false].map { isTop in labels.indices.filter { (labels[$0] != 0) == isTop } }
    for _ in 0..<draws {
      for songs in kinds {
        for place in songs { drawnScores[place] = scores[songs.randomElement(using: &random)!] }
      }
      guard
        let figures = PartFigures(
          scores: drawnScores, labels: labels, correction: correction, rule: rule)
      else { preconditionFailure("the drawn songs are of both kinds, as the part is") }
      for measure in Measure.allCases {
        if let value = figures[measure] { drawn[measure, default: []].append(value) }
      }
    }
    self.figures = figures
    intervals = drawn.reduce(into: [:]) { intervals, values in
      let sorted = values.value.sorted()
      guard let figure = figures[values.key], let least = sorted.first, sorted.last != least else {
        return
      }
      intervals[values.key] = Interval(
        estimate: figure, lower: percentile((1 - level) / 2, of: sorted),
        upper: percentile((1 + level) / 2, of: sorted))
    }
  }

  /// The interval of a measure, over the drawn parts that define it; `nil` where it is undefined on
  /// the part itself, and where all drawn parts agree, as where nothing is flagged: of chance they tell
  /// nothing.
  public subscript(measure: Measure) -> Interval? { intervals[measure] }
}

/// The value below which a share of sorted values lies, on straight lines between them.
private func percentile(_ share: Double, of sorted: [Double]) -> Double {
  let place = share * Double(sorted.count - 1)
  let below = Int(place)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
}

extension PartFigures {
  /// Measures a net's scores under a rule that was chosen elsewhere; `nil` where the part has no top
  /// song or no other song.
  ///
  /// - Parameters:
  ///   - scores: a predicted probability for each song, from 0 to 1.
  ///   - labels: 1 for a top song, 0 for another.
  ///   - correction: the factor on a score's odds that makes it a probability; 1 where it is one.
  ///   - rule: what is flagged in the counts.
  public init?(scores: [Float], labels: [UInt8], correction: Double, rule: DecisionRule) {
    guard
      let figures = PartFigures(scores: scores, labels: labels, correction: correction),
      let staircase = figures.staircase
    else { return nil }
    let counts: ConfusionCounts
    switch rule {
    case .share(let share): counts = staircase.counts(flagging: share.count(of: scores.count))
    case .probability(let probability):
      let flagged = zip(scores, labels).filter { score, _ in
        correctedProbability(of: score, by: correction) >= probability
      }
      let truePositives = flagged.count { $0.1 != 0 }
      counts = ConfusionCounts(
        truePositives: truePositives, falsePositives: flagged.count - truePositives,
        positives: staircase.positives, negatives: staircase.negatives)
    }
    self.init(
      counts: counts, auc: figures.auc, averagePrecision: figures.averagePrecision,
      recallAtFalsePositiveRate30: figures.recallAtFalsePositiveRate30, logLoss: figures.logLoss,
      brierScore: figures.brierScore, staircase: staircase)
  }
}
