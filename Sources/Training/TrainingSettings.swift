/// How long, in what batches and how fast a net is trained.
public struct TrainingSettings: Hashable, Sendable {
  /// Passes over all rows.
  public let epochs: Int
  /// Rows a step; the last step of an epoch takes what is left.
  public let batchSize: Int
  /// Adam's learning rate.
  public let learningRate: Float
  /// What the sum of squared weights of each hidden layer's kernel is multiplied by to join the
  /// loss of every batch.
  public let l2: Float

  /// Makes settings of at least one epoch and one row a batch.
  public init(epochs: Int, batchSize: Int, learningRate: Float, l2: Float = 0) {
    precondition(epochs > 0, "at least one epoch")
    precondition(batchSize > 0, "at least one row a batch")
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.l2 = l2
  }
}
