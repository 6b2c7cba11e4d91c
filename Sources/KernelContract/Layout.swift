/// Rows in a panel.
///
/// A panel holds up to 32 rows feature by feature, so that one vector holds one feature of many rows. A matrix of more
/// rows is a sequence of panels, each `[paddedWidth(width) × 32]`; the lanes of missing rows hold any finite numbers.
public let panelRows = 32

/// The lanes of the logical vector of all kernels, whatever the width of the machine's own.
public let laneCount = 16

/// Features of a row with one more, a constant 1 that carries the bias, rounded up to a multiple of 16.
///
/// The features beyond `width + 1` are 0.
@inlinable
public func paddedWidth(_ width: Int) -> Int { (width + laneCount) / laneCount * laneCount }

/// `rows` rounded up to whole panels.
@inlinable
public func paddedRows(_ rows: Int) -> Int { (rows + panelRows - 1) / panelRows * panelRows }

/// One dense layer's shape.
///
/// Its weights are `[outputs × stride]`, a row for each output: `inputs` weights, the bias, then zeros.
@frozen
public struct DenseShape: Hashable, Sendable {
  /// Features that go in.
  public let inputs: Int
  /// Sums that come out.
  public let outputs: Int

  /// Makes a shape of at least one input and one output.
  @inlinable
  public init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Floats from one row of weights to the next.
  @inlinable
  public var stride: Int { paddedWidth(inputs) }

  /// Floats of all rows of weights.
  @inlinable
  public var weightCount: Int { outputs * stride }

  /// Floats from one panel of inputs to the next.
  @inlinable
  public var inputPitch: Int { stride * panelRows }

  /// Floats from one panel of outputs to the next.
  @inlinable
  public var outputPitch: Int { paddedWidth(outputs) * panelRows }
}

/// The numbers of one step of Adam.
@frozen
public struct AdamStep: Sendable {
  /// 1 - β₁.
  public let firstRate: Float
  /// 1 - β₂.
  public let secondRate: Float
  /// Learning rate × √(1 - β₂ᵗ) / (1 - β₁ᵗ).
  public let size: Float
  /// What is added to the root of the second moment.
  public let epsilon: Float

  /// Makes a step of its numbers.
  public init(firstRate: Float, secondRate: Float, size: Float, epsilon: Float) {
    self.firstRate = firstRate
    self.secondRate = secondRate
    self.size = size
    self.epsilon = epsilon
  }
}
