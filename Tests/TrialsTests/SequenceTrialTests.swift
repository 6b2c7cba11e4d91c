import Evaluation
import Kernels
import RandomStreams
import SearchSpace
import Songs
import Sweeps
import Testing
import Training
import Trials

/// Trials that see an artist's past: LSTMs, and perceptrons with columns of it.
@Suite struct SequenceTrialTests {
  /// Artists of 30 songs each, a day apart, drawn at random: a song is a top song where the one before had a high tempo.
  ///
  /// So a net knows a label only if it sees the song before, and an LSTM learns it only if each step has the label of its
  /// own song.
  private let list = SongList.careers(artists: 36, songs: 30)
  private let table: SongTable

  init() throws {
    table = try #require(
      list.table(past: PastRule(unit: .song, count: 3)) { $0 > 75 ? 1 : 0 })
  }

  private static func past(_ count: Int, labels: Bool = false) -> Setting {
    .mapping([
      "base": .word("audio"),
      "past": .mapping([
        "unit": .word("song"), "count": .integer(count), "labels": .word("\(labels)"),
      ]),
    ])
  }

  private func recipe(_ changes: [String: Setting]) -> [String: Setting] {
    var settings: [String: Setting] = [:]
    for key in RecipeKey.allCases where !key.isOmittedAtStandard {
      settings[key.rawValue] = key.standard
    }
    settings["learningRate"] = .number(0.02)
    settings["epochs"] = .integer(20)
    return settings.merging(changes) { $1 }
  }

  private static let lstm: [String: Setting] = [
    "model": .word("lstm"), "features": past(3), "units": .integer(8),
  ]

  private func sweep(_ changes: [String: Setting], axes: [Axis] = []) throws -> Sweep {
    let rule = try SplitRule(train: 0.6, validation: 0.2, test: 0.2, by: .artist)
    let names = axes.map(\.name)
    return Sweep(
      facts: .init(
        dataHash: ContentHash(of: table.encoded()), dataRule: "test", split: rule.settings,
        seed: 1, evaluate: "all"),
      recipe: recipe(changes).filter { !names.contains($0.key) },
      space: try SearchSpace(axes: axes), replicates: 2)
  }

  private func measurement(
    _ changes: [String: Setting]
  ) throws -> OutcomeRecord.Measurement {
    let sweep = try sweep(changes)
    let record = try TrialRunner(sweep: sweep, table: table).outcome(of: sweep.trial(at: 0))
    guard case .measured(let measurement) = record else {
      throw NotMeasured(record: record)
    }
    return measurement
  }

  private struct NotMeasured: Error {
    let record: OutcomeRecord
  }

  @Test
  func `an LSTM learns what only the order of songs tells, and a net of the newest song cannot`()
    throws
  {
    #expect(try measurement(Self.lstm).validation.auc > 0.99)
    let two = Self.lstm.merging(["sequenceLength": .integer(2)]) { $1 }
    #expect(try measurement(two).validation.auc > 0.99)
    #expect(try measurement([:]).validation.auc < 0.6)
    #expect(try measurement(["features": Self.past(2)]).validation.auc > 0.99)
    // The song before is a top song where the one before that had a high tempo: of no use.
    let blind = try measurement(["features": Self.past(3, labels: true), "layers": .list([])])
    #expect(blind.validation.auc > 0.99)
  }

  @Test func `a trained LSTM reads the oldest song first and scores the newest`() throws {
    let sweep = try sweep(Self.lstm)
    let run = try TrialRunner(sweep: sweep, table: table).run(sweep.trial(at: 0))
    let net = try #require(run.net)
    #expect(run.epochLosses.count == 20)
    // Tempo and noise of three songs each, the oldest first: only the middle one decides about the newest.
    let sequences: [[Float]] = [[9, 0, 1, 0, 1, 0], [1, 0, 9, 0, 1, 0], [1, 0, 1, 0, 9, 0]]
    let inputs = InputTable(names: ["tempo", "noise"], steps: 3, values: sequences.flatMap { $0 })
    let scores = net.scores(of: [0, 1, 2], in: inputs)
    #expect(scores[0] < 0.1 && scores[1] > 0.9 && scores[2] < 0.1)
    #expect(net.scores(of: [2, 1], in: inputs) == [scores[2], scores[1]])
    #expect(net.scores(of: [], in: inputs) == [])
    // By the table they are those of the record.
    guard case .measured(let measured) = run.record else { throw NotMeasured(record: run.record) }
    let parts = try #require(
      TrialRunner(sweep: sweep, table: table).parts(
        of: sweep.space.configuration(at: 0), replicate: 0))
    let labels = parts.validation.map { table.labels[Int($0)] }
    #expect(
      PartFigures(
        scores: net.scores(of: parts.validation, in: table), labels: labels,
        correction: net.oddsCorrection) == measured.validation)
  }

  @Test func `the record of an LSTM depends on the trial alone, whatever computes it`() throws {
    let small = try sweep(Self.lstm)
    let large = try sweep(
      Self.lstm,
      axes: [
        Axis(name: "features", values: [Self.past(2), Self.past(3)]),
        Axis(name: "sequenceLength", values: [.integer(2), .integer(3)]),
        Axis(name: "oversample", values: [.word("none")]),
      ])
    let index = try #require(
      large.index(
        of: Trial(
          configuration: Configuration([
            "features": Self.past(3), "sequenceLength": .integer(3), "oversample": .word("none"),
          ]), replicate: 1)))
    let records = try InstructionSet.allCases.filter(\.isSupported).flatMap { instructionSet in
      let alone = try TrialRunner(sweep: small, table: table, instructionSet: instructionSet)
      let among = try TrialRunner(sweep: large, table: table, instructionSet: instructionSet)
      _ = among.record(at: 0)
      return [alone.record(at: 1), among.record(at: index)]
    }
    #expect(records.count >= 2 && Set(records).count == 1)
    #expect(try TrialRunner(sweep: small, table: table).record(at: 0) != records[0])
  }

  @Test func `each step has the weight of its own song's label, and the odds are corrected`() throws
  {
    let balanced = Self.lstm.merging(["balanceRatio": .number(0.5), "classWeight": .number(4)]) {
      $1
    }
    let sweep = try sweep(balanced)
    let runner = try TrialRunner(sweep: sweep, table: table)
    let prepared = try runner.prepared(sweep.trial(at: 0)).get()
    let parts = try #require(runner.parts(of: sweep.space.configuration(at: 0), replicate: 0))
    // The labels of the songs themselves, by artist and day: a step before is a song before.
    let labels = list.labelValues.map { $0 > 75 ? 1 : 0 }
    let order = list.byArtistAndDay
    let weights = try parts.train.flatMap { song -> [Float] in
      let place = order.firstIndex(of: Int(table.sourceRows[Int(song)]) - 1) ?? 0
      try #require(place >= 2)
      return order[place - 2...place].map { labels[$0] == 1 ? 4 : 1 }
    }
    #expect(prepared.weights == weights)
    #expect(prepared.rows.steps == 3 && prepared.synthetic.isEmpty)
    let tops = parts.train.count { table.labels[Int($0)] == 1 }
    let others = parts.train.count - tops
    let kept = prepared.rows.count - tops
    #expect(prepared.topCount == tops)
    #expect(kept == tops / 2)
    #expect(prepared.oddsCorrection == Double(kept) / Double(others) / 4)
    let top = prepared.rows.selection.count { table.labels[Int(parts.train[Int($0)])] == 1 }
    #expect(top == tops)
  }

  @Test func `what wants more of the past than the songs have is not trained`() throws {
    for changes in [
      ["sequenceLength": .integer(4)], ["features": Self.past(4), "model": .word("mlp")],
    ] {
      let sweep = try sweep(Self.lstm.merging(changes) { $1 })
      #expect(
        try TrialRunner(sweep: sweep, table: table).outcome(of: sweep.trial(at: 0))
          == .failed(reason: "the recipe is none that this version knows"))
    }
  }

  @Test func `recipes are read where their settings go together, and tell the size of their nets`()
    throws
  {
    func recipe(_ changes: [String: Setting]) -> Recipe? { Recipe(self.recipe(changes)) }
    #expect(recipe([:])?.size(features: 13).parameters == 752)
    let columns = try #require(recipe(["features": Self.past(3, labels: true)]))
    #expect(columns.inputs == .columns(earlier: 2, labels: .shown))
    #expect(columns.size(features: 13).parameters == 1592)
    let sequence = try #require(recipe(Self.lstm))
    #expect(sequence.inputs == .sequence(length: 3))
    #expect(sequence.model == .lstm(units: 8, sequenceLength: 3))
    // Four gates of 13 inputs, 8 states and a bias each; a softmax of two.
    #expect(sequence.size(features: 13).parameters == 722)
    let longer = try #require(recipe(Self.lstm.merging(["sequenceLength": .integer(6)]) { $1 }))
    #expect(longer.size(features: 13).multiplyAdds == 2 * sequence.size(features: 13).multiplyAdds)
    for change in [
      ["features": .word("audio")], ["features": Self.past(3, labels: true)],
      [
        "oversample": .mapping([
          "method": .word("smote"), "neighbours": .integer(5), "ratio": .number(1),
        ])
      ],
      ["units": .integer(0)], ["genres": .list([.word("rock"), .word("pop")])],
      ["features": .mapping(["past": .mapping(["unit": .word("song")])])], ["later": .integer(1)],
    ] {
      #expect(recipe(Self.lstm.merging(change) { $1 }) == nil, "\(change)")
    }
  }
}

