import Coordinator
import Reports
import Scheduling

/// Shows how a sweep goes: a progress line on a terminal, a plain line now and then elsewhere.
final class ProgressReporter {
  private let front: LiveFront?
  private let clock = ContinuousClock()
  private let startedAt: ContinuousClock.Instant
  private let doneAtStart: Int
  /// When the first worker was there.
  private var workedSince: ContinuousClock.Instant?
  private var notes = NoteThrottle(at: .zero)
  private var hasShownEnd = false
  private var lastLine: ContinuousClock.Instant?
  private(set) var failedCount = 0
  /// Trials whose outcomes were stored since the start.
  private(set) var newCount = 0

  /// Starts with what the store held before.
  init(front: LiveFront?, start: Start) {
    self.front = front
    doneAtStart = start.counts.done
    failedCount = start.counts.failed
    startedAt = clock.now
  }

  func take(_ report: Coordinator.Report) {
    switch report {
    case .stored(let stored):
      newCount += stored.batch.newCount
      failedCount += stored.batch.failures.values.reduce(0, +)
      if stored.conflictCount > 0 {
        Terminal.say(
          "ALARM: \(stored.conflictCount) outcomes came again and differ from the stored ones; "
            + "the stored ones stay (see the store's event log)")
      }
    case .note(let note):
      if notes.admits(note.kind) { Terminal.say(printable("\(note)")) }
    case .remark(let text): Terminal.say(printable(text))
    case .status(let status):
      for text in notes.digest(at: clock.now - startedAt) { Terminal.say(text) }
      show(status)
    }
  }

  /// Leaves the last progress line as it is and begins a new one.
  func finish() {
    if Terminal.hasProgressLine { Terminal.endLine() }
  }

  private func show(_ status: Status) {
    let now = clock.now
    let interval: Duration = Terminal.hasProgressLine ? .milliseconds(250) : .seconds(5)
    let isDone = status.trials.done == status.trials.total
    if hasShownEnd { return }
    if let lastLine, now - lastLine < interval, !isDone { return }
    hasShownEnd = isDone
    lastLine = now
    let line = line(status, front: front?.counts, now)
    if Terminal.hasProgressLine {
      Terminal.draw(line.terminalText(width: Terminal.progressWidth))
    } else {
      Terminal.say(line.logText)
    }
  }

  private func line(
    _ status: Status, front: (members: Int, provisional: Int?)?, _ now: ContinuousClock.Instant
  ) -> ProgressLine {
    if workedSince == nil, !status.workers.isEmpty { workedSince = now }
    let seconds = workedSince.map { (now - $0) / .seconds(1) } ?? 0
    let here = status.trials.done - doneAtStart
    let rate =
      here > 0 && seconds > 0 && !status.workers.isEmpty ? Double(here) / seconds : nil
    let left = status.trials.total - status.trials.done
    return ProgressLine(
      done: status.trials.done, total: status.trials.total, failed: status.trials.failed,
      rate: rate, eta: rate.map { .seconds(Double(left) / $0) },
      workers: status.workers.count, slots: status.workers.reduce(0) { $0 + $1.slots },
      frontSize: front?.members, provisionalCount: front?.provisional ?? 0)
  }
}
