import Evaluation
import Foundation
import Reports
import SearchSpace
import Songs
import SweepFile
import SweepStore
import Sweeps
import Trials

/// One complete configuration of a store with its rule: picked by its figures, or named by a person.
struct SelectedConfiguration {
  let store: SweepStore
  let header: StoreHeader
  /// The configuration's index in the grid.
  let index: Int
  let rule: DecisionRule
  /// How it was found; `nil` where a person named it.
  let search: ChoiceSearch?
  let result: ConfigurationResult
  let splits: RepeatedSplits?

  var configuration: Configuration { header.sweep.space.configuration(at: index) }

  /// Picks the configuration, and its rule, that a choice names.
  init(
    picking choice: String, by kind: DecisionRule.Kind, from store: SweepStore,
    _ header: StoreHeader
  ) throws {
    let sweep = header.sweep
    let search = try Summarize.reading("--pick") { () throws(ConditionError) in
      let choice = try Choice(parsing: choice, settings: sweep.settingNames)
      try choice.conditions.check(of: sweep)
      return ChoiceSearch(choice, by: kind)
    }
    let collector = try ResultCollector(
      of: header, fronts: [], search: search, readingFrom: store)
    guard let found = collector.search, let point = found.found, found.populations.count == 1
    else { throw Self.nothing(in: collector.search ?? search, store: store) }
    self.store = store
    self.header = header
    self.search = found
    index = point.configuration
    rule = point.rule
    result = try collector.result(of: point.configuration, under: point.rule, from: store)
    splits = collector.splits
  }

  /// Takes the configuration that a person names by its id or its settings; its rule is a score of 0.5, by which the
  /// summary counts, as the probability that it stands for.
  init(named name: String, from store: SweepStore, _ header: StoreHeader) throws {
    let index = try header.sweep.configuration(named: name, in: store.path)
    let collector = ResultCollector(of: header)
    let records = try collector.records(of: index, from: store)
    let corrections = records.compactMap { $0?.measurement?.oddsCorrection }
    guard corrections.count == records.count else {
      throw Complaint(
        .badInput,
        "\(store.path): configuration \(name) is not complete: there are figures of \(corrections.count) of "
          + "\(NumberText.count(records.count, "replicate")); "
          + "'hitsweep show \(store.path) \(name)' tells more")
    }
    let correction = corrections.reduce(0, +) / Double(corrections.count)
    self.store = store
    self.header = header
    self.index = index
    search = nil
    rule = .probability(correction / (1 + correction))
    // Each net flags at its own score of 0.5: what that is as a probability differs a little from net to net.
    result = try collector.result(of: index, under: nil, from: store)
    splits = collector.splits
  }

  private static func nothing(in search: ChoiceSearch, store: SweepStore) -> Complaint {
    guard search.populations.count < 2 else {
      let labels = search.populations.compactMap(\.self).sorted().joined(separator: "; ")
      return Complaint(
        .badInput,
        "--pick: these configurations are measured on different songs (\(labels)), and not compared; "
          + "add a condition such as: years = all")
    }
    let count = NumberText.count(search.candidateCount, "complete configuration")
    let floor =
      search.minimumFlagged == 0
      ? "" : ", with \(Int(search.minimumFlagged)) songs flagged at least"
    return Complaint(
      .badInput,
      "--pick: no operating point of \(count) is as asked for on validation (\(search.choice))\(floor); "
        + "ask for less, or see what there is: hitsweep summary \(store.path)")
  }
}

extension Sweep {
  /// The keys of the recipe that a configuration may be told by.
  var settingNames: [String] { Array(recipe(of: space.configuration(at: 0)).keys) }

  /// The index of the configuration with an id, of which the first digits are enough, or with settings as JSON.
  ///
  /// - Parameter path: the store, for messages.
  func configuration(named name: String, in path: String) throws -> Int {
    if name.hasPrefix("{") {
      let configuration = try SweepFile.configuration(parsing: name, of: space)
      guard let index = space.index(of: configuration), !space.isExcluded(index) else {
        throw Complaint(
          .badInput,
          "\(path): no configuration is \(name); expected a value of each axis: "
            + space.axes.map { axis in
              "\(axis.name) (\(axis.values.map(\.description).joined(separator: ", ")))"
            }.joined(separator: ", "))
      }
      return index
    }
    let wanted = name.lowercased()
    let isID = (4...32).contains(wanted.count) && wanted.allSatisfy(\.isHexDigit)
    guard wanted.count >= 4 else {
      throw Complaint(
        .badInput, "\(path): '\(name)' is too short for an id; give 4 of its digits at least")
    }
    let found =
      isID
      ? space.includedRanges.joined().filter { index in
        space.configuration(at: index).id.description.hasPrefix(wanted)
      } : []
    guard let index = found.first, found.count == 1 else {
      throw Complaint(
        .badInput,
        found.isEmpty
          ? "\(path): no configuration has the id '\(name)'; expected one that 'hitsweep summary \(path) --all' lists, "
            + "or its settings as JSON"
          : "\(path): \(found.count) configurations have ids that begin with '\(name)'; give more digits"
      )
    }
    return index
  }
}
