import Evaluation

/// Published figures beside those of sweeps, section by section.
public struct Report: Sendable {
  /// One thing that was published, and what sweeps say of it.
  public struct Section: Sendable {
    let title: String
    let text: [String]
    let published: [PublishedFigure]
    let shown: [ShownConfiguration]
    let comparisons: [ReportComparison]
    let reasons: [String]

    /// Puts a section together.
    ///
    /// - Parameters:
    ///   - text: what it is about, a paragraph each.
    ///   - shown: the configurations with their figures, of different names.
    ///   - comparisons: the names of those that are compared: what the first has more than the second.
    ///   - reasons: why figures differ, a paragraph each.
    public init(
      title: String, text: [String], published: [PublishedFigure], shown: [ShownConfiguration],
      comparisons: [(of: String, less: String)], reasons: [String]
    ) {
      self.title = title
      self.text = text
      self.published = published
      self.shown = shown
      self.reasons = reasons
      self.comparisons = comparisons.map { pair in
        func named(_ name: String) -> ShownConfiguration {
          guard let found = shown.first(where: { $0.name == name }) else {
            preconditionFailure("'\(name)' is shown")
          }
          return found
        }
        return ReportComparison(of: named(pair.of), less: named(pair.less))
      }
    }
  }

  let title: String
  let introduction: [String]
  let sections: [Section]

  /// Puts a report together; `introduction` is a paragraph each.
  public init(title: String, introduction: [String], sections: [Section]) {
    self.title = title
    self.introduction = introduction
    self.sections = sections
  }
}

extension Report.Section {
  /// The value that was published of a measure.
  func published(_ measure: Measure) -> Double? {
    published.first { $0.measure == measure }?.value
  }

  /// The false-positive rate at which a recall was published, 0.30 where none was.
  var publishedRate: Double { published(.falsePositiveRate) ?? 0.30 }

  /// The recall that was published at that rate.
  var publishedRecall: Double? {
    published(.falsePositiveRate) == nil ? nil : published(.recall)
  }

  /// The rates at which recalls are told: 0.30, which all sections have, and the published one.
  var rates: [Double] { publishedRate == 0.30 ? [0.30] : [publishedRate, 0.30] }
}
