public import Evaluation
public import SearchSpace

/// The one configuration of a listing that a report is to show.
public struct ChosenConfiguration: Sendable {
  let summary: SweepSummary
  let result: ConfigurationResult
  let choice: ShownConfiguration.Choice?

  /// Its settings of the axes.
  public var configuration: Configuration { result.configuration }

  /// Takes the first configuration of a listing that is sorted, or the only one of another.
  ///
  /// - Parameter best: what the listing is sorted by; `nil` where it has one configuration.
  public init(
    of listing: ConfigurationListing, best: Measure?
  ) throws(ChoiceFault) {
    guard let first = listing.rows.first else {
      throw .nothing(conditions: listing.conditions.map(\.description))
    }
    guard listing.sections.count == 1 else {
      throw .populations(listing.sections.map { $0.population ?? "" })
    }
    guard best != nil || listing.rows.count == 1 else { throw .several(listing.rows.count) }
    summary = listing.summary
    result = first.result
    choice = best.map {
      ShownConfiguration.Choice(measure: $0, candidateCount: listing.rows.count)
    }
  }
}

/// Why no one configuration is named.
public enum ChoiceFault: Error, Equatable, CustomStringConvertible {
  /// None satisfies the conditions.
  case nothing(conditions: [String])
  /// They are measured on different songs.
  case populations([String])
  /// There are several, and nothing says which.
  case several(Int)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .nothing(let conditions):
      "no configuration has \(conditions.joined(separator: " and "))"
    case .populations(let labels):
      "these configurations are measured on different songs (\(labels.joined(separator: "; "))), and not "
        + "compared; add a condition such as: years = all"
    case .several(let count):
      "\(count) configurations are meant; add conditions until there is one, or say by which measure the best "
        + "is shown, for example best: recallAtFalsePositiveRate30"
    }
  }
}
