import Kernels

/// The memory of one training, lent by `withFloatRegions`.
struct TrainingMemory {
  let parameterCount: Int
  /// In the order of `MLP.parameters`, as are the gradient and the moments.
  let parameters: UnsafeMutablePointer<Float>
  let gradient: UnsafeMutablePointer<Float>
  let firstMoment: UnsafeMutablePointer<Float>
  let secondMoment: UnsafeMutablePointer<Float>
  /// `[16]`: what each lane's rows have added to the loss of the batch.
  let lossSums: UnsafeMutablePointer<Float>
  /// `[16]`: +1 for label 1, -1 for label 0, of the panel's rows.
  let signs: UnsafeMutablePointer<Float>
  /// `[16]`: the weights of the panel's rows, divided by the rows of the batch.
  let weights: UnsafeMutablePointer<Float>
  /// `[16 × stride]`: one layer's output gradient, transposed.
  let transposed: UnsafeMutablePointer<Float>
  /// The features, what each hidden layer gives, and the logits, each `[width × 16]`.
  let panels: ArraySlice<UnsafeMutablePointer<Float>>
  /// The gradient with respect to each layer's sums, each `[outputs × 16]`.
  let panelGradients: ArraySlice<UnsafeMutablePointer<Float>>

  /// The sizes of the regions, in the order in which `init` takes them.
  static func regions(of shape: MLPShape) -> [Int] {
    let count = shape.parameterCount
    let widths = shape.widths
    return [count, count, count, count, panelRows, panelRows, panelRows]
      + [panelRows * widths.max()!.roundedUpToLanes]
      + (widths + widths.dropFirst()).map { $0 * panelRows }
  }

  init(_ regions: [UnsafeMutablePointer<Float>], shape: MLPShape) {
    parameterCount = shape.parameterCount
    parameters = regions[0]
    gradient = regions[1]
    firstMoment = regions[2]
    secondMoment = regions[3]
    lossSums = regions[4]
    signs = regions[5]
    weights = regions[6]
    transposed = regions[7]
    panels = regions[8..<8 + shape.widths.count]
    panelGradients = regions[(8 + shape.widths.count)...]
  }
}
