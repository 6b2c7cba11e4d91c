import Simulation
import Testing

@Suite struct DispatchModelTests {
  private let costs = DispatchCosts(
    message: 20e-6, outcome: 1e-6, commit: 500e-6, storedOutcome: 2e-6, baseMemory: 40e6,
    workerMemory: 75e3)

  private func model(_ workers: Int, slots: Int = 1, trials: Int, trialTime: Double)
    -> DispatchModel
  {
    DispatchModel(
      workers: workers, slots: slots, trials: trials, trialTime: trialTime, costs: costs)
  }

  @Test func `a few workers on long trials are as good as all of their slots`() {
    let result = model(4, slots: 8, trials: 64_000, trialTime: 0.02).run()
    #expect((0.98...1).contains(result.efficiency))
    #expect((40...40.8).contains(result.makespanSeconds))
    #expect(result.coordinatorCores < 0.1)
  }

  @Test func `a coordinator at its limit decides, and the limit is where the formula says`() {
    // The store's 2 µs an outcome are more than the loop's 1 µs and its share of a message.
    let saturated = model(10_000, slots: 64, trials: 100_000_000, trialTime: 0.02)
    #expect((499_000...500_001).contains(saturated.capacity))
    let result = saturated.run()
    #expect((0.9...1.001).contains(result.trialsPerSecond / saturated.capacity))
    #expect(result.efficiency < 0.02)
    let half = Int(saturated.saturatingWorkers / 2)
    let relaxed = model(half, slots: 64, trials: 100_000_000, trialTime: 0.02).run()
    #expect(relaxed.efficiency > 0.95)
  }

  @Test func `every trial is counted, however few`() {
    for trials in [1, 2, 7] {
      let result = model(3, trials: trials, trialTime: 1).run()
      #expect(result.makespanSeconds >= Double((trials + 2) / 3))
      #expect(result.makespanSeconds < Double(trials) + 0.1)
    }
  }
}
