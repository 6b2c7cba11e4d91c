import Evaluation
import Reports
import SearchSpace
import Sweeps

/// A small sweep with made-up outcomes: nets with more layers rank songs better, a higher weight
/// flags more of them.
enum SampleSweep {
  static let sweep = Self.sweep(evaluate: "all")
  static let configurations = (0..<sweep.space.size).map(sweep.space.configuration)

  static func sweep(
    evaluate: String, axes: [Axis] = [layers, weights, ratio], replicates: Int = 3
  ) -> Sweep {
    Sweep(
      facts: Sweep.Facts(
        dataHash: ContentHash(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210),
        dataRule: "songs, top: popularity > 75", split: [:], seed: 7, evaluate: evaluate),
      recipe: [:], space: try! SearchSpace(axes: axes),
      replicates: replicates)
  }

  static let layers = Axis(
    name: "layers",
    values: [.list([]), .list([.integer(10)]), .list([.integer(30), .integer(10)])])
  static let weights = Axis(name: "classWeight", values: [.integer(1), .integer(4), .integer(16)])
  static let ratio = Axis(name: "balanceRatio", values: [.number(4)])

  /// The outcome of a replicate: of 100 top songs and 1,400 others on either part.
  ///
  /// - Parameter handicap: how many top songs less are flagged than the configuration deserves.
  static func outcome(
    _ configuration: Configuration, replicate: Int, handicap: Int = 0
  ) -> OutcomeRecord {
    guard case .list(let layers) = configuration.settings["layers"],
      case .integer(let weight) = configuration.settings["classWeight"]
    else { preconditionFailure("not of this sweep") }
    let wobble = [-2, 0, 3][replicate]
    let flagged = [1: 0, 4: 25, 16: 60][weight]!
    func figures(bonus: Int) -> PartFigures {
      let truePositives = flagged == 0 ? 0 : flagged + 4 * layers.count + wobble + bonus
      let falsePositives = flagged == 0 ? 0 : 7 * flagged + 10 * wobble
      let luck = wobble * (1 + layers.count) + (weight == 4 ? 1 : 0)
      let quality = Double(4 * layers.count * layers.count + luck + bonus) / 200
      return Self.figures(
        truePositives: truePositives, falsePositives: falsePositives, auc: 0.7 + quality,
        recallAt30: 0.6 + quality)
    }
    return measured(
      validation: figures(bonus: -handicap), test: figures(bonus: -handicap - layers.count))
  }

  static func figures(
    truePositives: Int, falsePositives: Int, auc: Double = 0.7, recallAt30: Double = 0.6
  ) -> PartFigures {
    PartFigures(
      counts: ConfusionCounts(
        truePositives: truePositives, falsePositives: falsePositives,
        falseNegatives: 100 - truePositives, trueNegatives: 1400 - falsePositives),
      auc: auc, averagePrecision: 0.15, recallAtFalsePositiveRate30: recallAt30, logLoss: 0.22,
      brierScore: 0.06,
      staircase: Staircase(
        positives: 100, negatives: 1400,
        steps: [Staircase.Step(truePositives: 100, falsePositives: 1400, threshold: 0.01)])!)
  }

  static func measured(validation: PartFigures, test: PartFigures) -> OutcomeRecord {
    .measured(
      OutcomeRecord.Measurement(
        trainingSongs: 8000, trainingTopSongs: 500, oddsCorrection: 0.25, trainingLoss: 0.5,
        validation: validation, test: test))
  }

  static func result(
    _ configuration: Configuration, population: String? = nil, facts: ConfigurationFacts? = nil
  ) -> ConfigurationResult {
    ConfigurationResult(
      configuration, population: population, facts: facts,
      outcomes: (0..<3).map { outcome(configuration, replicate: $0) })
  }

  static func summary(_ results: [ConfigurationResult]) -> SweepSummary {
    SweepSummary(name: "sample", sweep: sweep, fronts: [.precision, .recall], results: results)
  }

  static let complete = summary(configurations.map { result($0) })

  static let empty = summary([])

  /// One configuration complete, one half done, one failed, one infeasible, the rest open.
  static let underWay = summary(underWayResults)

  static let underWayResults = [
    result(configurations[4]),
    ConfigurationResult(
      configurations[5], outcomes: [outcome(configurations[5], replicate: 0), nil, nil]),
    ConfigurationResult(
      configurations[7],
      outcomes: [.failed(reason: "the loss is not finite"), .infeasible(reason: "no songs"), nil]),
    ConfigurationResult(
      configurations[8],
      outcomes: [
        outcome(configurations[8], replicate: 0), .infeasible(reason: "no top song left"), nil,
      ]),
  ]

  /// The same configurations on all songs and on those since 2010, where all are worse.
  static let twoPopulations: SweepSummary = twoPopulationsListed.summary

  static let twoPopulationsListed: (summary: SweepSummary, results: [ConfigurationResult]) = {
    let years = Axis(name: "years", values: [.word("all"), .word("since 2010")])
    let sweep = Self.sweep(evaluate: "subset", axes: [layers, weights, years])
    let results = (0..<sweep.space.size).map(sweep.space.configuration).map { configuration in
      let years = configuration.settings["years"]!
      return ConfigurationResult(
        configuration, population: "years: \(years)",
        outcomes: (0..<3).map {
          outcome(configuration, replicate: $0, handicap: years == .word("all") ? 0 : 15)
        })
    }
    return (SweepSummary(name: "years", sweep: sweep, fronts: [.recall], results: results), results)
  }()
}
