import SearchSpace
import Simulation
import Sweeps
import Testing

@Suite struct GridTests {
  private let data: [UInt8] = [1, 2, 3]

  /// The number of each trial, as the sweep itself addresses it.
  private func numbers(of sweep: Sweep) -> [Int?] {
    (0..<sweep.indexCount).map { index in
      let trial = sweep.trial(at: index)
      guard sweep.index(of: trial) == index,
        case .integer(let value) = trial.configuration.settings["epochs"]
      else { return nil }
      return value * Grid.replicateLimit + trial.replicate
    }
  }

  @Test func `a grid numbers its trials as its sweep addresses them, whatever is edited`() {
    var grid = Grid(values: [0, 1, 2, 3], excluded: [2], replicates: 2, data: data)
    #expect(grid.numbers == [0, 1, 16, 17, nil, nil, 48, 49])
    for edit in Grid.Edit.allCases + Grid.Edit.allCases {
      let edited = grid.edited(edit, data: data)
      #expect(edited.numbers == numbers(of: edited.sweep))
      #expect(edited.id != grid.id)
      #expect(edited.trialIndices.count == edited.numbers.count { $0 != nil })
      grid = edited
    }
  }
}