extension SongList {
  /// Songs in a random order, whose days are a tempo from 0 to 10 and one of noise; see the suite.
  fileprivate static func careers(artists: Int, songs: Int) -> SongList {
    var random = RandomStream(key: StreamKey(high: 9, low: 1), purpose: .generatedSongs)
    let count = artists * songs
    var places = Array(0..<count)
    random.shuffle(&places)
    let tempos = places.map { _ in Float(random.below(1000)) / 100 }
    let noise = places.map { _ in Float(random.below(1000)) / 1000 }
    // Song `place` is number place % songs of its artist; before it is place - 1.
    let rowOf = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    let values = places.map { place in
      place % songs > 0 && tempos[rowOf[place - 1]!] > 5 ? 90.0 : 10
    }
    var list = SongList(
      featureNames: ["tempo", "noise"],
      features: places.indices.flatMap { [tempos[$0], noise[$0]] }, labelValues: values,
      recordings: nil, songGroups: places.indices.map { UInt32($0) },
      artistGroups: denseIDs(of: places.map { $0 / songs }))
    list.dates = places.map { place in
      ReleaseDate(parsing: "2001-\(place % songs < 15 ? "01" : "02")-\(10 + place % songs % 15)")
    }
    return list
  }

  /// The rows by artist and day.
  fileprivate var byArtistAndDay: [Int] {
    (0..<count).sorted {
      (artistGroups[$0], dates![$0]!) < (artistGroups[$1], dates![$1]!)
    }
  }
}
