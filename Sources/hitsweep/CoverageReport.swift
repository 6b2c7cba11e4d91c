import Evaluation
import Reports

/// What a study of coverage found.
struct CoverageReport {
  /// How often an interval held the truth.
  struct Coverage {
    let what: String
    let measure: Measure
    let held: Int
    let of: Int

    var share: Double { Double(held) / Double(of) }
  }

  /// A mean over sweeps, with its standard error.
  struct Mean {
    let value: Double
    let standardError: Double

    init(_ values: [Double]) {
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      value = mean
      standardError = (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
    }
  }

  /// What a picked ensemble's figure on test, and what its configuration promised, have more than is true of it.
  struct Bias {
    let measure: Measure
    let test: Mean
    let promise: Mean
  }

  let study: CoverageStudy
  let coverages: [Coverage]
  let biases: [Bias]
  let chance: (validation: Mean, test: Mean)

  /// The measures of counts and of ranks that people choose by, and those of probabilities.
  private static let measures: [Measure] = [
    .recall, .falsePositiveRate, .precision, .auc, .recallAtFalsePositiveRate30, .logLoss,
    .brierScore,
  ]

  /// Sums up sweeps, at least two.
  init(_ study: CoverageStudy, _ samples: [CoverageStudy.Sample]) {
    self.study = study
    func coverage(_ what: String, _ measure: Measure, _ held: [CoverageStudy.Held]) -> Coverage {
      Coverage(what: what, measure: measure, held: held.count { $0.isHeld }, of: held.count)
    }
    // What is true of a configuration is the mean over its nets of all sweeps.
    let nets = samples[0].nets.indices.map { configuration in
      samples.flatMap { $0.nets[configuration] }
    }
    coverages =
      Self.measures.map { measure in
        coverage(
          "validation", measure,
          samples.flatMap { sample in
            nets.indices.compactMap { configuration in
              guard let interval = sample.validation[configuration][measure],
                let truth = NetTruth.value(measure, of: nets[configuration], share: sample.share)
              else { return nil }
              return .init(interval: interval, truth: truth)
            }
          })
      }
      + [.recall, .falsePositiveRate, .precision].map { measure in
        coverage("single", measure, samples.compactMap { $0.single[measure] })
      }
      + Self.measures.map { measure in
        coverage("test", measure, samples.compactMap { $0.picked[measure] })
      }
    biases = Self.measures.map { measure in
      let known = samples.compactMap { sample in
        sample.picked[measure].map { ($0, sample.promised[measure] ?? .nan) }
      }
      return Bias(
        measure: measure, test: Mean(known.map { $0.0.interval.estimate - $0.0.truth }),
        promise: Mean(known.map { $0.1 - $0.0.truth }))
    }
    chance = (Mean(samples.map(\.chance.validation)), Mean(samples.map(\.chance.test)))
  }
}

extension CoverageReport {
  func lines() -> [String] {
    [
      "\(NumberText.count(study.sweeps, "sweep")) of \(NumberText.count(study.songs)) generated songs, "
        + "8 configurations × \(study.replicates) replicates each; the truth: \(NumberText.count(study.freshSongs)) fresh songs"
    ]
      + section(
        "Nadeau and Bengio, means over replicates on validation, of all 8 configurations",
        "validation")
      + section("Wilson, one replicate on validation", "single")
      + section(
        "Bootstrap over test songs, the ensemble picked by: \(CoverageStudy.choice)", "test")
      + biasLines + chanceLines
  }

  private func section(_ title: String, _ what: String) -> [String] {
    var table = TextTable([.left("  95 % intervals"), .right("hold the truth"), .right("")])
    for coverage in coverages where coverage.what == what {
      // Agresti and Coull: where all or none were held, there is a doubt, too.
      let count = Double(coverage.of + 4)
      let share = Double(coverage.held + 2) / count
      let error = (share * (1 - share) / count).squareRoot()
      table.append([
        "  " + coverage.measure.rawValue,
        NumberText.fixed(100 * coverage.share, decimals: 1) + " %",
        "± " + NumberText.fixed(100 * error, decimals: 1),
      ])
    }
    return ["", title] + table.lines(width: 100)
  }

  private var biasLines: [String] {
    var table = TextTable([
      .left("  less the truth"), .right("test"), .right("in standard errors"),
      .right("validation"), .right("in standard errors"),
    ])
    for bias in biases {
      table.append(
        ["  " + bias.measure.rawValue]
          + [bias.test, bias.promise].flatMap {
            [
              NumberText.fixed($0.value, decimals: 4),
              NumberText.fixed($0.value / $0.standardError, decimals: 1),
            ]
          })
    }
    return ["", "What was picked: its ensemble on test, and what its nets promised on validation"]
      + table.lines(width: 100)
  }

  private var chanceLines: [String] {
    func text(_ mean: Mean) -> String {
      "\(NumberText.fixed(mean.value, decimals: 4)) ± \(NumberText.fixed(mean.standardError, decimals: 4))"
    }
    return [
      "", "Labels shuffled, picked by: \(CoverageStudy.choiceOfChance)",
      "  mean AUC on validation  \(text(chance.validation))",
      "  mean AUC on test        \(text(chance.test))",
    ]
  }
}

extension CoverageReport: Encodable {
  /// The report as `bench coverage --format json` prints it.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      Coded(
        sweeps: study.sweeps, songs: study.songs, replicates: study.replicates,
        freshSongs: study.freshSongs, seed: study.seed,
        coverage: coverages.map {
          .init(interval: $0.what, measure: $0.measure.rawValue, held: $0.held, of: $0.of)
        },
        testLessTruth: biases.map { .init(measure: $0.measure.rawValue, $0.test) },
        validationLessTruth: biases.map { .init(measure: $0.measure.rawValue, $0.promise) },
        shuffledLabels: [
          .init(part: "validation", chance.validation), .init(part: "test", chance.test),
        ]))
  }

  private struct Coded: Encodable {
    struct Coverage: Encodable {
      let interval: String
      let measure: String
      let held: Int
      let of: Int
    }

    struct Figure: Encodable {
      let measure: String
      var part: String?
      let mean: Double
      let standardError: Double

      init(measure: String = "auc", part: String? = nil, _ mean: Mean) {
        self.measure = measure
        self.part = part
        self.mean = mean.value
        standardError = mean.standardError
      }
    }

    var schemaVersion = 1
    let sweeps: Int
    let songs: Int
    let replicates: Int
    let freshSongs: Int
    let seed: Int
    let coverage: [Coverage]
    let testLessTruth: [Figure]
    let validationLessTruth: [Figure]
    let shuffledLabels: [Figure]
  }
}
