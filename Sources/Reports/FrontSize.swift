public import Evaluation
import SearchSpace
public import Sweeps

/// Counts the members of a sweep's first front while its outcomes come in, without keeping what a summary needs.
public struct FrontSize: Sendable {
  /// The most configurations, and the most trials, of sweeps whose front is counted while they go on: all of them are
  /// kept.
  public static let (configurationLimit, trialLimit) = (100_000, 1_000_000)

  private let sweep: Sweep
  private let definition: FrontDefinition
  private let population: @Sendable (Sweep, Int) -> String?
  /// The validation figures of configurations of which some replicates are still open.
  private var incomplete: [Int: [PartFigures?]] = [:]
  /// Those of complete configurations.
  private var complete: [Int: ReplicateFigures] = [:]
  /// The configurations of which a replicate has no figures.
  private var unmeasured: Set<Int> = []
  /// Whether anything has come since the last count.
  public private(set) var isStale = false

  /// Starts with no outcome; `nil` where the sweep is too large.
  ///
  /// - Parameters:
  ///   - definition: the front.
  ///   - population: what the configuration at an index is measured on; only what is measured alike is compared.
  public init?(
    of sweep: Sweep, definition: FrontDefinition,
    population: @escaping @Sendable (Sweep, _ configuration: Int) -> String?
  ) {
    guard sweep.space.size <= Self.configurationLimit, sweep.indexCount <= Self.trialLimit else {
      return nil
    }
    self.sweep = sweep
    self.definition = definition
    self.population = population
  }

  /// Takes up the outcome of the trial at an index by its record, or by the record's head; only the first one counts.
  public mutating func add(_ record: ArraySlice<UInt8>, at index: Int) throws(CanonicalError) {
    let (configuration, replicate) = index.quotientAndRemainder(dividingBy: sweep.replicates)
    guard complete[configuration] == nil, !unmeasured.contains(configuration) else { return }
    guard case .measured(let measurement) = try OutcomeRecord(decodingHead: record) else {
      incomplete[configuration] = nil
      unmeasured.insert(configuration)
      return
    }
    var figures =
      incomplete.removeValue(forKey: configuration)
      ?? [PartFigures?](repeating: nil, count: sweep.replicates)
    figures[replicate] = figures[replicate] ?? measurement.validation
    let known = figures.compactMap { $0 }
    guard known.count == sweep.replicates else {
      incomplete[configuration] = figures
      return
    }
    complete[configuration] = ReplicateFigures(known)
    isStale = true
  }

  /// How many members the front has by now, over all populations.
  public func count() -> Int {
    var populations: [String?: [ReplicateFigures]] = [:]
    for (configuration, figures) in complete {
      populations[population(sweep, configuration), default: []].append(figures)
    }
    return populations.values.reduce(0) {
      $0 + Front(of: $1, definition: definition).members.count
    }
  }

  /// Notes that the front is being counted.
  public mutating func markFresh() { isStale = false }
}
