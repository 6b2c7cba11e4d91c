import RandomStreams
import Scheduling
import SearchSpace
import Sweeps

/// A coordinator, its store, its workers and the network between them, in virtual time.
///
/// The scheduler and the sessions are the real ones, and exchange real bytes. All else is drawn from the seed: who takes
/// part, and what goes wrong until ``healed``. After each event everything that is promised is checked; from then
/// on the sweep has to end within a bound. The same seed is the same world, event by event.
public struct World {
  /// A broken promise.
  public struct Violation: Hashable, Sendable {
    /// The virtual time.
    public let time: Duration
    /// What was seen.
    public let what: String
  }

  /// What became of a world.
  public struct Ending: Sendable {
    /// The first promise that was broken, if any.
    public let violation: Violation?
    /// How many events there were.
    public let events: Int
    /// How long the world lasted, in its own time.
    public let time: Duration
    /// The hash of everything that happened.
    public let trace: UInt64
    /// What it met.
    public let tally: Tally
  }

  enum Event {
    case arrivalAtCoordinator(Packet)
    case arrivalAtWorker(Packet)
    /// A worker's socket tries to reach the coordinator.
    case connect(worker: Int, socket: Int)
    /// A worker learns that its connection is dead.
    case disconnect(PeerID)
    case startCoordinator
    case turnCoordinator
    case tickCoordinator(epoch: UInt64)
    case commit(epoch: UInt64)
    case report(epoch: UInt64)
    case startWorker(machine: Int)
    case turnWorker(Int)
    case tickWorker(Int)
    case trialEnds(worker: Int, slot: Int, number: Int)
    case prepared(worker: Int, number: Int)
    case repeatOutcomes(worker: Int, bytes: [UInt8])
    case linkIsBack(machine: Int)
    case trouble(Trouble)
    case heal
  }

  let circumstances: Circumstances
  let fault: PlantedFault?
  var random: RandomStream
  var now = Instant.zero
  var queue = EventQueue<Event>()
  var trace: Trace
  var tally = Tally()
  var violation: Violation?
  private var eventCount = 0
  /// Until when the sweep has to end, once everything has healed.
  private var limit: Instant?

  /// All grids that there were; the last is the coordinator's.
  var grids: [Grid]
  var disk: Disk
  var coordinator: CoordinatorProcess?
  /// Until when each turn of the coordinator's loop takes long.
  var coordinatorSlowUntil = Instant.zero
  var machines: [Machine]
  /// All worker processes that there were, by their number.
  var workers: [WorkerProcess] = []
  /// All connections that there were, by their peer id.
  var connections: [Connection] = []
  var ledger = Ledger()
  /// Trials that a trouble, not they themselves, has ended while they ran alone: once each, so that none of them comes
  /// near its third strike, even where the report of a crash arrives twice.
  var crashedAlone: Set<Int> = []

  /// Draws the world of a seed.
  ///
  /// - Parameters:
  ///   - fault: a bug to put between the machines and the world.
  ///   - tell: called with a line for each thing that happens, for people.
  public init(seed: UInt64, planting fault: PlantedFault? = nil, tell: ((String) -> Void)? = nil) {
    random = RandomStream(key: StreamKey(high: 0, low: seed), purpose: .simulation)
    circumstances = Circumstances(&random)
    self.fault = fault
    trace = Trace(tell: tell)
    grids = [circumstances.grid]
    disk = Disk(numberLimit: circumstances.numberLimit)
    machines = circumstances.machines.map { Machine(circumstances: $0) }
    ledger.acknowledged = [Bool](repeating: false, count: circumstances.numberLimit)
  }

  var grid: Grid { grids[grids.count - 1] }

  var isHealed: Bool { limit != nil }

  /// Runs until the sweep is done and every worker has ended, or a promise is broken.
  public mutating func run() -> Ending {
    queue.push(.heal, at: circumstances.faultsEnd)
    queue.push(.startCoordinator, at: .zero)
    for machine in machines.indices {
      queue.push(.startWorker(machine: machine), at: machines[machine].circumstances.joinsAt)
    }
    for trouble in Trouble.allCases { schedule(trouble) }
    while violation == nil, !isOver, let (due, event) = queue.pop() {
      now = due
      eventCount += 1
      trace.add(now)
      if let limit, now > limit {
        violate(
          "the sweep has not ended \((now - circumstances.faultsEnd).inSeconds) after all troubles")
      } else {
        handle(event)
      }
    }
    checkEnd()
    return Ending(
      violation: violation, events: eventCount, time: now, trace: trace.hash, tally: tally)
  }

  private var isOver: Bool {
    coordinator?.ending == .done && machines.allSatisfy { !isUp($0.worker) }
  }

  func isUp(_ worker: Int?) -> Bool { worker.map { workers[$0].isUp } ?? false }

  mutating func violate(_ what: String) {
    guard violation == nil else { return }
    violation = Violation(time: now, what: what)
    trace.say(now, "VIOLATION: \(what)")
  }

  /// Draws whether a mishap happens here.
  mutating func happens(_ mishap: Mishap) -> Bool {
    let permille = circumstances.permille[mishap.rawValue]
    guard permille > 0, !isHealed else { return false }
    return random.below(mishap == .crash ? 400 : 1_000) < permille
  }

  /// A moment up to `longest` from now, though not after everything has healed.
  mutating func moment(within longest: Duration) -> Instant {
    max(now, min(now + random.duration(.zero, longest), circumstances.faultsEnd))
  }

  private mutating func handle(_ event: Event) {
    switch event {
    case .arrivalAtCoordinator(let packet): arriveAtCoordinator(packet)
    case .arrivalAtWorker(let packet): arriveAtWorker(packet)
    case .connect(let worker, let socket): connect(worker, socket: socket)
    case .disconnect(let peer): disconnect(peer)
    case .startCoordinator: startCoordinator()
    case .turnCoordinator: turnCoordinator()
    case .tickCoordinator(let epoch): tickCoordinator(epoch: epoch)
    case .commit(let epoch): commit(epoch: epoch)
    case .report(let epoch): report(epoch: epoch)
    case .startWorker(let machine): startWorker(on: machine)
    case .turnWorker(let worker): turn(worker)
    case .tickWorker(let worker): tick(worker)
    case .trialEnds(let worker, let slot, let number):
      endTrial(of: worker, slot: slot, number: number)
    case .prepared(let worker, let number): finishPreparing(worker, number: number)
    case .repeatOutcomes(let worker, let bytes): repeatOutcomes(of: worker, bytes)
    case .linkIsBack(let machine): cut(machine)
    case .trouble(let trouble): befall(trouble)
    case .heal: heal()
    }
  }

  /// Ends all troubles: from here on there is a limit.
  private mutating func heal() {
    limit = now + circumstances.bound(for: grid)
    trace.say(
      now,
      "everything heals; the sweep has to end by \((now + circumstances.bound(for: grid)).inSeconds)"
    )
    if coordinator?.isAskedToEnd == true {
      // It waits for what runs, however long; a person who does not interrupts it a second time.
      crashCoordinator()
    }
    for machine in machines.indices {
      if let worker = machines[machine].worker, workers[worker].isUp {
        speedUp(worker)
      } else {
        startWorker(on: machine)
      }
    }
  }
}
