import Evaluation
public import Kernels
public import Songs
public import Training

/// The net of one trial, and what it needs to score songs.
public struct TrainedNet: Equatable, Sendable {
  /// A net of either kind.
  public enum Net: Equatable, Sendable {
    /// A multilayer perceptron.
    case mlp(MLP)
    /// An LSTM, of which the last time step counts.
    case lstm(LSTM)
  }

  /// The net.
  public let net: Net
  /// What it reads of a song.
  public let inputs: InputRule
  /// What brings songs to the scale that it was trained on.
  public let scaling: FeatureScaling
  /// The factor on a score's odds that makes it a probability.
  public let oddsCorrection: Double
  /// What computes; no score depends on it.
  public var instructionSet = InstructionSet.best

  /// Puts a net together.
  ///
  /// The scale has a column for each input of the net, and a sequence of songs is for an LSTM.
  public init(net: Net, inputs: InputRule, scaling: FeatureScaling, oddsCorrection: Double) {
    precondition(scaling.columns.count == net.inputCount, "a scale for each input")
    precondition(oddsCorrection > 0, "a correction is positive")
    self.net = net
    self.inputs = inputs
    self.scaling = scaling
    self.oddsCorrection = oddsCorrection
  }

  /// The net's scores of some songs of a table: `[songs]`, from 0 to 1.
  ///
  /// The table has the features, and the past, of the one that the net was trained on.
  public func scores(of songs: [UInt32], in table: SongTable) -> [Float] {
    scores(of: songs, in: InputTable(of: table, inputs))
  }

  /// The net's scores of some songs by their inputs: `[songs]`, from 0 to 1.
  public func scores(of songs: [UInt32], in table: InputTable) -> [Float] {
    net.scores(
      of: FeatureMatrix(scaling.scaled(songs, of: table), width: table.names.count),
      steps: table.steps, with: instructionSet)
  }
}

extension TrainedNet.Net {
  /// The scores of scaled inputs: `[songs]`.
  func scores(
    of features: FeatureMatrix, steps: Int, with instructionSet: InstructionSet
  ) -> [Float] {
    switch self {
    case .mlp(let net): return net.topProbabilities(of: features, with: instructionSet)
    case .lstm(let net):
      let scores = net.topProbabilities(of: features, steps: steps, with: instructionSet)
      return stride(from: steps - 1, to: scores.count, by: steps).map { scores[$0] }
    }
  }
}

/// The nets of all replicates of a configuration: what a user deploys.
public struct Ensemble: Equatable, Sendable {
  /// The nets, in the order of the replicates.
  public let members: [TrainedNet]

  /// Takes nets together, at least one, that read the same inputs.
  public init(_ members: [TrainedNet]) {
    precondition(!members.isEmpty, "at least one net")
    precondition(
      members.allSatisfy {
        $0.inputs == members[0].inputs
          && $0.scaling.columns.count == members[0].scaling.columns.count
      }, "nets of the same inputs")
    self.members = members
  }

  /// What the nets read of a song.
  public var inputs: InputRule { members[0].inputs }

  /// The mean of the nets' corrected probabilities for some songs of a table: `[songs]`, from 0 to 1.
  public func probabilities(of songs: [UInt32], in table: SongTable) -> [Float] {
    probabilities(of: songs, in: InputTable(of: table, inputs))
  }

  /// The mean of the nets' corrected probabilities for some songs by their inputs: `[songs]`, from 0 to 1.
  public func probabilities(of songs: [UInt32], in table: InputTable) -> [Float] {
    var sums = [Double](repeating: 0, count: songs.count)
    for member in members {
      for (row, score) in member.scores(of: songs, in: table).enumerated() {
        sums[row] += correctedProbability(of: score, by: member.oddsCorrection)
      }
    }
    return sums.map { Float($0 / Double(members.count)) }
  }
}
