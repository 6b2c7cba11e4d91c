/// What a front is of: its objectives, and the floors below which a configuration does not count.
public struct FrontDefinition: Hashable, Sendable {
  /// The name under which the front is shown.
  public let name: String
  /// Measures of which more is better.
  public let maximize: [Measure]
  /// Measures of which less is better.
  public let minimize: [Measure]
  /// Floors of the recall, a front each; empty for one front without a floor.
  public let minimumRecall: [Double]
  /// How many songs a configuration must flag, as the mean over its replicates.
  public let minimumFlagged: Double

  /// Defines a front by one to three objectives.
  ///
  /// Precision needs floors: without them the configuration that flags one song and is right beats
  /// all others. So where it is an objective, `nil` stands for recall floors of 0.1, 0.2, … 0.9 and
  /// for 20 flagged songs; elsewhere for no floor.
  public init(
    name: String, maximize: [Measure], minimize: [Measure],
    minimumRecall: [Double]? = nil, minimumFlagged: Double? = nil
  ) {
    let objectives = maximize + minimize
    precondition((1...3).contains(objectives.count), "one to three objectives")
    let needsFloors = objectives.contains(.precision)
    self.name = name
    self.maximize = maximize
    self.minimize = minimize
    self.minimumRecall = minimumRecall ?? (needsFloors ? (1...9).map { Double($0) / 10 } : [])
    self.minimumFlagged = minimumFlagged ?? (needsFloors ? 20 : 0)
  }

  /// Precision against false-positive rate, with a floor for every taste.
  public static let precision = FrontDefinition(
    name: "precision", maximize: [.precision], minimize: [.falsePositiveRate],
    minimumRecall: [0.1, 0.3, 0.5, 0.7], minimumFlagged: 20)

  /// Recall (what the deck calls precision) against false-positive rate.
  public static let recall = FrontDefinition(
    name: "recall", maximize: [.recall], minimize: [.falsePositiveRate])
}
