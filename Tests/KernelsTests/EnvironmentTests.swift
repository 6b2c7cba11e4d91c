import CLanes
import Glibc
import Kernels
import Testing

@Suite struct EnvironmentTests {
  /// Both are of this thread alone, and are undone before anything else runs on it.
  @Test func `a thread that flushes subnormals or rounds elsewhere is told from others`() {
    #expect(floatingPointEnvironmentIsStandard())
    lanes_flush_subnormals(true)
    let flushing = floatingPointEnvironmentIsStandard()
    lanes_flush_subnormals(false)
    #expect(!flushing)
    #expect(floatingPointEnvironmentIsStandard())
    for rounding: Int32 in 1...3 {
      fesetround(rounding * roundingUnit)
      let isStandard = floatingPointEnvironmentIsStandard()
      fesetround(0)
      #expect(!isStandard)
    }
    #expect(floatingPointEnvironmentIsStandard())
  }
}

/// One, two and three of these name the roundings upwards, downwards and towards 0 in some order; 0
/// names that to nearest. Swift finds the names of C ambiguous.
#if arch(x86_64)
private let roundingUnit: Int32 = 0x400
#else
private let roundingUnit: Int32 = 0x40_0000
#endif
