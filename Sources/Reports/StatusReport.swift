/// How a sweep goes, as people and programs are told.
public struct StatusReport: Sendable {
  /// The trials of a sweep by what has become of them.
  public struct Trials: Equatable, Sendable {
    /// All trials of the sweep.
    public var total: Int
    /// Those whose outcomes are stored, whatever they are.
    public var done: Int
    /// Those of the done that broke off.
    public var failed: Int
    /// Those of the done whose data did not allow them.
    public var infeasible: Int
    /// Those that workers hold, or that are on their way to the disk.
    public var leased: Int
    /// Those that wait.
    public var open: Int
    /// Those that ran when a training process crashed, and wait to be run alone.
    public var suspect: Int

    /// Makes counts.
    public init(
      total: Int, done: Int, failed: Int = 0, infeasible: Int = 0, leased: Int = 0, open: Int,
      suspect: Int = 0
    ) {
      // What comes over a network need not add up; no more are done than there are.
      self.total = max(total, done)
      self.done = done
      self.failed = failed
      self.infeasible = infeasible
      self.leased = leased
      self.open = open
      self.suspect = suspect
    }
  }

  /// One worker that the coordinator knows.
  public struct Worker: Sendable {
    /// The first digits of the worker's id.
    public let id: String
    /// The machine's name.
    public let host: String
    /// How many trials it runs at a time.
    public let slots: Int
    /// The instruction set that it computes with; empty where it did not say.
    public let instructionSet: String
    /// Trials that it holds.
    public let leased: Int
    /// Trials that it has brought.
    public let finished: Int
    /// Trials that it brings a second, of late; a finite number.
    public let rate: Double
    /// How long ago it was last heard.
    public let silence: Duration

    /// Makes a worker's row; a rate that is no number counts as none.
    public init(
      id: String, host: String, slots: Int, instructionSet: String, leased: Int, finished: Int,
      rate: Double, silence: Duration
    ) {
      self.id = printable(id)
      self.host = printable(host)
      self.slots = slots
      self.instructionSet = printable(instructionSet)
      self.leased = leased
      self.finished = finished
      self.rate = rate >= 0 && rate < 1e9 ? rate : 0
      self.silence = max(silence, .zero)
    }
  }

  /// Trials that broke off for one reason.
  public struct Failure: Sendable {
    /// Why they broke off.
    public let reason: String
    /// How many of them.
    public let count: Int

    /// Makes a count.
    public init(reason: String, count: Int) {
      self.reason = printable(reason)
      self.count = count
    }
  }

  /// One entry of a store's event log.
  public struct Event: Equatable, Sendable {
    /// When it was written, such as `2026-11-23T01:02:03.456Z`.
    public let at: String
    /// A word for what happened.
    public let kind: String
    /// What happened, to whom and why.
    public let text: String

    /// Makes an entry.
    public init(at: String, kind: String, text: String) {
      self.at = at
      self.kind = printable(kind)
      self.text = printable(text)
    }
  }

  /// What is known of the coordinator.
  public struct Coordinator: Sendable {
    /// Whether there is one.
    public enum Life: Sendable {
      case answering
      /// It holds its store, but does not answer.
      case silent
      /// It has said that it ended.
      case ended
      /// It is gone without a word.
      case killed
    }

    /// The machine's name, if known.
    public let host: String?
    /// Where it listens, or listened.
    public let endpoint: String?
    /// When it started, if known, as in ``Event/at``.
    public let startedAt: String?
    /// Whether there is one.
    public let life: Life

    /// Whether it runs.
    public var isRunning: Bool { life == .answering || life == .silent }

    /// Makes a coordinator's line.
    public init(host: String?, endpoint: String?, startedAt: String?, life: Life) {
      self.host = host.map(printable)
      self.endpoint = endpoint.map(printable)
      self.startedAt = startedAt
      self.life = life
    }
  }

  /// The sweep's name.
  public let sweep: String
  /// `waiting`, `running`, `draining` or `done`.
  public let state: String
  /// The trials.
  public let trials: Trials
  /// The workers, in the order of their ids.
  public let workers: [Worker]
  /// Why trials broke off, the most frequent reason first.
  public let failures: [Failure]
  /// The last entries of the event log, the last one last; `nil` where there is no log at hand.
  public let events: [Event]?
  /// What is known of the coordinator.
  public let coordinator: Coordinator

  /// Makes a report of its parts.
  public init(
    sweep: String, state: String, trials: Trials, workers: [Worker], failures: [Failure],
    events: [Event]?, coordinator: Coordinator
  ) {
    self.sweep = printable(sweep)
    self.state = state
    self.trials = trials
    self.workers = workers
    self.failures = failures
    self.events = events
    self.coordinator = coordinator
  }

  /// Trials that are brought a second by all workers; `nil` where no coordinator tells.
  public var rate: Double? {
    coordinator.life == .answering ? workers.reduce(0) { $0 + $1.rate } : nil
  }

  /// The time until all is done if it goes on like this; `nil` where nothing moves.
  public var timeLeft: Duration? {
    if trials.done == trials.total { return .zero }
    // A rate fades away once nothing comes any more, without ever becoming nothing.
    guard let rate, rate > 1e-4 else { return nil }
    let seconds = Double(trials.total - trials.done) / rate
    return seconds < 1e10 ? .seconds(seconds) : nil
  }

  /// How far the sweep has come, in a line.
  public var progress: ProgressLine {
    ProgressLine(
      done: trials.done, total: trials.total, failed: trials.failed, rate: rate, eta: timeLeft,
      workers: workers.count, slots: workers.reduce(0) { $0 + $1.slots }, frontSize: nil)
  }
}
