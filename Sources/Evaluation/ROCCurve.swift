/// The points of a receiver operating characteristic: one for each distinct score, from the highest
/// score down.
struct ROCCurve {
  let positives: Int
  let negatives: Int
  /// Songs of one score flip together, in one point; (0, 0) is not among the points.
  let points: [Staircase.Step]

  init(scores: [Float], labels: [UInt8]) {
    precondition(scores.count == labels.count, "a label for each score")
    precondition(scores.allSatisfy { 0 <= $0 && $0 <= 1 }, "scores are probabilities")
    // The bits of floats from 0 to 1 are ordered as the floats are, and below 2³⁰: one integer holds
    // score and label. The shift drops the sign of a negative zero.
    let keys = zip(scores, labels).map { $0.bitPattern << 1 | UInt32(min($1, 1)) }.radixSorted()

    var points: [Staircase.Step] = []
    points.reserveCapacity(keys.count)
    var truePositives = 0
    var falsePositives = 0
    var place = keys.count
    while place > 0 {
      let score = keys[place - 1] >> 1
      while place > 0, keys[place - 1] >> 1 == score {
        place -= 1
        truePositives += Int(keys[place] & 1)
        falsePositives += Int(keys[place] & 1 ^ 1)
      }
      points.append(
        Staircase.Step(
          truePositives: truePositives, falsePositives: falsePositives,
          threshold: Float(bitPattern: score)))
    }
    self.positives = truePositives
    self.negatives = falsePositives
    self.points = points
  }

  /// The counts when every song with at least this score is flagged.
  func counts(atThreshold threshold: Float) -> ConfusionCounts {
    let point = points.last { $0.threshold >= threshold }
    return ConfusionCounts(
      truePositives: point?.truePositives ?? 0, falsePositives: point?.falsePositives ?? 0,
      positives: positives, negatives: negatives)
  }

  /// The area under the curve: the chance that a top song has the higher score than another, ties
  /// counting half.
  var area: Double {
    var twiceArea = 0
    var previous = Staircase.Step.nothingFlagged
    for point in points {
      let width = point.falsePositives - previous.falsePositives
      twiceArea += width * (point.truePositives + previous.truePositives)
      previous = point
    }
    return Double(twiceArea) / Double(2 * positives * negatives)
  }

  /// Σ (Rₙ - Rₙ₋₁) Pₙ over the thresholds from the highest down, with recall R and precision P.
  ///
  /// Source: scikit-learn's `average_precision_score`.
  var averagePrecision: Double {
    var sum = 0.0
    var previous = Staircase.Step.nothingFlagged
    for point in points {
      let flagged = point.truePositives + point.falsePositives
      let gained = point.truePositives - previous.truePositives
      sum += Double(gained) * Double(point.truePositives) / Double(flagged)
      previous = point
    }
    return sum / Double(positives)
  }

  /// The recall at a false-positive rate, on straight lines between the points; on a vertical line
  /// its top.
  func recall(atFalsePositiveRate rate: Double) -> Double {
    var left = Staircase.Step.nothingFlagged
    for right in points {
      let rightRate = Double(right.falsePositives) / Double(negatives)
      guard rightRate <= rate else {
        let leftRate = Double(left.falsePositives) / Double(negatives)
        let gained = Double(right.truePositives - left.truePositives)
        let share = (rate - leftRate) / (rightRate - leftRate)
        return (Double(left.truePositives) + gained * share) / Double(positives)
      }
      left = right
    }
    return Double(left.truePositives) / Double(positives)
  }
}

extension ConfusionCounts {
  init(truePositives: Int, falsePositives: Int, positives: Int, negatives: Int) {
    self.init(
      truePositives: truePositives, falsePositives: falsePositives,
      falseNegatives: positives - truePositives, trueNegatives: negatives - falsePositives)
  }
}

extension Staircase.Step {
  static let nothingFlagged = Staircase.Step(
    truePositives: 0, falsePositives: 0, threshold: .infinity)
}
