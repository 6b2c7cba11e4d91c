import CLanes

#if hasFeature(Embedded)
package import KernelsBaseline
#else
package import KernelContract
import KernelsBaseline
#endif

#if arch(x86_64)
import KernelsV3
import KernelsV4
#endif

// Embedded Swift, in which tests compile this for other processors, has no types of protocols; its one kernel set will do.
#if hasFeature(Embedded)
/// What computes.
package typealias KernelChoice = VectorKernels.Type
#else
/// What computes.
package typealias KernelChoice = any KernelSet.Type
#endif

/// What a processor can compute with; all give the same bits.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every processor of its kind has.
  ///
  /// On x86-64 each fused multiply-add is a call: correct, and some hundred times slower.
  case baseline
  #if arch(x86_64)
  /// x86-64-v3: AVX2 and fused multiply-add.
  case v3
  /// x86-64-v4: AVX-512.
  case v4
  #endif

  /// The fastest that this machine has.
  public static let best = allCases.last { $0.isSupported } ?? .baseline

  /// Whether each fused multiply-add is a call.
  public var isSlow: Bool {
    #if arch(x86_64)
    self == .baseline
    #else
    false
    #endif
  }

  /// Whether this machine has it.
  public var isSupported: Bool {
    #if arch(x86_64)
    switch self {
    case .baseline: true
    case .v3: lanes_x86_level() >= 3
    case .v4: lanes_x86_level() >= 4
    }
    #else
    true
    #endif
  }

  /// The kernels compiled for it, on a machine that has it.
  package var kernels: KernelChoice {
    precondition(isSupported, "an instruction set of this machine")
    return switch self {
    case .baseline: KernelsBaseline.VectorKernels.self
    #if arch(x86_64)
    case .v3: KernelsV3.VectorKernels.self
    case .v4: KernelsV4.VectorKernels.self
    #endif
    }
  }
}
