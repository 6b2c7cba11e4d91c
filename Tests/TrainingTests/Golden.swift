import Foundation

/// A training that Keras ran; `Fixtures/golden/README.md` says what its arrays mean.
struct Golden: Decodable {
  struct Meta: Decodable {
    let kind: String
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

  /// Numbers nested to any depth become one flat array.
  private struct Values: Decodable {
    let data: [Float]

    private enum CodingKeys: CodingKey {
      case data
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      data = try container.decode(Nested.self, forKey: .data).numbers.map { Float($0) }
    }
  }

  private enum Nested: Decodable {
    case number(Double)
    case list([Nested])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      do {
        self = .number(try container.decode(Double.self))
      } catch {
        self = .list(try container.decode([Nested].self))
      }
    }

    var numbers: [Double] {
      switch self {
      case .number(let number): [number]
      case .list(let list): list.flatMap(\.numbers)
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

  /// In the order of the net's `parameters`.
  var tensorNames: [String] {
    switch meta.kind {
    case "lstm":
      ["lstm_kernel", "lstm_recurrent_kernel", "lstm_bias", "dense_kernel", "dense_bias"]
    default: ["dense1", "dense2", "dense3"].flatMap { ["\($0)_kernel", "\($0)_bias"] }
    }
  }

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

  /// Which steps there are, where some are missing.
  var present: [Bool]? { arrays["mask"]?.data.map { $0 == 1 } }

  /// All parameters of a moment, in the order of the net's `parameters`.
  func parameters(_ moment: String) -> [Float] {
    tensorNames.flatMap { self["\(moment)_\($0)"] }
  }
}
