import Evaluation
import Sweeps

/// What one shown configuration has more than another, where that can be said.
struct ReportComparison: Sendable {
  let of: String
  let less: String
  let finding: Finding
  /// The recalls of both at a false-positive rate of 0.30, each by itself; `nil` where one has no figures.
  let sideBySide: String?

  enum Finding: Sendable {
    /// They are measured on the same songs, replicate by replicate.
    case paired([Difference], replicates: Int)
    /// They are not, for the reason given.
    case unlike(String)
  }

  /// What there is more of a measure.
  struct Difference: Sendable {
    let measure: Measure
    /// The mean over replicates of the difference on validation.
    let validation: Double
    /// Its interval; `nil` where there are too few replicates, or all agree.
    let interval: Interval?
    /// The mean on test, which is only reported.
    let test: Double
  }

  /// Compares two configurations; of those of two sweeps the replicates that both have.
  init(of left: ShownConfiguration, less right: ShownConfiguration) {
    of = left.name
    less = right.name
    finding = Self.finding(left, right)
    let recalls = [left, right].compactMap { shown in
      shown.parts.map {
        NumberText.estimate(
          $0.validation.estimate(.recallAtFalsePositiveRate30, splits: shown.splits))
      }
    }
    sideBySide =
      recalls.count == 2
      ? "\(Measure.recallAtFalsePositiveRate30.columnTitle) \(recalls[0]) beside \(recalls[1])"
      : nil
  }

  private static func finding(_ left: ShownConfiguration, _ right: ShownConfiguration) -> Finding {
    guard let first = left.parts, let second = right.parts else {
      return .unlike("one of them has no figures")
    }
    if let reason = unlikeness(left, right) { return .unlike(reason) }
    let differences = MeasuredParts.Differences(first, less: second)
    let splits = left.splits
    return .paired(
      PairedDifference.measures.map { measure in
        let (validation, test) = (differences.validation[measure], differences.test[measure])
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        return Difference(
          measure: measure, validation: mean(validation),
          interval: splits?.interval(of: validation).value, test: mean(test))
      },
      replicates: min(
        first.validation.replicates.count, second.validation.replicates.count))
  }

  /// Why two configurations are not measured on the same songs, replicate by replicate; `nil` where they are.
  private static func unlikeness(
    _ left: ShownConfiguration, _ right: ShownConfiguration
  ) -> String? {
    if left.dataHash != right.dataHash || left.songs.label != right.songs.label {
      return "they are measured on different \(left.songs.item)s"
    }
    return left.splitKey == right.splitKey
      ? nil : "the \(left.songs.item)s are the same, but divided into other parts"
  }
}

extension ReportComparison.Difference {
  /// What the interval says of the difference.
  enum Verdict: String {
    case more
    case less
    case none
  }

  /// Whether there is more or less beyond what replicates may differ by chance.
  var verdict: Verdict {
    guard let interval else { return .none }
    // What is nothing is some 10⁻¹⁷ after a few sums.
    if interval.lower > 1e-12 { return .more }
    return interval.upper < -1e-12 ? .less : .none
  }

  /// The mean with its interval: `+0.087 (0.031 to 0.143)`.
  var text: String {
    let mean = NumberText.signed(validation)
    return interval.map {
      "\(mean) (\(NumberText.signed($0.lower)) to \(NumberText.signed($0.upper)))"
    } ?? "\(mean) (no interval)"
  }

  /// The verdict as a sentence's end.
  var verdictText: String {
    switch verdict {
    case .more: "more"
    case .less: "less"
    case .none: interval == nil ? "no verdict" : "no verdict: the interval holds zero"
    }
  }
}

extension NumberText {
  /// A number with its sign and three digits behind the point.
  static func signed(_ value: Double) -> String {
    let number = fixed(value, decimals: 3)
    return number.hasPrefix("-") ? number : "+" + number
  }
}
