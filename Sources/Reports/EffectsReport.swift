import Evaluation
import SearchSpace

/// What people read of what the axes do: for each measure a table of their values, and of pairs of
/// values the strongest interactions.
struct EffectsReport {
  let effects: PopulationEffects
  let splits: RepeatedSplits?
  let width: Int

  /// Of so many pairs of axes the strongest interaction is shown.
  private static let interactionLimit = 5

  /// The parts of the report, which stand a blank line apart; none where configurations do not
  /// differ.
  var sections: [[String]] {
    guard effects.measures.contains(where: { !$0.axes.isEmpty }) else { return [] }
    return [opening] + effects.measures.map(section)
  }

  private var opening: [String] {
    let count = NumberText.count(effects.configurationCount, "complete configuration")
    var notes = [
      "count: configurations with a value, of \(count); effect: what they have more than all together, "
        + "replicate by replicate; bars: the effect, █ where its interval excludes zero, ░ elsewhere"
    ]
    if effects.replicateCount < RepeatedSplits.leastReplicates {
      notes.append(
        "\(NumberText.count(effects.replicateCount, "replicate")): too few for intervals, which take "
          + "\(RepeatedSplits.leastReplicates)")
    }
    if effects.configurationCount < effects.fullGridCount {
      notes.append(
        "no full grid, which would have \(NumberText.count(effects.fullGridCount)): values of one axis "
          + "come with different values of the others, and a difference of means may be theirs")
    }
    return ["What the axes do (validation)"] + notes.flatMap(noteLines)
  }

  private func noteLines(_ note: String) -> [String] {
    wrapped(words(note), separator: " ", width: width - 2, indent: 2).map { "  " + $0 }
  }

  private func section(of effects: PopulationEffects.OfMeasure) -> [String] {
    let mean = NumberText.estimate(.init(effects.all.mean, effects.all.meanInterval))
    let title = "On \(effects.measure.title) (\(mean) over all):"
    let table = EffectsTable(
      groups: effects.axes.map { EffectsTable.Group(axes: $0.axes, entries: $0.shown) },
      effectTitle: "effect")
    return wrapped(words(title), separator: " ", width: width, indent: 2)
      + table.lines(width: width) + interactions(effects)
  }

  /// The strongest interactions of those whose interval excludes zero, one a pair of axes.
  private func interactions(_ effects: PopulationEffects.OfMeasure) -> [String] {
    let entries = effects.pairs.flatMap(\.entries)
    let leftOut = self.effects.leftOutPairCount
    guard let splits, entries.contains(where: { $0.excludesZero != nil }) || leftOut > 0
    else { return [] }
    let told = entries.count { $0.excludesZero == true }
    let chance = Int((1 / (1 - splits.level)).rounded())
    let strongest = effects.pairs.compactMap { pair in
      pair.entries.filter { $0.excludesZero == true }.max { $0.isWeaker(than: $1) }
        .map { EffectsTable.Group(axes: pair.axes, entries: [$0]) }
    }.sorted { $0.entries[0].strength > $1.entries[0].strength }
    let notes = [
      "pairs of values: \(NumberText.count(entries.count)) looked at",
      leftOut == 0
        ? nil
        : "\(NumberText.count(leftOut)) of \(NumberText.count(self.effects.axisPairCount, "pair")) of axes "
          + "left out, since they have too many",
      told == 0
        ? "no interaction's interval excludes zero"
        : "the intervals of \(NumberText.count(told, "interaction")) exclude zero (by chance alone one in "
          + "\(chance) would); the strongest of each pair of axes, beyond the effects of both values:",
    ]
    let table = EffectsTable(
      groups: Array(strongest.prefix(Self.interactionLimit)), effectTitle: "interaction")
    return noteLines(notes.compactMap(\.self).joined(separator: "; "))
      + (strongest.isEmpty ? [] : table.lines(width: width))
  }
}

/// Values or pairs of values with what they do, grouped by their axes.
private struct EffectsTable {
  struct Group {
    let axes: [String]
    let entries: [PopulationEffects.Entry]
  }

  let groups: [Group]
  let effectTitle: String

  /// How many cells the longest bar has.
  private static let barLength = 6

  /// The lines, set closer where the table would be wider than `width`.
  func lines(width: Int) -> [String] {
    let spaced = table(plusMinus: " ± ", gap: 2)
    let chosen = spaced.naturalWidth <= width ? spaced : table(plusMinus: "±", gap: 1)
    return chosen.lines(width: width)
  }

  private func table(plusMinus: String, gap: Int) -> TextTable {
    var table = TextTable(
      [
        .left("  "), .wrapped("value"), .right("count"), .left("mean"), .left(effectTitle),
        .left(""),
      ], gap: gap)
    let longest = groups.flatMap { $0.entries.map(\.strength) }.max() ?? 0
    for group in groups {
      table.append(heading: ["  " + group.axes[0]] + group.axes.dropFirst())
      for entry in group.entries {
        let effect = entry.effect
        table.append([
          "", entry.values.map(\.description).joined(separator: " · "),
          NumberText.count(effect.configurationCount),
          NumberText.estimate(.init(effect.mean, effect.meanInterval), plusMinus: plusMinus),
          NumberText.estimate(
            .init(effect.effect, effect.effectInterval), plusMinus: plusMinus, sign: .always),
          bar(entry, longest: longest),
        ])
      }
    }
    return table
  }

  /// To the left of zero or to its right, as long as the effect is strong.
  private func bar(_ entry: PopulationEffects.Entry, longest: Double) -> String {
    let share = longest > 0 ? entry.strength / longest : 0
    let count = Int((share * Double(Self.barLength)).rounded())
    let cells = String(repeating: entry.excludesZero == true ? "█" : "░", count: count)
    return entry.effect.effect < 0
      ? padding(cells, Self.barLength) + cells + "│" : padding("", Self.barLength) + "│" + cells
  }
}

extension PopulationEffects.Table {
  /// So many values of an axis are shown.
  private static let shownLimit = 20

  /// The values, or some of them at even distances, the first and the last among them.
  fileprivate var shown: [PopulationEffects.Entry] {
    let limit = Self.shownLimit
    guard entries.count > limit else { return entries }
    return (0..<limit).map { entries[$0 * (entries.count - 1) / (limit - 1)] }
  }
}

extension PopulationEffects.Entry {
  fileprivate var strength: Double { effect.effect.magnitude }

  /// Of equal strength is what gains and what loses, where an axis has two values: the gain is shown.
  fileprivate func isWeaker(than other: Self) -> Bool {
    let isEqual = (strength - other.strength).magnitude < 1e-12
    return isEqual ? effect.effect < other.effect.effect : strength < other.strength
  }
}

extension ReplicateFigures.Estimate {
  fileprivate init(_ mean: Double, _ interval: Interval?) {
    self.init(value: mean, spread: interval?.reach)
  }
}
