import Foundation

/// A training that Keras ran; `Fixtures/golden/README.md` says what its arrays mean.
struct Golden: Decodable {
  struct Meta: Decodable {
    let rows: Int
    let batch: Int
    let epochs: Int
    let l2: Float
  }

  /// How far Keras is from double precision.
  struct Distances: Decodable {
    let batchLoss: Float
    let finalWeights: Float
    let finalProbabilities: Float
    let firstBatchGradient: Float

    private enum CodingKeys: String, CodingKey {
      case batchLoss = "batch_loss"
      case finalWeights = "final_weights"
      case finalProbabilities = "final_probabilities"
      case firstBatchGradient = "first_batch_gradient"
    }
  }

  private struct Values: Decodable {
    let data: [Float]

    private enum CodingKeys: CodingKey {
      case data
    }

    /// Numbers nested up to two deep become one flat array.
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      if let matrix = try? container.decode([[Double]].self, forKey: .data) {
        data = matrix.joined().map { Float($0) }
      } else if let vector = try? container.decode([Double].self, forKey: .data) {
        data = vector.map { Float($0) }
      } else {
        data = [Float(try container.decode(Double.self, forKey: .data))]
      }
    }
  }

  private struct Manifest: Decodable {
    struct Case: Decodable {
      let distances: Distances

      private enum CodingKeys: String, CodingKey {
        case distances = "max_abs_diff_to_float64_replay"
      }
    }
    let cases: [String: Case]
  }

  /// In the order of `MLP.parameters`.
  static let tensorNames = ["dense1", "dense2", "dense3"]
    .flatMap { ["\($0)_kernel", "\($0)_bias"] }

  let meta: Meta
  private let arrays: [String: Values]

  static func load(_ name: String) throws -> Golden {
    let data = try Data(contentsOf: folder.appending(path: "\(name).json"))
    return try JSONDecoder().decode(Golden.self, from: data)
  }

  static func distances(_ name: String) throws -> Distances {
    let data = try Data(contentsOf: folder.appending(path: "manifest.json"))
    return try JSONDecoder().decode(Manifest.self, from: data).cases[name]!.distances
  }

  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/golden")

  subscript(name: String) -> [Float] { arrays[name]!.data }

  /// All parameters of a moment, in the order of `MLP.parameters`.
  func parameters(_ moment: String) -> [Float] {
    Self.tensorNames.flatMap { self["\(moment)_\($0)"] }
  }
}
