public import Evaluation
public import SearchSpace
public import Sweeps

/// One configuration of a sweep in full: its recipe, and every replicate with its figures, curve, losses and songs.
public struct ConfigurationReport: Sendable {
  /// One replicate.
  public struct Replicate: Sendable {
    /// The trial's content key.
    public var key: ContentHash
    /// What came of it; `nil` while it is open.
    public var outcome: OutcomeRecord?
    /// What training it anew tells; `nil` where the songs are not at hand.
    public var training: Training?

    /// Takes up a replicate.
    public init(key: ContentHash, outcome: OutcomeRecord?, training: Training?) {
      self.key = key
      self.outcome = outcome
      self.training = training
    }
  }

  /// What the store does not hold of a replicate.
  public struct Training: Sendable {
    /// The mean loss of each epoch.
    public var epochLosses: [Float]
    /// The songs that were trained on, chosen by and measured on: data rows of their file, counted from 1.
    public var rows: (train: [Int], validation: [Int], test: [Int])

    /// Takes up what training told.
    public init(epochLosses: [Float], rows: (train: [Int], validation: [Int], test: [Int])) {
      self.epochLosses = epochLosses
      self.rows = rows
    }
  }

  let sweepName: String
  let configuration: Configuration
  /// The complete recipe, in the order of its keys.
  let recipe: [(name: String, setting: Setting)]
  let replicates: [Replicate]
  let result: ConfigurationResult
  let splits: RepeatedSplits?
  /// Why there are no losses and songs, if so.
  let missing: String?

  /// Makes a report.
  public init(
    sweepName: String, configuration: Configuration, recipe: [(name: String, setting: Setting)],
    replicates: [Replicate], splits: RepeatedSplits?, missing: String?
  ) {
    self.sweepName = sweepName
    self.configuration = configuration
    self.recipe = recipe
    self.replicates = replicates
    self.splits = splits
    self.missing = missing
    result = ConfigurationResult(configuration, outcomes: replicates.map(\.outcome))
  }
}

extension ConfigurationReport {
  /// The configuration for people.
  ///
  /// - Parameter width: how many characters a line may have; figures are never cut.
  public func text(width: Int, style: TerminalStyle) -> String {
    let plots = curve.map { [$0.lines(style: style)] } ?? []
    let parts =
      [opening(width), table.lines(width: width)] + plots + [losses(width), notes(width)]
    return parts.filter { !$0.isEmpty }.joined(separator: [""]).map { $0 + "\n" }.joined()
  }

  private func opening(_ width: Int) -> [String] {
    let settings = recipe.map { "\($0.name) \($0.setting)" }
    return ["Sweep \(sweepName), configuration \(configuration.id)"]
      + wrapped(
        ["  \(settings.first ?? "")"] + settings.dropFirst(), separator: " · ", width: width,
        indent: 2)
      + [
        "  \(result.state.rawValue): \(result.doneCount) of "
          + "\(NumberText.count(result.replicateCount, "replicate")) done, "
          + "\(result.infeasibleCount) infeasible, \(result.failedCount) failed"
      ]
  }

  private static let measures: [Measure] = [
    .auc, .recallAtFalsePositiveRate30, .recall, .falsePositiveRate, .precision, .accuracy,
  ]

  private static func shortTitle(_ measure: Measure) -> String {
    switch measure {
    case .recallAtFalsePositiveRate30: "recall@0.30"
    case .falsePositiveRate: "FPR"
    default: measure.title
    }
  }

  private var table: TextTable {
    var table = TextTable(
      [.right("replicate"), .left("part"), .right("songs"), .right("flagged")]
        + Self.measures.map { .right(Self.shortTitle($0)) }
    )
    for (number, replicate) in replicates.enumerated() {
      switch replicate.outcome {
      case nil: table.append(heading: ["\(number)", "not run yet"])
      case .infeasible(let reason), .failed(let reason):
        table.append(heading: ["\(number)", "\(replicate.outcome!.kind): \(printable(reason))"])
      case .measured(let measurement):
        table.append(
          ["\(number)", "training", "\(measurement.trainingSongs)", ""]
            + Self.measures.map { _ in "" })
        for (name, part) in [("validation", measurement.validation), ("test", measurement.test)] {
          table.append(
            ["", name, "\(part.counts.total)", "\(part.counts.flagged)"]
              + Self.measures.map { measure in
                part[measure].map { NumberText.fixed($0, decimals: 3) } ?? NumberText.undefined
              })
        }
      }
    }
    if let parts = result.parts {
      for (name, part) in [("validation", parts.validation), ("test", parts.test)] {
        table.append(
          ["mean", name, "", NumberText.fixed(part.figures.meanFlagged, decimals: 1)]
            + Self.measures.map { NumberText.estimate(part.figures[$0], plusMinus: "±") })
      }
    }
    return table
  }

