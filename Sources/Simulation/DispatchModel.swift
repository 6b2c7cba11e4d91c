/// What a coordinator's work costs on a machine, as measured there.
public struct DispatchCosts: Sendable {
  /// The loop's time for one message and its answer, in seconds.
  public var message: Double
  /// The loop's further time for each outcome in a message, in seconds.
  public var outcome: Double
  /// The store thread's time for one commit, the wait for the disk included, in seconds.
  public var commit: Double
  /// The store thread's further time for each outcome in a commit, in seconds.
  public var storedOutcome: Double
  /// Memory of a coordinator without workers, in bytes.
  public var baseMemory: Double
  /// Memory for each connected worker, in bytes.
  public var workerMemory: Double

  /// Makes costs.
  public init(
    message: Double, outcome: Double, commit: Double, storedOutcome: Double, baseMemory: Double,
    workerMemory: Double
  ) {
    self.message = message
    self.outcome = outcome
    self.commit = commit
    self.storedOutcome = storedOutcome
    self.baseMemory = baseMemory
    self.workerMemory = workerMemory
  }
}

/// A model of one coordinator and its workers: two servers, the loop and the store thread, one behind the other, and one
/// weighted event for each lease.
///
/// Workers hold one lease ahead, as real ones do; a lease is half a second of work a slot, at most 8,192 trials, or its share of the
/// last trials. Its outcomes come in a message each 50 ms. While too many outcomes wait for the disk, nothing is granted.
public struct DispatchModel: Sendable {
  /// How many workers take part.
  public var workers: Int
  /// How many trials each of them runs at a time.
  public var slots: Int
  /// How many trials there are.
  public var trials: Int
  /// How long a trial takes on its slot, in seconds.
  public var trialTime: Double
  /// The size of a record in bytes.
  public var recordBytes = 1100
  /// What the coordinator's work costs.
  public var costs: DispatchCosts

  private static let leaseSeconds = 0.5
  private static let leaseTrialLimit = 8192.0
  private static let messageSeconds = 0.05
  private static let uncommittedLimit = 50_000.0

  /// Describes a sweep.
  public init(
    workers: Int, slots: Int, trials: Int, trialTime: Double, costs: DispatchCosts
  ) {
    self.workers = workers
    self.slots = slots
    self.trials = trials
    self.trialTime = trialTime
    self.costs = costs
  }

  /// What the model says of a sweep.
  public struct Result: Sendable {
    /// From the first grant to the last commit.
    public var makespanSeconds: Double
    /// The trials' own time over that of all slots.
    public var efficiency: Double
    /// Trials over the makespan.
    public var trialsPerSecond: Double
    /// Messages that the coordinator takes and sends.
    public var messagesPerSecond: Double
    /// How much of a core the loop and the store thread use.
    public var coordinatorCores: Double
    /// The most memory that the coordinator needs.
    public var coordinatorMemoryMiB: Double
  }

  /// The most trials a second that the coordinator can take, whatever the number of workers, with leases of full size.
  public var capacity: Double {
    let lease = leaseSize
    let loop = lease * costs.outcome + messages(of: lease) * costs.message
    // Commits are shared by all that waits, so that under load only their outcomes count.
    return lease / max(loop, lease * costs.storedOutcome)
  }

  /// From how many workers on the coordinator, not the workers, decides how long a sweep takes.
  public var saturatingWorkers: Double { capacity * trialTime / Double(slots) }

  private var leaseSize: Double {
    let wanted = Self.leaseSeconds * Double(slots) / max(trialTime, 1e-9)
    return min(max(wanted, 1).rounded(.up), max(Self.leaseTrialLimit, Double(slots)))
  }

  private func duration(of lease: Double) -> Double {
    (lease / Double(slots)).rounded(.up) * trialTime
  }

  private func messages(of lease: Double) -> Double {
    max(1, min(lease, (duration(of: lease) / Self.messageSeconds).rounded(.up)))
  }

