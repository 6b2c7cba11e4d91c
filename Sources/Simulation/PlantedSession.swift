import Scheduling
import SearchSpace
import Sweeps

/// A worker's real session, with or without a bug between it and the world.
struct PlantedSession {
  private var session: WorkerSession
  private let fault: PlantedFault?
  private var forgotten: Set<Int> = []
  private var queued: Set<Int> = []
  private var dropped: Set<Int> = []

  init(_ session: WorkerSession, planting fault: PlantedFault?) {
    self.session = session
    self.fault = fault
  }

  var currentSweep: ContentHash? { session.currentSweep }

  mutating func start(at now: Instant) -> [WorkerSession.Effect] { session.start(at: now) }

  mutating func handle(_ event: WorkerSession.Event, at now: Instant) -> [WorkerSession.Effect] {
    guard let fault else { return session.handle(event, at: now) }
    let effects = session.handle(altered(event, by: fault), at: now)
    let connects = effects.contains(.connect)
    return effects.compactMap { altered($0, by: fault, connects: connects) }
  }

  private mutating func altered(
    _ event: WorkerSession.Event, by fault: PlantedFault
  ) -> WorkerSession.Event {
    guard case .finished(let trials, let sweep) = event else { return event }
    if fault == .mixGrids, let current = session.currentSweep {
      return .finished(trials, of: current)
    }
    if fault == .misreportDropped, let other = dropped.min(), var trial = trials.first {
      dropped = []
      trial.index = other
      return .finished(OutcomeBatch([trial] + trials.dropFirst()), of: sweep)
    }
    queued.subtract(trials.indices)
    return event
  }

  private mutating func altered(
    _ effect: WorkerSession.Effect, by fault: PlantedFault, connects: Bool
  ) -> WorkerSession.Effect? {
    switch (fault, effect) {
    case (.forgetFinished, .send(.hello(var hello))) where connects:
      forgotten.formUnion(hello.finished.joined())
      hello.finished = []
      return .send(.hello(hello))
    case (.forgetFinished, .send(.outcomes(let trials))):
      let kept = OutcomeBatch(trials.filter { !forgotten.contains($0.index) })
      return kept.isEmpty ? nil : .send(.outcomes(kept))
    case (.misreportDropped, .run(let ranges)):
      queued.formUnion(ranges.joined())
      return effect
    case (.misreportDropped, .replaceQueue(let ranges)):
      dropped = queued.subtracting(ranges.joined())
      queued = Set(ranges.joined())
      return effect
    default: return effect
    }
  }
}
