/// The arithmetic of training, laid down to the last bit.
///
/// Every element of a result is a fixed sequence of additions, multiplications, fused multiply-adds and divisions, each
/// rounded once, that depends on nothing but the shape: every set of kernels gives the same bits.
/// What a sum starts with and the order of its terms are part of the contract; so is that -x turns the sign of 0, too.
///
/// All kernels take flat pointers to floats; what is written overlaps nothing. Matrices of rows come in two forms. In *panels* (see
/// `panelRows`) a vector holds one feature of 16 rows. In *strips* it holds 16 features of one row: a strip has 32
/// features of all rows, `[paddedRows(rows) × 32]`, the last one 16 where `paddedWidth(width)` is no multiple of 32.
public protocol KernelSet {
  /// Gathers rows into panels and strips.
  ///
  /// - Parameters:
  ///   - source: rows of `paddedWidth(width)` floats, `pitch` floats apart.
  ///   - order: `[rows]`, the indices of the rows to gather.
  static func gatherRows(
    _ source: UnsafePointer<Float>, pitch: Int, order: UnsafePointer<UInt32>, rows: Int, width: Int,
    panels: UnsafeMutablePointer<Float>, strips: UnsafeMutablePointer<Float>)

  /// Gathers one number a row, and 0 up to the last row of a panel.
  ///
  /// - Parameters:
  ///   - source: the numbers, `pitch` floats apart.
  ///   - order: `[rows]`, the indices of the numbers to gather.
  ///   - values: `[paddedRows(rows)]`.
  static func gatherValues(
    _ source: UnsafePointer<Float>, pitch: Int, order: UnsafePointer<UInt32>, rows: Int,
    into values: UnsafeMutablePointer<Float>)

  /// Turns panels into strips.
  static func transpose(
    _ panels: UnsafePointer<Float>, width: Int, rows: Int,
    into strips: UnsafeMutablePointer<Float>)

  /// A dense layer: output = bias + Σ input × weight, over the inputs in order.
  static func denseForward(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    into output: UnsafeMutablePointer<Float>)

  /// A dense layer whose negative sums become 0; what is not a number stays so.
  static func denseReLUForward(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    into output: UnsafeMutablePointer<Float>)

  /// output += Σ input × weight, over the inputs in order: a dense layer that adds, without its bias.
  static func denseForwardAdding(
    _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape, rows: Int,
    to output: UnsafeMutablePointer<Float>)

  /// inputGradient += Σ outputGradient × weight, over the outputs in order.
  ///
  /// - Parameter outputGradient: the loss's slopes with respect to the layer's sums.
  static func denseInputBackwardAdding(
    _ outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, to inputGradient: UnsafeMutablePointer<Float>)

  /// inputGradient = Σ outputGradient × weight, over the outputs in order, where the input is positive; 0 elsewhere.
  ///
  /// - Parameter input: what the ReLU layer below gave.
  static func denseReLUInputBackward(
    _ outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, input: UnsafePointer<Float>, into inputGradient: UnsafeMutablePointer<Float>)

  /// gradient += Σ outputGradient × input, over the rows in order.
  ///
  /// - Parameters:
  ///   - input: strips; their constant 1 gives the gradient of the bias.
  ///   - gradient: in the form of the weights.
  static func denseWeightsBackward(
    _ outputGradient: UnsafePointer<Float>, input: UnsafePointer<Float>, shape: DenseShape,
    rows: Int, to gradient: UnsafeMutablePointer<Float>)

  /// Two-way softmax, its cross-entropy and the slopes of that with respect to the logits.
  ///
  /// Both are computed from the difference of the two logits, as TensorFlow does it for a Keras model that ends in a
  /// softmax: no probability is clipped, so that the loss of a sure and wrong answer keeps its size and its gradient.
  /// The gradient of a sure and right answer is 0 where the other label's probability is less than `negligible`.
  ///
  /// - Parameters:
  ///   - logits: panels of width 2.
  ///   - signedWeights: `[paddedRows(rows)]`, what each row's loss is multiplied by; below 0 (by as much) for label 0. Where it is 0,
  ///     the row has no say, whatever its logits.
  ///   - scale: what the slopes are multiplied by, too.
  ///   - lossSums: `[16]`; row k adds its weighted loss to the sum k mod 16.
  ///   - gradient: panels of width 2.
  static func softmaxBackward(
    _ logits: UnsafePointer<Float>, signedWeights: UnsafePointer<Float>, scale: Float, rows: Int,
    lossSums: UnsafeMutablePointer<Float>, into gradient: UnsafeMutablePointer<Float>)