  /// Runs the sweep through the model.
  public func run() -> Result {
    var state = State(open: Double(trials), workers: workers)
    // Both leases of each worker are granted at the start.
    for worker in 0..<workers {
      for _ in 0..<2 { grant(to: worker, at: 0, &state) }
    }
    while let event = state.ends.pop()?.event {
      let handled = serve(event, &state)
      let free = state.waitForRoom(at: handled, limit: Self.uncommittedLimit)
      grant(to: event.worker, at: free, &state)
    }
    let work = Double(trials) * trialTime
    let makespan = max(state.storeFree, state.loopFree)
    return Result(
      makespanSeconds: makespan, efficiency: work / (makespan * Double(workers * slots)),
      trialsPerSecond: Double(trials) / makespan, messagesPerSecond: state.messages / makespan,
      coordinatorCores: (state.loopBusy + state.storeBusy) / makespan,
      coordinatorMemoryMiB: (costs.baseMemory + Double(workers) * costs.workerMemory
        + state.mostUncommitted * Double(recordBytes)) / 1_048_576)
  }

  private func grant(to worker: Int, at time: Double, _ state: inout State) {
    guard state.open > 0 else { return }
    let share = (state.open / 2 / Double(workers)).rounded(.up)
    let lease = min(leaseSize, max(1, share), state.open)
    state.open -= lease
    let start = max(time, state.workerFree[worker])
    state.workerFree[worker] = start + duration(of: lease)
    let end = LeaseEnd(time: state.workerFree[worker], worker: worker, trials: lease)
    state.ends.push(end, at: .seconds(end.time))
  }

  /// The coordinator's part of a lease: its messages on the loop, then its outcomes in the store. Returns when the loop is
  /// through with it.
  private func serve(_ end: LeaseEnd, _ state: inout State) -> Double {
    let messages = messages(of: end.trials)
    let loop = end.trials * costs.outcome + (messages + 1) * costs.message
    state.messages += 2 * messages + 1
    state.loopFree = max(state.loopFree, end.time) + loop
    state.loopBusy += loop
    // The lease's earlier messages came while it ran, each with a commit of its own unless the store was busy.
    if state.loopFree >= state.storeFree { state.storeBusy += (messages - 1) * costs.commit }
    state.commit(
      seconds: end.trials * costs.storedOutcome, overhead: costs.commit, at: state.loopFree)
    state.deliver(end.trials, storedAt: state.storeFree)
    return state.loopFree
  }

  private struct LeaseEnd {
    let time: Double
    let worker: Int
    let trials: Double
  }

  private struct State {
    var open: Double
    var workerFree: [Double]
    var ends = EventQueue<LeaseEnd>()
    var loopFree = 0.0
    var loopBusy = 0.0
    var storeFree = 0.0
    var storeBusy = 0.0
    private var lastCommitStart = 0.0
    var messages = 0.0
    var mostUncommitted = 0.0
    private var uncommitted = 0.0
    private var deliveries: [(time: Double, trials: Double)] = []
    private var firstDelivery = 0

    init(open: Double, workers: Int) {
      self.open = open
      workerFree = [Double](repeating: 0, count: workers)
    }

    /// Stores what comes at `time`: what finds a commit under way joins the next one, with all that comes until that begins.
    mutating func commit(seconds: Double, overhead: Double, at time: Double) {
      let joins = time < lastCommitStart
      if !joins { lastCommitStart = max(time, storeFree) }
      let cost = seconds + (joins ? 0 : overhead)
      storeFree = max(storeFree, time) + cost
      storeBusy += cost
    }

    mutating func deliver(_ trials: Double, storedAt time: Double) {
      deliveries.append((time, trials))
      uncommitted += trials
      mostUncommitted = max(mostUncommitted, uncommitted)
    }

    /// When fewer outcomes than `limit` wait for the disk, from `time` on.
    mutating func waitForRoom(at time: Double, limit: Double) -> Double {
      var free = time
      while firstDelivery < deliveries.count,
        deliveries[firstDelivery].time <= free || uncommitted >= limit
      {
        free = max(free, deliveries[firstDelivery].time)
        uncommitted -= deliveries[firstDelivery].trials
        firstDelivery += 1
      }
      if firstDelivery > 65_536 {
        deliveries.removeFirst(firstDelivery)
        firstDelivery = 0
      }
      return free
    }
  }
}
