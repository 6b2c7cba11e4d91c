import SearchSpace
import Sweeps
import Testing

@Suite struct TrialKeysTests {
  /// The key of replicate 3 of the configuration that all variants hold.
  private func key(_ sweep: Sweep, replicate: Int = 3) -> ContentHash {
    TrialKeys(of: sweep).key(
      recipe: sweep.recipe(of: ExampleSweep.configuration), replicate: replicate)
  }

  /// Computed by Python's hashlib from the layout that `CanonicalWriter` documents.
  @Test func `keys are pinned, since stores and random streams depend on them`() throws {
    let sweep = try ExampleSweep().made()
    #expect(key(sweep).description == "e4ec20680218fcd4c3404a171d03d107")
    #expect(TrialKeys(of: sweep).split.description == "388137f9336dff05fce7b79190f89f96")
    #expect(
      ExampleSweep.configuration.id.description == "784ba3ebf455edd3cd5b68205f9cb7f1")
    #expect(ExampleSweep.configuration.id.short == "784ba3eb")
  }

  @Test(
    arguments: [
      { $0.axes.reverse() },
      { $0.axes[1] = Axis(name: "classWeight", values: [.number(16), .number(2), .number(1)]) },
      { $0.replicates = 4 },
      { $0.exclusions = [Configuration(["classWeight": .number(4)])] },
      {
        $0.recipe["classWeight"] = .number(16)
        $0.axes.removeLast()
      },
      {
        $0.recipe = [:]
        $0.axes.append(Axis(name: "epochs", values: [.integer(50), .integer(25)]))
      },
    ] as [@Sendable (inout ExampleSweep) -> Void])
  func `how a sweep reaches a trial does not change its key`(
    change: @Sendable (inout ExampleSweep) -> Void
  ) throws {
    let (plain, changed) = (try ExampleSweep().made(), try ExampleSweep.with(change))
    let settings = changed.space.axes.reduce(into: [:]) {
      $0[$1.name] =
        $1.name == "epochs" ? .integer(25) : ExampleSweep.configuration.settings[$1.name]
    }
    let trial = Trial(configuration: Configuration(settings), replicate: 3)
    let index = try #require(changed.index(of: trial))
    #expect(changed.trial(at: index) == trial)
    let recipe = changed.recipe(of: trial.configuration)
    #expect(TrialKeys(of: changed).key(recipe: recipe, replicate: 3) == key(plain))
  }

  @Test func `whatever an outcome depends on changes the key`() throws {
    let changes: [(inout ExampleSweep) -> Void] = [
      { $0.dataHash = ContentHash(high: 1, low: 3) },
      { $0.dataRule = "generated, top: popularity > 74" },
      { $0.split["by"] = .word("artist") },
      { $0.split["train"] = .number(0.5) },
      { $0.seed = 2021 },
      { $0.evaluate = "subset" },
      { $0.recipe["epochs"] = .integer(26) },
      { $0.recipe["l2"] = .number(0) },
    ]
    let plain = try ExampleSweep().made()
    var keys = [key(plain), key(plain, replicate: 2)]
    keys += try changes.map { key(try ExampleSweep.with($0)) }
    let other = Configuration(["layers": .list([]), "classWeight": .number(16)])
    keys.append(TrialKeys(of: plain).key(recipe: plain.recipe(of: other), replicate: 3))
    #expect(Set(keys).count == changes.count + 3)
  }

  @Test func `splits are drawn by data, split rule and seed alone`() throws {
    let plain = TrialKeys(of: try ExampleSweep().made()).split
    let same: [(inout ExampleSweep) -> Void] = [
      { $0.dataRule = "" }, { $0.evaluate = "subset" }, { $0.recipe = [:] },
      { $0.axes = [] }, { $0.replicates = 1 },
    ]
    for change in same {
      #expect(TrialKeys(of: try ExampleSweep.with(change)).split == plain)
    }
    let others: [(inout ExampleSweep) -> Void] = [
      { $0.dataHash = ContentHash(high: 2, low: 2) }, { $0.split["by"] = .word("artist") },
      { $0.seed = -2020 },
    ]
    let splits = try others.map { TrialKeys(of: try ExampleSweep.with($0)).split }
    #expect(Set(splits + [plain]).count == 4)
  }
}
