import ArgumentParser
import Reports
import SearchSpace
import SweepStore

/// `hitsweep retry`.
struct Retry: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Have the failed trials of a store run again.",
    discussion: """
      Takes the failed outcomes out of the store, so that the next 'hitsweep run' or 'hitsweep coordinator' runs their \
      trials again; the store's event log keeps what they were. Refused while a coordinator owns the store. A trial's \
      outcome depends on its content alone, so what failed by itself will fail again; what was set aside because \
      training processes crashed may go well on other machines.
      """)

  @Argument(help: "The store.") var store: String

  func run() throws {
    let opened = try SweepStore.open(store)
    guard try opened.store.hasLiveOwner || !opened.store.inventory().failed.isEmpty else {
      return print("No trial of \(store) has failed.")
    }
    let sweepPath = opened.header.sweepPath
    let count = try SweepStore.retry(store)
    print(
      "\(NumberText.count(count, "trial")) of \(store) will be run again by: "
        + "hitsweep run \(sweepPath) --store \(store)  (or coordinator in place of run)")
  }
}
