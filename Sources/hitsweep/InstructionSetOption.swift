import ArgumentParser
import Kernels

/// `--isa`, wherever something is trained.
struct InstructionSetOption: ParsableArguments {
  @Option(
    name: .customLong("isa"),
    help: ArgumentHelp(
      "The instruction set to train with; without it the fastest. Results are the same bits.",
      valueName: InstructionSet.allCases.map(\.rawValue).joined(separator: "|")))
  var name: String?

  func validate() throws {
    guard let name else { return }
    let known = InstructionSet.allCases
    guard let set = known.first(where: { $0.rawValue == name }) else {
      let names = known.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--isa: '\(name)' is not expected; expected one of \(names)")
    }
    if !set.isSupported {
      let names = known.filter(\.isSupported).map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--isa: this machine does not have \(name); it has \(names)")
    }
  }

  var instructionSet: InstructionSet {
    name.flatMap(InstructionSet.init) ?? .best
  }
}

extension InstructionSet {
  /// Its name, and what it is called elsewhere.
  var title: String {
    switch self {
    case .baseline: "baseline"
    #if arch(x86_64)
    case .v3: "v3 (AVX2 and fused multiply-add)"
    case .v4: "v4 (AVX-512)"
    #endif
    }
  }
}

/// How this process computes.
enum FloatingPoint {
  static let fault =
    "this process takes subnormal numbers for 0 or does not round to nearest, so its results would differ from those "
    + "of others; a library that was linked or preloaded (LD_PRELOAD), such as one built with -ffast-math, can do that"

  /// Refuses to train where results would differ.
  static func requireStandard() throws {
    if !floatingPointEnvironmentIsStandard() { throw Complaint(.infrastructure, fault) }
  }
}
