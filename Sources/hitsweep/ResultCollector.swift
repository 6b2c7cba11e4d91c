import Foundation
import Reports
import SearchSpace
import SweepFile
import SweepStore
import Sweeps

/// Gathers outcomes by configuration, and what fronts are made of.
struct ResultCollector {
  private let sweep: Sweep
  private var incomplete: [Int: Outcomes] = [:]
  private var complete: [Int: ConfigurationResult] = [:]

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

  init(sweep: Sweep) {
    self.sweep = sweep
  }

  /// Takes up all outcomes of a store that belong to the sweep as it is now.
  init(sweep: Sweep, readingFrom store: SweepStore) throws {
    self.init(sweep: sweep)
    _ = try store.forEachHead { index, head in
      do throws(CanonicalError) {
        add(try OutcomeRecord(decodingHead: head), at: index)
      } catch {
        throw StoreError.damaged(path: store.path, key: try store.key(ofTrialAt: index).description)
      }
    }
  }

  /// Adds the outcome of the trial at an index.
  mutating func add(_ outcome: OutcomeRecord, at index: Int) {
    let configuration = index / sweep.replicates
    guard complete[configuration] == nil else { return }
    incomplete[configuration, default: Outcomes(replicates: sweep.replicates)]
      .add(outcome, replicate: index % sweep.replicates)
    if let outcomes = incomplete[configuration], outcomes.openCount == 0 {
      incomplete[configuration] = nil
      complete[configuration] = result(configuration, outcomes.records)
    }
  }

  /// What is known of each configuration.
  var results: [ConfigurationResult] {
    complete.sorted { $0.key < $1.key }.map(\.value)
      + incomplete.sorted { $0.key < $1.key }.map { result($0.key, $0.value.records) }
  }

  /// The sweep's fronts as they stand.
  func summary(of file: SweepFile) -> SweepSummary {
    SweepSummary(
      name: file.name, sweep: sweep, fronts: file.fronts, positiveName: file.positiveName,
      subject: file.subject, results: results)
  }

  private func result(_ index: Int, _ outcomes: [OutcomeRecord?]) -> ConfigurationResult {
    let configuration = sweep.space.configuration(at: index)
    return ConfigurationResult(
      configuration, population: sweep.population(of: configuration), outcomes: outcomes)
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
    guard facts.evaluate == "subset", let years = recipe(of: configuration)["years"] else {
      return nil
    }
    return "years: \(years)"
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
