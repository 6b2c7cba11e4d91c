import SearchSpace
import Sweeps

/// A grid of exactly so many trials, whose data are a few bytes that mean nothing.
struct BenchmarkGrid {
  /// What stands for the songs.
  static let data: [UInt8] = Array("hitsweep bench dispatch".utf8)

  let sweep: Sweep

  /// Spans the grid; `nil` where so many trials would take an axis of too many values.
  init?(trials: Int) {
    let replicates = trials % 5 == 0 ? 5 : 1
    let configurations = trials / replicates
    let width = (1...2000).last { configurations % $0 == 0 } ?? 1
    guard configurations / width <= 200_000 else { return nil }
    func axis(_ name: String, _ count: Int) -> Axis {
      Axis(name: name, values: (1...count).map { .integer($0) })
    }
    do {
      sweep = Sweep(
        facts: .init(
          dataHash: ContentHash(of: Self.data), dataRule: "none", split: [:], seed: 1,
          evaluate: "all"),
        recipe: [:],
        space: try SearchSpace(
          axes: [axis("epochs", configurations / width), axis("layers", width)]),
        replicates: replicates)
    } catch {
      return nil
    }
  }
}
