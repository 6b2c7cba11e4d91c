import Coordinator
import Foundation
import Reports
import Scheduling
import SweepFile
import SweepStore
import Sweeps
import Synchronization
import Trials
import ZeroMQ

/// What `run` and `coordinator` share: one sweep served to the end, on one socket and one store.
struct CoordinatorSession {
  let prepared: PreparedSweep
  let storePath: String
  /// Where workers connect.
  let endpoint: String
  /// How workers come to it.
  let door: Door
  private let coordinator: Coordinator
  private let progress: ProgressReporter
  private let mailbox: Mailbox<Coordinator.Incident>

  /// Opens the store and binds the socket, in this order: the epoch is raised before anybody can speak.
  init(_ prepared: PreparedSweep, store storePath: String?, fresh: Bool, plan: DoorPlan) throws {
    Self.raiseDescriptorLimit()
    let path = storePath ?? "\(prepared.file.name).hitsweep"
    if fresh, FileManager.default.fileExists(atPath: path) {
      throw Complaint(
        .refused,
        "\(path): exists already, and --fresh was given; remove it or name another with --store")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let store = try SweepStore.own(
      path,
      for: SweepStore.Description(
        name: prepared.file.name, sweepPath: prepared.file.path, sweepFile: prepared.file.text,
        dataSummary: String(decoding: try encoder.encode(prepared.description), as: UTF8.self),
        softwareVersion: hitsweepVersion, sweep: prepared.sweep),
      willRenumber: Self.announce(renumberingOf:))
    let cost = TrialCost(of: prepared.sweep, on: prepared.table)
    let start = try Start(name: prepared.file.name, sweep: prepared.sweep, store: store) {
      cost.multiplyAdds(at: $0)
    }
    let door: Door
    let socket: Socket
    do {
      door = try Door(plan, sweep: prepared.file.name, store: path)
      socket = try Socket(.router, encryption: door.encryption)
    } catch {
      try store.abandon()
      throw error
    }
    let endpoint: String
    do {
      endpoint = try socket.bind(plan.listen.text)
      try door.writeJoinFile(listeningOn: endpoint)
    } catch {
      try store.abandon()
      throw error
    }
    try store.listens(on: endpoint)
    _ = try store.commit([
      .event(kind: "started", text: Self.beginning(start, endpoint: endpoint))
    ])
    let mailbox = Mailbox<Coordinator.Incident>()
    let front = LiveFront(of: prepared.sweep, among: prepared.file.fronts)
    let progress = ProgressReporter(front: front, start: start)
    self.prepared = prepared
    self.storePath = path
    self.endpoint = endpoint
    self.door = door
    self.mailbox = mailbox
    self.progress = progress
    Self.announce(start, store: store, endpoint: endpoint)
    coordinator = Coordinator(
      socket: socket, admitted: door.admitted, store: store, start: start, data: prepared.data,
      mailbox: mailbox, watch: front?.watch, report: progress.take)
  }

  /// Has something done on the thread of ``run()``, from any thread, unless the sweep has ended; what it throws ends the
  /// session.
  var unlessEnded: @Sendable (@escaping @Sendable () throws -> Void) -> Void {
    { [mailbox] in mailbox.post(.unlessEnded($0)) }
  }

  /// Serves workers to the end, and says how it ended and what to type next.
  func run() throws {
    let signals = Signals { [mailbox] ordinal in
      Terminal.say(
        ordinal == 1
          ? "Draining: waiting for what runs. Interrupt again to stop at once." : "Stopping.")
      mailbox.post(.interrupted)
    }
    let watch = door.watchAllowList(reportTo: mailbox)
    defer {
      signals.stop()
      watch?.stop()
    }
    let clock = ContinuousClock()
    let start = clock.now
    let ending = try coordinator.run()
    let time = clock.now - start
    progress.finish()
    if progress.newCount > 0 { sayHowFast(time) }
    switch ending {
    case .interrupted:
      throw Complaint(
        .interrupted,
        "Interrupted with trials left. Everything that was measured is in \(storePath); the same command goes on from there."
      )
    case .done where progress.failedCount > 0:
      throw Complaint(
        .someFailed,
        "Finished, but \(NumberText.count(progress.failedCount, "trial")) failed. Look at them with: "
          + "hitsweep export outcomes \(storePath) --format csv; run them again after: hitsweep retry \(storePath)"
      )
    case .done: break
    }
  }

  private func sayHowFast(_ time: Duration) {
    Terminal.say(
      "\(NumberText.count(progress.newCount, "trial")) in \(NumberText.duration(time)), "
        + "\(NumberText.fixed(Double(progress.newCount) / (time / .seconds(1)), decimals: 1)) a second"
    )
  }

  /// Takes as many file descriptors as the system gives: every worker's connection is one.
  static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    // Where it is refused, the old limit stays, and with it some hundred workers.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// What the event log tells of this coordinator.
  private static func beginning(_ start: Start, endpoint: String) -> String {
    "coordinator on \(ProcessInfo.processInfo.hostName) started at \(endpoint) with "
      + "\(start.counts.total - start.counts.done) of \(start.counts.total) trials left"
  }

  /// What a person is told before a renumbering that takes more than a moment.
  private static func announce(renumberingOf count: Int) {
    guard count >= 50_000 else { return }
    Terminal.say(
      "The grid has new values or replicates: renumbering \(NumberText.count(count)) outcomes, once"
    )
  }

  private static func announce(_ start: Start, store: SweepStore, endpoint: String) {
    let counts = start.counts
    let known = counts.done == 0 ? "" : ", \(counts.done) of them known already"
    Terminal.say(
      "Sweep \(start.name): \(counts.total) trials\(known); store \(store.path); listening on \(endpoint)"
    )
    if let type = store.networkFileSystem {
      Terminal.say(
        "\(store.path) lies on a network file system (\(type)): until this coordinator ends nobody else can "
          + "read it; ask 'hitsweep status \(endpoint)'. A local file (--store) is faster and safer."
      )
    }
  }
}

/// Turns SIGINT and SIGTERM into calls with the number of the signal: 1 for the first that comes, 2 for the second.
final class Signals {
  private let sources: [any DispatchSourceSignal]

  /// Lets a command go on when nobody reads what it says any more.
  static func outliveReaders() { signal(SIGPIPE, SIG_IGN) }

  init(_ interrupted: @escaping @Sendable (_ ordinal: Int) -> Void) {
    let count = Count()
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { interrupted(count.next()) }
      source.resume()
      return source
    }
  }

  private final class Count: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
      value.withLock {
        $0 += 1
        return $0
      }
    }
  }

  func stop() {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
}
