import KernelContract

/// Adam's constants, which are Keras' defaults, and the size of each step.
struct AdamSchedule {
  private static let beta1 = 0.9
  private static let beta2 = 0.999
  private static let firstRate = Float(1 - beta1)
  private static let secondRate = Float(1 - beta2)
  private static let epsilon: Float = 1e-7

  private let learningRate: Double
  private var beta1Power = 1.0
  private var beta2Power = 1.0

  init(learningRate: Float) {
    self.learningRate = Double(learningRate)
  }

  /// The numbers of step t = 1, 2, …
  mutating func next() -> AdamStep {
    beta1Power *= Self.beta1
    beta2Power *= Self.beta2
    let size = learningRate * (1 - beta2Power).squareRoot() / (1 - beta1Power)
    return AdamStep(
      firstRate: Self.firstRate, secondRate: Self.secondRate, size: Float(size),
      epsilon: Self.epsilon)
  }
}
