/// The rows a net is trained on.
public struct TrainingRows: Sendable {
  /// `[rows × inputs]`, row-major.
  public let features: [Float]
  /// `[rows]`, 0 or 1.
  public let labels: [UInt8]
  /// `[rows]`, what the loss of each row is multiplied by.
  public let weights: [Float]

  /// Makes rows of one label and one weight each.
  public init(features: [Float], labels: [UInt8], weights: [Float]) {
    precondition(!labels.isEmpty, "training needs at least one row")
    precondition(labels.allSatisfy { $0 <= 1 }, "a label is 0 or 1")
    precondition(weights.count == labels.count, "one weight a row")
    precondition(features.count.isMultiple(of: labels.count), "every row has all inputs")
    self.features = features
    self.labels = labels
    self.weights = weights
  }

  /// The number of rows.
  public var count: Int { labels.count }
}
