import Coordinator
import Dispatch
import Evaluation
import Reports
import SearchSpace
import SweepFile
import Sweeps
import Synchronization

/// The size of a sweep's first front while the sweep goes on: outcomes come in on the store's thread, and are counted on
/// another, so that the loop that serves the workers waits for neither.
final class LiveFront: Sendable {
  private struct State {
    var outcomes: FrontSize
    var size = 0
    var isCounting = false
    var next: ContinuousClock.Instant
  }

  private let state: Mutex<State>
  private let clock = ContinuousClock()

  /// `nil` where the sweep is too large for it, or has no front.
  init?(of sweep: Sweep, definition: FrontDefinition?) {
    guard let definition,
      let outcomes = FrontSize(
        of: sweep, definition: definition,
        population: { $0.population(of: $0.space.configuration(at: $1)) })
    else { return nil }
    state = Mutex(State(outcomes: outcomes, next: clock.now))
  }

  /// What the store's thread tells of outcomes.
  var watch: Coordinator.OutcomeWatch {
    { index, record in self.add(record, at: index) }
  }

  private func add(_ record: ArraySlice<UInt8>, at index: Int) {
    state.withLock {
      do throws(CanonicalError) {
        try $0.outcomes.add(record, at: index)
      } catch {
        // A damaged record is on no front; what reads it in full tells of it.
      }
    }
  }

  /// The size as it was counted last. It is counted anew now and then: of twenty parts of the time, one at the most.
  var size: Int {
    let (size, isDue) = state.withLock { state in
      let isDue = state.outcomes.isStale && !state.isCounting && clock.now >= state.next
      state.isCounting = state.isCounting || isDue
      return (state.size, isDue)
    }
    if isDue { DispatchQueue.global().async { self.count() } }
    return size
  }

  /// The size by all that has come, for the end of a sweep.
  var finalSize: Int {
    count()
    return state.withLock { $0.size }
  }

  private func count() {
    let outcomes = state.withLock { state in
      state.outcomes.markFresh()
      return state.outcomes
    }
    var size = 0
    let cost = clock.measure { size = outcomes.count() }
    state.withLock {
      $0.size = size
      $0.isCounting = false
      $0.next = clock.now + max(cost * 20, .seconds(1))
    }
  }
}
