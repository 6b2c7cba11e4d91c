import SearchSpace
import Sweeps

/// The slots of a worker and the trials that wait for one.
struct TrainingPool {
  /// A trial that runs.
  struct Running {
    let index: Int
    let sweep: ContentHash
    /// The trial's number in all grids.
    let trial: Int
    /// Tells this run from all others of the slot.
    let number: Int
    let startedAt: Duration
    var end: Duration
  }

  /// What trials are run of, once it is ready.
  var grid: Grid?
  var running: [Running?]
  private var queue: [Int] = []
  private var startedCount = 0
  /// Whether the process stands still for good.
  var hasStopped = false
  /// How many times as long everything takes.
  var slowness = 1

  init(slots: Int) { running = [Running?](repeating: nil, count: slots) }

  /// Makes the trials of another sweep those that are run, or starts with none at all.
  mutating func use(_ grid: Grid) {
    self.grid = grid
    queue = []
  }

  mutating func run(_ ranges: [Range<Int>]) { queue += ranges.joined() }

  /// Queues `ranges` in place of all that wait; what runs already is not queued again.
  mutating func replaceQueue(with ranges: [Range<Int>]) {
    let running = running.compactMap { $0?.sweep == grid?.id ? $0?.index : nil }
    queue = ranges.joined().filter { !running.contains($0) }
  }

  mutating func forget(_ ranges: [Range<Int>]) {
    queue.removeAll { index in ranges.contains { $0.contains(index) } }
  }

  /// Empties the queue and returns what was in it.
  mutating func cancel() -> [Range<Int>] {
    defer { queue = [] }
    return IndexRanges(indices: queue).ascending
  }

  /// Ends everything that runs, as a crash does, and returns what it was.
  mutating func crash() -> [Running] {
    defer {
      hasStopped = false
      queue = []
      running = running.map { _ in nil }
    }
    return running.compactMap { $0 }
  }

  /// Takes the next trial for a free slot; `nil` where there is none, or no trial.
  mutating func startNext(
    at now: Duration, lasting duration: (Int) -> Duration
  ) -> (slot: Int, run: Running)? {
    guard !hasStopped, let grid, let slot = running.firstIndex(where: { $0 == nil }),
      let index = queue.first,
      let trial = grid.numbers[index]
    else { return nil }
    queue.removeFirst()
    startedCount += 1
    let run = Running(
      index: index, sweep: grid.id, trial: trial, number: startedCount, startedAt: now,
      end: now + duration(trial) * slowness)
    running[slot] = run
    return (slot, run)
  }
}
