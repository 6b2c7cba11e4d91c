public import SearchSpace
public import Songs
import Training

/// How one trial trains, as typed values: the complete recipe of a configuration.
public struct Recipe: Hashable, Sendable {
  /// A kind of net and its size.
  public enum Model: Hashable, Sendable {
    /// A multilayer perceptron with hidden layers of these sizes.
    case mlp(layers: [Int])
    /// An LSTM of so many units that reads sequences of so many songs.
    case lstm(units: Int, sequenceLength: Int)
  }

  /// The net.
  public let model: Model
  /// What the net sees of a song.
  public let features: FeatureRule
  /// Passes through the training part.
  public let epochs: Int
  /// Songs a step.
  public let batchSize: Int
  /// Adam's step size.
  public let learningRate: Float
  /// The weight of the hidden kernels' squares in the loss.
  public let l2: Float
  /// The share of hidden units that is left out of each step.
  public let dropout: Float
  /// How features are scaled.
  public let scaling: ScalingRule
  /// At most so many others a top song; `nil` keeps all.
  public let balanceRatio: Double?
  /// The synthetic top songs; `nil` for none.
  public let oversampling: OversamplingRule?
  /// The loss weight of a top song.
  public let classWeight: Float
  /// The songs that are trained on.
  public let subset: SongSubset

  /// Reads canonical settings, or nothing where one is missing, unknown or not canonical, or where they do not go together.
  public init?(_ settings: [String: Setting]) {
    let settings = RecipeKey.completed(settings)
    guard settings.count == RecipeKey.allCases.count,
      RecipeKey.allCases.allSatisfy({ key in
        settings[key.rawValue].map { key.canonical($0) == $0 } ?? false
      })
    else { return nil }
    epochs = settings[.epochs].integer
    batchSize = settings[.batchSize].integer
    learningRate = Float(settings[.learningRate].number)
    l2 = Float(settings[.l2].number)
    dropout = Float(settings[.dropout].number)
    classWeight = Float(settings[.classWeight].number)
    balanceRatio = settings[.balanceRatio] == .word("none") ? nil : settings[.balanceRatio].number
    oversampling = OversamplingRule(settings[.oversample])
    model =
      settings[.model] == .word("lstm")
      ? .lstm(
        units: settings[.units].integer, sequenceLength: settings[.sequenceLength].integer)
      : .mlp(layers: settings[.layers].list.map(\.integer))
    guard let scaling = ScalingRule(rawValue: settings[.scaling].word),
      let features = FeatureRule(settings[.features]), let genres = GenreSubset(settings[.genres])
    else { return nil }
    self.scaling = scaling
    self.features = features
    do throws(SongRuleError) {
      subset = SongSubset(years: try YearSubset(parsing: settings[.years].word), genres: genres)
    } catch {
      return nil
    }
    if case .lstm = model, Fault.allCases.contains(where: { $0.applies(to: settings[$0.key]) }) {
      return nil
    }
  }

  /// A pair of settings that do not go together.
  public enum Fault: CaseIterable, Sendable {
    /// An LSTM, and no past to read.
    case sequenceWithoutPast
    /// An LSTM, and earlier labels among the inputs.
    case sequenceWithLabels
    /// An LSTM, and synthetic songs, which have no past.
    case sequenceOversampled

    /// The key that does not go with `model: lstm`.
    public var key: RecipeKey { self == .sequenceOversampled ? .oversample : .features }

    /// Whether a value of the key has the fault.
    public func applies(to value: Setting) -> Bool {
      switch (self, FeatureRule(value)) {
      case (.sequenceWithoutPast, let rule): rule == .audio
      case (.sequenceWithLabels, .past(let past)?): past.labels == .shown
      case (.sequenceWithLabels, _): false
      case (.sequenceOversampled, _): OversamplingRule(value) != nil
      }
    }

    /// A sentence for a person.
    public var description: String {
      switch self {
      case .sequenceWithoutPast:
        "an lstm reads a sequence of songs; give it features with a past, such as "
          + "{ base: audio, past: { unit: song } }"
      case .sequenceWithLabels: "an lstm does not see earlier labels; give it labels: false"
      case .sequenceOversampled:
        "synthetic songs have no past, so there is no SMOTE for an lstm; give it oversample: none"
      }
    }
  }
}

extension Recipe {
  /// What the net's inputs are made of.
  public var inputs: InputRule {
    switch (model, features) {
    case (.lstm(_, let length), _): .sequence(length: length)
    case (.mlp, .audio): .newest
    case (.mlp, .past(let past)): .columns(earlier: past.count - 1, labels: past.labels)
    }
  }

  /// How many parameters the net has, and how many multiplications, each with an addition, one song costs.
  ///
  /// - Parameter features: how many features a song has.
  public func size(features: Int) -> (parameters: Int, multiplyAdds: Int) {
    let names = (0..<features).map(String.init)
    let inputCount = inputs.names(names).count
    switch model {
    case .mlp(let layers):
      let shape = MLPShape(inputs: inputCount, hidden: layers)
      return (shape.parameterCount, shape.multiplyAddsPerRow)
    case .lstm(let units, let length):
      let shape = LSTMShape(inputs: inputCount, units: units)
      return (shape.parameterCount, shape.multiplyAddsPerStep * length)
    }
  }
}

extension [String: Setting] {
  /// The value of a key that is known to be there.
  fileprivate subscript(key: RecipeKey) -> Setting {
    guard let value = self[key.rawValue] else { preconditionFailure("no \(key.rawValue)") }
    return value
  }
}

/// The payload of a setting whose case has been checked.
extension Setting {
  fileprivate var integer: Int {
    guard case .integer(let value) = self else { preconditionFailure("\(self) is no integer") }
    return value
  }

  fileprivate var number: Double {
    guard case .number(let value) = self else { preconditionFailure("\(self) is no number") }
    return value
  }

  fileprivate var word: String {
    guard case .word(let value) = self else { preconditionFailure("\(self) is no word") }
    return value
  }

  fileprivate var list: [Setting] {
    guard case .list(let value) = self else { preconditionFailure("\(self) is no list") }
    return value
  }
}
