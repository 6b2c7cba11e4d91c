import RandomStreams
import Scheduling
import SearchSpace
import Sweeps

/// What a seed draws before its world begins: who takes part, by which rules, and what goes wrong how often.
///
/// Each trouble is off in most seeds, so that rare combinations occur, and some seeds have hardly any.
///
/// Source: Groce, Zhang, Eide, Chen, Regehr: "Swarm testing" (ISSTA 2012).
struct Circumstances {
  /// A machine that runs one worker at a time.
  struct Machine {
    let slots: Int
    let clockPermille: Int
    let joinsAt: Instant
    let jitter: Duration
  }

  /// How often the sweep file is edited at the most.
  static let editLimit = 3

  let grid: Grid
  let data: [UInt8]
  let chunkByteCount: Int
  let machines: [Machine]
  let coordinatorClockPermille: Int
  let rules: Scheduler.Rules
  let workerRules: WorkerSession.Rules
  /// How long a trial runs, typically, and now and then.
  private let typicalDuration: Duration
  private let longestDuration: Duration
  private let durationsKey: StreamKey
  /// Trials that crash whatever runs them.
  let poison: Set<Int>
  /// When everything heals.
  let faultsEnd: Instant
  /// The mean time between two troubles of a kind, for those that occur.
  let intervals: [Duration?]
  /// How often each mishap happens, of a thousand.
  let permille: [Int]
  let latency: Duration
  let commitTime: Duration
  /// How long a worker's loop lets outcomes gather.
  let gatheringTime: Duration
  /// How long a worker takes to make the data ready.
  let preparationTime: Duration
  let editsGrid: Bool

  init(_ random: inout RandomStream) {
    let horizon = random.duration(.seconds(2), .seconds(25))
    let hasSkew = random.oneIn(2)
    func clock(_ random: inout RandomStream) -> Int { hasSkew ? 500 + random.below(1_501) : 1_000 }
    var machines: [Machine] = []
    for number in 0...min(random.below(8), random.below(8)) {
      let joinsLate = number > 0 && random.oneIn(4)
      machines.append(
        Machine(
          slots: 1 + random.below(4), clockPermille: clock(&random),
          joinsAt: joinsLate ? random.duration(.zero, horizon) : .zero,
          jitter: random.duration(.zero, .seconds(1))))
    }
    self.machines = machines
    coordinatorClockPermille = clock(&random)

    let replicates = 1 + min(random.below(5), random.below(5))
    let values = 1 + min(random.below(200 / replicates), random.below(200 / replicates))
    data = (0..<(1 + random.below(40))).map { UInt8($0) }
    chunkByteCount = 4 + random.below(13)
    grid = Grid(
      values: Array(0..<values), excluded: values > 2 && random.oneIn(3) ? [values / 3] : [],
      replicates: replicates, data: data)
    let slots = machines.reduce(0) { $0 + $1.slots }
    let typical = horizon * slots / (values * replicates) / (1 + random.below(3))
    typicalDuration = min(max(typical, .milliseconds(1)), .seconds(8))
    longestDuration = typicalDuration * (random.oneIn(3) ? 8 : 1)
    durationsKey = StreamKey(high: random.next(), low: random.next())
    let poisonCount = random.oneIn(4) ? 1 + random.below(2) : 0
    poison = Set(
      (0..<poisonCount).map { _ in
        random.below(values) * Grid.replicateLimit + random.below(replicates)
      })

    rules = Self.drawRules(&random)
    workerRules = Self.drawWorkerRules(&random)
    latency = random.oneIn(4) ? .milliseconds(200) : .milliseconds(2)
    commitTime = random.oneIn(4) ? .milliseconds(300) : .milliseconds(5)
    gatheringTime = random.oneIn(2) ? .milliseconds(1) : .milliseconds(60)
    preparationTime = random.oneIn(2) ? .zero : .milliseconds(400)
    editsGrid = random.oneIn(3)
    faultsEnd = random.oneIn(20) ? .zero : horizon * (5 + random.below(10)) / 10
    // With everything on, little is left of a lease before the next crash.
    let rarity = 2 + random.below(5)
    intervals = Trouble.allCases.map { trouble in
      guard random.oneIn(rarity) else { return nil }
      return horizon / (1 + random.below(6))
    }
    permille = Mishap.allCases.map { mishap in
      guard random.oneIn(rarity) else { return 0 }
      return mishap == .crash ? 1 + random.below(4) : 1 + random.below(1 + random.below(150))
    }
  }

  /// More than the numbers of all trials, after all edits, too.
  var numberLimit: Int {
    (grid.sweep.space.size + Self.editLimit) * Grid.replicateLimit
  }

  /// How long the trial of that number runs.
  func duration(of number: Int) -> Duration {
    var random = RandomStream(key: durationsKey, purpose: .simulation, index: number)
    return random.oneIn(20)
      ? longestDuration : random.duration(typicalDuration / 2, typicalDuration * 3 / 2)
  }

  /// Clocks differ by a factor of four at the most, so leases outlast at least two heartbeats.
  private static func drawRules(_ random: inout RandomStream) -> Scheduler.Rules {
    var rules = Scheduler.Rules()
    rules.heartbeat = .milliseconds(500 << random.below(3))
    rules.leaseTime = rules.heartbeat * (8 + random.below(5))
    rules.leaseWork = .milliseconds(random.oneIn(2) ? 500 : 100 + random.below(3_000))
    if random.oneIn(4) { rules.uncommittedLimit = 1 + random.below(40) }
    return rules
  }

  private static func drawWorkerRules(_ random: inout RandomStream) -> WorkerSession.Rules {
    var rules = WorkerSession.Rules()
    if random.oneIn(4) { rules.giveUpAfter = .seconds(15 + random.below(30)) }
    if random.oneIn(3) { rules.messageByteCount = 20 + random.below(400) }
    if random.oneIn(2) { rules.resendAfter = .seconds(2 + random.below(9)) }
    if random.oneIn(8) { rules.timeLimit = .seconds(5 + random.below(20)) }
    if random.oneIn(2) { rules.grace = random.duration(.zero, .seconds(10)) }
    rules.chunkWindow = 1 + random.below(4)
    return rules
  }

  /// How long a world with the trials of `grid` may take to finish once everything has healed.
  ///
  /// Every lease lapses, twice (what lapses may be granted to a worker that does not know yet that its connection is
  /// dead); twice a worker's silence is noticed and it connects, outcomes are sent again, or a draining worker leaves and
  /// another is started; and one slot runs everything three times, with a second for what goes on between two trials.
  func bound(for grid: Grid) -> Duration {
    let slowest = machines.map(\.clockPermille).min() ?? 1_000
    let lapse = (rules.leaseTime + rules.heartbeat) * 1_000 / coordinatorClockPermille
    let silence =
      (rules.heartbeat * 4 + .seconds(4) + workerRules.resendAfter * 2 + workerRules.grace)
      * 1_000 / slowest
    let work = grid.numbers.reduce(Duration.zero) { sum, number in
      sum + (number.map { duration(of: $0) + .seconds(1) } ?? .zero)
    }
    return lapse * 2 + silence * 2 + work * 3 + .seconds(10)
  }
}

extension RandomStream {
  mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

  /// A duration from `shortest` up to `longest`, by the microsecond.
  mutating func duration(_ shortest: Duration, _ longest: Duration) -> Duration {
    let room = Int((longest - shortest) / .microseconds(1))
    return shortest + .microseconds(below(max(1, room)))
  }
}
