import Evaluation
import Foundation
import RandomStreams
import Reports
import SearchSpace
import Songs
import SweepFile
import SweepStore
import Sweeps
import Trials

/// Gathers outcomes by configuration, and what fronts are made of.
struct ResultCollector {
  private struct Population: Hashable {
    let definition: FrontDefinition
    let label: String?
  }

  private let sweep: Sweep
  private let fronts: [FrontDefinition]
  /// What is known of the data; `nil` where the store does not tell.
  private let data: DataDescription?
  private var incomplete: [Int: Outcomes] = [:]
  /// The configuration whose outcomes come just now: those of one come together.
  private var current: (configuration: Int, outcomes: Outcomes)?
  private var complete: [Int: ConfigurationResult] = [:]
  /// The fronts over thresholds; configurations go in as they become complete, so that no curve is kept.
  private var operating: [Population: (front: OperatingFront, chances: OperatingChances)] = [:]
  /// What is looked for among all operating points, if something is.
  private(set) var search: ChoiceSearch?

  /// The outcomes of a configuration, some of which are not there yet.
  private struct Outcomes {
    var records: [OutcomeRecord?]
    var openCount: Int

    init(replicates: Int) {
      records = [OutcomeRecord?](repeating: nil, count: replicates)
      openCount = replicates
    }

    mutating func add(_ outcome: OutcomeRecord, replicate: Int) {
      if records[replicate] == nil { openCount -= 1 }
      records[replicate] = outcome
    }
  }

  /// Takes up nothing yet; single configurations can be asked for.
  init(of header: StoreHeader) {
    sweep = header.sweep
    fronts = []
    data = header.data
  }

  /// Takes up all outcomes of a store that belong to the sweep as it is now.
  ///
  /// - Parameters:
  ///   - fronts: what will be looked for; fronts over thresholds need all of each record.
  ///   - search: what will be looked for among all operating points.
  init(
    of header: StoreHeader, fronts: [FrontDefinition], search: ChoiceSearch? = nil,
    readingFrom store: SweepStore
  ) throws {
    sweep = header.sweep
    self.fronts = fronts
    self.search = search
    data = header.data
    if data == nil, let front = fronts.first(where: { !$0.facts.isEmpty }) {
      throw Complaint(
        .badInput,
        "\(store.path): does not tell how many features the data have, which front '\(front.name)' needs"
      )
    }
    let isWhole = search != nil || fronts.contains { $0.thresholds != .fixed }
    var progress = ReadingProgress()
    _ = try store.forEachRecord(isWhole: isWhole) { index, record in
      progress.advance()
      add(try store.decoded(record, isWhole: isWhole, at: index), at: index)
    }
    settle()
    progress.finish()
  }

  /// Adds the outcome of the trial at an index.
  private mutating func add(_ outcome: OutcomeRecord, at index: Int) {
    let (configuration, replicate) = index.quotientAndRemainder(dividingBy: sweep.replicates)
    if current?.configuration != configuration {
      settle()
      let known = incomplete.removeValue(forKey: configuration)
      current = (configuration, known ?? Outcomes(replicates: sweep.replicates))
    }
    current?.outcomes.add(outcome, replicate: replicate)
  }

  /// Puts the configuration whose outcomes came last where it belongs.
  private mutating func settle() {
    guard let (configuration, outcomes) = current else { return }
    current = nil
    if outcomes.openCount > 0 {
      incomplete[configuration] = outcomes
    } else {
      complete[configuration] = result(configuration, outcomes.records)
      addCurve(of: configuration, outcomes.records)
    }
  }

  private mutating func addCurve(of configuration: Int, _ records: [OutcomeRecord?]) {
    guard search != nil || fronts.contains(where: { $0.thresholds != .fixed }) else { return }
    let measurements = records.compactMap(\.?.measurement)
    guard measurements.count == records.count,
      let curve = OperatingCurve(measurements, \.validation)
    else { return }
    let settings = sweep.space.configuration(at: configuration)
    let figures = ReplicateFigures(measurements.map(\.validation), facts: facts(of: settings))
    search?.add(
      curve, figures: figures, settings: sweep.recipe(of: settings),
      population: sweep.population(of: settings), index: configuration)
    for definition in fronts where definition.thresholds != .fixed {
      let population = Population(
        definition: definition, label: sweep.population(of: settings))
      var known =
        operating.removeValue(forKey: population)
        ?? (front: OperatingFront(definition), chances: OperatingChances(definition))
      known.front.add(curve, figures: figures, index: configuration)
      known.chances.add(
        curve, replicates: measurements.map(\.validation), facts: figures.facts,
        index: configuration)
      operating[population] = known
    }
  }