  /// The softmax probability of label 1.
  ///
  /// - Parameters:
  ///   - logits: panels of width 2.
  ///   - probabilities: `[paddedRows(rows)]`.
  static func softmaxForward(
    _ logits: UnsafePointer<Float>, rows: Int, into probabilities: UnsafeMutablePointer<Float>)

  /// One time step of an LSTM layer, from the sums of its gates to its output.
  ///
  /// c = σ(f) × c + σ(i) × tanh(g), h = σ(o) × tanh(c); where a row is missing at this step, c and h stay.
  ///
  /// - Parameters:
  ///   - gates: panels of width 4 × units: the sums of i, f, g, o, replaced by σ(i), σ(f), tanh(g), σ(o).
  ///   - present: `[paddedRows(rows)]`, 1 where the row has this step, else 0.
  ///   - previousCell: panels of width units, as are all below.
  ///   - cellTanh: tanh of the new cell.
  static func lstmForward(
    gates: UnsafeMutablePointer<Float>, present: UnsafePointer<Float>, units: Int, rows: Int,
    previousCell: UnsafePointer<Float>, previousHidden: UnsafePointer<Float>,
    cell: UnsafeMutablePointer<Float>, cellTanh: UnsafeMutablePointer<Float>,
    hidden: UnsafeMutablePointer<Float>)

  /// The slopes of one time step of an LSTM layer.
  ///
  /// - Parameters:
  ///   - gates: as `lstmForward` left them.
  ///   - gateGradient: panels of width 4 × units, with respect to the sums of the gates.
  ///   - cellGradient: with respect to the cell of this step from later ones; becomes that of the step before.
  ///   - hiddenGradient: with respect to the output of this step; becomes what passes a missing step unchanged.
  static func lstmBackward(
    gates: UnsafePointer<Float>, present: UnsafePointer<Float>, units: Int, rows: Int,
    previousCell: UnsafePointer<Float>, cellTanh: UnsafePointer<Float>,
    gateGradient: UnsafeMutablePointer<Float>, cellGradient: UnsafeMutablePointer<Float>,
    hiddenGradient: UnsafeMutablePointer<Float>)

  /// values = values × factors.
  ///
  /// - Parameter count: a multiple of 16.
  static func multiply(
    _ values: UnsafeMutablePointer<Float>, by factors: UnsafePointer<Float>, count: Int)

  /// Sets the gradient of a layer's weights to that of `l2` × Σ weight², biases left out.
  ///
  /// - Returns: Σ weight²; the weight at column k of its row is in partial sum k mod 16.
  static func l2Backward(
    _ weights: UnsafePointer<Float>, shape: DenseShape, l2: Float,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Float

  /// One step of Adam in Keras' form: epsilon is added to the root of the uncorrected second moment.
  ///
  /// Source: Kingma and Ba: "Adam: a method for stochastic optimization" (2015), the reordered form at the end of
  /// section 2, with its hatted epsilon. Unlike there, first moments nearer to 0 than `negligible` become 0: divided by
  /// an epsilon of 1e-7 they would still move no weight. And the root is Newton's (`ReferenceKernels.squareRoot`), so that a
  /// second moment beyond the largest float makes the weight NaN.
  ///
  /// - Parameters:
  ///   - weights: `[count]`, as are `gradient` and the moments.
  ///   - count: a multiple of 16.
  static func adamStep(
    _ weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>, count: Int,
    step: AdamStep)

  /// Fused multiply-adds in one round of `multiplyAdds`.
  static var multiplyAddsPerRound: Int { get }

  /// Does nothing but fused multiply-adds, to show what the machine can do at best: sums += 2⁻¹⁰ × 2⁻¹⁰ in each round.
  ///
  /// - Parameter sums: `[6 × 32]`, of which as many are added to as `multiplyAddsPerRound` says.
  static func multiplyAdds(rounds: Int, to sums: UnsafeMutablePointer<Float>)
}

/// Below this, slopes and first moments count as 0.
///
/// They are too small to move a weight, but what is computed from them would be subnormal numbers, which slow many
/// processors down: measured, a training with dead units took twice as long.
@inlinable
public var negligible: Float { 0x1p-100 }
