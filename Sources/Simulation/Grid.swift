package import SearchSpace
package import Sweeps

/// A sweep of a world, and which of the world's trials each of its indices means.
///
/// A trial is known by a number that stays while the grid changes under it: value × ``replicateLimit`` + replicate.
package struct Grid {
  /// More replicates than any grid has.
  package static let replicateLimit = 16

  package let sweep: Sweep
  package let id: ContentHash
  package let trialIndices: IndexRanges
  /// The number of the trial at each index; `nil` where an exclusion takes it out.
  package let numbers: [Int?]
  private let values: [Int]
  private let excluded: [Int]

  /// Spans `values` in their order, less those excluded, each repeated.
  package init(values: [Int], excluded: [Int] = [], replicates: Int, data: [UInt8]) {
    precondition(replicates < Self.replicateLimit, "fewer than \(Self.replicateLimit) replicates")
    let axis = Axis(name: "epochs", values: values.map { .integer($0) })
    let space: SearchSpace
    do throws(SearchSpaceError) {
      space = try SearchSpace(
        axes: [axis],
        exclusions: excluded.map { Configuration(["epochs": .integer($0)]) })
    } catch {
      preconditionFailure("one axis spans a grid: \(error)")
    }
    sweep = Sweep(
      facts: .init(
        dataHash: ContentHash(of: data), dataRule: "none", split: [:], seed: 1, evaluate: "all"),
      recipe: [:], space: space, replicates: replicates)
    id = sweep.id
    trialIndices = sweep.trialIndices
    numbers = values.flatMap { value in
      (0..<replicates).map {
        excluded.contains(value) ? nil : value * Self.replicateLimit + $0
      }
    }
    self.values = values
    self.excluded = excluded
  }

  /// The grid after a person has edited the sweep file: another value first or in the middle, one replicate more, or
  /// another exclusion.
  package func edited(_ edit: Edit, data: [UInt8]) -> Grid {
    var (values, excluded, replicates) = (values, excluded, sweep.replicates)
    let fresh = (values.max() ?? 0) + 1
    switch edit {
    case .valueFirst: values.insert(fresh, at: 0)
    case .valueInTheMiddle: values.insert(fresh, at: values.count / 2)
    case .replicate: replicates = min(replicates + 1, Self.replicateLimit - 1)
    case .exclusion:
      excluded = excluded.isEmpty && values.count > 1 ? [values[values.count / 2]] : []
    }
    return Grid(values: values, excluded: excluded, replicates: replicates, data: data)
  }

  package enum Edit: CaseIterable {
    case valueFirst, valueInTheMiddle, replicate, exclusion
  }
}
