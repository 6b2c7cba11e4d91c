import Foundation
import Scheduling
import Sweeps
import Testing
import Worker

/// Real training processes, one test at a time: each may use all cores.
@Suite(.serialized) struct TrainingProcessTests {
  @Test func `commands and outcomes far larger than the pipes come whole, each outcome once`()
    throws
  {
    let stand = try TrainingStand(slots: 2, spin: 0, recordByteCount: 200_000)
    stand.prepare(songs: [UInt8](repeating: 7, count: 5_000_000))
    stand.process.send(.run([0..<100]))
    // So many ranges are 1.6 MB, and the trials are at most one more than the last of them.
    stand.process.send(.forget((0..<100_000).map { 2 * $0 + 50..<2 * $0 + 51 }))
    stand.process.send(.run([300_000..<300_100]))
    try stand.serve { stand.indices.count { $0 >= 300_000 } == 100 }
    #expect(stand.prepared == [exampleSweep.id, exampleSweep.id])
    #expect(Set(stand.indices).count == stand.indices.count)
    #expect(Set(stand.indices).isSuperset(of: Array(0..<50) + Array(300_000..<300_100)))
    #expect(stand.outcomes.allSatisfy { (199_995...200_000).contains($0.record.count) })
    #expect(Set(stand.outcomes.map(\.record)).count == stand.outcomes.count)
  }

  @Test func `a process that is never read from waits, and then says everything`() throws {
    let stand = try TrainingStand(slots: 2, spin: 0, recordByteCount: 1100)
    // 22 MB of outcomes, twenty times what the pipe holds.
    stand.process.send(.run([0..<20_000]))
    try stand.serve { !stand.prepared.isEmpty }
    // What is sent while the pipe of outcomes is full does not block, however much it is.
    for _ in 0..<100 { stand.process.send(.forget((0..<1000).map { 30_000 + $0..<30_001 + $0 })) }
    try stand.serve { stand.indices.count == 20_000 }
    #expect(stand.indices.sorted() == Array(0..<20_000))
  }

  @Test func `records of spinning trials have the size that was asked for`() throws {
    for (size, expected) in [
      (16, 16), (142, 142), (143, 143), (148, 143), (149, 149), (1100, 1097),
    ] {
      let stand = try TrainingStand(spin: 0, recordByteCount: size)
      stand.process.send(.run([0..<3]))
      try stand.serve { stand.indices.count == 3 }
      for outcome in stand.outcomes {
        #expect(outcome.record.count == expected)
        let kind = try OutcomeRecord(decoding: outcome.record).kind
        #expect(kind == (size < 143 ? .infeasible : .measured))
      }
      #expect(Set(stand.outcomes.map(\.record)).count == 3)
    }
  }

  @Test func `a crash tells what ran, after everything that was finished`() throws {
    let stand = try TrainingStand(spin: 2000, crashAt: [50])
    stand.process.send(.run([0..<60]))
    try stand.serve { false }
    #expect(stand.indices == Array(0..<50))
    #expect(stand.crash == Crash(running: [50], reason: "signal 11 (Segmentation fault)"))
    #expect(!TrainingStand.exists(stand.process.identifier))
  }

  @Test
  func `a killed process has brought what it finished, and nothing of that counts as running`()
    throws
  {
    let stand = try TrainingStand(slots: 3, spin: 300)
    stand.process.send(.run([0..<100_000]))
    try stand.serve { stand.indices.count > 500 }
    kill(stand.process.identifier, SIGKILL)
    try stand.serve { false }
    let crash = try #require(stand.crash)
    #expect(crash.reason == "signal 9 (Killed)")
    #expect((1...3).contains(crash.running.count))
    #expect(Set(crash.running).isDisjoint(with: stand.indices))
    // What was started and is neither finished nor running was finished in the last millisecond.
    let started = (crash.running + stand.indices).max() ?? 0
    #expect(started + 1 - stand.indices.count - crash.running.count < 100)
  }

  @Test func `trials of a sweep that is not run any more are not told as running`() throws {
    let stand = try TrainingStand(slots: 1, spin: 20_000_000)
    stand.process.send(.run([5..<6]))
    try stand.serve { stand.process.runningTrials == [5] }
    stand.prepare(sweep(seed: 2))
    try stand.serve { stand.prepared.count == 2 }
    kill(stand.process.identifier, SIGKILL)
    try stand.serve { false }
    #expect(stand.crash?.running == [])
  }

