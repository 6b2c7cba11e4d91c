import RandomStreams
import SearchSpace
import Songs
import Sweeps
import Testing
import Training
import Trials

/// What is told of a training, against the training itself.
@Suite struct ScaledSongsTests {
  private static let past: Setting = .mapping([
    "past": .mapping(["unit": .word("song"), "labels": .word("false")])
  ])

  private static let recipes: [[String: Setting]] = [
    ["balanceRatio": .number(2), "classWeight": .number(4), "l2": .number(0.01)],
    ["oversample": .mapping(["method": .word("smote")]), "scaling": .word("minMax")],
    ["features": past, "layers": .list([])],
    [
      "features": past, "model": .word("lstm"), "units": .integer(4),
      "sequenceLength": .integer(3), "balanceRatio": .number(3), "classWeight": .number(2),
    ],
  ]

  private func trial(
    _ recipe: [String: Setting]
  ) throws -> (runner: TrialRunner, table: SongTable, prepared: PreparedTrial) {
    let list = SongGenerator(songs: 2000, seed: 7).list()
    let table = try #require(
      recipe["features"] == nil
        ? list.table { $0 > 75 ? 1 : 0 }
        : list.table(past: PastRule(unit: .song, count: 3)) { $0 > 75 ? 1 : 0 })
    var settings: [String: Setting] = [:]
    for key in RecipeKey.allCases {
      let value = try #require(key.canonical(recipe[key.rawValue] ?? key.standard))
      settings[key.rawValue] = value
    }
    settings["epochs"] = .integer(3)
    let split = try SplitRule(train: 0.6, validation: 0.2, test: 0.2, by: .artist)
    let sweep = Sweep(
      facts: .init(
        dataHash: ContentHash(of: table.encoded()), dataRule: "test", split: split.settings,
        seed: 1, evaluate: "all"),
      recipe: settings, space: try SearchSpace(axes: []), replicates: 2)
    let runner = try TrialRunner(sweep: sweep, table: table)
    return (runner, table, try runner.prepared(sweep.trial(at: 1)).get())
  }

  @Test(arguments: recipes)
  func `whoever has what is told of a training gets the same net, bit by bit`(
    recipe: [String: Setting]
  ) throws {
    let (runner, _, prepared) = try trial(recipe)
    let part = prepared.training
    let rows = TrainingRows(
      features: FeatureMatrix(part.features, width: part.features.count / part.labels.count),
      steps: part.steps, labels: part.labels, weights: prepared.trainingWeights)
    let settings = TrainingSettings(
      epochs: 3, batchSize: prepared.recipe.batchSize,
      learningRate: prepared.recipe.learningRate, l2: prepared.recipe.l2)
    let order = RowOrder.fixed(prepared.epochOrders)
    let net: TrainedNet.Net =
      switch prepared.initial {
      case .mlp(let initial):
        .mlp(try Trainer.train(initial, on: rows, settings: settings, order: order).net)
      case .lstm(let initial):
        .lstm(try Trainer.train(initial, on: rows, settings: settings, order: order).net)
      }
    // Nobody reads all weights of two nets.
    let isSame = net == runner.run(runner.sweep.trial(at: 1)).net?.net
    #expect(isSame)
  }

  @Test(arguments: recipes)
  func `songs are told by their rows, with their own labels and scaled inputs`(
    recipe: [String: Setting]
  ) throws {
    let (runner, table, prepared) = try trial(recipe)
    let net = try #require(runner.run(runner.sweep.trial(at: 1)).net)
    let configuration = runner.sweep.space.configuration(at: 0)
    let parts = try #require(runner.parts(of: configuration, replicate: 1))
    let inputs = InputTable(of: table, net.inputs)
    for (part, rows) in [
      (prepared.training, prepared.songs), (prepared.validation, parts.validation),
      (prepared.test, parts.test),
    ] {
      #expect(part.songs.compactMap(\.self) == rows)
      let scaled = net.scaling.scaled(rows, of: inputs)
      #expect(Array(part.features.prefix(scaled.count)) == scaled)
      let newest = stride(from: part.steps - 1, to: part.labels.count, by: part.steps)
      let synthetic = [UInt8](repeating: 1, count: part.songs.count - rows.count)
      #expect(
        newest.map { part.labels[$0] } == rows.map { table.labels[Int($0)] } + synthetic)
    }
    #expect(Set(prepared.songs).isSubset(of: parts.train))
    #expect((prepared.training.songs.count > prepared.songs.count) == (recipe["oversample"] != nil))
  }
}
