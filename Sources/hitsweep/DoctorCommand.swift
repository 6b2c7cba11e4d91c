import ArgumentParser
import Foundation
import Kernels
import Reports
import Scheduling
import Sweeps
import ZeroMQ

/// `hitsweep doctor`.
struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what this machine trains with, and what stands in its way.")

  @OptionGroup var isa: InstructionSetOption
  @Option(help: "The form of the output.") var format = TableFormat.table

  func run() throws {
    let diagnosis = Diagnosis(instructionSet: isa.instructionSet)
    if format == .json { return try printJSON(diagnosis) }
    for line in diagnosis.lines() { print(line) }
  }
}

/// What matters of a machine.
struct Diagnosis: Encodable {
  let schemaVersion = 1
  let version = hitsweepVersion
  let numericsVersion = Sweeps.numericsVersion
  let protocolVersion = Scheduling.protocolVersion
  let isa: String
  let supportedISAs: [String]
  let cores: Int
  let zeroMQ: String
  let openFilesLimit: Int
  let warnings: [String]
  private let title: String

  private enum CodingKeys: CodingKey {
    case schemaVersion, version, numericsVersion, protocolVersion, isa, supportedISAs, cores, zeroMQ
    case openFilesLimit, warnings
  }

  init(instructionSet: InstructionSet) {
    isa = instructionSet.rawValue
    title = instructionSet.title
    supportedISAs = InstructionSet.allCases.filter(\.isSupported).map(\.rawValue)
    cores = ProcessInfo.processInfo.activeProcessorCount
    zeroMQ = libraryVersion()
    var limit = rlimit()
    openFilesLimit =
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
      ? Int(clamping: limit.rlim_cur) : 0
    var warnings: [String] = []
    if instructionSet.isSlow {
      warnings.append(
        "baseline computes each multiply-add by a call, and is some hundred times slower: right for a check, "
          + "not for a sweep. Train on a processor with AVX2 (Intel since 2013, AMD since 2015)")
    }
    if !floatingPointEnvironmentIsStandard() {
      warnings.append(FloatingPoint.fault)
    }
    self.warnings = warnings
  }

  /// The findings for people.
  func lines() -> [String] {
    var table = TextTable([.left("what"), .wrapped("here")])
    table.append([
      "hitsweep", "\(version) (numerics \(numericsVersion), protocol \(protocolVersion))",
    ])
    table.append(["instruction set in use", title])
    table.append(["instruction sets", supportedISAs.joined(separator: ", ")])
    table.append(["cores", "\(cores)"])
    table.append(["libzmq", zeroMQ])
    table.append(["open files, at most", NumberText.count(openFilesLimit)])
    return table.lines(width: Terminal.width) + warnings.map { "warning: \($0)" }
  }
}
