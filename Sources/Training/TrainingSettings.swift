public import RandomStreams

/// How long, in what batches and how fast a net is trained.
public struct TrainingSettings: Sendable {
  /// Passes over all rows.
  public let epochs: Int
  /// Rows a step; the last step of an epoch takes what is left.
  public let batchSize: Int
  /// Adam's learning rate.
  public let learningRate: Float
  /// What the sum of squared weights of each hidden kernel (of an LSTM: of its input kernel) is multiplied by to join
  /// the loss of every batch.
  public let l2: Float
  /// What is left out of each batch at random, if anything is.
  public let dropout: Dropout?

  /// Makes settings of at least one epoch and one row a batch.
  public init(
    epochs: Int, batchSize: Int, learningRate: Float, l2: Float = 0, dropout: Dropout? = nil
  ) {
    precondition(epochs > 0, "at least one epoch")
    precondition(batchSize > 0, "at least one row a batch")
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.l2 = l2
    self.dropout = dropout
  }
}

/// Inverted dropout, as Keras defines it: what is kept is multiplied by 1 / (1 - rate).
///
/// It falls on what each hidden layer of a multilayer perceptron gives. In an LSTM `rate` falls on the inputs and
/// `recurrentRate` on the outputs of the step before where they enter the gates, the same ones at all steps of a row.
///
/// Source: Srivastava et al.: "Dropout: a simple way to prevent neural networks from overfitting" (2014); Gal and
/// Ghahramani: "A theoretically grounded application of dropout in recurrent neural networks" (2016).
public struct Dropout: Sendable {
  /// The share that is left out, less than 1.
  public let rate: Float
  /// The share of an LSTM's former outputs that is left out, less than 1.
  public let recurrentRate: Float
  /// Where the choice comes from.
  public let stream: RandomStream

  /// Makes a rule of shares from 0 to less than 1.
  public init(rate: Float, recurrentRate: Float = 0, stream: RandomStream) {
    precondition((0..<1).contains(rate) && (0..<1).contains(recurrentRate), "shares below 1")
    self.rate = rate
    self.recurrentRate = recurrentRate
    self.stream = stream
  }
}
