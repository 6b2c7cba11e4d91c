import Evaluation
import SearchSpace
import Sweeps

/// Configurations of a sweep one by one, chosen and sorted by what is known of them.
///
/// It goes by settings, facts and figures of the validation part alone; figures of the test part are only reported.
/// Figures are those of complete configurations.
public struct ConfigurationListing: Sendable {
  /// A configuration that is listed.
  struct Row {
    let result: ConfigurationResult
    /// The fronts that it is on, by their places among the summary's.
    let fronts: [Int]
    /// In what share of drawn worlds it is on each front; `nil` where that is not told.
    let chances: [Double?]
  }

  /// The rows of one population: configurations of different ones are not compared.
  struct Section {
    let population: String?
    let rows: [Row]
  }

  let summary: SweepSummary
  let conditions: [Condition]
  /// What rows are sorted by; `nil` where that is the order of the axes.
  let order: Quantity?
  /// How many configurations were looked at.
  let candidateCount: Int
  /// The populations that have rows, by their labels.
  let sections: [Section]

  /// Lists those of a sweep's configurations that are as wanted.
  ///
  /// A figure of the configuration that is not known, or undefined, satisfies no condition and is sorted behind all
  /// others. Those that are equal follow each other by their ids.
  ///
  /// - Parameters:
  ///   - results: what is known of each configuration, in the order of the axes.
  ///   - summary: the summary of the same sweep.
  ///   - conditions: what all must hold.
  ///   - order: what rows are sorted by: the better figures, or the lesser facts and settings, come first.
  public init(
    _ results: [ConfigurationResult], of summary: SweepSummary, where conditions: [Condition] = [],
    sortedBy order: Quantity? = nil
  ) {
    let chosen = results.filter { result in
      conditions.allSatisfy { $0.holds(for: summary.sweep.value(of: $0.quantity, in: result)) }
    }
    let frontsByID = summary.frontsByID
    self.summary = summary
    self.conditions = conditions
    self.order = order
    candidateCount = results.count
    sections = Dictionary(grouping: chosen, by: \.population)
      .sorted { ($0.key ?? "") < ($1.key ?? "") }
      .map { population, results in
        let fronts = summary.populations.first { $0.label == population }?.fronts ?? []
        let sorted = order.map { summary.sweep.sorted(results, by: $0) } ?? results
        return Section(
          population: population,
          rows: sorted.map { result in
            Row(
              result: result, fronts: frontsByID[result.id] ?? [],
              chances: fronts.map { $0.probabilities[result.id] })
          })
      }
  }
}

extension ConfigurationListing {
  /// All rows.
  var rows: [Row] { sections.flatMap(\.rows) }

  /// The names of the fronts that rows may be on.
  var frontNames: [String] { summary.populations.first?.fronts.map(\.definition.name) ?? [] }

  /// What rows tell beside their settings: the usual measures, and what they were chosen and sorted by.
  var columns: [Quantity] {
    var columns = Measure.alwaysShown.map(Quantity.measure)
    for quantity in conditions.map(\.quantity) + (order.map { [$0] } ?? []) {
      if case .setting = quantity { continue }
      if !columns.contains(quantity) { columns.append(quantity) }
    }
    return columns
  }

  /// How much of what there is the rows are, in which order, and what is left out.
  var title: String {
    let candidates = NumberText.count(candidateCount, "configuration")
    let wanted = conditions.map(\.description).joined(separator: " and ")
    let ordered = order.map { ", sorted by \($0.orderText)" } ?? ", in the order of the axes"
    let chosen =
      if conditions.isEmpty {
        "\(candidates)\(ordered)."
      } else if sections.isEmpty {
        "None of \(candidates) has \(wanted)."
      } else {
        "\(NumberText.count(rows.count)) of \(candidates) with \(wanted)\(ordered)."
      }
    return ([chosen] + omissions).joined(separator: " ")
  }

  /// What conditions could not see, and what nobody looked at.
  private var omissions: [String] {
    let complete = summary.configurations.complete
    let others = summary.configurations.total - candidateCount
    var omissions: [String] = []
    if complete < candidateCount, conditions.contains(where: \.quantity.isMeasured) {
      omissions.append(
        "Figures are known of \(NumberText.count(complete, "complete configuration")).")
    }
    if others > 0 {
      omissions.append(
        "\(NumberText.count(others, "more configuration")) of which nothing has ended are not listed."
      )
    }
    return omissions
  }
}

extension Quantity {
  fileprivate var isMeasured: Bool {
    if case .measure = self { true } else { false }
  }

  /// Whether more of it comes first.
  fileprivate var isDescending: Bool {
    if case .measure(let measure) = self { measure.orientation == .maximized } else { false }
  }

  fileprivate var orderText: String {
    isMeasured ? "\(name), the best first" : "\(name), ascending"
  }
}

extension SweepSummary {
  /// On which fronts configurations are, by their places.
  fileprivate var frontsByID: [ContentHash: [Int]] {
    var fronts: [ContentHash: [Int]] = [:]
    for population in populations {
      for (place, front) in population.fronts.enumerated() {
        for id in Set(front.members.map(\.candidate.id)) { fronts[id, default: []].append(place) }
      }
    }
    return fronts
  }
}

extension Sweep {
  /// What a configuration has of a quantity; `nil` where that is unknown or undefined.
  fileprivate func value(of quantity: Quantity, in result: ConfigurationResult) -> Setting? {
    switch quantity {
    case .measure(let measure):
      result.parts?.validation.figures[measure].value.map(Setting.number)
    case .fact(let fact): result.facts.map { .number($0[fact]) }
    case .setting(let name): result.configuration.settings[name] ?? recipe[name]
    }
  }

  /// Configurations by a quantity, those without it last, equal ones by their ids.
  fileprivate func sorted(
    _ results: [ConfigurationResult], by order: Quantity
  ) -> [ConfigurationResult] {
    let keyed = results.map { (result: $0, value: value(of: order, in: $0)) }
    return keyed.sorted { left, right in
      let isByID = left.result.id < right.result.id
      guard let first = left.value, let second = right.value else {
        return (left.value == nil) == (right.value == nil) ? isByID : right.value == nil
      }
      if first.precedes(second) { return !order.isDescending }
      return second.precedes(first) ? order.isDescending : isByID
    }.map(\.result)
  }
}

extension Setting {
  /// Whether the setting comes before another: numbers by size, then words, then lists by their elements.
  fileprivate func precedes(_ other: Setting) -> Bool {
    switch (self, other) {
    case (.word(let word), .word(let other)): word < other
    case (.list(let values), .list(let others)):
      values.lexicographicallyPrecedes(others) { $0.precedes($1) }
    default:
      if let number = asNumber, let other = other.asNumber {
        number < other
      } else {
        rank < other.rank
      }
    }
  }

  private var rank: Int {
    switch self {
    case .integer, .number: 0
    case .word: 1
    case .list, .mapping: 2
    }
  }
}
