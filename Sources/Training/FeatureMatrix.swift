import KernelContract

/// Rows of features in the form in which kernels gather them, made once and read by any number of trainings at once.
public struct FeatureMatrix: Sendable {
  /// The number of rows.
  public let rowCount: Int
  /// Features of a row.
  public let width: Int
  private let storage: Storage

  /// Proof of `@unchecked Sendable`: nothing is written once `FeatureMatrix.init` has returned.
  private final class Storage: @unchecked Sendable {
    private let memory = FloatMemory()
    let values: UnsafeMutablePointer<Float>

    init(count: Int) { values = memory.floats(count) }
  }

  /// Copies rows.
  ///
  /// - Parameter features: `[rows × width]`, row-major.
  public init(_ features: [Float], width: Int) {
    precondition(width > 0, "a row has at least one feature")
    precondition(features.count.isMultiple(of: width), "every row has all features")
    self.width = width
    rowCount = features.count / width
    storage = Storage(count: rowCount * paddedWidth(width))
    features.withUnsafeBufferPointer { features in
      for row in 0..<rowCount {
        let values = storage.values + row * stride
        for feature in 0..<width {
          let value = features[row * width + feature]
          // One NaN for all: others carry bits that arithmetic can take for numbers.
          values[feature] = value.isNaN ? .nan : value
        }
        values[width] = 1
      }
    }
  }

  /// Floats from one row to the next.
  var stride: Int { paddedWidth(width) }

  /// `[rowCount × stride]`: the features of a row, the constant 1 of the bias, zeros; as long as this matrix lives.
  var values: UnsafePointer<Float> { UnsafePointer(storage.values) }
}
