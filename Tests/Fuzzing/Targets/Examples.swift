import Evaluation
import Scheduling
import SearchSpace
import Songs
import Sweeps
import Worker

/// Values as honest peers and files hold them.
enum Examples {
  /// The data of the sweeps here, sent in chunks of at most four bytes.
  static let data: [UInt8] = Array(0..<10)
  static let chunkByteCount = 4

  static let sweep = makeSweep(
    axes: [
      Axis(name: "layers", values: [.list([]), .list([.integer(30), .integer(10)])]),
      Axis(name: "classWeight", values: [.number(1), .number(4), .number(16)]),
      Axis(name: "years", values: [.word("all"), .word("since 2010")]),
    ],
    exclusions: [Configuration(["layers": .list([]), "classWeight": .number(4)])], replicates: 2)
  static let otherSweep = makeSweep(
    axes: [
      Axis(name: "epochs", values: (1...5).map { .integer($0) }),
      Axis(
        name: "features",
        values: [
          .word("audio"),
          .mapping(["past": .mapping(["unit": .word("song"), "count": .integer(3)])]),
        ]),
    ], replicates: 1)
  static let pairSweep = makeSweep(
    axes: [Axis(name: "layers", values: [.list([]), .list([.integer(10)])])], replicates: 2)

  private static func makeSweep(
    axes: [Axis], exclusions: [Configuration] = [], replicates: Int
  ) -> Sweep {
    do {
      return Sweep(
        facts: .init(
          dataHash: ContentHash(of: data), dataRule: "generated, top: popularity > 75",
          split: ["train": .number(0.6), "by": .word("song")], seed: 2020, evaluate: "all"),
        recipe: ["batchSize": .integer(64)],
        space: try SearchSpace(axes: axes, exclusions: exclusions), replicates: replicates)
    } catch {
      preconditionFailure("an example is no grid: \(error)")
    }
  }

  static func label(_ rule: String) -> LabelRule {
    do {
      return try LabelRule(parsing: rule)
    } catch {
      preconditionFailure("an example is no rule: \(error)")
    }
  }

  static func songs(years: [Int16]?) -> SongTable {
    SongTable(
      featureNames: ["tempo", "key"], features: [1, 2, .nan, 4, -5, 6e30], labels: [0, 1, 0],
      songGroups: [0, 1, 0], artistGroups: [0, 0, 1], years: years, sourceRows: [1, 2, 4],
      duplicatesRemoved: 1)
  }

