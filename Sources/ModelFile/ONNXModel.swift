import Songs
import SwiftProtobuf
public import Trials

/// An ensemble as a model that other programs run, in the Open Neural Network Exchange format (ONNX).
///
/// Its input is `features`, raw float32 numbers in the order of `inputNames` in its metadata, NaN where one is missing:
/// `[N × inputs]`, or `[N × steps × inputs]` for nets of several time steps, the oldest first. Its outputs, float32 `[N]`
/// each, are `probability`, the mean of the nets' corrected probabilities of label 1, and `score`, the mean of their
/// softmax probabilities. What lies before and behind the nets is computed in double precision, as it is here.
///
/// Source: https://github.com/onnx/onnx/blob/main/docs/IR.md, version 8, with operator set 17.
public struct ONNXModel: Equatable, Sendable {
  /// The file's bytes, the same for the same ensemble, version and metadata.
  public let bytes: [UInt8]

  /// The key in the metadata under which the names of the input features stand, as a list in JSON.
  public static let inputNamesKey = "inputNames"

  /// Makes a model.
  ///
  /// - Parameters:
  ///   - inputNames: the names of a time step's inputs.
  ///   - producerVersion: the version of the program that makes it.
  ///   - metadata: texts that travel with the model; ``inputNamesKey`` is not one of their keys.
  /// - Throws: where nets are too large for the format.
  public init(
    _ ensemble: Ensemble, inputNames: [String], producerVersion: String,
    metadata: [String: String] = [:]
  ) throws(ONNXError) {
    try self.init(
      ensemble, inputNames: inputNames, producerVersion: producerVersion, metadata: metadata,
      byteLimit: Int(Int32.max))
  }

  package init(
    _ ensemble: Ensemble, inputNames: [String], producerVersion: String,
    metadata: [String: String], byteLimit: Int
  ) throws(ONNXError) {
    precondition(
      ensemble.members[0].scaling.columns.count == inputNames.count, "a name for each input")
    precondition(metadata[Self.inputNamesKey] == nil, "'inputNames' says what the inputs are")
    var model = Onnx_ModelProto()
    model.irVersion = 8
    model.opsetImport = [.with { ($0.domain, $0.version) = ("", 17) }]
    model.producerName = "hitsweep"
    model.producerVersion = producerVersion
    model.modelVersion = graphVersion
    model.graph = ONNXGraph(ensemble, inputNames: inputNames).message
    var metadata = metadata
    let names = inputNames.map(jsonText).joined(separator: ", ")
    metadata[Self.inputNamesKey] = "[\(names)]"
    model.metadataProps = metadata.sortedByName.map { entry in
      .with { ($0.key, $0.value) = (entry.key, entry.value) }
    }
    do {
      bytes = try model.serializedBytes()
    } catch {
      // It has no other reason to refuse a message without required fields.
      throw .tooLarge(byteLimit: byteLimit)
    }
    guard bytes.count <= byteLimit else { throw .tooLarge(byteLimit: byteLimit) }
  }
}

/// The version of what inputs and outputs mean.
private let graphVersion: Int64 = 1

/// Why an ensemble is no ONNX model.
public enum ONNXError: Error, Equatable, CustomStringConvertible {
  /// The file would have more bytes than a protocol buffer may have.
  case tooLarge(byteLimit: Int)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .tooLarge(let limit):
      "these nets make an ONNX file of over \(limit) bytes, the most there can be; take fewer of them"
    }
  }
}
