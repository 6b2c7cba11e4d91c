import ArgumentParser
import Foundation

/// Options of commands that keep a store.
struct StoreOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where outcomes are kept; without it ./NAME.hitsweep. A store that exists is gone on with.",
      valueName: "file"))
  var store: String?

  @Flag(help: "Refuse a store that exists already.")
  var fresh = false
}

/// `hitsweep coordinator`.
struct Coordinate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "coordinator",
    abstract: "Hand out a sweep's trials to workers and keep their outcomes.",
    discussion: """
      Writes NAME.join beside the store (NAME is the sweep's name): all that a worker on this or another machine \
      needs. The coordinator ends when every trial is done. Interrupted or killed, the same command goes on \
      from the store.

      On loopback, where it listens unless told otherwise, there are no keys. Where other machines can connect, \
      everything is encrypted, and only workers whose keys are in NAME.allow are admitted; the key in \
      NAME.join is one of them. 'hitsweep help keygen' tells of the files and of a key for each worker.
      """)

  @Argument(help: "The sweep file.") var sweep: String
  @OptionGroup var door: DoorOptions
  @OptionGroup var store: StoreOptions
  @OptionGroup var data: DataOptions

  func run() throws {
    Signals.outliveReaders()
    let plan = try door.plan()
    let session = try CoordinatorSession(
      PreparedSweep(path: sweep, options: data), store: store.store, fresh: store.fresh,
      plan: plan)
    Terminal.say(session.door.invitation)
    try session.run()
    Terminal.say("Look at the result with: hitsweep summary \(session.storePath)")
  }
}
