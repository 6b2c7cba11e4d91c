import KernelContract

/// Rows of features in the form in which kernels gather them, made once and read by any number of trainings at once.
public struct FeatureMatrix: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// Features of a row.
  public let width: Int
  /// `[rowCount × paddedWidth(width)]`: the features of a row, the constant 1 of the bias, zeros.
  let values: [Float]

  /// Copies rows.
  ///
  /// - Parameter features: `[rows × width]`, row-major.
  public init(_ features: [Float], width: Int) {
    precondition(width > 0, "a row has at least one feature")
    precondition(features.count.isMultiple(of: width), "every row has all features")
    let rowCount = features.count / width
    let stride = paddedWidth(width)
    self.rowCount = rowCount
    self.width = width
    values = Array(unsafeUninitializedCapacity: rowCount * stride) { values, count in
      values.initialize(repeating: 0)
      features.withUnsafeBufferPointer { features in
        for row in 0..<rowCount {
          for feature in 0..<width {
            values[row * stride + feature] = features[row * width + feature]
          }
          values[row * stride + width] = 1
        }
      }
      count = rowCount * stride
    }
  }

  /// Floats from one row to the next.
  var stride: Int { paddedWidth(width) }
}
