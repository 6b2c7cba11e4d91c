/// The operating points of one configuration on one part: its replicates under one rule.
///
/// Scores of different nets are never merged: a rule is applied to each replicate by itself, and the
/// counts are taken together as they are at a fixed threshold.
public struct OperatingCurve: Sendable {
  /// A replicate as a curve sees it.
  public struct Replicate: Sendable {
    /// The exact ROC curve of the replicate's net.
    public let staircase: Staircase
    /// The factor on a score's odds that makes it a probability.
    public let oddsCorrection: Double

    /// Makes a replicate of its staircase and its correction.
    public init(staircase: Staircase, oddsCorrection: Double) {
      precondition(oddsCorrection > 0, "a positive factor on the odds")
      self.staircase = staircase
      self.oddsCorrection = oddsCorrection
    }
  }

  let replicates: [Replicate]

  /// Takes up the replicates of a configuration, at least one, on parts of at least one song.
  public init(_ replicates: [Replicate]) {
    precondition(!replicates.isEmpty, "at least one replicate")
    precondition(replicates.allSatisfy { $0.songs > 0 }, "at least one song in every part")
    self.replicates = replicates
  }

  /// The counts of the replicates under a rule, which may have been chosen on another part.
  ///
  /// They are exact, but for what ``Staircase/counts(flagging:)`` and
  /// ``Staircase/counts(atProbability:correction:)`` say of ties and of probabilities between steps:
  /// there they are the counts that nobody falls short of.
  public func counts(under rule: DecisionRule) -> ReplicateCounts {
    ReplicateCounts(
      replicates.map { replicate in
        switch rule {
        case .probability(let probability):
          replicate.staircase.counts(
            atProbability: probability, correction: replicate.oddsCorrection)
        case .share(let share):
          replicate.staircase.counts(flagging: share.count(of: replicate.songs))
        }
      })
  }

  /// Goes through the points of the curve at which songs are flagged, the fewest first.
  ///
  /// Of rules under which every replicate has as many true positives, the one that flags the fewest
  /// songs is a point: the others are worse by all measures of counts, but recall. A share is one of
  /// the songs of the largest part.
  ///
  /// - Parameters:
  ///   - minimumFlagged: how many songs must be flagged, as the mean over replicates; where this asks
  ///     for it, the least share that reaches it is a point, too.
  ///   - body: is told the rule and the counts under it.
  public func forEachPoint(
    by kind: DecisionRule.Kind, minimumFlagged: Double = 0,
    _ body: (DecisionRule, borrowing ReplicateCounts) -> Void
  ) {
    switch kind {
    case .probability:
      forEachProbability { probability, counts in
        if counts.meanFlagged >= minimumFlagged { body(.probability(probability), counts) }
      }
    case .share: forEachShare(minimumFlagged: minimumFlagged) { body(.share($0), $1) }
    }
  }

  private func forEachProbability(_ body: (Double, borrowing ReplicateCounts) -> Void) {
    let probabilities = replicates.map { replicate in
      replicate.staircase.steps.map {
        correctedProbability(of: $0.threshold, by: replicate.oddsCorrection)
      }
    }
    var reached = [Int](repeating: 0, count: replicates.count)
    var counts = ReplicateCounts(replicates.map { $0.staircase.counts(flagging: 0) })
    while let next = highest(of: probabilities, behind: reached) {
      for (index, replicate) in replicates.enumerated() {
        let own = probabilities[index]
        let before = reached[index]
        while reached[index] < own.count, own[reached[index]] == next { reached[index] += 1 }
        counts.replicates[index] =
          reached[index] > before
          ? replicate.staircase.counts(atStep: reached[index])
          : replicate.staircase.mostCounts(behindStep: reached[index])
      }
      body(next, counts)
    }
  }

  private func highest(of probabilities: [[Double]], behind reached: [Int]) -> Double? {
    var highest: Double?
    for (own, count) in zip(probabilities, reached) where count < own.count {
      highest = max(highest ?? 0, own[count])
    }
    return highest
  }

  private func forEachShare(
    minimumFlagged: Double, _ body: (DecisionRule.Share, borrowing ReplicateCounts) -> Void
  ) {
    let total = replicates.reduce(0) { max($0, $1.songs) }
    let places = replicates.map { $0.places(of: total) }
    let shares = (1...total).lazy.map { DecisionRule.Share(flagged: $0, of: total) }
    let least = shares.partitioningIndex { share in
      let flagged = replicates.reduce(0) { $0 + share.count(of: $1.songs) }
      return Double(flagged) / Double(replicates.count) >= minimumFlagged
    }
    guard least < shares.endIndex else { return }

    var share = shares[least]
    var reached = [Int](repeating: 0, count: replicates.count)
    var counts = ReplicateCounts(replicates.map { $0.staircase.counts(flagging: 0) })
    while true {
      var next = Int.max
      for (index, replicate) in replicates.enumerated() {
        let own = places[index]
        while reached[index] < own.count, own[reached[index]] <= share.flagged {
          reached[index] += 1
        }
        if reached[index] < own.count { next = min(next, own[reached[index]]) }
        counts.replicates[index] = ConfusionCounts(
          truePositives: reached[index],
          falsePositives: share.count(of: replicate.songs) - reached[index],
          positives: replicate.staircase.positives, negatives: replicate.staircase.negatives)
      }
      body(share, counts)
      if next == .max { return }
      share = DecisionRule.Share(flagged: next, of: total)
    }
  }
}

extension OperatingCurve.Replicate {
  fileprivate var songs: Int { staircase.positives + staircase.negatives }

  /// For each top song in the order of scores, the least number of `total` songs at which the share
  /// flags it; of songs of one score the others come first.
  fileprivate func places(of total: Int) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(staircase.positives)
    for step in staircase.steps {
      let missing = step.truePositives - places.count
      for position in 0..<missing {
        // The song is flagged where at least `count` are, that is, at total × (count - ½) / songs.
        let count = step.truePositives + step.falsePositives - missing + 1 + position
        places.append((total * (2 * count - 1) + 2 * songs - 1) / (2 * songs))
      }
    }
    return places
  }
}
