import SearchSpace
import Sweeps
import Testing

@Suite struct SweepTests {
  @Test func `the replicate varies fastest and every trial has one index`() throws {
    let sweep = try ExampleSweep.with { $0.replicates = 2 }
    #expect(sweep.indexCount == 12)
    let trials = (0..<12).map(sweep.trial(at:))
    #expect(trials.map { sweep.index(of: $0) } == Array(0..<12))
    #expect(
      trials.prefix(3).map { "\($0.configuration) \($0.replicate)" } == [
        "classWeight: 1, layers: [] 0", "classWeight: 1, layers: [] 1",
        "classWeight: 4, layers: [] 0",
      ])
  }

  @Test func `excluded, unknown and surplus trials have no index`() throws {
    let sweep = try ExampleSweep.with {
      $0.exclusions = [Configuration(["layers": .list([]), "classWeight": .number(4)])]
    }
    #expect(sweep.trialIndices.ascending == [0..<5, 10..<30])
    func index(_ layers: [Setting], _ weight: Double, _ replicate: Int) -> Int? {
      let settings: [String: Setting] = ["layers": .list(layers), "classWeight": .number(weight)]
      return sweep.index(
        of: Trial(configuration: Configuration(settings), replicate: replicate))
    }
    #expect(index([], 1, 4) == 4)
    #expect(index([], 1, 5) == nil)
    #expect(index([], 1, -1) == nil)
    #expect(index([], 4, 0) == nil)
    #expect(index([], 2, 0) == nil)
    #expect(index([.integer(30), .integer(10)], 16, 4) == 29)
  }

  @Test func `a configuration's recipe is the sweep's and its own`() throws {
    #expect(
      try ExampleSweep().made().recipe(of: ExampleSweep.configuration) == [
        "epochs": .integer(25), "layers": .list([.integer(30), .integer(10)]),
        "classWeight": .number(16),
      ])
  }

  @Test func `a configuration is known by its settings, whatever the sweep`() throws {
    let changed = try ExampleSweep.with {
      $0.axes.reverse()
      $0.seed = 1
    }
    let index = try #require(changed.space.index(of: ExampleSweep.configuration))
    #expect(changed.space.configuration(at: index).id == ExampleSweep.configuration.id)
    #expect(changed.space.configuration(at: 0).id != ExampleSweep.configuration.id)
  }

  @Test func `no more trials than a double counts exactly, and at least one replicate`() async {
    await #expect(processExitsWith: .failure) {
      _ = try ExampleSweep.with { $0.replicates = 0 }
    }
    await #expect(processExitsWith: .failure) {
      _ = try ExampleSweep.with { $0.replicates = (1 << 53) / 6 + 1 }
    }
    await #expect(processExitsWith: .failure) {
      _ = try ExampleSweep.with { $0.recipe["layers"] = .list([]) }
    }
  }
}

@Suite struct SweepIdentityTests {
  @Test func `what outcomes depend on is named`() throws {
    #expect(
      try ExampleSweep().made().identity == [
        "data": "generated, top: popularity > 75",
        "data hash": "00000000000000010000000000000002", "data.evaluate": "all",
        "data.split.by": "song", "data.split.test": "0.2", "data.split.train": "0.6",
        "data.split.validation": "0.2", "numerics version": "2", "seed": "2020",
        "trial.classWeight": "an axis", "trial.epochs": "25", "trial.layers": "an axis",
      ])
  }

  @Test func `differences are shown a line each, by name`() throws {
    let stored = try ExampleSweep().made().identity
    let wanted = try ExampleSweep.with {
      $0.seed = 7
      $0.split["by"] = .word("artist")
      $0.recipe = ["epochs": .integer(50), "l2": .number(0.5), "classWeight": .number(4)]
      $0.axes.removeLast()
    }
    #expect(
      wanted.differences(from: stored).map(\.description) == [
        "data.split.by: song in the store, artist here",
        "seed: 2020 in the store, 7 here",
        "trial.classWeight: an axis in the store, 4 here",
        "trial.epochs: 25 in the store, 50 here",
        "trial.l2: absent in the store, 0.5 here",
      ])
  }

  @Test func `values, replicates and exclusions are no difference, though another id`() throws {
    let plain = try ExampleSweep().made()
    let edited = try ExampleSweep.with {
      $0.axes = [
        Axis(name: "classWeight", values: [.number(8), .number(1)]),
        Axis(name: "layers", values: [.list([])]),
      ]
      $0.exclusions = [Configuration(["classWeight": .number(8)])]
      $0.replicates = 1
    }
    #expect(edited.differences(from: plain.identity) == [])
    #expect(edited.id != plain.id)
  }
}
