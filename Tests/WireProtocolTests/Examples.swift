import Scheduling
import Sweeps
import WireProtocol

let sweepID = ContentHash(high: 0x0102_0304_0506_0708, low: .max)
private let workerID = ContentHash(high: 3, low: 4)
private let lease = Lease(id: LeaseID(epoch: 2, counter: .max), ranges: [0..<3, 7..<1 << 53])

/// A message of each kind that a worker sends, with empty and full lists and numbers at their bounds.
let workerMessages: [WorkerMessage] = [
  .hello(Hello(worker: workerID, host: "", slots: 1)),
  .hello(
    Hello(
      worker: workerID, host: "node1.cluster", slots: 65_536, instructionSet: "v4", sweep: sweepID,
      held: [0..<1, 5..<900_000], finished: [2..<3])),
  .ready,
  .heartbeat([]),
  .heartbeat([LeaseID(epoch: 1, counter: 1), LeaseID(epoch: .max, counter: 0)]),
  .outcomes([]),
  .outcomes([
    FinishedTrial(index: 0, record: [], duration: .zero, slot: 0),
    FinishedTrial(
      index: 1 << 53 - 1, record: Array(0...255), duration: .microseconds(1 << 53 - 1), slot: 63),
  ]),
  .crashed(Crash(running: [], reason: "")),
  .crashed(Crash(running: [0, 1 << 53 - 1], reason: "signal 11")),
  .giveBack([]),
  .giveBack([4..<9]),
  .fetch(chunk: 0),
  .fetch(chunk: Int(UInt32.max)),
  .goodbye,
  .statusRequest,
]

/// A message of each kind that a coordinator sends, likewise.
let coordinatorMessages: [CoordinatorMessage] = [
  .welcome(
    Welcome(
      sweep: [], dataByteCount: 0, chunkByteCount: 1, heartbeat: .milliseconds(1), lease: nil)),
  .welcome(
    Welcome(
      sweep: [1, 2, 3], dataByteCount: 1 << 36 - 1, chunkByteCount: 1 << 24,
      heartbeat: .seconds(3600), lease: lease)),
  .refused(reason: "worker speaks protocol 2; upgrade the coordinator"),
  .helloWanted,
  .grant(lease),
  .grant(Lease(id: LeaseID(epoch: 0, counter: 0), ranges: [])),
  .acknowledge([]),
  .acknowledge([0..<64, 100..<101]),
  .chunk(number: 3, bytes: Array(repeating: 7, count: 300)),
  .chunk(number: 0, bytes: []),
  .heartbeat,
  .finished,
  .status(status),
  .status(Status(sweep: "", state: .done, trials: .init(), workers: [])),
]

private let status: Status = {
  var trials = Status.Trials()
  trials.total = 1 << 53
  trials.done = 5
  trials.failed = 4
  trials.infeasible = 3
  trials.leased = 2
  trials.open = 1
  trials.suspect = 6
  return Status(
    sweep: "songs", state: .draining, trials: trials,
    workers: [
      Status.Worker(
        id: "00112233", host: "node1", slots: 64, leased: 128, finished: 9000,
        silence: .milliseconds(1500), rate: 12.5, instructionSet: "v3"),
      Status.Worker(id: "", host: "", slots: 0, leased: 0, finished: 0, silence: .zero),
    ], failures: [.init(reason: "a score is not finite", count: 3), .init(reason: "", count: 1)])
}()
