import Evaluation
import ModelFile
import RandomStreams
import SearchSpace
import Songs
import Sweeps
import Training
import Trials

/// Models of every kind with drawn weights.
enum ExampleModel {
  static let all: [InputRule] = [
    .newest, .columns(earlier: 2, labels: .shown), .columns(earlier: 1, labels: .hidden),
    .sequence(length: 3),
  ]

  private static let features = ["energy", "tempo", "key"]

  static func model(
    _ inputs: InputRule, hidden: [Int] = [4, 3],
    rule: DecisionRule = .share(DecisionRule.Share(flagged: 3, of: 7))
  ) -> Model {
    var stream = RandomStream(key: StreamKey(high: 1, low: 2), purpose: .initialWeights)
    let width = inputs.names(features).count
    let nets = (0..<2).map { number in
      TrainedNet(
        net: net(width: width, hidden: hidden, inputs: inputs, stream: &stream), inputs: inputs,
        scaling: FeatureScaling(
          columns: (0..<width).map { column in
            ScaledColumn(
              median: Float(column) + 0.1, origin: stream.uniformDouble(),
              factor: stream.uniformDouble())
          }), oddsCorrection: 0.3 + Double(number))
    }
    return Model(
      ensemble: Ensemble(nets), featureNames: features, allowsMissingValues: inputs == .newest,
      label: label, positiveName: "hit \"one\"",
      rule: Model.Rule(decision: rule, leastProbability: 0.1 + 0.2),
      provenance: provenance)
  }

  private static func net(
    width: Int, hidden: [Int], inputs: InputRule, stream: inout RandomStream
  ) -> TrainedNet.Net {
    if inputs.steps > 1 {
      return .lstm(LSTM(shape: LSTMShape(inputs: width, units: 5), glorotUniform: &stream))
    }
    return .mlp(MLP(shape: MLPShape(inputs: width, hidden: hidden), glorotUniform: &stream))
  }

  private static let label: LabelRule = {
    do {
      return try LabelRule(parsing: "popularity > 73.5")
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  private static let provenance = Model.Provenance(
    sweepName: "songs", sweepPath: "sweeps/songs.yaml", sweepFile: "name: songs\n# \"é\"\n",
    dataHash: ContentHash(of: [1]),
    configuration: Configuration([
      "layers": .list([.integer(4), .integer(3)]), "balanceRatio": .number(4),
      "years": .word("since 2010"),
      "features": .mapping([
        "base": .word("audio"),
        "past": .mapping([
          "unit": .word("song"), "count": .integer(3), "labels": .word("true"),
        ]),
      ]),
    ]), keys: [ContentHash(of: [2]), ContentHash(of: [3])], numericsVersion: 2,
    softwareVersion: "0.1.0", test: [.auc: 0.71, .recall: 1 / 3])
}
