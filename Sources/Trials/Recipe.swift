public import SearchSpace
public import Songs

/// How one trial trains, as typed values: the complete recipe of a configuration.
public struct Recipe: Hashable, Sendable {
  /// The sizes of the hidden layers.
  public let layers: [Int]
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
  /// The loss weight of a top song.
  public let classWeight: Float
  /// The songs that are trained on.
  public let years: YearSubset

  /// Reads canonical settings, or nothing where one is missing or not canonical.
  public init?(_ settings: [String: Setting]) {
    guard settings.count == RecipeKey.allCases.count,
      RecipeKey.allCases.allSatisfy({ key in
        settings[key.rawValue].map { key.canonical($0) == $0 } ?? false
      })
    else { return nil }
    layers = settings[.layers].list.map(\.integer)
    epochs = settings[.epochs].integer
    batchSize = settings[.batchSize].integer
    learningRate = Float(settings[.learningRate].number)
    l2 = Float(settings[.l2].number)
    dropout = Float(settings[.dropout].number)
    classWeight = Float(settings[.classWeight].number)
    balanceRatio = settings[.balanceRatio] == .word("none") ? nil : settings[.balanceRatio].number
    guard let scaling = ScalingRule(rawValue: settings[.scaling].word) else { return nil }
    self.scaling = scaling
    do throws(SongRuleError) {
      years = try YearSubset(parsing: settings[.years].word)
    } catch {
      return nil
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
