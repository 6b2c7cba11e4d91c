public import Sweeps

/// The version of the messages: raised whenever an older peer would misunderstand one.
public let protocolVersion = 2

/// A worker process, for as long as it lives, whatever its connections.
public typealias WorkerID = ContentHash

/// What a worker says when it connects, and again whenever it is asked to.
public struct Hello: Hashable, Sendable {
  /// The version of the messages that the worker speaks.
  public var protocolVersion = Scheduling.protocolVersion
  /// The version of the worker's arithmetic.
  public var numericsVersion = Sweeps.numericsVersion
  /// The worker's own id.
  public var worker: WorkerID
  /// The machine's name, for people.
  public var host: String
  /// How many trials the worker runs at a time.
  public var slots: Int
  /// The instruction set that the worker computes with; telemetry.
  public var instructionSet: String
  /// The sweep that the ranges are about, if the worker has one.
  public var sweep: ContentHash?
  /// The trials that the worker was granted and has not finished.
  public var held: [Range<Int>]
  /// The trials that the worker finished and that have not been acknowledged.
  public var finished: [Range<Int>]
  /// Trials that the worker was granted and told to drop, some of which may run there nevertheless.
  public var dropped: [Range<Int>]

  /// Makes a hello.
  public init(
    worker: WorkerID, host: String, slots: Int, instructionSet: String = "",
    sweep: ContentHash? = nil, held: [Range<Int>] = [], finished: [Range<Int>] = [],
    dropped: [Range<Int>] = []
  ) {
    self.worker = worker
    self.host = host
    self.slots = slots
    self.instructionSet = instructionSet
    self.sweep = sweep
    self.held = held
    self.finished = finished
    self.dropped = dropped
  }
}

/// The end of a training process that was not asked for, as the process that watches it saw it.
public struct Crash: Hashable, Sendable {
  /// The trials that ran, one a slot at the most.
  public var running: [Int]
  /// How the process ended, such as `signal 11 (segmentation fault)`.
  public var reason: String

  /// Makes a report.
  public init(running: [Int], reason: String) {
    self.running = running
    self.reason = reason
  }
}

/// What workers, and people who ask for the state, say to a coordinator.
public enum WorkerMessage: Hashable, Sendable {
  case hello(Hello)
  /// The worker has the data and takes trials.
  case ready
  /// The worker lives and holds these leases.
  case heartbeat([LeaseID])
  case outcomes(OutcomeBatch)
  /// The training process has ended and another is started; what ran is the worker's no more.
  case crashed(Crash)
  /// Trials that the worker will not run after all.
  case giveBack([Range<Int>])
  /// Asks for the chunk of the prepared data with this number.
  case fetch(chunk: Int)
  /// The worker ends; it holds nothing any more.
  case goodbye
  /// Somebody wants to know how the sweep goes.
  case statusRequest
}

/// What a coordinator says.
public enum CoordinatorMessage: Hashable, Sendable {
  case welcome(Welcome)
  /// The worker cannot take part, for the reason given.
  case refused(reason: String)
  /// The coordinator does not know who speaks.
  case helloWanted
  case grant(Lease)
  /// Outcomes that are on disk, or that the worker is to drop for another reason.
  case acknowledge([Range<Int>])
  /// One chunk of the prepared data.
  case chunk(number: Int, bytes: [UInt8])
  case heartbeat
  /// Every trial is done: workers may go.
  case finished
  case status(Status)
}

/// What a worker learns when it is admitted.
public struct Welcome: Hashable, Sendable {
  /// The canonical bytes of the sweep.
  public var sweep: [UInt8]
  /// The size of the prepared data in bytes.
  public var dataByteCount: Int
  /// The size of every chunk but the last.
  public var chunkByteCount: Int
  /// How often each side lets the other hear from it.
  public var heartbeat: Duration
  /// What the worker holds from now on, if anything; everything else it drops.
  public var lease: Lease?

  /// Makes a welcome.
  public init(
    sweep: [UInt8], dataByteCount: Int, chunkByteCount: Int, heartbeat: Duration, lease: Lease?
  ) {
    self.sweep = sweep
    self.dataByteCount = dataByteCount
    self.chunkByteCount = chunkByteCount
    self.heartbeat = heartbeat
    self.lease = lease
  }
}

/// How a sweep goes, for people.
public struct Status: Hashable, Sendable {
  /// Whether a coordinator has workers, ends, or has ended.
  public enum State: String, Sendable, CaseIterable {
    case waiting, running, draining, done
  }

  /// The trials of a sweep by what has become of them.
  public struct Trials: Hashable, Sendable {
    /// All trials of the grid that no exclusion takes out.
    public var total = 0
    /// Those whose outcomes are stored, whatever they are.
    public var done = 0
    /// Those of the done that broke off.
    public var failed = 0
    /// Those of the done whose data did not allow them.
    public var infeasible = 0
    /// Those granted to workers, or on their way to the disk.
    public var leased = 0
    /// Those that wait.
    public var open = 0
    /// Those that ran when a training process crashed, and wait to be run alone.
    public var suspect = 0

    /// Makes an empty count.
    public init() {}
  }

  /// One worker that the coordinator knows.
  public struct Worker: Hashable, Sendable {
    /// The first digits of the worker's id.
    public var id: String
    /// The machine's name.
    public var host: String
    /// How many trials it runs at a time.
    public var slots: Int
    /// Trials that it holds.
    public var leased: Int
    /// Trials that it has brought.
    public var finished: Int
    /// How long ago it was last heard.
    public var silence: Duration
    /// Trials that it brings a second, of late.
    public var rate: Double
    /// The instruction set that it computes with.
    public var instructionSet: String

    /// Makes a worker's state.
    public init(
      id: String, host: String, slots: Int, leased: Int, finished: Int, silence: Duration,
      rate: Double = 0, instructionSet: String = ""
    ) {
      self.id = id
      self.host = host
      self.slots = slots
      self.leased = leased
      self.finished = finished
      self.silence = silence
      self.rate = rate
      self.instructionSet = instructionSet
    }
  }

  /// Trials that broke off for one reason.
  public struct Failure: Hashable, Sendable {
    /// Why they broke off.
    public var reason: String
    /// How many of them.
    public var count: Int

    /// Makes a count.
    public init(reason: String, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  /// The sweep's name.
  public var sweep: String
  /// The state as a whole.
  public var state: State
  /// The trials.
  public var trials: Trials
  /// The workers, in the order of their ids.
  public var workers: [Worker]
  /// Why trials broke off, the most frequent reason first.
  public var failures: [Failure]

  /// Makes a status.
  public init(
    sweep: String, state: State, trials: Trials, workers: [Worker], failures: [Failure] = []
  ) {
    self.sweep = sweep
    self.state = state
    self.trials = trials
    self.workers = workers
    self.failures = failures
  }
}