  @Test func `a queue is replaced, emptied and thinned, while what runs runs on`() throws {
    let stand = try TrainingStand(spin: 60_000)
    try stand.serve { !stand.prepared.isEmpty }
    // What ran of trials 0 to 9 until the command came, be the machine as slow as it may; and all that ran.
    func runsOn(_ command: TrainingCommand) throws -> (before: Int, all: [Int]) {
      let start = stand.indices.count
      stand.process.send(.run([0..<10]))
      try stand.serve { stand.indices.count > start }
      stand.process.send(command)
      stand.process.send(.run([20..<21]))
      try stand.serve { stand.indices.last == 20 }
      let all = Array(stand.indices[start...])
      return (zip(all, 0...).prefix { $0 == $1 }.count, all)
    }
    let thinned = try runsOn(.forget([7..<8, 9..<30])).all
    #expect(thinned == [0, 1, 2, 3, 4, 5, 6, 8, 20])
    let replaced = try runsOn(.replaceQueue([12..<15]))
    #expect((1..<10).contains(replaced.before))
    #expect(replaced.all == Array(0..<replaced.before) + [12, 13, 14, 20])
    let emptied = try runsOn(.cancelQueue)
    #expect((1..<10).contains(emptied.before))
    #expect(emptied.all == Array(0..<emptied.before) + [20])
    #expect(stand.cancelled == [[emptied.before..<10]])
  }

  @Test func `data that are none are an answer, not a crash`() throws {
    let stand = try TrainingStand(TrainingStand.program(slots: 1, options: []))
    stand.prepare(songs: [1, 2, 3])
    stand.process.send(.prepare(sweep: [1, 2, 3], songs: []))
    try stand.serve { stand.failures.count == 2 }
    #expect(stand.crash == nil)
  }

  @Test func `every other end is a crash with its reason`() throws {
    func reason(_ script: String) throws -> String? {
      let stand = try TrainingStand(
        TrainingProgram(path: "/bin/sh", arguments: ["-c", script], slots: 1))
      try stand.serve { false }
      #expect(!TrainingStand.exists(stand.process.identifier))
      return stand.crash?.reason
    }
    #expect(try reason("exit 132") == "exit code 132")
    #expect(try reason("exit 0") == "exit code 0")
    #expect(try reason("kill -ABRT $$") == "signal 6 (Aborted)")
    // A frame of one byte, whose kind is none; then the bell.
    let garbage = "printf '\\001\\000\\000\\000\\377' >&4"
    let bell = "printf '\\001\\000\\000\\000\\000\\000\\000\\000' >&5"
    #expect(try reason("\(garbage); \(bell); read x <&3") == "it wrote what cannot be read")
  }

  @Test func `a process gets its four descriptors and no others`() throws {
    let file = try #require(fopen("/dev/null", "r"))
    defer { fclose(file) }
    let stand = try TrainingStand(
      TrainingProgram(
        path: "/bin/sh",
        arguments: [
          "-c",
          """
          for file in /proc/$$/fd/*; do [ -L $file ] && open="$open ${file##*/}"; done
          [ "$open" = " 0 1 2 3 4 5 6" ] && exit 3
          """,
        ], slots: 1))
    try stand.serve { false }
    #expect(stand.crash?.reason == "exit code 3")
  }

  @Test func `a worker that lets its process go leaves nothing behind, even where it was stopped`()
    throws
  {
    var stand: TrainingStand? = try TrainingStand(slots: 2, spin: 60_000_000)
    let identifier = try #require(stand?.process.identifier)
    stand?.process.send(.run([0..<2]))
    try stand?.serve { stand?.prepared.isEmpty == false }
    kill(identifier, SIGSTOP)
    stand = nil
    #expect(!TrainingStand.exists(identifier))
  }

  @Test func `a program that is not there is an error that says so`() throws {
    #expect(
      throws: TrainingProcessError.refused(
        action: "start a training process", reason: "No such file or directory")
    ) {
      try TrainingProcess(TrainingProgram(path: "/nowhere", arguments: [], slots: 1))
    }
  }

  @Test func `trials of a millisecond wake the worker some ten times a second`() throws {
    let stand = try TrainingStand(spin: 1000)
    try stand.serve { !stand.prepared.isEmpty }
    stand.process.send(.run([0..<1000]))
    let before = stand.wakeCount
    let time = try ContinuousClock().measure { try stand.serve { stand.indices.count == 1000 } }
    #expect(stand.indices == Array(0..<1000))
    #expect(stand.wakeCount - before <= Int(time / .milliseconds(100)) + 2)
  }
}
