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
    var arrivals: [Arrival] = []
    for (index, replicate) in replicates.enumerated() { replicate.add(to: &arrivals, as: index) }
    arrivals.sort {
      $0.probability == $1.probability
        ? $0.atStep.truePositives < $1.atStep.truePositives : $0.probability > $1.probability
    }
    var counts = ReplicateCounts(replicates.map { $0.staircase.mostCounts(behindStep: 0) })
    var (previous, place) = (0, 0)
    while place < arrivals.count {
      // Who was at a step is now behind it.
      for index in previous..<place {
        counts.replicates[arrivals[index].replicate] = arrivals[index].behindStep
      }
      previous = place
      let probability = arrivals[place].probability
      while place < arrivals.count, arrivals[place].probability == probability {
        counts.replicates[arrivals[place].replicate] = arrivals[place].atStep
        place += 1
      }
      body(probability, counts)
    }
  }

  private func forEachShare(
    minimumFlagged: Double, _ body: (DecisionRule.Share, borrowing ReplicateCounts) -> Void
  ) {
    let songs = replicates.map(\.songs)
    let total = songs.max()!
    let shares = (1...total).lazy.map { DecisionRule.Share(flagged: $0, of: total) }
    let least = shares.partitioningIndex { share in
      let flagged = songs.reduce(0) { $0 + share.count(of: $1) }
      return Double(flagged) / Double(songs.count) >= minimumFlagged
    }
    guard least < shares.endIndex else { return }

    var hits: [Hit] = []
    for (index, replicate) in replicates.enumerated() {
      replicate.add(to: &hits, as: index, of: total)
    }
    hits.sort { $0.place < $1.place }
    var truePositives = [Int](repeating: 0, count: songs.count)
    var counts = ReplicateCounts(replicates.map { $0.staircase.counts(flagging: 0) })
    var share = shares[least]
    var next = 0
    while true {
      while next < hits.count, hits[next].place <= share.flagged {
        truePositives[hits[next].replicate] += 1
        next += 1
      }
      for index in songs.indices {
        let before = counts.replicates[index]
        counts.replicates[index] = ConfusionCounts(
          truePositives: truePositives[index],
          falsePositives: share.count(of: songs[index]) - truePositives[index],
          positives: before.positives, negatives: before.negatives)
      }
      body(share, counts)
      guard next < hits.count else { return }
      share = DecisionRule.Share(flagged: hits[next].place, of: total)
    }
  }
}

/// A step of a replicate's staircase, at the probability at which it is reached.
private struct Arrival {
  let probability: Double
  let replicate: Int
  let atStep: ConfusionCounts
  /// The most that can be flagged until the next step is reached.
  let behindStep: ConfusionCounts
}

/// A top song of a replicate, at the least number of songs whose share flags it.
private struct Hit {
  let place: Int
  let replicate: Int
}

extension OperatingCurve.Replicate {
  fileprivate var songs: Int { staircase.positives + staircase.negatives }

  fileprivate func add(to arrivals: inout [Arrival], as replicate: Int) {
    for (index, step) in staircase.steps.enumerated() {
      arrivals.append(
        Arrival(
          probability: correctedProbability(of: step.threshold, by: oddsCorrection),
          replicate: replicate, atStep: staircase.counts(atStep: index + 1),
          behindStep: staircase.mostCounts(behindStep: index + 1)))
    }
  }

  /// Of songs of one score the others come first.
  fileprivate func add(to hits: inout [Hit], as replicate: Int, of total: Int) {
    var truePositives = 0
    for step in staircase.steps {
      let flagged = step.truePositives + step.falsePositives
      while truePositives < step.truePositives {
        // The song is flagged where at least `count` are, that is, at total × (count - ½) / songs.
        let count = flagged - (step.truePositives - truePositives) + 1
        let place = (total * (2 * count - 1) + 2 * songs - 1) / (2 * songs)
        hits.append(Hit(place: place, replicate: replicate))
        truePositives += 1
      }
    }
  }
}
