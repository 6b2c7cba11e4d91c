import Evaluation

/// What an accuracy is worth in a population: how much of it there is for giving every song one and the same label.
struct Majority: Sendable {
  /// Whether most songs are top songs.
  let isTop: Bool
  /// The accuracy on validation of calling every song what most are: the mean over replicates.
  let accuracy: Double
  /// The accuracies of complete configurations that have more, the best first.
  let accuraciesAbove: [Double]

  /// `nil` while no configuration is complete.
  init?(of population: PopulationSummary) {
    guard let replicates = population.candidates.first?.parts.validation.replicates else {
      return nil
    }
    let accuracy = Self.accuracy(of: replicates)
    isTop = replicates.reduce(0) { $0 + $1.counts.positives - $1.counts.negatives } > 0
    self.accuracy = accuracy
    accuraciesAbove = population.candidates
      .compactMap { $0.parts.validation.figures[.accuracy].value }
      // Sums of the same shares in another order differ by some 10⁻¹⁶.
      .filter { $0 > accuracy + 1e-12 }.sorted(by: >)
  }

  /// The mean over replicates of the share of the more frequent label.
  static func accuracy(of replicates: [PartFigures]) -> Double {
    let shares = replicates.map {
      Double(max($0.counts.positives, $0.counts.negatives)) / Double(max($0.counts.total, 1))
    }
    // What is equal everywhere is no sum, which would round.
    return shares.allSatisfy { $0 == shares[0] }
      ? shares[0] : shares.reduce(0, +) / Double(shares.count)
  }
}

extension Majority {
  /// What calling every song one thing is, in words, and the accuracy of it.
  func text(item: String, positiveName: String) -> String {
    "calling every \(item) \(isTop ? "" : "no ")\(positiveName) has an accuracy of "
      + NumberText.fixed(accuracy, decimals: 3)
  }

  /// How many of so many complete configurations have more.
  func comparison(of count: Int) -> String {
    let above = accuraciesAbove.count
    let all = NumberText.count(count, "complete configuration")
    guard let best = accuraciesAbove.first else {
      return count == 1
        ? "the one complete configuration has no more" : "none of \(all) has more"
    }
    return "\(NumberText.count(above)) of \(all) \(above == 1 ? "has" : "have") more, "
      + (above == 1 ? "" : "the best ") + NumberText.fixed(best, decimals: 3)
  }
}

/// How many songs configurations flag at a threshold of 0.5: of few configurations all are told, of many those that flag
/// nothing in some replicate.
struct FlaggedReport {
  let population: PopulationSummary
  /// The axes that tell configurations apart.
  let axes: [String]
  let item: String
  let width: Int

  /// Of so many configurations each is told.
  private static let smallCount = 4
  /// So many are shown of those that flag nothing in some replicate.
  private static let shownLimit = 4

  /// The section as lines; none where there is nothing to tell.
  var lines: [String] {
    let candidates = population.candidates
    let isSmall = candidates.count <= Self.smallCount
    let silent = candidates.filter { $0.parts.validation.figures.undefinedReplicateCount > 0 }
    let shown =
      isSmall ? candidates : Array(silent.sorted(by: isMoreSilent).prefix(Self.shownLimit))
    guard !shown.isEmpty else { return [] }
    let title = "Flagged at a threshold of 0.5 (validation)"
    return [title]
      + notes(silent: silent, shown: shown.count)
      .flatMap { wrapped(words($0), separator: " ", width: width - 2, indent: 2).map { "  " + $0 } }
      + table(shown).lines(width: width)
  }

  private func notes(silent: [PopulationSummary.Candidate], shown: Int) -> [String] {
    let count = population.candidates.count
    guard !silent.isEmpty else { return [] }
    if count == 1 {
      let figures = silent[0].parts.validation.figures
      let silentCount = NumberText.count(figures.undefinedReplicateCount)
      return [
        "no \(item) in \(silentCount) of \(NumberText.count(figures.replicateCount, "replicate")): precision is "
          + "undefined there"
      ]
    }
    let rest =
      shown < silent.count
      ? "; the \(shown) that do so most often here, all of them by --all --format json" : ""
    return [
      "\(NumberText.count(silent.count)) of \(NumberText.count(count, "complete configuration")) "
        + "\(silent.count == 1 ? "flags" : "flag") no \(item) in some replicate, where precision is undefined\(rest)"
    ]
  }

  private func table(_ candidates: [PopulationSummary.Candidate]) -> TextTable {
    var table = TextTable([
      .left("  "), .left("accuracy"), .wrapped("\(item)s flagged, by replicate"),
    ])
    for candidate in candidates {
      let figures = candidate.parts.validation
      table.append(heading: candidate.name(axes: axes))
      table.append([
        "", NumberText.estimate(figures.estimate(.accuracy, splits: population.splits)),
        flaggedText(figures.flagged),
      ])
    }
    return table
  }
}

/// Those that flag nothing more often come first, equal ones by their ids.
private func isMoreSilent(
  _ left: PopulationSummary.Candidate, _ right: PopulationSummary.Candidate
) -> Bool {
  let (first, second) = (left, right)
  let counts = (
    first.parts.validation.figures.undefinedReplicateCount,
    second.parts.validation.figures.undefinedReplicateCount
  )
  return counts.0 == counts.1 ? first.id < second.id : counts.0 > counts.1
}

/// How many songs each replicate flags: one by one where there are few replicates.
func flaggedText(_ flagged: [Int]) -> String {
  let (count, zeros) = (flagged.count, flagged.count { $0 == 0 })
  guard let least = flagged.min(), let most = flagged.max() else { return "" }
  if least == most {
    return count == 1
      ? NumberText.count(least) : "\(NumberText.count(least)) in each of \(count)"
  }
  if count <= 20 { return flagged.map { NumberText.count($0) }.joined(separator: ", ") }
  let others = flagged.filter { $0 > 0 }
  let range =
    "\(NumberText.count(others.min() ?? 0)) to \(NumberText.count(most))"
  return zeros == 0
    ? "\(range) in \(count)" : "0 in \(zeros) of \(count), else \(range)"
}

extension MeasuredPart {
  /// How many songs each replicate flags.
  var flagged: [Int] { replicates.map(\.counts.flagged) }

  /// The figures with what each replicate flags.
  var json: [String: JSONValue] {
    var members = figures.json
    members["flagged"] = .list(flagged.map(JSONValue.integer))
    return members
  }
}
