import Coordinator
import Evaluation
import Reports
import SearchSpace
import SweepFile
import Sweeps
import Synchronization

/// The size of a sweep's front while the sweep goes on: outcomes come in on the store's thread, and the size is asked for
/// on the loop's.
final class LiveFront: Sendable {
  private let outcomes: Mutex<FrontSize>

  /// The first of `definitions` at a fixed threshold and of measures alone; `nil` where there is none, or the sweep is
  /// too large.
  init?(of sweep: Sweep, among definitions: [FrontDefinition]) {
    let definition = definitions.first { $0.thresholds == .fixed && $0.facts.isEmpty }
    guard let definition,
      let outcomes = FrontSize(
        of: sweep, definition: definition,
        population: { $0.population(of: $0.space.configuration(at: $1)) })
    else { return nil }
    self.outcomes = Mutex(outcomes)
  }

  /// What the store's thread tells of outcomes.
  var watch: Coordinator.OutcomeWatch {
    { index, record in self.add(record, at: index) }
  }

  /// How many members the front has by now, and how many incomplete configurations would be members.
  var counts: (members: Int, provisional: Int?) {
    outcomes.withLock { ($0.count, $0.provisionalCount) }
  }

  private func add(_ record: ArraySlice<UInt8>, at index: Int) {
    outcomes.withLock {
      do throws(CanonicalError) {
        try $0.add(record, at: index)
      } catch {
        // A damaged record is on no front; what reads it in full tells of it.
      }
    }
  }
}
