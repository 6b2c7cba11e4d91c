import Evaluation

extension Report {
  /// The report in short for a terminal: a table for each section, and what was compared.
  public func text(width: Int = 100) -> String {
    let sections =
      [wrapped(words(title), separator: " ", width: width, indent: 0)]
      + sections.map { $0.lines(width: width) }
      + [wrapped(words(Self.legend), separator: " ", width: width, indent: 0)]
    return sectionText(sections.map { $0.map(printable) })
  }

  /// What the columns and ± stand for.
  static let legend =
    "recall@R: recall at a false-positive rate of R, on the ROC curve. FPR: false-positive rate. recall, FPR, precision "
    + "and accuracy: at a threshold of 0.5; of none: the accuracy of calling nothing a top song. On validation, ± half the 95 % interval of the mean over replicates, "
    + "whose parts overlap (Nadeau and Bengio 2003); on test figures are only reported. Differences are of validation, "
    + "replicate by replicate, with their interval. What is the best of many by validation looks better there than it is."
}

extension Report.Section {
  fileprivate func lines(width: Int) -> [String] {
    let told = published.map(\.text).joined(separator: "; ")
    let head =
      wrapped(words(title), separator: " ", width: width, indent: 2)
      + (told.isEmpty
        ? []
        : wrapped(words("published: \(told)"), separator: " ", width: width - 2, indent: 2)
          .map { "  " + $0 })
    return head + tableLines(width: width) + notes(width: width)
      + comparisons.flatMap { comparison in
        let heading = wrapped(
          words(comparison.heading), separator: " ", width: width - 2, indent: 2)
        let findings = comparison.findings.flatMap {
          wrapped(words($0), separator: " ", width: width - 4, indent: 2).map { "    " + $0 }
        }
        return heading.map { "  " + $0 } + findings
      }
  }

  /// The table, set closer where it would be wider than `width`.
  private func tableLines(width: Int) -> [String] {
    let spaced = table(plusMinus: " ± ", gap: 2)
    let chosen = spaced.naturalWidth <= width ? spaced : table(plusMinus: "±", gap: 1)
    return chosen.lines(width: width)
  }

  private func table(plusMinus: String, gap: Int) -> TextTable {
    let table = ReportTable(of: self, plusMinus: plusMinus)
    var text = TextTable([.left("  part")] + table.titles.map { .left($0) }, gap: gap)
    for row in table.rows {
      if !row.name.isEmpty { text.append(heading: ["  \(row.name)"]) }
      text.append(["    \(row.kind.part)"] + row.cells)
    }
    return text
  }

  private func notes(width: Int) -> [String] {
    shown.flatMap { shown in
      shown.notes.flatMap {
        wrapped(words("\(shown.name): \($0)"), separator: " ", width: width - 2, indent: 2)
          .map { "  " + $0 }
      }
    }
  }
}

extension ReportTable.Row.Kind {
  /// The part that the figures are of.
  var part: String {
    switch self {
    case .published: ""
    case .validation: "validation"
    case .test: "test"
    }
  }
}

extension ReportComparison {
  /// What is compared.
  var heading: String {
    switch finding {
    case .unlike: "\(of) beside \(less)"
    case .paired(_, let replicates):
      "\(of) less \(less) (\(NumberText.count(replicates, "replicate")))"
    }
  }

  /// What was found, a line each.
  var findings: [String] {
    switch finding {
    case .unlike(let reason):
      return ["no paired difference: \(reason)"] + (sideBySide.map { [$0] } ?? [])
    case .paired(let differences, _):
      return differences.map {
        "\($0.measure.columnTitle) \($0.text): \($0.verdictText); on test "
          + NumberText.signed($0.test)
      }
    }
  }
}
