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
      Workers on this or other machines connect with: hitsweep worker ENDPOINT. The coordinator ends when \
      every trial is done. Interrupted or killed, the same command goes on from the store.

      There are no keys yet: whoever reaches the port can join. So anything but a loopback address asks \
      for --insecure, and is for trusted networks only.
      """)

  @Argument(help: "The sweep file.") var sweep: String
  @Option(help: ArgumentHelp("Where to listen, such as tcp://*:5555.", valueName: "endpoint"))
  var listen = "tcp://127.0.0.1:5555"
  @Flag(help: "Listen on an address that other machines reach, without encryption or keys.")
  var insecure = false
  @OptionGroup var store: StoreOptions
  @OptionGroup var data: DataOptions

  func run() throws {
    Signals.outliveReaders()
    let address = try Endpoint(listen, use: .listen)
    guard insecure || address.isLoopback else {
      throw Complaint(
        .refused,
        "\(listen): reachable from other machines, and there are no keys yet: say --insecure on a trusted "
          + "network, or listen on tcp://127.0.0.1:5555")
    }
    let session = try CoordinatorSession(
      PreparedSweep(path: sweep, options: data), store: store.store, fresh: store.fresh,
      listen: address.text)
    Terminal.say("Start workers with: hitsweep worker \(Self.reachable(session.endpoint))")
    try session.run()
    Terminal.say("Look at the result with: hitsweep summary \(session.storePath)")
  }

  /// The endpoint as another machine would type it.
  private static func reachable(_ endpoint: String) -> String {
    endpoint.replacing("0.0.0.0", with: ProcessInfo.processInfo.hostName)
  }
}
