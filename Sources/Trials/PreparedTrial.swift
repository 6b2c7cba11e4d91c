import Kernels
import RandomStreams
import Songs
public import Training

/// Everything that one training is made of, before it begins: whoever has it gets the same net.
public struct PreparedTrial: Sendable {
  /// How it trains.
  public let recipe: Recipe
  /// The songs that it trains on, as rows of the table, ascending; synthetic ones are none.
  public var songs: [UInt32] {
    let count = parts.rows.train.count
    return rows.selection.filter { $0 < count }.map { parts.rows.train[Int($0)] }
  }

  /// What it trains on; synthetic songs stand behind those of the training part.
  public let rows: TrainingRows
  /// The weights of the labels in the loss: `[songs × steps]`, of all songs of the training part and the synthetic ones.
  public let weights: [Float]
  /// The synthetic songs, scaled: `[songs × inputs]`.
  public let synthetic: [Float]
  /// The net before the first step.
  public let initial: TrainedNet.Net
  /// Top songs that are trained on, synthetic ones included.
  public let topCount: Int
  /// The factor on a score's odds that makes it a probability.
  public let oddsCorrection: Double
  let parts: PreparedParts
  private let streams: StreamKey

  /// Downsamples and adds synthetic songs, draws the first weights.
  static func made(
    _ recipe: Recipe, of parts: PreparedParts, featureNames: [String], streams: StreamKey
  ) -> Result<PreparedTrial, PreparationFault> {
    let training = parts.training
    var downsampling = RandomStream(key: streams, purpose: .downsampling)
    let kept = Downsampling.kept(
      from: Array(0..<UInt32(training.labels.count)), labels: training.labels,
      othersPerTopSong: recipe.balanceRatio, stream: &downsampling)
    let others = kept.count - training.topCount
    guard others > 0 else {
      return .failure(.infeasible("the balance ratio leaves no other song to train on"))
    }
    var synthetic: [Float] = []
    if let rule = recipe.oversampling {
      guard let oversampling = parts.oversampling(neighbours: rule.neighbours) else {
        return .failure(.infeasible(tooFew(training.topCount, rule: rule)))
      }
      var stream = RandomStream(key: streams, purpose: .oversampling)
      synthetic = oversampling.synthetic(
        Oversampling.count(tops: training.topCount, others: others, ratio: rule.ratio),
        stream: &stream)
    }
    return .success(
      PreparedTrial(
        recipe, of: parts, kept: kept, synthetic: synthetic,
        inputCount: recipe.inputs.names(featureNames).count, streams: streams))
  }

  private static func tooFew(_ count: Int, rule: OversamplingRule) -> String {
    "the training part has \(count) top \(count == 1 ? "song" : "songs"), and SMOTE needs more than its "
      + "\(rule.neighbours) neighbours"
  }

  private init(
    _ recipe: Recipe, of parts: PreparedParts, kept: [UInt32], synthetic: [Float], inputCount: Int,
    streams: StreamKey
  ) {
    let training = parts.training
    let syntheticCount = synthetic.count / inputCount
    let labels = training.stepLabels + [UInt8](repeating: 1, count: syntheticCount)
    let songs = UInt32(training.labels.count)
    weights = labels.map { $0 == 1 ? recipe.classWeight : 1 }
    rows = TrainingRows(
      features: synthetic.isEmpty
        ? training.features
        : FeatureMatrix(parts.scaled(parts.rows.train) + synthetic, width: inputCount),
      steps: training.steps, labels: labels, weights: weights,
      selection: kept + (songs..<songs + UInt32(syntheticCount)))
    topCount = training.topCount + syntheticCount
    var stream = RandomStream(key: streams, purpose: .initialWeights)
    initial =
      switch recipe.model {
      case .mlp(let layers):
        .mlp(
          MLP(shape: MLPShape(inputs: inputCount, hidden: layers), glorotUniform: &stream))
      case .lstm(let units, _):
        .lstm(LSTM(shape: LSTMShape(inputs: inputCount, units: units), glorotUniform: &stream))
      }
    let others = Double(training.labels.count - training.topCount)
    oddsCorrection =
      Double(kept.count - training.topCount) / others / Double(recipe.classWeight)
      * (Double(training.topCount) / Double(topCount))
    self.recipe = recipe
    self.synthetic = synthetic
    self.parts = parts
    self.streams = streams
  }

  /// The order in which an epoch takes what is trained on, drawn anew for each.
  var order: RowOrder { .shuffled(RandomStream(key: streams, purpose: .rowOrder)) }

  /// Trains, with the recipe's number of epochs or another one.
  func train(
    epochs: Int?, with instructionSet: InstructionSet
  ) throws(TrainingError) -> (net: TrainedNet.Net, epochLosses: [Float]) {
    let settings = TrainingSettings(
      epochs: epochs ?? recipe.epochs, batchSize: recipe.batchSize,
      learningRate: recipe.learningRate, l2: recipe.l2,
      dropout: Dropout(
        rate: recipe.dropout, stream: RandomStream(key: streams, purpose: .dropout)))
    switch initial {
    case .mlp(let net):
      let trained = try Trainer.train(
        net, on: rows, settings: settings, order: order, with: instructionSet)
      return (.mlp(trained.net), trained.epochLosses)
    case .lstm(let net):
      let trained = try Trainer.train(
        net, on: rows, settings: settings, order: order, with: instructionSet)
      return (.lstm(trained.net), trained.epochLosses)
    }
  }
}

/// Why a trial cannot be trained.
public enum PreparationFault: Error, Equatable {
  /// Its songs do not allow it, for the reason given.
  case infeasible(String)
  /// The recipe is none that this version knows, or wants more of the past than the songs have.
  case unknownRecipe
}
