import ArgumentParser
import Songs
import Sweeps
import Trials
import Worker

/// `hitsweep slots`: the training process of a worker, which alone starts it.
struct Slots: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slots", abstract: "Train for the worker that started this process.",
    shouldDisplay: false)

  @Option(help: "Trials at a time.") var slots: Int
  @Option(help: "The process id of the worker.") var worker: Int32
  @OptionGroup var isa: InstructionSetOption
  @OptionGroup var spin: SpinOptions

  func run() throws {
    if let spinning = spin.trial {
      try TrainingService.run(slots: slots, worker: worker) { _, _ in spinning.record(at:) }
    }
    try FloatingPoint.requireStandard()
    let instructionSet = isa.instructionSet
    try TrainingService.run(slots: slots, worker: worker) { sweep, songs in
      let runner = try TrialRunner(
        sweep: sweep, table: SongTable(decoding: songs), instructionSet: instructionSet)
      return { runner.record(at: $0) }
    }
  }
}

/// Trials that only take time, for measurements of everything around them.
struct SpinOptions: ParsableArguments {
  @Option(help: "Instead of training, spin for so much CPU time a trial.")
  var spinMicroseconds: Int?
  @Option(help: "The size of a spinning trial's record.") var recordBytes = 128

  func validate() throws {
    if let spinMicroseconds, !(0...60_000_000).contains(spinMicroseconds) {
      throw ValidationError(
        "--spin-microseconds: \(spinMicroseconds) is not expected; expected 0 to 60000000")
    }
    if !SpinningTrial.recordByteCounts.contains(recordBytes) {
      throw ValidationError(
        "--record-bytes: \(recordBytes) is not expected; expected 16 to 1048576")
    }
  }

  /// What is run, if not trainings.
  var trial: SpinningTrial? {
    spinMicroseconds.map {
      SpinningTrial(time: .microseconds($0), recordByteCount: recordBytes)
    }
  }

  /// The options as a training process is told them.
  var arguments: [String] {
    spinMicroseconds.map { ["--spin-microseconds", "\($0)", "--record-bytes", "\(recordBytes)"] }
      ?? []
  }
}
