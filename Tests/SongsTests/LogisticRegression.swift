import Foundation

/// Logistic regression by Newton's method, small and slow: a yardstick of the signal in songs.
struct LogisticRegression {
  private var weights: [Double]

  /// Fits weights to standardised features, the constant last.
  init(rows: [[Double]], labels: [UInt8]) {
    let width = rows[0].count
    weights = [Double](repeating: 0, count: width)
    for _ in 0..<8 {
      var gradient = [Double](repeating: 0, count: width)
      var hessian = [[Double]](repeating: gradient, count: width)
      for (row, label) in zip(rows, labels) {
        let probability = 1 / (1 + exp(-score(row)))
        let curvature = probability * (1 - probability)
        for i in 0..<width {
          gradient[i] += (Double(label) - probability) * row[i]
          for j in 0..<width { hessian[i][j] += curvature * row[i] * row[j] }
        }
      }
      let step = Self.solve(hessian, gradient)
      for i in 0..<width { weights[i] += step[i] }
    }
  }

  func score(_ row: [Double]) -> Double {
    zip(weights, row).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Solves a positive definite system by elimination.
  private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var rows = zip(matrix, right).map { $0 + [$1] }
    for pivot in rows.indices {
      for other in rows.indices where other != pivot {
        let factor = rows[other][pivot] / rows[pivot][pivot]
        for column in pivot...rows.count {
          rows[other][column] -= factor * rows[pivot][column]
        }
      }
    }
    return rows.indices.map { rows[$0][rows.count] / rows[$0][$0] }
  }
}