  /// Songs that have genres and two earlier songs each.
  static func songsOfArtists(genres: [String]) -> SongTable {
    let plain = songs(years: [2000, 2001, 2002])
    return SongTable(
      featureNames: plain.featureNames, features: plain.features, labels: plain.labels,
      songGroups: plain.songGroups, artistGroups: plain.artistGroups, years: plain.years,
      sourceRows: plain.sourceRows, duplicatesRemoved: 0,
      genres: genres.isEmpty ? nil : SongTable.Genres(of: genres),
      past: SongTable.Past(
        count: 2, features: [1, 2, .nan, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        labels: [0, 1, 1, 0, 0, 0]))
  }

  static let records: [OutcomeRecord] = [
    .measured(
      .init(
        trainingSongs: 4730, trainingTopSongs: 946, oddsCorrection: 0.3125, trainingLoss: 0.5,
        validation: figures(
          truePositives: 3, falsePositives: 5, steps: [(1, 0, 0.9375), (3, 5, 0.5), (4, 160, 0.25)]),
        test: figures(truePositives: 0, falsePositives: 0, steps: [(4, 200, 0.125)]))),
    .infeasible(reason: "no top song in the training part"),
    .failed(reason: "the loss is not finite"),
  ]

  private static func figures(
    truePositives: Int, falsePositives: Int, steps: [(Int, Int, Float)]
  ) -> PartFigures {
    let staircase = Staircase(
      positives: 4, negatives: 298,
      steps: steps.map { .init(truePositives: $0.0, falsePositives: $0.1, threshold: $0.2) })
    guard let staircase else { preconditionFailure("an example is no staircase") }
    return PartFigures(
      counts: ConfusionCounts(
        truePositives: truePositives, falsePositives: falsePositives,
        falseNegatives: 4 - truePositives, trueNegatives: 298 - falsePositives),
      auc: 0.75, averagePrecision: 0.5, recallAtFalsePositiveRate30: 0.625, logLoss: 0.25,
      brierScore: 0.0625, staircase: staircase)
  }

  static let outcomes = OutcomeBatch(
    records.enumerated().map { index, record in
      FinishedTrial(
        index: index, record: record.encoded(), duration: .milliseconds(20), slot: index)
    })

  static let lease = Lease(id: LeaseID(epoch: 1, counter: 300), ranges: [0..<4, 8..<1 << 53])

  static let workerMessages: [WorkerMessage] = [
    .hello(
      Hello(
        worker: ContentHash(high: 1, low: 0), host: "node1.cluster", slots: 64,
        instructionSet: "v4", sweep: sweep.id, held: [0..<1, 5..<900_000], finished: [2..<3])),
    .ready, .heartbeat([lease.id]), .outcomes(outcomes), .outcomes([]),
    .crashed(Crash(running: [0, 17], reason: "signal 11")), .giveBack([4..<9]), .fetch(chunk: 2),
    .goodbye, .statusRequest,
  ]

  static let coordinatorMessages: [CoordinatorMessage] = [
    .welcome(
      Welcome(
        sweep: otherSweep.encoded(), dataByteCount: data.count, chunkByteCount: chunkByteCount,
        heartbeat: .seconds(1), lease: lease)),
    .refused(reason: "upgrade the worker"), .helloWanted, .grant(lease),
    .acknowledge([0..<64, 100..<101]), .chunk(number: 3, bytes: data), .heartbeat, .finished,
    .status(status),
  ]

  private static let status: Status = {
    var trials = Status.Trials()
    (trials.total, trials.done, trials.open) = (300, 200, 100)
    return Status(
      sweep: "songs", state: .running, trials: trials,
      workers: [
        .init(
          id: "00112233", host: "node1", slots: 64, leased: 128, finished: 9000,
          silence: .milliseconds(1500), rate: 12.5, instructionSet: "v3")
      ], failures: [.init(reason: "the loss is not finite", count: 3)])
  }()

  static let trainingFrames: [[UInt8]] =
    ([
      .prepare(sweep: [1, 2, 3], songs: [4, 5]), .run([0..<5, 7..<9]), .replaceQueue([]),
      .cancelQueue, .forget([1 << 52..<1 << 53]),
    ] as [TrainingCommand]).map { $0.encoded() }
    + ([
      .prepared(sweep.id), .outcomes(outcomes, of: sweep.id), .cancelled([3..<4]),
      .failed(reason: "no songs"),
    ] as [TrainingAnswer]).map { $0.encoded() }

  static let sweepFiles = [
    """
    name: songs
    seed: 2020
    data:
      source: kaggle-19000-spotify-songs   # also: generated, csv
      top: popularity > 75
      split: { train: 0.6, validation: 0.2, test: 0.2, by: song }
      evaluate: all
    trial:
      model: mlp
      epochs: 25
      batchSize: 64
      learningRate: 0.001
      scaling: standard
    replicates: 5
    axes:
      layers: [[], [10], [30, 10], [64, 32]]
      balanceRatio: [1, 2, 4, none]
      classWeight: [1, 2, 3, 4, 8, 16]
      years: [all, since 2010]
    exclude:
      - { layers: [10], classWeight: 16 }
    fronts:
      - { name: precision, maximize: precision, minimize: falsePositiveRate, minimumRecall: [0.1, 0.3] }
      - { name: recall, maximize: [recall, auc], minimize: falsePositiveRate, minimumFlagged: 20 }
    """,
    """
    name: churn
    data:
      source: csv
      file: customers.csv
      label: churned > 0
      features: [age, "plan"]
      nominal: [plan]
      missing: median
      group: id
    axes: { epochs: [1, 2] }
    """,
    "name: g\ndata: { source: generated, songs: 500, seed: 3 }\n",
    """
    name: past
    data: { source: tidytuesday-2020-01-21, duplicates: keep, split: { by: artist } }
    trial: { sequenceLength: 4, units: 12 }
    axes:
      genres: [all, pop, [rock, "r&b"]]
      model: [mlp, lstm]
      features: [audio, { base: audio, past: { unit: album, count: 3, labels: false } }]
      oversample: [none, { method: smote, neighbours: 5, ratio: 0.5 }]
    exclude:
      - { model: lstm, features: audio }
      - { model: lstm, oversample: { method: smote, ratio: 0.5 } }
    """,
  ]
}
