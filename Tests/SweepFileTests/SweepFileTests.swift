import Evaluation
import SearchSpace
import SongFile
import Songs
import SweepFile
import Sweeps
import Testing
import Trials

@Suite struct SweepFileTests {
  private func parse(_ text: String, path: String = "sweeps/songs.yaml") throws -> SweepFile {
    try SweepFile(parsing: text, path: path)
  }

  /// A file of the two keys that must be there and `lines`.
  private func least(_ lines: String = "", data: String = "source: generated") throws -> SweepFile {
    try parse("name: songs\ndata: { \(data) }\n\(lines)\n")
  }

  @Test func `the example says what it says`() throws {
    let file = try parse(exampleSweepFile)
    #expect(file.path == "sweeps/songs.yaml")
    #expect(file.text == exampleSweepFile)
    #expect(file.name == "songs")
    #expect(file.seed == 2020)
    guard case .kaggle(nil, dates: .playlists) = file.source else {
      return #expect(Bool(false), "\(file.source)")
    }
    #expect(file.label == (try LabelRule(parsing: "popularity > 75")))
    #expect(file.positiveName == "top song")
    #expect(
      file.split == (try SplitRule(train: 0.6, validation: 0.2, test: 0.2, by: .song)))
    #expect(file.evaluate == .all)
    #expect(file.replicates == 5)
    #expect(
      file.recipe == [
        "model": .word("mlp"), "epochs": .integer(25), "batchSize": .integer(64),
        "learningRate": .number(0.001), "scaling": .word("standard"), "l2": .number(0),
        "dropout": .number(0),
      ])
    #expect(
      file.fronts == [
        FrontDefinition(
          name: "precision", maximize: [.precision], minimize: [.falsePositiveRate],
          minimumRecall: [0.1, 0.3, 0.5, 0.7], minimumFlagged: 20),
        FrontDefinition(name: "recall", maximize: [.recall], minimize: [.falsePositiveRate]),
      ])
    #expect(file.needsYears)
    #expect(file.dataRule == "kaggle-19000-spotify-songs, top: popularity > 75")
  }

  /// Axes that shape the data vary slowest, whatever the order in the file.
  @Test func `the example's grid`() throws {
    let file = try parse(exampleSweepFile)
    #expect(
      file.space.axes == [
        Axis(name: "years", values: [.word("all"), .word("since 2010")]),
        Axis(name: "balanceRatio", values: [.number(1), .number(2), .number(4), .word("none")]),
        Axis(
          name: "layers",
          values: [[], [10], [30, 10], [64, 32]].map { .list($0.map { .integer($0) }) }),
        Axis(name: "classWeight", values: [1, 2, 3, 4, 8, 16].map { .number($0) }),
      ])
    #expect(
      file.space.exclusions == [
        Configuration(["layers": .list([.integer(10)]), "classWeight": .number(16)])
      ])
    let sweep = file.sweep(dataHash: ContentHash(high: 1, low: 2))
    #expect(sweep.indexCount == 960)
    #expect(sweep.trialIndices.count == 920)
    #expect(sweep.facts.dataRule == file.dataRule)
    #expect(sweep.facts.evaluate == "all")
    #expect(SplitRule(sweep.facts.split) == file.split)
    for index in [0, 480, 959] {
      let recipe = sweep.recipe(of: sweep.trial(at: index).configuration)
      #expect(Recipe(recipe) != nil)
    }
  }

  @Test func `the lines of keys are told`() throws {
    let file = try parse(exampleSweepFile + "# end\n")
    #expect(file.line(of: .epochs) == 10)
    #expect(file.line(of: .classWeight) == 18)
    #expect(file.line(of: .l2) == nil)
    let block = try least("axes:\n  layers:\n    - [10]\n    - []")
    #expect(block.line(of: .layers) == 4)
  }

  @Test func `a name and a source are enough`() throws {
    let file = try least()
    #expect(file.seed == 2020)
    #expect(file.replicates == 5)
    #expect(
      file.recipe
        == Dictionary(
          uniqueKeysWithValues: RecipeKey.allCases.filter { !$0.isOmittedAtStandard }
            .map { ($0.rawValue, $0.standard) }))
    #expect(file.space.axes == [])
    #expect(file.fronts == [.precision, .recall])
    #expect(!file.needsYears)
    guard case .generated(songs: 14_683, seed: 1) = file.source else {
      return #expect(Bool(false), "\(file.source)")
    }
    #expect(file.dataRule == "generated, songs: 14683, seed: 1, top: popularity > 75")
    #expect(
      file.split == (try SplitRule(train: 0.6, validation: 0.2, test: 0.2, by: .song)))
  }

  @Test func `a table's columns have their roles`() throws {
    let file = try parse(
      """
      name: churn
      data:
        source: csv
        file: tables/customers.csv
        label: churned
        features: [age, 2020, "001"]
        nominal: country
        missing: median
        group: household
        year: joined
        id: 7.0
        positiveName: leaver
        split: { by: artist }
        evaluate: subset
      trial: { years: 2000-2009 }
      """)
    guard case .table(let table) = file.source else {
      return #expect(Bool(false), "\(file.source)")
    }
    #expect(
      table
        == TableFile(
          path: "sweeps/tables/customers.csv", label: try LabelRule(parsing: "churned"),
          features: .named(["age", "2020", "001"]), nominal: ["country"], missing: .median,
          group: "household", year: "joined", id: "7.0"))
    #expect(file.positiveName == "leaver")
    #expect(file.split.grouping == .artist)
    #expect(file.evaluate == .subset)
    #expect(file.needsYears)
    #expect(file.dataRule == "csv, label: churned, missing: median")
  }

  @Test func `paths are relative to the file's folder`() throws {
    func paths(_ text: String, from path: String) throws -> String? {
      switch try parse(text, path: path).source {
      case .kaggle(let folder, _), .tidyTuesday(let folder): folder
      case .table(let table): table.path
      case .generated: nil
      }
    }
    let csv = "name: n\ndata: { source: csv, file: a.csv, label: y }"
    #expect(try paths(csv, from: "songs.yaml") == "a.csv")
    #expect(try paths(csv, from: "/x/songs.yaml") == "/x/a.csv")
    let kaggle = "name: n\ndata: { source: kaggle-19000-spotify-songs, folder: raw }"
    #expect(try paths(kaggle, from: "sweeps/songs.yaml") == "sweeps/raw")
    let absolute = kaggle.replacing("raw", with: "/raw")
    #expect(try paths(absolute, from: "sweeps/songs.yaml") == "/raw")
  }

  @Test func `a column named all is told from all columns only by a second one`() throws {
    func features(_ yaml: String) throws -> TableFile.Features? {
      let data = "source: csv, file: a.csv, label: y, features: \(yaml)"
      guard case .table(let table) = try least(data: data).source else { return nil }
      return table.features
    }
    #expect(try features("all") == .all)
    #expect(try features("[all, b]") == .named(["all", "b"]))
    #expect(try features("a") == .named(["a"]))
  }

  @Test func `values are taken in their canonical form`() throws {
    let file = try least(
      """
      axes:
        years: [since   2010, 2000-2009]
        balanceRatio: [0.5, 1e1, none]
        classWeight: [1, 2.0, .5]
      trial: { l2: 0.0, learningRate: 1 }
      """)
    #expect(
      file.space.axes == [
        Axis(name: "years", values: [.word("since 2010"), .word("2000-2009")]),
        Axis(name: "balanceRatio", values: [.number(0.5), .number(10), .word("none")]),
        Axis(name: "classWeight", values: [.number(1), .number(2), .number(0.5)]),
      ])
    #expect(file.recipe["l2"] == .number(0))
    #expect(file.recipe["learningRate"] == .number(1))
  }

  @Test func `fronts take measures and floors, one or more`() throws {
    let file = try least(
      """
      fronts:
        - { name: a, maximize: [auc, recall], minimize: brier, minimumRecall: 0.5 }
        - { name: b, maximize: precision }
        - { name: c, minimize: [logLoss], minimumFlagged: 0 }
      """)
    #expect(
      file.fronts == [
        FrontDefinition(
          name: "a", maximize: [.auc, .recall], minimize: [.brierScore], minimumRecall: [0.5]),
        FrontDefinition(name: "b", maximize: [.precision], minimize: []),
        FrontDefinition(name: "c", maximize: [], minimize: [.logLoss], minimumFlagged: 0),
      ])
  }

  @Test func `fronts take all thresholds by a rule, and facts of nets as costs`() throws {
    let file = try least(
      """
      fronts:
        - { name: a, maximize: precision, minimize: falsePositiveRate, thresholds: all }
        - { name: b, maximize: recall, minimize: [flops, falsePositiveRate], thresholds: all, rule: probability }
        - { name: c, maximize: auc, minimize: parameters }
      """)
    #expect(
      file.fronts == [
        FrontDefinition(
          name: "a", maximize: [.precision], minimize: [.falsePositiveRate],
          thresholds: .all(by: .share)),
        FrontDefinition(
          name: "b", maximize: [.recall], minimize: [.falsePositiveRate], facts: [.flops],
          thresholds: .all(by: .probability)),
        FrontDefinition(name: "c", maximize: [.auc], minimize: [], facts: [.parameters]),
      ])
    // A file of fronts may be a sweep file, whose other keys are passed over.
    #expect(try SweepFile.fronts(parsing: file.text, path: "f.yaml") == file.fronts)
    let error = #expect(throws: SweepFileError.self) {
      try SweepFile.fronts(parsing: "name: a", path: "f.yaml")
    }
    #expect("\(try #require(error))".hasPrefix("f.yaml:1: key 'fronts' is missing"))
  }

  @Test func `order, comments, name, fronts, exclusions and replicates leave trial keys alone`()
    throws
  {
    func key(_ text: String) throws -> ContentHash {
      let sweep = try parse(text).sweep(dataHash: ContentHash(high: 1, low: 2))
      let configuration = Configuration([
        "layers": .list([.integer(30), .integer(10)]), "balanceRatio": .number(4),
        "classWeight": .number(2), "years": .word("all"),
      ])
      return TrialKeys(of: sweep).key(recipe: sweep.recipe(of: configuration), replicate: 1)
    }
    let changed =
      exampleSweepFile
      .replacing("name: songs", with: "name: others")
      .replacing("[1, 2, 3, 4, 8, 16]", with: "[16, 5, 2.0]")
      .replacing("replicates: 5", with: "replicates: 2")
      .replacing("epochs: 25\n", with: "epochs: 25\n  l2: 0   # its standard\n")
      .replacing("name: recall, maximize: recall", with: "name: r, maximize: auc")
      .replacing("layers: [10], ", with: "")
    #expect(try key(changed) == key(exampleSweepFile))
    let other = exampleSweepFile.replacing("epochs: 25", with: "epochs: 26")
    #expect(try key(other) != key(exampleSweepFile))
  }
}
