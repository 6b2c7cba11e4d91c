import Scheduling
import Sweeps

/// Messages whose content an input chooses: well-formed, now right, now forged.
enum HostileScript {
  /// Inputs that let all kinds of events happen in some order (a linear congruential generator).
  static let seeds: [[UInt8]] = (1...8).map { seed in
    var state = UInt32(seed)
    return (0..<100 * seed).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
  }

  static func workerMessage(
    _ tape: inout ByteTape, _ kind: Int, leases last: LeaseID
  ) -> WorkerMessage {
    switch kind {
    case 0: return .hello(hello(&tape))
    case 1: return .ready
    case 2: return .heartbeat((0..<tape.choice(of: 4)).map { _ in leaseID(&tape, last) })
    case 3, 4: return .outcomes(outcomes(&tape))
    case 5:
      let running = (0..<tape.choice(of: 4)).map { _ in index(&tape) }
      return .crashed(Crash(running: running, reason: "signal \(tape.byte())"))
    case 6: return .giveBack(ranges(&tape))
    case 7: return .fetch(chunk: tape.byte())
    default: return tape.choice(of: 2) == 0 ? .goodbye : .statusRequest
    }
  }

  static func coordinatorMessage(_ tape: inout ByteTape, _ kind: Int) -> CoordinatorMessage {
    let last = LeaseID(epoch: 1, counter: 2)
    switch kind {
    case 0, 1:
      let sweep = tape.choice(of: 4) == 3 ? Examples.sweep : Examples.otherSweep
      let lease = Lease(id: leaseID(&tape, last), ranges: ranges(&tape))
      return .welcome(
        Welcome(
          sweep: sweep.encoded(),
          dataByteCount: tape.choice(of: 32) == 31 ? 1 << 36 - 1 : Examples.data.count,
          chunkByteCount: Examples.chunkByteCount, heartbeat: .seconds(1),
          lease: tape.choice(of: 2) == 0 ? nil : lease))
    case 2: return .helloWanted
    case 3, 4: return .grant(Lease(id: leaseID(&tape, last), ranges: ranges(&tape)))
    case 5: return .acknowledge(ranges(&tape))
    case 6:
      let number = tape.choice(of: 4)
      let start = min(number * Examples.chunkByteCount, Examples.data.count)
      let end = min(start + Examples.chunkByteCount, Examples.data.count)
      let bytes = Array(Examples.data[start..<end])
      return .chunk(number: number, bytes: tape.choice(of: 8) == 7 ? bytes.reversed() : bytes)
    case 7: return .heartbeat
    default: return tape.choice(of: 2) == 0 ? .finished : .refused(reason: "no")
    }
  }

  private static func hello(_ tape: inout ByteTape) -> Hello {
    var hello = Hello(
      worker: ContentHash(high: UInt64(tape.choice(of: 4)), low: 1), host: "node",
      slots: [1, 2, 64, 65_536][tape.choice(of: 4)],
      sweep: [nil, Examples.otherSweep.id, Examples.sweep.id, Examples.sweep.id][
        tape.choice(of: 4)],
      held: ranges(&tape), finished: ranges(&tape))
    if tape.choice(of: 16) == 15 { hello.numericsVersion = 0 }
    return hello
  }

  private static func outcomes(_ tape: inout ByteTape) -> OutcomeBatch {
    let start = index(&tape)
    return OutcomeBatch(
      (0..<tape.choice(of: 8)).map { number in
        let record = Examples.records[tape.choice(of: Examples.records.count)].encoded()
        let isCut = tape.choice(of: 32) == 31
        return FinishedTrial(
          index: start + (tape.choice(of: 8) == 7 ? 0 : number),
          record: isCut ? record.dropLast() : record, duration: .milliseconds(tape.byte()),
          slot: number)
      })
  }

  static func ranges(_ tape: inout ByteTape) -> [Range<Int>] {
    (0..<tape.choice(of: 4)).map { _ in
      let start = index(&tape)
      return start..<min(start + 1 + tape.choice(of: 32), Sweep.trialLimit)
    }
  }

  /// Mostly a small index, now and then the largest.
  static func index(_ tape: inout ByteTape) -> Int {
    let byte = tape.byte()
    return byte == 255 ? Sweep.trialLimit - 8 : byte % 32
  }

  private static func leaseID(_ tape: inout ByteTape, _ last: LeaseID) -> LeaseID {
    let choice = tape.byte()
    return choice == 255
      ? LeaseID(epoch: .max, counter: .max)
      : LeaseID(epoch: last.epoch, counter: max(last.counter, 8) - UInt64(choice % 8))
  }
}
