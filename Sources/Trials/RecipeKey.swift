public import SearchSpace
import Songs
import Sweeps

/// The keys of a recipe: each stands in a sweep file's `trial` or is one of its axes.
///
/// The order is the one in which axes vary: those that shape the data come first and vary slowest, so that trials which
/// follow each other share prepared songs.
public enum RecipeKey: String, CaseIterable, Sendable {
  case years
  case genres
  case features
  case sequenceLength
  case scaling
  case balanceRatio
  case oversample
  case model
  case layers
  case units
  case epochs
  case batchSize
  case learningRate
  case l2
  case dropout
  case classWeight

  /// Whether the key came after stores were written that lack it: its standard value is left out of complete recipes, so
  /// that the trials of those stores keep their keys.
  public var isOmittedAtStandard: Bool { impliedSettings[rawValue] == standard }

  /// A complete recipe with the keys that are left out at their standard value.
  public static func completed(_ settings: [String: Setting]) -> [String: Setting] {
    let omitted = allCases.filter(\.isOmittedAtStandard)
    return settings.merging(omitted.map { ($0.rawValue, $0.standard) }) { given, _ in given }
  }

  /// The value where a sweep file gives none: the deck's Model I where it has one.
  public var standard: Setting {
    switch self {
    case .years, .genres: .word("all")
    case .features: .word("audio")
    case .sequenceLength: .integer(3)
    case .scaling: .word("minMax")
    case .balanceRatio, .oversample: .word("none")
    case .model: .word("mlp")
    case .layers: .list([.integer(30), .integer(10)])
    case .units: .integer(10)
    case .epochs: .integer(25)
    case .batchSize: .integer(64)
    case .learningRate: .number(0.001)
    case .l2, .dropout: .number(0)
    case .classWeight: .number(1)
    }
  }

  /// What a value must be, for error messages.
  public var expectation: String {
    switch self {
    case .years: "all, since YEAR, before YEAR or YEAR-YEAR"
    case .genres: "all, a genre or a list of genres, such as [pop, rock]"
    case .features:
      "audio, or { base: audio, past: { unit: song or album, count: 2 to 64, labels: true or false } }"
    case .sequenceLength: "a whole number from 2 to 64"
    case .scaling: "standard, minMax or none"
    case .balanceRatio: "none or a number above 0, at most 1000000"
    case .oversample:
      "none, or { method: smote, neighbours: 1 to 1000, ratio: a number from 0.001 to 1000000 }"
    case .model: "mlp or lstm"
    case .layers: "a list of at most 16 hidden sizes from 1 to 4096, such as [30, 10], or []"
    case .units: "a whole number from 1 to 1024"
    case .epochs: "a whole number from 1 to 100000"
    case .batchSize: "a whole number from 1 to 1000000"
    case .learningRate: "a number above 0, at most 1000"
    case .l2: "a number from 0 to 1000"
    case .dropout: "a number from 0 to 0.99"
    case .classWeight: "a number above 0, at most 1000000"
    }
  }

  /// What the key means, for help texts.
  public var meaning: String {
    switch self {
    case .years: "the release years that are trained on"
    case .genres: "the genres that are trained on, where the data have any"
    case .features: "what a net sees: the song, or the artist's past, too"
    case .sequenceLength: "songs of a sequence, for model lstm"
    case .scaling: "how features are scaled, fitted on the training part"
    case .balanceRatio: "at most so many others per top song in training"
    case .oversample: "synthetic top songs between real ones"
    case .model: "the kind of net"
    case .layers: "hidden layer sizes; [] is logistic regression"
    case .units: "the width of an LSTM, for model lstm"
    case .epochs: "passes through the training part"
    case .batchSize: "songs a step"
    case .learningRate: "the step size of Adam"
    case .l2: "the weight of the squared hidden kernels in the loss"
    case .dropout: "the share of hidden units left out of each step at random"
    case .classWeight: "the loss weight of a top song; others weigh 1"
    }
  }

  /// The one form of a value in which equal values are equal; `nil` where it is not what the key expects.
  public func canonical(_ value: Setting) -> Setting? {
    switch self {
    case .years:
      guard case .word(let text) = value else { return nil }
      do throws(SongRuleError) {
        return .word("\(try YearSubset(parsing: text))")
      } catch {
        return nil
      }
    case .genres: return GenreSubset(value)?.setting
    case .features: return FeatureRule(value)?.setting
    case .oversample:
      return OversamplingRule(value)?.setting ?? word(value, among: ["none"])
    case .scaling: return word(value, among: ScalingRule.allCases.map(\.rawValue))
    case .model: return word(value, among: ["mlp", "lstm"])
    case .layers: return canonicalLayers(value)
    case .units: return whole(value, 1...1024)
    case .sequenceLength: return whole(value, 2...64)
    case .epochs: return whole(value, 1...100_000)
    case .batchSize: return whole(value, 1...1_000_000)
    case .learningRate: return number(value, upTo: 1000)
    case .l2: return number(value, upTo: 1000) ?? (isZero(value) ? .number(0) : nil)
    case .dropout: return number(value, upTo: 0.99) ?? (isZero(value) ? .number(0) : nil)
    case .classWeight: return number(value, upTo: 1_000_000)
    case .balanceRatio: return number(value, upTo: 1_000_000) ?? word(value, among: ["none"])
    }
  }

  private func canonicalLayers(_ value: Setting) -> Setting? {
    guard case .list(let sizes) = value, sizes.count <= 16,
      sizes.allSatisfy({ whole($0, 1...4096) != nil })
    else { return nil }
    return value
  }

  private func word(_ value: Setting, among words: [String]) -> Setting? {
    guard case .word(let word) = value, words.contains(word) else { return nil }
    return value
  }

  private func whole(_ value: Setting, _ range: ClosedRange<Int>) -> Setting? {
    guard case .integer(let number) = value, range.contains(number) else { return nil }
    return value
  }

  /// A number above 0, so that -0 and 0 need no telling apart.
  private func number(_ value: Setting, upTo limit: Double) -> Setting? {
    let number: Double
    switch value {
    case .integer(let value): number = Double(value)
    case .number(let value): number = value
    default: return nil
    }
    // What training computes with is a Float, which must not be 0 either.
    return Float(number) > 0 && number <= limit ? .number(number) : nil
  }

  private func isZero(_ value: Setting) -> Bool {
    value == .integer(0) || value == .number(0)
  }
}
