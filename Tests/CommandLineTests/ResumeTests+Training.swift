import Foundation
import Testing

/// Workers and their training processes: what ends with what, and what survives.
extension CommandLineTests.ResumeTests {
  @Test func `a killed training process is replaced and changes no bit`() throws {
    let run = try Program(
      ["run", "small.yaml", "--store", "replaced.hitsweep", "--slots", "2"], in: folder.url)
    try waitUntilDone(3, of: "replaced.hitsweep")
    let worker = try waitForChild(of: run.identifier)
    let training = try waitForChild(of: worker)
    kill(training, SIGKILL)
    _ = try run.waitForErrors(
      "the training process ended unasked (signal 9 (Killed)); starting another")
    try waitUntilGone(training)
    #expect(try waitForChild(of: worker) != training)
    #expect(children(of: run.identifier) == [worker])
    let end = try run.finish()
    #expect(end.status == 0, "\(end.errors)")
    #expect(try digest("replaced.hitsweep") == undisturbed)
  }

  @Test func `a killed worker takes its training process with it, and a killed run takes both`()
    throws
  {
    let run = try Program(
      ["run", "small.yaml", "--store", "orphans.hitsweep", "--slots", "1"], in: folder.url)
    let first = try waitForChild(of: run.identifier)
    let firstTraining = try waitForChild(of: first)
    kill(first, SIGKILL)
    try waitUntilGone(firstTraining)
    _ = try run.waitForErrors("the worker process ended before its time; starting another")
    let second = try waitForChild(of: run.identifier, other: first)
    let secondTraining = try waitForChild(of: second)
    run.send(SIGKILL)
    #expect(try run.finish().status == 128 + SIGKILL)
    try waitUntilGone(second)
    try waitUntilGone(secondTraining)
  }

