/// What an observer of a training sees after each batch; every array is copied when asked for.
public struct BatchReport: ~Copyable {
  /// The epoch, from 0.
  public let epoch: Int
  /// The batch within the epoch, from 0.
  public let batch: Int
  /// The batch's loss before its step, L2 included.
  public let loss: Float

  private let memory: TrainingMemory

  init(epoch: Int, batch: Int, loss: Float, memory: TrainingMemory) {
    self.epoch = epoch
    self.batch = batch
    self.loss = loss
    self.memory = memory
  }

  /// The gradient of the loss before the step; like all arrays here in the order of
  /// `MLP.parameters`.
  public var gradient: [Float] { copy(memory.gradient) }
  /// The parameters after the step.
  public var parameters: [Float] { copy(memory.parameters) }
  /// Adam's first moment after the step, not corrected for its bias.
  public var firstMoment: [Float] { copy(memory.firstMoment) }
  /// Adam's second moment after the step, not corrected for its bias.
  public var secondMoment: [Float] { copy(memory.secondMoment) }

  private func copy(_ values: UnsafeMutablePointer<Float>) -> [Float] {
    Array(UnsafeBufferPointer(start: values, count: memory.parameterCount))
  }
}
