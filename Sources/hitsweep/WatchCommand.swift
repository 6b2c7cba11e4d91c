import ArgumentParser
import Foundation
import Reports
import Synchronization

/// `hitsweep watch`.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show how a sweep goes, anew each second, until it ends.",
    discussion: """
      What 'hitsweep status' shows, in place on a terminal; a line every five seconds where there is none. While nobody \
      answers it says so and keeps trying. Ends with the sweep: exit code 0, or 1 where trials failed. Interrupting it \
      (130) does nothing to the sweep.
      """)

  @Argument(help: "The coordinator's endpoint or join file, or a store.") var source: String

  func run() throws {
    let source = try StatusSource(source)
    let display: any WatchDisplay = Terminal.hasScreen ? WatchScreen() : WatchLines()
    let signals = Signals { _ in
      display.close()
      Terminal.say("Stopped watching; the sweep goes on.")
      _exit(ExitStatus.interrupted.rawValue)
    }
    defer {
      display.close()
      signals.stop()
    }
    let last = try follow(source, on: display)
    display.close()
    print(last.text(width: Terminal.width, eventLimit: 10), terminator: "")
    guard last.trials.failed == 0 else {
      throw Complaint(
        .someFailed, "Finished, but \(NumberText.count(last.trials.failed, "trial")) failed.")
    }
  }

  /// Shows reports until one says that the sweep is done.
  private func follow(_ source: StatusSource, on display: any WatchDisplay) throws -> StatusReport {
    let clock = ContinuousClock()
    var last: StatusReport?
    var heardAt = clock.now
    while true {
      let start = clock.now
      let report = try source.report(eventCount: 1000, patience: .seconds(1))
      if let report, report.state == "done" { return report }
      if report != nil { (last, heardAt) = (report, clock.now) }
      let silence = NumberText.duration(clock.now - heardAt)
      display.show(
        last,
        notice: report != nil
          ? nil : "nobody has answered at \(self.source) for \(silence); still trying")
      // A large store takes a while to read where no coordinator tells.
      let cost = report == nil ? 0 : (clock.now - start) / .seconds(1)
      Thread.sleep(forTimeInterval: min(max(1, 5 * cost), 10))
    }
  }
}

/// Where a person watches a sweep.
private protocol WatchDisplay: Sendable {
  /// Shows what was heard last, if anything, and what is to be said of it.
  func show(_ report: StatusReport?, notice: String?)
  /// Puts everything back as it was; nothing is shown any more.
  func close()
}

/// The whole terminal, drawn anew in place.
private final class WatchScreen: WatchDisplay {
  private let isOpen = Mutex(true)

  /// Switches to the terminal's second screen and hides the cursor.
  init() { Terminal.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J") }

  func show(_ report: StatusReport?, notice: String?) {
    let size = Terminal.screenSize
    let lines =
      report?.screen(width: size.columns, height: size.rows, notice: notice) ?? [notice ?? ""]
    let frame = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\n")
    isOpen.withLock { if $0 { Terminal.write("\u{1B}[H\(frame)\u{1B}[J") } }
  }

  func close() {
    isOpen.withLock {
      if $0 { Terminal.write("\u{1B}[?25h\u{1B}[?1049l") }
      $0 = false
    }
  }
}

/// A line now and then.
private final class WatchLines: WatchDisplay {
  private let clock = ContinuousClock()
  private let next = Mutex<ContinuousClock.Instant?>(nil)

  func show(_ report: StatusReport?, notice: String?) {
    let isDue = next.withLock { next in
      guard next.map({ $0 <= clock.now }) ?? true else { return false }
      next = clock.now + .seconds(5)
      return true
    }
    if isDue { Terminal.write((notice ?? report?.logLine ?? "") + "\n") }
  }

  func close() {}
}
