import Evaluation
import SearchSpace
import Sweeps

extension ConfigurationListing {
  /// The listing for people: what was swept, then a table for each population.
  ///
  /// - Parameter width: how many characters a line may have; figures are never cut, so some lines
  ///   have 80 at least.
  public func text(width: Int = 100) -> String {
    let head = [wrapped(words(title), separator: " ", width: width, indent: 2)]
    let tables = sections.map { section in
      (section.population.map { ["Population \($0)"] } ?? [])
        + ConfigurationTable(listing: self, rows: section.rows).lines(width: width)
    }
    let legends =
      sections.isEmpty ? [] : [wrapped(words(legend), separator: " ", width: width, indent: 0)]
    return sectionText([summary.overview(width: width)] + head + tables + legends)
  }

  /// How to read the table.
  var legend: String {
    let fronts = frontNames.enumerated().map { "\($0 + 1) \($1)" }.joined(separator: ", ")
    let chances =
      sections.contains { $0.rows.contains { $0.chances.contains { $0 != nil } } }
      ? ", with the share of drawn worlds in which it is on it; in brackets where it is not now"
      : ""
    return
      "All figures are of the validation part. FPR: false-positive rate. recall@0.30: recall at an FPR "
      + "of 0.30, on the ROC curve; other counts are those at a threshold of 0.5. "
      + "\(summary.plusMinusOnValidation). front: \(fronts)\(chances)."
  }
}

/// Configurations as a table: a row each where the width allows it, else a line of settings above one of figures.
struct ConfigurationTable {
  let listing: ConfigurationListing
  let rows: [ConfigurationListing.Row]

  func lines(width: Int) -> [String] {
    for (plusMinus, gap) in [(" ± ", 2), ("±", 1)] {
      let table = flat(plusMinus: plusMinus, gap: gap)
      if table.naturalWidth <= width { return table.lines(width: width) }
    }
    let spaced = stacked(plusMinus: " ± ", gap: 2)
    let chosen = spaced.naturalWidth <= width ? spaced : stacked(plusMinus: "±", gap: 1)
    return ["id        configuration"] + chosen.lines(width: width)
  }

  private var axes: [String] { listing.summary.shownAxes }

  private func flat(plusMinus: String, gap: Int) -> TextTable {
    var table = TextTable(
      (["id"] + axes + ["state", "front"] + listing.columns.map(\.columnTitle))
        .map(TextTable.Column.left), gap: gap)
    for row in rows {
      table.append(row.names(axes: axes) + row.figures(listing, plusMinus: plusMinus))
    }
    return table
  }

  private func stacked(plusMinus: String, gap: Int) -> TextTable {
    var table = TextTable(
      ([""] + listing.columns.map(\.columnTitle)).map(TextTable.Column.left), gap: gap)
    for row in rows {
      let result = row.result
      table.append(
        heading: result.configuration.name(axes: axes, id: result.id) + [result.stateText]
          + (row.frontText.isEmpty ? [] : ["front \(row.frontText)"]))
      table.append([""] + row.figures(listing, plusMinus: plusMinus))
    }
    return table
  }
}

extension ConfigurationListing.Row {
  /// The fronts by their numbers, from 1, with the chance to be on them; in brackets those that it is not on, and might be.
  var frontText: String {
    chances.enumerated().compactMap { place, chance in
      let share = chance.map { NumberText.fixed(100 * $0, decimals: 0) } ?? "0"
      let number = fronts.contains(place) ? "\(place + 1)" : share == "0" ? nil : "(\(place + 1))"
      return number.map { share == "0" ? $0 : "\($0) \(share) %" }
    }.joined(separator: " ")
  }

  /// What tells the configuration from others, and how it stands.
  func names(axes: [String]) -> [String] {
    [result.id.short] + axes.map { result.configuration.settings[$0]!.description }
      + [result.stateText, frontText]
  }

  /// What the configuration has in each column.
  func figures(_ listing: ConfigurationListing, plusMinus: String) -> [String] {
    let splits = listing.summary.populations.first?.splits
    return listing.columns.map { column in
      switch column {
      case .measure(let measure):
        result.parts.map {
          NumberText.estimate(
            $0.validation.estimate(measure, splits: splits), plusMinus: plusMinus)
        } ?? NumberText.undefined
      case .fact(let fact):
        result.facts.map { NumberText.count(Int($0[fact])) } ?? NumberText.undefined
      case .setting: preconditionFailure("a setting is no figure")
      }
    }
  }
}

extension ConfigurationResult {
  /// How far the configuration is: `complete`, `3 of 10`, `infeasible`, `failed`.
  var stateText: String {
    state == .incomplete
      ? "\(NumberText.count(doneCount)) of \(NumberText.count(replicateCount))" : state.rawValue
  }
}

extension Quantity {
  var columnTitle: String {
    switch self {
    case .measure(let measure): measure.columnTitle
    case .fact(.parameters): "parameters"
    case .fact(.flops): "FLOPs"
    case .setting(let name): name
    }
  }
}