  /// What is known of each configuration.
  private var results: [ConfigurationResult] {
    complete.sorted { $0.key < $1.key }.map(\.value)
      + incomplete.sorted { $0.key < $1.key }.map { result($0.key, $0.value.records) }
  }

  /// The fronts as they stand.
  ///
  /// - Parameter store: where the curves of members are read again.
  func summary(of file: SweepFile, from store: SweepStore) throws -> SweepSummary {
    SweepSummary(
      name: file.name, sweep: sweep, fronts: fronts, positiveName: file.positiveName,
      subject: file.subject, past: file.past, results: results,
      overThresholds: try overThresholds(from: store), splits: splits)
  }

  /// Of so many configurations those are listed, too, of which nothing has ended.
  private static let openLimit = 1_000_000

  /// The configurations that are as wanted, one by one.
  ///
  /// - Parameters:
  ///   - store: where the curves of members are read again.
  ///   - conditions: what they must be like.
  ///   - order: what they are sorted by.
  func listing(
    of file: SweepFile, from store: SweepStore, where conditions: [Condition],
    sortedBy order: Quantity?
  ) throws -> ConfigurationListing {
    for case .fact(let fact) in conditions.map(\.quantity) + (order.map { [$0] } ?? [])
    where data == nil {
      throw Complaint(
        .badInput,
        "\(store.path): does not tell how many features the data have, which \(fact) follow from")
    }
    let isListable = sweep.trialIndices.count / sweep.replicates <= Self.openLimit
    let indices =
      isListable
      ? sweep.space.includedRanges.flatMap(Array.init)
      : (Array(complete.keys) + incomplete.keys).sorted()
    let open = Outcomes(replicates: sweep.replicates)
    let results = indices.map { complete[$0] ?? result($0, (incomplete[$0] ?? open).records) }
    return ConfigurationListing(
      results, of: try summary(of: file, from: store), where: conditions, sortedBy: order)
  }

  /// The sizes of the parts of replicates.
  var splits: RepeatedSplits? {
    guard let train = data?.parts["train"], let validation = data?.parts["validation"],
      train.songs > 0, validation.songs > 0
    else { return nil }
    return RepeatedSplits(trainingSongs: train.songs, validationSongs: validation.songs)
  }

  private func overThresholds(from store: SweepStore) throws -> [FrontOverThresholds] {
    try operating.map { population, known in
      let front = known.front
      let members = front.members
      var records: [Int: [OutcomeRecord?]] = [:]
      for configuration in Set(members.map(\.candidateIndex)) {
        records[configuration] = try self.records(of: configuration, from: store)
      }
      return FrontOverThresholds(
        population.definition, population: population.label,
        excludedByFloors: front.excludedByFloors,
        members: members.map { member in
          FrontOverThresholds.Member(
            result(member.candidateIndex, records[member.candidateIndex] ?? [], rule: member.rule),
            rule: member.rule, floor: member.floor)
        }, probabilities: probabilities(known.chances))
    }
  }

  private func probabilities(_ chances: OperatingChances) -> [ContentHash: Double] {
    var random = RandomStream(key: StreamKey(sweep.facts.dataHash), purpose: .frontWorlds)
    let shares = splits.flatMap { chances.probabilities(splits: $0, using: &random) } ?? [:]
    return Dictionary(
      uniqueKeysWithValues: shares.map { (sweep.space.configuration(at: $0.key).id, $0.value) })
  }

  /// A configuration under a rule; without one its counts are at a score of 0.5.
  func result(
    of configuration: Int, under rule: DecisionRule?, from store: SweepStore
  ) throws -> ConfigurationResult {
    result(configuration, try records(of: configuration, from: store), rule: rule)
  }

