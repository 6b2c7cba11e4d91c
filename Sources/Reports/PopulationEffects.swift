import Evaluation
import SearchSpace

/// What the values of the axes do to the validation figures of a population's complete configurations.
struct PopulationEffects: Sendable {
  /// A value of one axis, or of each of two, and what it does.
  struct Entry {
    let values: [Setting]
    let effect: AxisEffects.Effect
  }

  /// The values of one axis, or the pairs of values of two, as far as a configuration has them.
  struct Table {
    let axes: [String]
    let entries: [Entry]
  }

  /// The effects on one measure.
  struct OfMeasure {
    let measure: Measure
    /// All configurations together.
    let all: AxisEffects.Effect
    let axes: [Table]
    /// Pairs of axes, whose effects are interactions.
    let pairs: [Table]
  }

  /// The most pairs of values that are looked at: a pair of axes costs a pass over all replicates of
  /// all configurations, and what two axes of a hundred values each do together nobody reads.
  private static let pairLimit = 1_000

  let configurationCount: Int
  let replicateCount: Int
  /// How many configurations there would be if every value of an axis came with every value of the
  /// others.
  let fullGridCount: Int
  /// How many pairs of axes there are.
  let axisPairCount: Int
  /// How many of them were left out.
  let leftOutPairCount: Int
  /// None where no configuration is complete.
  let measures: [OfMeasure]

  init(of population: PopulationSummary, axes: [Axis]) {
    let candidates = population.candidates
    let varied = axes.map { VariedAxis($0, of: candidates) }.filter { $0.values.count > 1 }
    let pairs = varied.indices.flatMap { first in
      varied[(first + 1)...].map { AxisPair(first: varied[first], second: $0) }
    }
    var room = Self.pairLimit
    let chosen = pairs.filter { pair in
      guard pair.count <= room else { return false }
      room -= pair.count
      return true
    }
    configurationCount = candidates.count
    replicateCount = candidates.first?.parts.validation.replicates.count ?? 0
    fullGridCount = candidates.isEmpty ? 0 : varied.reduce(1) { $0 * $1.values.count }
    axisPairCount = pairs.count
    leftOutPairCount = pairs.count - chosen.count
    // Candidates are looked up by index, since copies of 20,000 would take longer than the sums.
    measures =
      candidates.isEmpty
      ? []
      : PairedDifference.measures.map { measure in
        let values = candidates.indices.map {
          candidates[$0].parts.validation.replicates.map { $0[measure]! }
        }
        let effects = AxisEffects(values: values, splits: population.splits)
        return OfMeasure(
          measure: measure, all: effects.all, axes: varied.map { $0.table(effects) },
          pairs: chosen.map { $0.table(effects) })
      }
  }
}

extension PopulationEffects.Entry {
  /// Whether it does something beyond what replicates may do by chance; `nil` where there is no
  /// interval to tell it.
  var excludesZero: Bool? {
    // What is nothing is some 10⁻¹⁷ after a few sums.
    effect.effectInterval.map { $0.lower > 1e-12 || $0.upper < -1e-12 }
  }
}

/// An axis on which configurations may differ.
private struct VariedAxis {
  let name: String
  /// The values that configurations have, in the axis' order.
  let values: [Setting]
  /// For each configuration the index of its value.
  let levels: [Int]

  init(_ axis: Axis, of candidates: [PopulationSummary.Candidate]) {
    let places = Dictionary(
      uniqueKeysWithValues: axis.values.enumerated().map { ($0.element, $0.offset) })
    let found = candidates.indices.map {
      places[candidates[$0].configuration.settings[axis.name]!]!
    }
    let present = Set(found).sorted()
    var ranks = [Int](repeating: 0, count: axis.values.count)
    for (rank, place) in present.enumerated() { ranks[place] = rank }
    name = axis.name
    values = present.map { axis.values[$0] }
    levels = found.map { ranks[$0] }
  }

  func table(_ effects: AxisEffects) -> PopulationEffects.Table {
    let found = effects.effects(of: levels, count: values.count)
    return PopulationEffects.Table(
      axes: [name],
      entries: zip(values, found).compactMap { value, effect in
        effect.map { PopulationEffects.Entry(values: [value], effect: $0) }
      })
  }
}

/// Two axes.
private struct AxisPair {
  let first: VariedAxis
  let second: VariedAxis

  /// How many pairs of values there are.
  var count: Int { first.values.count * second.values.count }

  func table(_ effects: AxisEffects) -> PopulationEffects.Table {
    let found = effects.interactions(
      of: first.levels, count: first.values.count, with: second.levels,
      count: second.values.count)
    return PopulationEffects.Table(
      axes: [first.name, second.name],
      entries: zip(first.values, found).flatMap { value, row in
        zip(second.values, row).compactMap { other, effect in
          effect.map { PopulationEffects.Entry(values: [value, other], effect: $0) }
        }
      })
  }
}
