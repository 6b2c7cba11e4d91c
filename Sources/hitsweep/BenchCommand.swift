import ArgumentParser
import Foundation
import Kernels
import Reports
import Training

/// `hitsweep bench`.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how fast this machine is.",
    subcommands: [Train.self, Dispatch.self, Coverage.self, Crowd.self, Spin.self])

  /// `hitsweep bench train`.
  struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Time whole trainings on one core, beside what its multiply-adds could do.",
      discussion: """
        W1: 13-30-10-2, batches of 64, 11,746 rows. W2: LSTM(10) over 3 steps of 14 features with a softmax at each, \
        batches of 64, 2,000 sequences. W3: 13-256-128-2, batches of 256, 11,746 rows. Each 25 epochs with Adam. \
        LAYERS, such as 64,32, are other hidden layers on the rows of W1. The peak and the trainings take turns, and \
        medians are printed. The floor is the time that the arithmetic alone would take at the peak.
        """)

    @Option(
      help: ArgumentHelp("What to train; all three without it.", valueName: "W1|W2|W3|LAYERS"))
    var workload: String?
    @Option(help: "Train on so many cores at once, too, and compare.") var slots = 1
    @OptionGroup var isa: InstructionSetOption
    @Option(help: "The form of the output.") var format = TableFormat.table

    func validate() throws {
      _ = try workloads()
      guard (1...4096).contains(slots) else {
        throw ValidationError("--slots: \(slots) is not expected; expected 1 to 4096")
      }
    }

    func run() throws {
      try FloatingPoint.requireStandard()
      if isa.instructionSet.isSlow {
        Terminal.say("baseline computes each multiply-add by a call: W3 takes minutes a training")
      }
      let report = try TrainingBenchmark(
        workloads(), instructionSet: isa.instructionSet, slots: slots)
      if format == .json { return try printJSON(report) }
      for line in report.lines() { print(line) }
    }

    private func workloads() throws -> [TrainingWorkload] {
      guard let workload else { return TrainingWorkload.standard }
      if let known = TrainingWorkload.standard.first(where: { $0.name == workload.uppercased() }) {
        return [known]
      }
      guard let sizes = Self.sizes(workload) else {
        throw ValidationError(
          "--workload: '\(workload)' is not expected; expected W1, W2, W3 or at most 16 sizes of hidden "
            + "layers from 1 to 4096, such as 64,32")
      }
      return [.hidden(sizes)]
    }

    /// Reads `64,32` or `[64, 32]`, at most 16 sizes from 1 to 4096; `[]` has none.
    private static func sizes(_ text: String) -> [Int]? {
      let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
      let list = isBracketed ? text.dropFirst().dropLast() : text[...]
      let parts = list.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      if isBracketed, parts == [""] { return [] }
      let sizes = parts.compactMap { part in
        part.utf8.allSatisfy { (48...57).contains($0) } ? Int(part) : nil
      }
      let areKnown = sizes.count == parts.count && sizes.count <= 16
      return areKnown && sizes.allSatisfy { (1...4096).contains($0) } ? sizes : nil
    }
  }
}