  @Test func `a trial that crashes its process is set aside, and loses nothing else`() throws {
    let end = try Program.run(
      ["run", "small.yaml", "--store", "poisoned.hitsweep", "--slots", "2"], in: folder.url,
      environment: ["HITSWEEP_TEST_CRASH": "7"])
    #expect(end.status == 1, "\(end.errors)")
    #expect(
      end.errors.contains("the training process ended unasked (signal 11 (Segmentation fault))"))
    let status = try Program.run(
      ["status", "poisoned.hitsweep", "--format", "json"], in: folder.url)
    let trials = try #require(try status.json()["trials"] as? [String: Int])
    #expect(trials["done"] == 48)
    #expect(trials["failed"] == 1)
    #expect(trials["open"] == 0)
  }

  @Test func `what does not fit the grace is given back`() throws {
    let coordinator = try coordinatorOfSmallSweep(store: "grace.hitsweep")
    let endpoint = try coordinator.waitForEndpoint()
    let worker = try spinningWorker(endpoint, ["--grace", "0.5"], seconds: 60)
    try waitUntilLeased(endpoint)
    worker.send(SIGTERM)
    _ = try worker.waitForErrors("Ending: finishing what runs, 1s at the most")
    #expect(try worker.finish().status == 0)
    _ = try coordinator.waitForErrors(" left\n")
    #expect(try trials(endpoint)["leased"] == 0)
    #expect(try trials(endpoint)["open"] == 48)
  }

  @Test func `what fits the grace is finished`() throws {
    let coordinator = try coordinatorOfSmallSweep(store: "fits.hitsweep")
    let endpoint = try coordinator.waitForEndpoint()
    let worker = try spinningWorker(endpoint, ["--grace", "60"], seconds: 2)
    try waitUntilLeased(endpoint)
    worker.send(SIGTERM)
    #expect(try worker.finish().status == 0)
    _ = try coordinator.waitForErrors(" left\n")
    #expect(try trials(endpoint)["done"] == 1)
    #expect(try trials(endpoint)["leased"] == 0)
  }

  @Test func `a second signal does not wait for the grace`() throws {
    let coordinator = try coordinatorOfSmallSweep(store: "second.hitsweep")
    let endpoint = try coordinator.waitForEndpoint()
    let worker = try spinningWorker(endpoint, ["--grace", "1000"], seconds: 60)
    try waitUntilLeased(endpoint)
    let training = try waitForChild(of: worker.identifier)
    // As Ctrl-C does, to all processes of a group.
    for process in [training, worker.identifier] { kill(process, SIGINT) }
    _ = try worker.waitForErrors("Interrupt again to stop at once")
    #expect(children(of: worker.identifier) == [training])
    for process in [training, worker.identifier] { kill(process, SIGINT) }
    let end = try worker.finish()
    #expect(end.status == 130, "\(end.errors)")
    try waitUntilGone(training)
  }

  @Test func `a killed worker's training process ends in the middle of a trial`() throws {
    let coordinator = try coordinatorOfSmallSweep(store: "middle.hitsweep")
    let endpoint = try coordinator.waitForEndpoint()
    let worker = try spinningWorker(endpoint, [], seconds: 60)
    try waitUntilLeased(endpoint)
    let training = try waitForChild(of: worker.identifier)
    worker.send(SIGKILL)
    #expect(try worker.finish().status == 128 + SIGKILL)
    try waitUntilGone(training)
  }

  @Test func `a worker with a time limit ends of itself and holds nothing`() throws {
    let coordinator = try coordinatorOfSmallSweep(store: "limit.hitsweep")
    let endpoint = try coordinator.waitForEndpoint()
    let worker = try spinningWorker(
      endpoint, ["--time-limit", "1.5s", "--grace", "30"], seconds: 0.2)
    #expect(try worker.finish().status == 0)
    _ = try coordinator.waitForErrors(" left\n")
    let trials = try trials(endpoint)
    #expect(trials["leased"] == 0)
    let done = try #require(trials["done"])
    #expect((1...10).contains(done))
  }

  @Test func `times that are none are refused`() throws {
    for (arguments, text) in [
      (["--grace=-1"], "--grace: -1.0 is not expected; expected seconds from 0"),
      (["--time-limit", "0"], "--time-limit"), (["--time-limit", "5d"], "--time-limit"),
    ] {
      let worker = try Program.run(["worker", "tcp://127.0.0.1:1"] + arguments, in: folder.url)
      #expect(worker.status == 2)
      #expect(worker.errors.contains(text), "\(worker.errors)")
    }
  }

  private func coordinatorOfSmallSweep(store: String) throws -> Program {
    try Program(
      ["coordinator", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--store", store],
      in: folder.url)
  }

  /// A worker of one slot whose trials use so many seconds and train nothing.
  private func spinningWorker(
    _ endpoint: String, _ options: [String], seconds: Double
  ) throws -> Program {
    let microseconds = Int(seconds * 1_000_000)
    return try Program(
      ["worker", endpoint, "--slots", "1", "--spin-microseconds", "\(microseconds)"] + options,
      in: folder.url)
  }

  private func trials(_ endpoint: String) throws -> [String: Int] {
    let status = try Program.run(["status", endpoint, "--format", "json"], in: folder.url)
    return try #require(try status.json()["trials"] as? [String: Int])
  }

  private func waitUntilLeased(_ endpoint: String) throws {
    let deadline = Date(timeIntervalSinceNow: 30 * Program.patience)
    while try trials(endpoint)["leased"] == 0 {
      if Date() > deadline { throw TimedOut(what: "a lease", seen: "\(try trials(endpoint))") }
    }
  }

  /// The one child of a process, but for `other`, as soon as there is one.
  private func waitForChild(of process: Int32, other: Int32? = nil) throws -> Int32 {
    let deadline = Date(timeIntervalSinceNow: 10 * Program.patience)
    while true {
      if let child = children(of: process).first(where: { $0 != other }) { return child }
      if Date() > deadline { throw TimedOut(what: "a child of \(process)", seen: "") }
    }
  }
}
