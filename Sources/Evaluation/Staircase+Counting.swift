extension Staircase {
  /// The counts when the `count` songs with the highest scores are flagged.
  ///
  /// Any number of songs can be flagged, also where that parts songs of one score: then other songs
  /// are taken to come first. Where top songs and others share a score, a staircase does not tell
  /// how many they are, and nobody can say which of them a user flags; so these are the counts that
  /// nobody falls short of. Where no two songs share a score they are exact.
  public func counts(flagging count: Int) -> ConfusionCounts {
    precondition(0...(positives + negatives) ~= count, "from no song to all songs")
    let passed = steps.partitioningIndex { $0.truePositives + $0.falsePositives > count }
    let step = passed == 0 ? .nothingFlagged : steps[passed - 1]
    let limit = passed == steps.count ? negatives : steps[passed].falsePositives
    let flagged = step.truePositives + step.falsePositives
    let falsePositives = min(step.falsePositives + count - flagged, limit)
    return ConfusionCounts(
      truePositives: count - falsePositives, falsePositives: falsePositives, positives: positives,
      negatives: negatives)
  }

  /// The counts when the songs are flagged whose score, corrected, is at least `probability`.
  ///
  /// A staircase knows the others' scores at its steps only. At a step's threshold the counts are
  /// exact; between two steps true positives are exact, and as many false positives are counted as
  /// there can be, those of the lower step. So these are the counts that nobody falls short of.
  ///
  /// - Parameter correction: the factor on a score's odds that makes it a probability.
  public func counts(atProbability probability: Double, correction: Double) -> ConfusionCounts {
    let reached = steps.partitioningIndex {
      correctedProbability(of: $0.threshold, by: correction) < probability
    }
    let isAtStep =
      reached > 0
      && correctedProbability(of: steps[reached - 1].threshold, by: correction) == probability
    return isAtStep ? counts(atStep: reached) : mostCounts(behindStep: reached)
  }

  /// The counts at a step's threshold, of steps that are numbered from 1.
  func counts(atStep number: Int) -> ConfusionCounts {
    ConfusionCounts(
      truePositives: steps[number - 1].truePositives,
      falsePositives: steps[number - 1].falsePositives, positives: positives, negatives: negatives)
  }

  /// The counts below a step's threshold and above the next one's, with as many false positives as
  /// there can be; 0 is where no step is reached.
  func mostCounts(behindStep number: Int) -> ConfusionCounts {
    ConfusionCounts(
      truePositives: number == 0 ? 0 : steps[number - 1].truePositives,
      falsePositives: number == steps.count ? negatives : steps[number].falsePositives,
      positives: positives, negatives: negatives)
  }
}

/// The probability p that a score s stands for, with p / (1 - p) = `correction` × s / (1 - s).
public func correctedProbability(of score: Float, by correction: Double) -> Double {
  let weighted = Double(score) * correction
  return weighted / (1 - Double(score) + weighted)
}

extension RandomAccessCollection {
  /// The index of the first element for which `belongsBehind` holds, which holds for all that follow.
  func partitioningIndex(_ belongsBehind: (Element) -> Bool) -> Index {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if belongsBehind(self[index(startIndex, offsetBy: middle)]) {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return index(startIndex, offsetBy: low)
  }
}
