/// What a net is trained on: rows, each of one time step or of several.
public final class TrainingRows: Sendable {
  /// The features of every step: step t of row r is row `r × steps + t` of the matrix.
  public let features: FeatureMatrix
  /// Time steps of a row; 1 for a multilayer perceptron.
  public let steps: Int
  /// The indices of the rows that are trained on, in the order in which they are taken as given.
  public let selection: [UInt32]
  /// `[rows × steps]`: what the loss of each step is multiplied by; with a minus sign where its label is 0.
  let signedWeights: [Float]
  /// `[rows × steps]`: 1 where a row has this step, 0 where it is missing.
  let present: [Float]
  /// `[rows]`: how many steps each row has; empty where none is missing.
  let presentCounts: [Int]

  /// Makes rows of one label and one weight each step.
  ///
  /// - Parameters:
  ///   - features: `[rows × steps × inputs]`; those of missing steps may be any finite numbers.
  ///   - labels: `[rows × steps]`, 0 or 1.
  ///   - weights: `[rows × steps]`, what the loss of each step is multiplied by.
  ///   - present: `[rows × steps]`, which steps there are, at least one in each row; `nil` where none is missing.
  ///   - selection: the indices of the rows to train on; `nil` for all.
  public init(
    features: FeatureMatrix, steps: Int = 1, labels: [UInt8], weights: [Float],
    present: [Bool]? = nil, selection: [UInt32]? = nil
  ) {
    precondition(!labels.isEmpty, "training needs at least one row")
    precondition(labels.allSatisfy { $0 <= 1 }, "a label is 0 or 1")
    precondition(weights.count == labels.count, "one weight a label")
    precondition(weights.allSatisfy { !($0 < 0) }, "no weight is negative")
    precondition(features.rowCount == labels.count, "one label a step")
    precondition(steps > 0 && labels.count.isMultiple(of: steps), "every row has all steps")
    precondition(present.map { $0.count == labels.count } ?? true, "every step is there or not")
    precondition(selection?.isEmpty != true, "training needs at least one row")
    let rows = labels.count / steps
    self.features = features
    self.steps = steps
    let presence: [Float] = present?.map { $0 ? 1 : 0 } ?? Array(repeating: 1, count: labels.count)
    presentCounts =
      present.map { present in
        (0..<rows).map { row in present[row * steps..<(row + 1) * steps].count { $0 } }
      } ?? []
    precondition(presentCounts.allSatisfy { $0 > 0 }, "every row has at least one step")
    self.present = presence
    signedWeights = labels.indices.map { index in
      (labels[index] == 1 ? weights[index] : -weights[index]) * presence[index]
    }
    self.selection = selection ?? [UInt32](0..<UInt32(rows))
    precondition(self.selection.allSatisfy { $0 < UInt32(rows) }, "the index of a row")
  }

  /// The number of rows that are trained on.
  public var count: Int { selection.count }

  /// The steps that are there in some rows.
  func stepCount(_ order: UnsafePointer<UInt32>, rows count: Int) -> Int {
    if presentCounts.isEmpty { return count * steps }
    return (0..<count).reduce(0) { $0 + presentCounts[Int(order[$1])] }
  }
}
