import Evaluation
import ModelFile
import RandomStreams
import Songs
import Testing
import Training
import Trials

/// An ensemble with rows that have some values missing, and what it makes of them here.
struct ExampleEnsemble: CustomTestStringConvertible {
  let name: String
  var testDescription: String { name }
  let ensemble: Ensemble
  let inputNames: [String]
  /// `[rows × inputs]` or `[rows × steps × inputs]`.
  let features: [Float]
  /// Draws an ensemble; `steps` is `nil` for multilayer perceptrons of `hidden` layers, else `hidden` holds the units of LSTMs.
  init(_ name: String, members: Int, inputs: Int, hidden: [Int], steps: Int? = nil, index: Int) {
    self.name = name
    var stream = RandomStream(
      key: StreamKey(high: 7, low: 8), purpose: .initialWeights, index: index)
    func numbers(_ count: Int, limit: Float) -> [Float] {
      (0..<count).map { _ in (2 * stream.uniform() - 1) * limit }
    }
    inputNames = (0..<inputs).map { "feature \"\($0)\"" }
    ensemble = Ensemble(
      (0..<members).map { member in
        let columns = (0..<inputs).map { column in
          // Far from 0, as a song's length in milliseconds; and one that says nothing.
          let origin = Double(column) * 1e5 + stream.uniformDouble()
          let factor = column == 1 ? 0 : 0.5 + 1.5 * stream.uniformDouble()
          return ScaledColumn(
            median: Float(column) * 1e5 + stream.uniform(), origin: origin, factor: factor)
        }
        let net: TrainedNet.Net
        if steps != nil {
          let shape = LSTMShape(inputs: inputs, units: hidden[0])
          net = .lstm(LSTM(shape: shape, parameters: numbers(shape.parameterCount, limit: 1)))
        } else {
          let shape = MLPShape(inputs: inputs, hidden: hidden)
          net = .mlp(MLP(shape: shape, parameters: numbers(shape.parameterCount, limit: 0.5)))
        }
        return TrainedNet(
          net: net, inputs: steps.map { .sequence(length: $0) } ?? .newest,
          scaling: FeatureScaling(columns: columns),
          oddsCorrection: 0.05 + 2 * stream.uniformDouble())
      })
    features = (0..<150 * (steps ?? 1) * inputs).map { place in
      let offset = Float(place % inputs) * 1e5
      return stream.below(8) == 0 ? .nan : offset + 4 * stream.uniform() - 2
    }
  }

  static let all = [
    smallMLPs, smallLSTM,
    ExampleEnsemble("mlp-0", members: 1, inputs: 13, hidden: [], index: 0),
    ExampleEnsemble("mlp-1", members: 1, inputs: 13, hidden: [30], index: 1),
    ExampleEnsemble("mlp-2", members: 1, inputs: 13, hidden: [30, 10], index: 2),
    ExampleEnsemble("mlp-2-of-5", members: 5, inputs: 13, hidden: [30, 10], index: 3),
    ExampleEnsemble("mlp-one-input", members: 5, inputs: 1, hidden: [1], index: 4),
    ExampleEnsemble("lstm-1-step", members: 1, inputs: 3, hidden: [5], steps: 1, index: 5),
    ExampleEnsemble("lstm-4-steps", members: 1, inputs: 13, hidden: [20], steps: 4, index: 6),
    ExampleEnsemble("lstm-7-steps-of-5", members: 5, inputs: 4, hidden: [9], steps: 7, index: 7),
  ]

  private init(
    _ name: String, _ inputNames: [String], _ members: [TrainedNet], features: [Float]
  ) {
    self.name = name
    self.inputNames = inputNames
    ensemble = Ensemble(members)
    self.features = features
  }

  /// Two nets of numbers that a person can follow.
  static let smallMLPs = ExampleEnsemble(
    "small-mlps", ["tempo", "loudness"],
    [
      TrainedNet(
        net: .mlp(
          MLP(
            shape: MLPShape(inputs: 2, hidden: [3]),
            parameters: [1, 2, 3, 4, 5, 6, 0.25, 0.5, -0.5, 1, -1, 2, -2, 3, -3, -0.75, 0.75])),
        inputs: .newest,
        scaling: FeatureScaling(columns: [
          ScaledColumn(median: 121, origin: 120, factor: 0.5),
          ScaledColumn(median: -7, origin: -6, factor: 0),
        ]), oddsCorrection: 0.25),
      TrainedNet(
        net: .mlp(
          MLP(
            shape: MLPShape(inputs: 2, hidden: []),
            parameters: [-0.0078125, 0.0078125, 1, -1, 0.125, -0.125])),
        inputs: .newest,
        scaling: FeatureScaling(columns: [
          ScaledColumn(median: 100, origin: 0, factor: 1),
          ScaledColumn(median: -5, origin: -8, factor: 2),
        ]), oddsCorrection: 1),
    ], features: [120, -6, .nan, -5, 119.5, .nan, .nan, .nan])

  /// A net whose every weight is another number.
  static let smallLSTM = ExampleEnsemble(
    "small-lstm", ["energy"],
    [
      TrainedNet(
        net: .lstm(
          LSTM(
            shape: LSTMShape(inputs: 1, units: 2),
            parameters: (0..<38).map { Float($0 * 7 % 38) / 16 - 1.125 })),
        inputs: .sequence(length: 3),
        scaling: FeatureScaling(columns: [
          ScaledColumn(median: 0.625, origin: 0.5, factor: 4)
        ]), oddsCorrection: 0.5)
    ], features: [0.25, 0.5, 1, .nan, 0.75, 0, 1, .nan, .nan])

  /// The shape of `features`.
  var shape: [Int] {
    let steps = if case .sequence(let length) = ensemble.inputs { [length] } else { [Int]() }
    let row = steps + [inputNames.count]
    return [features.count / row.reduce(1, *)] + row
  }

  /// What the model has to say of the rows, by output.
  var expected: [String: [Float]] {
    var sums: [String: [Double]] = [:]
    for member in ensemble.members {
      let scores = scores(of: member)
      add(scores.map(Double.init), to: &sums["score"])
      add(
        scores.map { correctedProbability(of: $0, by: member.oddsCorrection) },
        to: &sums["probability"])
    }
    return sums.mapValues { $0.map { Float($0 / Double(ensemble.members.count)) } }
  }

  private func add(_ values: [Double], to sums: inout [Double]?) {
    sums = sums.map { zip($0, values).map(+) } ?? values
  }

  private func scores(of member: TrainedNet) -> [Float] {
    let width = inputNames.count
    let scaled = features.enumerated().map { place, value in
      let column = member.scaling.columns[place % width]
      let complete = Double(value.isNaN ? column.median : value)
      return Float((complete - column.origin) * column.factor)
    }
    let matrix = FeatureMatrix(scaled, width: width)
    switch member.net {
    case .mlp(let net): return net.topProbabilities(of: matrix)
    case .lstm(let net):
      let steps = member.inputs.steps
      let all = net.topProbabilities(of: matrix, steps: steps)
      return stride(from: steps - 1, to: all.count, by: steps).map { all[$0] }
    }
  }
}
