import Evaluation
import Foundation
import Songs
import Trials

/// Songs that no sweep has seen, of which as many top songs and others are taken as give a wanted share.
///
/// A part is drawn to have the share of top songs that its data have, and what it is held against has the part's: a
/// precision, or a log loss, is one at a share.
struct FreshSongs {
  let table: SongTable
  private let tops: [UInt32]
  private let others: [UInt32]

  struct Slice {
    let rows: [UInt32]
    let labels: [UInt8]
  }

  init(_ table: SongTable) {
    self.table = table
    tops = (0..<UInt32(table.count)).filter { table.labels[Int($0)] == 1 }
    others = (0..<UInt32(table.count)).filter { table.labels[Int($0)] == 0 }
  }

  /// Takes at most `count` songs, a share of them top songs.
  ///
  /// - Parameter number: which slice; those of different numbers share few songs, where they are small.
  func slice(of count: Int, share: Double, from number: Int = 0) -> Slice {
    let size = min(
      Double(count), Double(tops.count) / share, Double(others.count) / (1 - share))
    let topCount = Int((size * share).rounded(.down))
    let otherCount = Int((size * (1 - share)).rounded(.down))
    func taken(_ count: Int, of rows: [UInt32]) -> [UInt32] {
      (0..<count).map { rows[(number * count + $0) % rows.count] }
    }
    return Slice(
      rows: taken(topCount, of: tops) + taken(otherCount, of: others),
      labels: [UInt8](repeating: 1, count: topCount) + [UInt8](repeating: 0, count: otherCount))
  }
}

/// What is true of a net, as a slice of fresh songs has it: what all other figures follow from at any share of top songs.
struct NetTruth {
  let recall: Double
  let falsePositiveRate: Double
  let auc: Double
  let recallAtFalsePositiveRate30: Double
  /// Of top songs and of others.
  let logLoss: (top: Double, other: Double)
  let brierScore: (top: Double, other: Double)

  init(_ net: TrainedNet, on slice: FreshSongs.Slice, of table: SongTable) {
    let figures = net.figures(on: slice, of: table)
    recall = figures.counts.recall ?? .nan
    falsePositiveRate = figures.counts.falsePositiveRate ?? .nan
    auc = figures.auc
    recallAtFalsePositiveRate30 = figures.recallAtFalsePositiveRate30
    var sums = (top: (0.0, 0.0), other: (0.0, 0.0))
    for (score, label) in zip(net.scores(of: slice.rows, in: table), slice.labels) {
      let probability = correctedProbability(of: score, by: net.oddsCorrection)
      let miss = label == 1 ? 1 - probability : probability
      let loss = -log(max(1 - miss, 1e-15))
      if label == 1 {
        sums.top = (sums.top.0 + loss, sums.top.1 + miss * miss)
      } else {
        sums.other = (sums.other.0 + loss, sums.other.1 + miss * miss)
      }
    }
    let tops = Double(slice.labels.count { $0 == 1 })
    let others = Double(slice.labels.count) - tops
    logLoss = (sums.top.0 / tops, sums.other.0 / others)
    brierScore = (sums.top.1 / tops, sums.other.1 / others)
  }

  /// What is true of a configuration at a share of top songs: the mean over its nets, precision the ratio of their counts.
  static func value(_ measure: Measure, of nets: [NetTruth], share: Double) -> Double? {
    func mean(_ value: (NetTruth) -> Double) -> Double {
      nets.reduce(0) { $0 + value($1) } / Double(nets.count)
    }
    switch measure {
    case .recall: return mean(\.recall)
    case .falsePositiveRate: return mean(\.falsePositiveRate)
    case .precision:
      let (hits, alarms) = (share * mean(\.recall), (1 - share) * mean(\.falsePositiveRate))
      return hits / (hits + alarms)
    case .auc: return mean(\.auc)
    case .recallAtFalsePositiveRate30: return mean(\.recallAtFalsePositiveRate30)
    case .logLoss: return share * mean(\.logLoss.top) + (1 - share) * mean(\.logLoss.other)
    case .brierScore:
      return share * mean(\.brierScore.top) + (1 - share) * mean(\.brierScore.other)
    case .f1, .accuracy, .balancedAccuracy, .averagePrecision: return nil
    }
  }
}

extension TrainedNet {
  /// The figures of the net on fresh songs, of which there are some of either kind.
  func figures(on slice: FreshSongs.Slice, of table: SongTable) -> PartFigures {
    PartFigures(
      scores: scores(of: slice.rows, in: table), labels: slice.labels,
      correction: oddsCorrection)!
  }
}
