public import Evaluation
public import SearchSpace
public import Songs
public import Sweeps
import Training

/// The nets of a configuration, ready for use: what they read, how they decide, and where they come from.
public struct Model: Equatable, Sendable {
  /// How a song is called a top song.
  public struct Rule: Equatable, Sendable {
    /// The rule that was chosen on validation.
    public let decision: DecisionRule
    /// The least mean probability of a song that is flagged. Of a rule by share it is that of the songs of the test part, which
    /// no net has seen; their labels play no part in it.
    public let leastProbability: Double

    /// Makes a rule.
    public init(decision: DecisionRule, leastProbability: Double) {
      self.decision = decision
      self.leastProbability = leastProbability
    }
  }

  /// Where a model comes from.
  public struct Provenance: Equatable, Sendable {
    /// The sweep's name.
    public let sweepName: String
    /// Where the sweep file was.
    public let sweepPath: String
    /// The text of the sweep file.
    public let sweepFile: String
    /// The hash of the prepared songs.
    public let dataHash: ContentHash
    /// The configuration.
    public let configuration: Configuration
    /// The keys of the trials, one a net.
    public let keys: [ContentHash]
    /// The version of the arithmetic.
    public let numericsVersion: Int
    /// The version of the program.
    public let softwareVersion: String
    /// What the nets do together on the test part; undefined figures are left out.
    public let test: [Measure: Double]

    /// Puts a provenance together.
    public init(
      sweepName: String, sweepPath: String, sweepFile: String, dataHash: ContentHash,
      configuration: Configuration, keys: [ContentHash], numericsVersion: Int,
      softwareVersion: String, test: [Measure: Double]
    ) {
      self.sweepName = sweepName
      self.sweepPath = sweepPath
      self.sweepFile = sweepFile
      self.dataHash = dataHash
      self.configuration = configuration
      self.keys = keys
      self.numericsVersion = numericsVersion
      self.softwareVersion = softwareVersion
      self.test = test
    }
  }

  /// The nets, one a replicate.
  public let ensemble: Ensemble
  /// The features of a song, in order.
  public let featureNames: [String]
  /// Whether a song may lack values, which training filled with medians.
  public let allowsMissingValues: Bool
  /// The rule that labelled the songs.
  public let label: LabelRule
  /// What a top song is called.
  public let positiveName: String
  /// What is flagged.
  public let rule: Rule
  /// Where the model comes from.
  public let provenance: Provenance

  /// Puts a model together; all nets read the same inputs of songs with these features.
  public init(
    ensemble: Ensemble, featureNames: [String], allowsMissingValues: Bool, label: LabelRule,
    positiveName: String, rule: Rule, provenance: Provenance
  ) {
    precondition(
      ensemble.inputs.names(featureNames).count == ensemble.members[0].scaling.columns.count,
      "features that make the nets' inputs")
    precondition(provenance.keys.count == ensemble.members.count, "a key for each net")
    self.ensemble = ensemble
    self.featureNames = featureNames
    self.allowsMissingValues = allowsMissingValues
    self.label = label
    self.positiveName = positiveName
    self.rule = rule
    self.provenance = provenance
  }

  /// What the nets read of a song.
  public var inputs: InputRule { ensemble.inputs }
}

/// What a model says of one song.
public struct Prediction: Equatable, Sendable {
  /// The mean of the nets' probabilities, corrected for balance and weight.
  public let probability: Double
  /// The least and the greatest of the nets' probabilities.
  public let range: ClosedRange<Double>
  /// The mean of the nets' scores, as they were trained: the deck's kind of figure.
  public let score: Double
  /// Whether the model's rule calls it a top song.
  public let isFlagged: Bool
}

extension Model {
  /// What the model says of songs, by their inputs; `nil` of a song of which some net's score is no number, as where a value
  /// is beyond all that was trained on.
  public func predictions(for songs: [UInt32], in table: InputTable) -> [Prediction?] {
    let scores = ensemble.members.map { $0.scores(of: songs, in: table) }
    return songs.indices.map { song in prediction(of: scores.map { $0[song] }) }
  }

  private func prediction(of scores: [Float]) -> Prediction? {
    let probabilities = zip(scores, ensemble.members).map {
      correctedProbability(of: $0, by: $1.oddsCorrection)
    }
    guard scores.allSatisfy(\.isFinite), let least = probabilities.min(),
      let most = probabilities.max()
    else { return nil }
    let count = Double(scores.count)
    let probability = probabilities.reduce(0, +) / count
    return Prediction(
      probability: probability, range: least...most,
      score: scores.reduce(0) { $0 + Double($1) } / count,
      // As precise as the mean that the rule's least probability was read off.
      isFlagged: Double(Float(probability)) >= rule.leastProbability)
  }
}

extension TrainedNet.Net {
  /// How many inputs a time step has.
  public var inputCount: Int {
    switch self {
    case .mlp(let net): net.shape.inputs
    case .lstm(let net): net.shape.inputs
    }
  }
}
