/// What a net is trained on: rows, each of one time step or of several.
///
/// Any number of trainings may read the same rows at once.
///
/// Proof of `@unchecked Sendable`: nothing is written once `init` has returned.
public final class TrainingRows: @unchecked Sendable {
  /// The features of every step: step t of row r is row `r × steps + t` of the matrix.
  public let features: FeatureMatrix
  /// Time steps of a row; 1 for a multilayer perceptron.
  public let steps: Int
  /// The indices of the rows that are trained on, in the order in which they are taken as given.
  public let selection: [UInt32]
  private let memory = FloatMemory()
  private let signedWeights: UnsafeMutablePointer<Float>
  private let present: UnsafeMutablePointer<Float>
  private let isComplete: Bool

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
    self.selection = selection ?? [UInt32](0..<UInt32(rows))
    isComplete = present?.allSatisfy { $0 } ?? true
    self.present = memory.floats(labels.count)
    signedWeights = memory.floats(labels.count)
    for index in labels.indices {
      let isPresent: Float = present?[index] ?? true ? 1 : 0
      self.present[index] = isPresent
      signedWeights[index] = (labels[index] == 1 ? weights[index] : -weights[index]) * isPresent
    }
    precondition(self.selection.allSatisfy { $0 < UInt32(rows) }, "the index of a row")
    if let present {
      precondition(
        (0..<rows).allSatisfy { present[$0 * steps..<($0 + 1) * steps].contains(true) },
        "every row has at least one step")
    }
  }

  /// The number of rows that are trained on.
  public var count: Int { selection.count }

  /// Lends where all of it lies.
  func lend<Result, Failure: Error>(
    _ body: (RowSource) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(self) {} }
    return try body(
      RowSource(
        features: features.values, stride: features.stride, steps: steps,
        signedWeights: signedWeights, present: present, isComplete: isComplete))
  }
}

/// Where rows lie, as mere pointers: trainings on several threads that counted references to the same object in each batch
/// would wait for each other's cache lines.
struct RowSource {
  /// `[rows × steps × stride]`.
  let features: UnsafePointer<Float>
  /// Floats from one step's features to the next.
  let stride: Int
  let steps: Int
  /// `[rows × steps]`: what the loss of each step is multiplied by; with a minus sign where its label is 0.
  let signedWeights: UnsafePointer<Float>
  /// `[rows × steps]`: 1 where a row has this step, 0 where it is missing.
  let present: UnsafePointer<Float>
  /// Whether no step is missing.
  let isComplete: Bool

  /// The steps that are there in some rows.
  func stepCount(_ order: UnsafePointer<UInt32>, rows count: Int) -> Int {
    if isComplete { return count * steps }
    var sum = 0
    for row in 0..<count {
      for step in 0..<steps { sum += Int(present[Int(order[row]) * steps + step]) }
    }
    return sum
  }
}
