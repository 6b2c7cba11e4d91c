import Evaluation
import Kernels
public import Songs
import Training

/// The net of one trial, and what it needs to score songs.
public struct TrainedNet: Sendable {
  let net: MLP
  let scaling: FeatureScaling
  let instructionSet: InstructionSet
  /// The factor on a score's odds that makes it a probability.
  public let oddsCorrection: Double

  /// The net's scores of some rows of a table: `[rows]`, from 0 to 1.
  ///
  /// The table has the features of the one that the net was trained on.
  public func scores(of rows: [UInt32], in table: SongTable) -> [Float] {
    let features = FeatureMatrix(
      scaling.scaled(rows, of: table), width: table.featureNames.count)
    return net.topProbabilities(of: features, with: instructionSet)
  }
}

/// The nets of all replicates of a configuration: what a user deploys.
public struct Ensemble: Sendable {
  /// The nets, in the order of the replicates.
  public let members: [TrainedNet]

  /// Takes nets together, at least one.
  public init(_ members: [TrainedNet]) {
    precondition(!members.isEmpty, "at least one net")
    self.members = members
  }

  /// The mean of the nets' corrected probabilities for some rows of a table: `[rows]`, from 0 to 1.
  public func probabilities(of rows: [UInt32], in table: SongTable) -> [Float] {
    var sums = [Double](repeating: 0, count: rows.count)
    for member in members {
      for (row, score) in member.scores(of: rows, in: table).enumerated() {
        sums[row] += correctedProbability(of: score, by: member.oddsCorrection)
      }
    }
    return sums.map { Float($0 / Double(members.count)) }
  }
}
