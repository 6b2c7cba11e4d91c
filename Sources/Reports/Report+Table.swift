import Evaluation

/// The figures of a section as a table: what was published, and the configurations.
struct ReportTable {
  /// A row; cells are as many as there are columns.
  struct Row {
    enum Kind {
      case published
      case validation
      case test
    }

    let kind: Kind
    /// What it is of; empty for the second row of a configuration.
    let name: String
    let cells: [String]
  }

  /// A figure that rows tell.
  private enum Column {
    case recallAt(Double)
    case measure(Measure)
    /// The accuracy of calling no song a top song.
    case accuracyOfNone
  }

  private let section: Report.Section
  private let columns: [Column]
  private let plusMinus: String

  /// - Parameter plusMinus: what stands before an interval's half.
  init(of section: Report.Section, plusMinus: String = " ± ") {
    self.section = section
    self.plusMinus = plusMinus
    columns =
      section.rates.map(Column.recallAt)
      + [.auc, .recall, .falsePositiveRate, .precision, .accuracy].map(Column.measure)
      + [.accuracyOfNone]
  }

  /// The titles of the columns of figures.
  var titles: [String] {
    columns.map { column in
      switch column {
      case .recallAt(let rate): "recall@\(NumberText.fixed(rate, decimals: 2))"
      case .measure(let measure): measure.columnTitle
      case .accuracyOfNone: "of none"
      }
    }
  }

  /// The same for a figure that stands by itself.
  var fullTitles: [String] { titles.map { $0 == "of none" ? "accuracy of calling none" : $0 } }

  /// How many of the columns do not depend on a threshold.
  var freeCount: Int { section.rates.count + 1 }

  var rows: [Row] {
    (section.published.isEmpty ? [] : [published]) + section.shown.flatMap(rows)
  }

  private var published: Row {
    Row(
      kind: .published, name: "as published",
      cells: columns.map { column in
        let value: Double? =
          switch column {
          case .recallAt(let rate):
            rate == section.publishedRate ? section.publishedRecall : nil
          case .measure(let measure): section.published(measure)
          case .accuracyOfNone: nil
          }
        return value.map { NumberText.fixed($0, decimals: 2) } ?? NumberText.undefined
      })
  }

  private func rows(of shown: ShownConfiguration) -> [Row] {
    guard let parts = shown.parts else {
      return [
        Row(
          kind: .validation, name: shown.name,
          cells: columns.map { _ in NumberText.undefined })
      ]
    }
    return [
      Row(
        kind: .validation, name: shown.name,
        cells: columns.map { column in
          switch column {
          case .recallAt(let rate):
            NumberText.estimate(
              shown.recall(at: rate)?.estimate ?? .init(value: nil, spread: nil),
              plusMinus: plusMinus)
          case .measure(let measure):
            NumberText.estimate(
              parts.validation.estimate(measure, splits: shown.splits), plusMinus: plusMinus)
          case .accuracyOfNone: told(shareOfOthers(parts.validation))
          }
        }),
      Row(
        kind: .test, name: "",
        cells: columns.map { column in
          let value: Double? =
            switch column {
            case .recallAt(let rate): shown.recall(at: rate)?.test
            case .measure(let measure): parts.test.figures[measure].value
            case .accuracyOfNone: shareOfOthers(parts.test)
            }
          return told(value)
        }),
    ]
  }

  private func told(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, decimals: 3) } ?? NumberText.undefined
  }

  /// What the accuracy of calling no song a top song is.
  private func shareOfOthers(_ part: MeasuredPart) -> Double? {
    let counts = part.figures.counts
    return counts.total == 0 ? nil : Double(counts.negatives) / Double(counts.total)
  }
}

extension RecallAtRate {
  fileprivate var estimate: ReplicateFigures.Estimate {
    ReplicateFigures.Estimate(value: validation, spread: interval?.reach)
  }
}

extension ShownConfiguration {
  /// How many songs the replicates flag, where some flag none; and why there are no figures, where there are none.
  var notes: [String] {
    if let absence { return ["no figures: \(absence)"] }
    guard let validation = parts?.validation, validation.figures.undefinedReplicateCount > 0 else {
      return []
    }
    return [
      "\(songs.item)s flagged, by replicate: \(flaggedText(validation.flagged)); precision is undefined where none is"
    ]
  }
}
