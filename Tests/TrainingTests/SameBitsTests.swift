import Kernels
import Testing
import Training

/// Trainings give the same bits on every machine, and from one version to the next.
@Suite struct SameBitsTests {
  private static let sets = InstructionSet.allCases.filter(\.isSupported)

  @Test(arguments: Workload.all)
  func `every instruction set trains to the bits of the reference`(workload: Workload) throws {
    let expected = try workload.train(with: ReferenceKernels.self)
    for set in Self.sets {
      let bits = try workload.train(with: set.kernels)
      #expect(bits.parameters == expected.parameters, "parameters of \(set)")
      #expect(bits.epochLosses == expected.epochLosses, "losses of \(set)")
      #expect(bits.probabilities == expected.probabilities, "probabilities of \(set)")
    }
  }

  @Test(arguments: Workload.all)
  func `the bits of a training are those of the version before`(workload: Workload) throws {
    let hash = try workload.train(with: InstructionSet.best.kernels).hash
    #expect(
      hash == workload.recordedHash,
      """
      \(workload.testDescription) now ends with parameters of hash \(String(hash, radix: 16)): \
      raise numericsVersion in Sweeps if this change of bits is meant, and record the hash
      """)
  }
}
