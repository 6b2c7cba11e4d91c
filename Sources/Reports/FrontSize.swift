public import Evaluation
import SearchSpace
public import Sweeps

/// Keeps up a sweep's front while its outcomes come in, without keeping what a summary needs: a configuration enters when
/// its last replicate has come.
public struct FrontSize: Sendable {
  /// The most trials of sweeps whose front is kept up: the figures of those whose configurations are incomplete are kept.
  public static let trialLimit = 1_000_000

  private let sweep: Sweep
  private let definition: FrontDefinition
  private let population: @Sendable (Sweep, Int) -> String?
  /// The validation figures of configurations of which some replicates are still open.
  private var incomplete: [Int: [PartFigures?]] = [:]
  /// The configurations that have entered, and those of which a replicate has no figures.
  private var isSettled: [Bool]
  private var fronts: [String?: IncrementalFront] = [:]

  /// Starts with no outcome; `nil` where the sweep is too large.
  ///
  /// - Parameters:
  ///   - definition: the front, at a fixed threshold and of measures alone.
  ///   - population: what the configuration at an index is measured on; only what is measured alike is compared.
  public init?(
    of sweep: Sweep, definition: FrontDefinition,
    population: @escaping @Sendable (Sweep, _ configuration: Int) -> String?
  ) {
    guard sweep.indexCount <= Self.trialLimit else { return nil }
    self.sweep = sweep
    self.definition = definition
    self.population = population
    isSettled = [Bool](repeating: false, count: sweep.space.size)
  }

  /// Takes up the outcome of the trial at an index by its record, or by the record's head; only the first one counts.
  public mutating func add(_ record: ArraySlice<UInt8>, at index: Int) throws(CanonicalError) {
    let (configuration, replicate) = index.quotientAndRemainder(dividingBy: sweep.replicates)
    guard !isSettled[configuration] else { return }
    guard case .measured(let measurement) = try OutcomeRecord(decodingHead: record) else {
      incomplete[configuration] = nil
      isSettled[configuration] = true
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
    isSettled[configuration] = true
    fronts[population(sweep, configuration), default: IncrementalFront(definition)]
      .insert(ReplicateFigures(known), index: configuration)
  }

  /// How many members the front has by now, over all populations.
  public var count: Int { fronts.values.reduce(0) { $0 + $1.memberCount } }

  /// So many incomplete configurations are asked whether they are provisional: a few milliseconds' work.
  public static let provisionalLimit = 1_000

  /// How many incomplete configurations would be members by the replicates that have ended; `nil` where too many are
  /// incomplete.
  public var provisionalCount: Int? {
    guard incomplete.count <= Self.provisionalLimit else { return nil }
    return incomplete.count { configuration, replicates in
      let front = fronts[population(sweep, configuration)] ?? IncrementalFront(definition)
      let figures = ReplicateFigures(replicates.compactMap(\.self))
      return front.place(of: figures, index: configuration) != nil
    }
  }
}
