import Sweeps

extension Scheduler.Note: CustomStringConvertible {
  /// The word under which the event log files the note.
  public var kind: String {
    switch self {
    case .joined: "joined"
    case .left: "left"
    case .lapsed: "lapsed"
    case .refusedOutcomes: "refused"
    case .sentUnreadable: "refused"
    case .crashed: "crashed"
    case .setAside: "set aside"
    case .storeStalled: "stalled"
    case .flooded: "flooded"
    case .turnedAway: "refused"
    }
  }

  /// The note as a sentence.
  public var description: String {
    switch self {
    case .joined(let worker, let host, let slots, _):
      "worker \(worker.short) on \(host) joined with \(slots) slot\(slots == 1 ? "" : "s")"
    case .left(let worker, let host):
      "worker \(worker.short) on \(host) left"
    case .lapsed(let worker, let host, let trials):
      "worker \(worker.short) on \(host) has not been heard in time; \(trials) of its trials \(trials == 1 ? "is" : "are") open again"
    case .refusedOutcomes(let worker, let host, let count):
      "worker \(worker.short) on \(host) sent \(count) outcomes that are no records or of trials that it was never granted; refused"
    case .sentUnreadable(let worker, let host):
      "worker \(worker.short) on \(host) sent a record that cannot be read; it is not the same hitsweep"
    case .crashed(let worker, let host, let crash):
      "the training process of worker \(worker.short) on \(host) ended unasked (\(crash.reason)) while it ran "
        + (crash.running.isEmpty
          ? "nothing"
          : "trial \(crash.running.prefix(10).map(String.init).joined(separator: ", "))"
            + (crash.running.count > 10 ? " and \(crash.running.count - 10) more" : ""))
    case .setAside(let trial, let reason):
      "trial \(trial) is set aside as failed: \(reason)"
    case .turnedAway(let worker, let host, let reason):
      "worker \(worker.short) on \(host) was turned away: \(reason)"
    case .flooded(let peer):
      "connection \(peer.rawValue) asks for more than a worker ever does; it is answered now and then only"
    case .storeStalled:
      "the disk is full: no trials are granted until the outcomes at hand can be written"
    }
  }
}