  /// The ROC curves of all replicates on validation.
  private var curve: ScatterPlot? {
    let staircases = replicates.compactMap { $0.outcome?.validation?.staircase }
    guard !staircases.isEmpty else { return nil }
    let points = staircases.flatMap { staircase in
      staircase.steps.map {
        ScatterPlot.Point(
          x: Double($0.falsePositives) / Double(staircase.negatives),
          y: Double($0.truePositives) / Double(staircase.positives))
      }
    }
    return ScatterPlot(
      xTitle: "false-positive rate", yTitle: "recall (validation)", dots: points,
      dotLabel: "the ROC curve of each replicate", marks: [])
  }

  private func losses(_ width: Int) -> [String] {
    let all = replicates.compactMap(\.training?.epochLosses)
    guard let first = all.first, !first.isEmpty else { return [] }
    let means = first.indices.map { epoch in
      all.reduce(0) { $0 + Double($1[epoch]) } / Double(all.count)
    }
    let texts = means.map { NumberText.fixed($0, decimals: 4) }
    return ["Training loss by epoch, the mean over replicates:"]
      + wrapped(["  \(texts[0])"] + texts.dropFirst(), separator: " ", width: width, indent: 2)
  }

  private func notes(_ width: Int) -> [String] {
    let texts =
      [
        "Counts are at a score of 0.5; figures of the test part are only reported. ± of means: the standard deviation over "
          + "replicates. Keys, curves, every loss, and the rows of each part: --format json."
      ] + (missing.map { ["Without losses and rows, which need the songs: \($0)"] } ?? [])
    return texts.flatMap { wrapped(words($0), separator: " ", width: width, indent: 0) }
  }
}

extension ConfigurationReport: Encodable {
  /// Encodes the configuration, `schemaVersion` 1.
  public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }

  private var json: JSONValue {
    [
      "schemaVersion": .integer(1),
      "sweep": .text(sweepName),
      "id": .text(configuration.id.short),
      "configuration": .object(configuration.settings.mapValues(JSONValue.init)),
      "recipe": .object(
        Dictionary(uniqueKeysWithValues: recipe.map { ($0.name, JSONValue($0.setting)) })),
      "state": .text(result.state.rawValue),
      "replicates": .list(
        replicates.enumerated().map { number, replicate in
          json(of: replicate, number: number)
        }),
    ]
  }

  private func json(of replicate: Replicate, number: Int) -> JSONValue {
    let measurement: OutcomeRecord.Measurement? =
      if case .measured(let measurement)? = replicate.outcome { measurement } else { nil }
    let reason: String? =
      switch replicate.outcome {
      case .infeasible(let reason), .failed(let reason): reason
      default: nil
      }
    func list(_ rows: [Int]) -> JSONValue { .list(rows.map(JSONValue.integer)) }
    return [
      "replicate": .integer(number),
      "key": .text(replicate.key.description),
      "outcome": JSONValue(replicate.outcome.map { "\($0.kind)" }),
      "reason": JSONValue(reason),
      "trainingSongs": JSONValue(measurement?.trainingSongs),
      "trainingTopSongs": JSONValue(measurement?.trainingTopSongs),
      "oddsCorrection": JSONValue(measurement?.oddsCorrection),
      "validation": measurement.map { json(of: $0.validation) } ?? .null,
      "test": measurement.map { json(of: $0.test) } ?? .null,
      "epochLosses": replicate.training.map {
        .list($0.epochLosses.map { .number(Double($0)) })
      } ?? .null,
      "rows": replicate.training.map {
        [
          "train": list($0.rows.train), "validation": list($0.rows.validation),
          "test": list($0.rows.test),
        ]
      } ?? .null,
    ]
  }

  private func json(of part: PartFigures) -> JSONValue {
    let counts = part.counts
    var members: [String: JSONValue] = [
      "counts": [
        "truePositives": .integer(counts.truePositives),
        "falsePositives": .integer(counts.falsePositives),
        "falseNegatives": .integer(counts.falseNegatives),
        "trueNegatives": .integer(counts.trueNegatives),
      ],
      "curve": .list(
        (part.staircase?.steps ?? []).map {
          [
            "truePositives": .integer($0.truePositives),
            "falsePositives": .integer($0.falsePositives),
            "threshold": .number(Double($0.threshold)),
          ]
        }),
    ]
    for measure in Measure.allCases { members[measure.rawValue] = JSONValue(part[measure]) }
    return .object(members)
  }
}

extension OutcomeRecord {
  fileprivate var validation: PartFigures? {
    if case .measured(let measurement) = self { measurement.validation } else { nil }
  }
}
