import CLanes
import Glibc
import Kernels
import Testing
import Training

/// A training ends the process rather than giving other bits than elsewhere.
///
/// Each exit test sets its own process up; the tests that exit with success prove that nothing else
/// ends it.
@Suite struct EnvironmentTests {
  private static let settings = TrainingSettings(epochs: 1, batchSize: 8, learningRate: 0.01)

  private static func trainMLP(_ set: InstructionSet = .best) throws {
    _ = try Trainer.train(
      testNet(inputs: 3, hidden: [4]), on: testRows(8, inputs: 3), settings: settings,
      order: .asGiven, with: set)
  }

  private static func trainLSTM(_ set: InstructionSet = .best) throws {
    _ = try Trainer.train(
      testLSTM(inputs: 3, units: 4), on: testRows(8, inputs: 3, steps: 2), settings: settings,
      order: .asGiven, with: set)
  }

  @Test func `a standard thread trains`() async {
    await #expect(processExitsWith: .success) {
      try Self.trainMLP()
      try Self.trainLSTM()
      try Self.trainMLP(.baseline)
      try Self.trainLSTM(.baseline)
    }
  }

  @Test func `a thread that kept subnormals again trains`() async {
    await #expect(processExitsWith: .success) {
      lanes_flush_subnormals(true)
      lanes_flush_subnormals(false)
      try Self.trainMLP()
      try Self.trainLSTM()
    }
  }

  @Test func `a thread that flushes subnormals trains no multilayer perceptron`() async {
    await #expect(processExitsWith: .failure) {
      lanes_flush_subnormals(true)
      try Self.trainMLP()
    }
    await #expect(processExitsWith: .failure) {
      lanes_flush_subnormals(true)
      try Self.trainMLP(.baseline)
    }
  }

  @Test func `a thread that flushes subnormals trains no LSTM`() async {
    await #expect(processExitsWith: .failure) {
      lanes_flush_subnormals(true)
      try Self.trainLSTM()
    }
    await #expect(processExitsWith: .failure) {
      lanes_flush_subnormals(true)
      try Self.trainLSTM(.baseline)
    }
  }

  @Test func `a thread that does not round to nearest trains nothing`() async {
    await #expect(processExitsWith: .failure) {
      fesetround(roundingUnit)
      try Self.trainMLP()
    }
    await #expect(processExitsWith: .failure) {
      fesetround(3 * roundingUnit)
      try Self.trainLSTM()
    }
  }
}

/// What names a rounding that is not to nearest, as does three times it: Swift finds the names of C
/// ambiguous.
#if arch(x86_64)
private let roundingUnit: Int32 = 0x400
#else
private let roundingUnit: Int32 = 0x40_0000
#endif
