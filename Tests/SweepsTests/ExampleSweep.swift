import SearchSpace
import Sweeps

/// A sweep of two axes that tests vary by one thing at a time.
struct ExampleSweep {
  var dataHash = ContentHash(high: 1, low: 2)
  var dataRule = "generated, top: popularity > 75"
  var split: [String: Setting] = [
    "train": .number(0.6), "validation": .number(0.2), "test": .number(0.2), "by": .word("song"),
  ]
  var seed = 2020
  var evaluate = "all"
  var recipe: [String: Setting] = ["epochs": .integer(25)]
  var axes = [
    Axis(name: "layers", values: [.list([]), .list([.integer(30), .integer(10)])]),
    Axis(name: "classWeight", values: [.number(1), .number(4), .number(16)]),
  ]
  var exclusions: [Configuration] = []
  var replicates = 5

  /// The sweep as it stands.
  func made() throws -> Sweep {
    Sweep(
      facts: .init(
        dataHash: dataHash, dataRule: dataRule, split: split, seed: seed, evaluate: evaluate),
      recipe: recipe, space: try SearchSpace(axes: axes, exclusions: exclusions),
      replicates: replicates)
  }

  /// The sweep after a change.
  static func with(_ change: (inout ExampleSweep) -> Void) throws -> Sweep {
    var example = ExampleSweep()
    change(&example)
    return try example.made()
  }

  /// The configuration of large layers and the largest weight.
  static let configuration = Configuration([
    "layers": .list([.integer(30), .integer(10)]), "classWeight": .number(16),
  ])
}
