import SearchSpace
import Sweeps

extension Scheduler {
  /// What ran when a training process ended unasked becomes suspect: it is granted again alone, once nothing else waits.
  ///
  /// A strike needs a trial that was granted alone and ran alone. A lapse, a lost connection, a worker that is gone is never
  /// one, so no storm of kills sets an innocent trial aside.
  mutating func suspect(
    _ crash: Crash, of id: WorkerID, at now: Instant, _ effects: inout [Effect]
  ) {
    guard let worker = workers[id] else { return }
    effects.append(.note(.crashed(worker: id, host: worker.host, crash)))
    let running = IndexRanges(indices: crash.running)
    let wasAlone = worker.leases.values.contains { $0.isAlone && $0.outstanding == running }
    guard var held = workers[id]?.takeLeased(running) else { return }
    // A worker that has heard two welcomes may run it nevertheless.
    workers[id]?.lapsed.formUnion(held)
    for index in held.ascending.joined() {
      strikes[index, default: 0] += wasAlone ? 1 : 0
      if strikes[index, default: 0] >= rules.strikeLimit {
        held.remove(index..<index + 1)
        setAside(index, reason: crash.reason, by: id, &effects)
      }
    }
    reopen(held)
    grantToAll(at: now, &effects)
  }

  private mutating func setAside(
    _ index: Int, reason: String, by id: WorkerID, _ effects: inout [Effect]
  ) {
    let record = OutcomeRecord.failed(
      reason: "its training process ended \(rules.strikeLimit) times while it ran alone: \(reason)")
    effects.append(.note(.setAside(trial: index, reason: reason)))
    let outcome = FinishedTrial(index: index, record: record.encoded(), duration: .zero, slot: 0)
    settle(IndexRanges([index..<index + 1]), except: id)
    store([outcome], from: id, &effects)
  }

  /// Opens what a worker holds no more, unless another holds it, too.
  mutating func reopen(_ released: IndexRanges) {
    var held = released
    let left = shared.intersection(held.ascending)
    if !left.isEmpty {
      for worker in workers.values { held.subtract(worker.outstanding(of: left)) }
      shared.subtract(held)
    }
    if !strikes.isEmpty {
      for index in held.ascending.joined() where strikes[index] != nil {
        suspects.insert(index..<index + 1)
        held.remove(index..<index + 1)
      }
    }
    open.formUnion(held)
  }
}
