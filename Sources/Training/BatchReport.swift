/// What an observer of a training sees after each batch; every array is copied when asked for.
public struct BatchReport: ~Copyable {
  /// The epoch, from 0.
  public let epoch: Int
  /// The batch within the epoch, from 0.
  public let batch: Int
  /// The batch's loss before its step, L2 included.
  public let loss: Float

  private let memory: WeightMemory

  init(epoch: Int, batch: Int, loss: Float, memory: WeightMemory) {
    self.epoch = epoch
    self.batch = batch
    self.loss = loss
    self.memory = memory
  }

  /// The gradient of the loss before the step; like all arrays here in the order of the net's `parameters`.
  public var gradient: [Float] { memory.layout.parameters(from: memory.gradient) }
  /// The parameters after the step.
  public var parameters: [Float] { memory.layout.parameters(from: memory.weights) }
  /// Adam's first moment after the step, not corrected for its bias.
  public var firstMoment: [Float] { memory.layout.parameters(from: memory.firstMoment) }
  /// Adam's second moment after the step, not corrected for its bias.
  public var secondMoment: [Float] { memory.layout.parameters(from: memory.secondMoment) }
}

/// The weights of a net in training, their gradient and Adam's moments, in the form of the kernels.
struct WeightMemory {
  let layout: WeightLayout
  /// How many floats each has.
  let count: Int
  let weights: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let firstMoment: UnsafeMutablePointer<Float>
  let secondMoment: UnsafeMutablePointer<Float>

  init(_ layout: WeightLayout, parameters: [Float], in memory: FloatMemory) {
    self.layout = layout
    count = layout.weightCount
    weights = memory.floats(count)
    gradient = memory.floats(count)
    firstMoment = memory.floats(count)
    secondMoment = memory.floats(count)
    layout.load(parameters, into: weights)
  }
}
