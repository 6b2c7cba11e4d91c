import CLanes
import Kernels
import Training

/// What `run` starts on each processor: says what it computes with, then prints what it has computed.
@main struct OtherProcessors {
  static func main() throws(TrainingError) {
    checkEnvironment()
    #if arch(x86_64)
    print("x86-64 \(InstructionSet.best.rawValue)")
    #elseif arch(arm64)
    print("aarch64 \(InstructionSet.best.rawValue)")
    #endif
    try printFingerprints()
  }

  /// Floating-point numbers behave as the standard says, and it is noticed where they do not.
  private static func checkEnvironment() {
    precondition(lanes_environment_is_standard(), "subnormal numbers are kept at first")
    lanes_flush_subnormals(true)
    precondition(!lanes_environment_is_standard(), "it is noticed when they are flushed")
    lanes_flush_subnormals(false)
    precondition(lanes_environment_is_standard(), "subnormal numbers are kept again")
  }
}