  /// The outcomes of a configuration's replicates that were measured, with their staircases.
  func measurements(
    of configuration: Int, from store: SweepStore
  ) throws -> [OutcomeRecord.Measurement] {
    try records(of: configuration, from: store).compactMap(\.?.measurement)
  }

  /// The outcomes of a configuration's replicates; `nil` where one is still open.
  func records(
    of configuration: Int, from store: SweepStore
  ) throws -> [OutcomeRecord?] {
    let indices = configuration * sweep.replicates..<(configuration + 1) * sweep.replicates
    let stored = try store.records(of: indices)
    return try indices.map { index in
      try stored[index].map { try store.decoded($0[...], isWhole: true, at: index) }
    }
  }

  private func result(
    _ index: Int, _ outcomes: [OutcomeRecord?], rule: DecisionRule? = nil
  ) -> ConfigurationResult {
    let configuration = sweep.space.configuration(at: index)
    return ConfigurationResult(
      configuration, population: sweep.population(of: configuration),
      facts: facts(of: configuration), rule: rule, outcomes: outcomes)
  }

  private func facts(of configuration: Configuration) -> ConfigurationFacts? {
    guard let data, let recipe = Recipe(sweep.recipe(of: configuration)) else { return nil }
    let size = recipe.size(features: data.features.count)
    return ConfigurationFacts(parameters: size.parameters, flops: 2 * size.multiplyAdds)
  }
}

/// How far the reading of a large store has come, on a terminal.
private struct ReadingProgress {
  private static let interval = 200_000
  private var count = 0

  mutating func advance() {
    count += 1
    if Terminal.hasProgressLine, count.isMultiple(of: Self.interval) {
      Terminal.draw("reading outcomes: \(NumberText.count(count))")
    }
  }

  func finish() {
    if Terminal.hasProgressLine, count >= Self.interval { Terminal.draw("") }
  }
}

extension StoreHeader {
  /// What the store tells of the data; `nil` where it does not.
  fileprivate var data: DataDescription? {
    do {
      return try JSONDecoder().decode(DataDescription.self, from: Data(dataSummary.utf8))
    } catch {
      return nil
    }
  }
}

extension OutcomeRecord {
  /// The figures; `nil` where there are none.
  var measurement: Measurement? {
    if case .measured(let measurement) = self { measurement } else { nil }
  }
}

extension SweepStore {
  /// A record as a value.
  func decoded(
    _ record: ArraySlice<UInt8>, isWhole: Bool, at index: Int
  ) throws -> OutcomeRecord {
    do throws(CanonicalError) {
      return isWhole
        ? try OutcomeRecord(decoding: Array(record)) : try OutcomeRecord(decodingHead: record)
    } catch {
      throw StoreError.damaged(path: path, key: try key(ofTrialAt: index).description)
    }
  }
}

extension SweepFile {
  /// What a row of the data is.
  var subject: Subject {
    if case .table = source { .row } else { .song }
  }
}

extension Sweep {
  /// What a configuration is measured on, where that is not all songs: configurations of different populations are never
  /// compared.
  func population(of configuration: Configuration) -> String? {
    guard facts.evaluate == "subset", let recipe = Recipe(recipe(of: configuration)) else {
      return nil
    }
    let genres = recipe.subset.genres
    return "years: \(recipe.subset.years)" + (genres == .all ? "" : ", genres: \(genres.setting)")
  }
}

extension SweepStore {
  /// Opens a store to read it, unless a coordinator on another host may be writing to it: its newest outcomes are in a
  /// log that only that host can read.
  static func open(_ path: String) throws -> (store: SweepStore, header: StoreHeader) {
    let store = try SweepStore.read(path)
    let header = try store.header()
    guard !header.isOwned || store.hasLiveOwner || header.host == ProcessInfo.processInfo.hostName
    else {
      throw Complaint(
        .refused,
        "\(path): its coordinator runs on \(header.host), or was killed there; read it on that host, ask "
          + "'hitsweep status \(header.endpoint)', or start the coordinator again")
    }
    return (store, header)
  }
}

extension StoredOutcome {
  /// The record as a value.
  func decoded(in store: SweepStore) throws(StoreError) -> OutcomeRecord {
    do throws(CanonicalError) {
      return try OutcomeRecord(decoding: record)
    } catch {
      throw .damaged(path: store.path, key: key.description)
    }
  }
}
