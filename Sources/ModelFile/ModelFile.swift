import Foundation
import Sweeps
public import Trials

/// A model in a file that any reader of safetensors can open.
///
/// Tensors of net n, from 0: `net.n.scaler.origin` and `.factor` (F64), `.median` (F32), `[inputs]` each; of a multilayer
/// perceptron `net.n.dense.k.kernel` `[inputs × outputs]` and `.bias` for each layer k, the two logits last; of an LSTM
/// `net.n.lstm.kernel`, `.recurrent_kernel`, `.bias` and `net.n.dense.0.…`, in Keras' layouts. A score is the softmax
/// probability of the second logit; inputs are (value - origin) × factor in double precision, rounded to single.
///
/// The metadata have `format`: `hitsweep model`, `version`: `1`, and `model`: JSON with the features and what is read of them,
/// the rule, each net's `oddsCorrection`, and the provenance (``ModelDescription``); `hash`, of the file without it, so that a
/// changed byte is found.
public enum ModelFile {
  static let format = "hitsweep model"
  static let version = 1

  /// The file's bytes, the same for the same model.
  public static func bytes(of model: Model) -> [UInt8] {
    var tensors: [String: Tensor] = [:]
    for (number, net) in model.ensemble.members.enumerated() {
      for (name, tensor) in NetTensors(net).tensors { tensors["net.\(number).\(name)"] = tensor }
    }
    let description = ModelDescription(model)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text: Data
    do {
      text = try encoder.encode(description)
    } catch {
      preconditionFailure("a description is JSON: \(error)")
    }
    let metadata = [
      "format": format, "version": "\(version)", "model": String(decoding: text, as: UTF8.self),
    ]
    let file = SafetensorsFile(tensors: tensors, metadata: metadata)
    return SafetensorsFile(
      tensors: tensors, metadata: metadata.merging(["hash": hash(of: file)]) { $1 }
    ).bytes
  }

  /// What a file without its hash is known by.
  package static func hash(of file: SafetensorsFile) -> String {
    ContentHash(of: file.bytes).description
  }

  /// Reads a model.
  public static func model(from bytes: [UInt8]) throws(ModelFileError) -> Model {
    let file: SafetensorsFile
    do throws(SafetensorsError) {
      file = try SafetensorsFile(bytes)
    } catch {
      throw .damaged(error)
    }
    guard file.metadata["format"] == format, let version = Int(file.metadata["version"] ?? "")
    else { throw .notAModel }
    guard version <= Self.version else { throw .newerVersion(version) }
    let hashed = SafetensorsFile(
      tensors: file.tensors, metadata: file.metadata.filter { $0.key != "hash" })
    guard file.metadata["hash"] == hash(of: hashed) else {
      throw .badDescription("its bytes are not those that were written; copy the file again")
    }
    let description: ModelDescription
    do {
      description = try JSONDecoder().decode(
        ModelDescription.self, from: Data((file.metadata["model"] ?? "").utf8))
    } catch {
      throw .badDescription("the text 'model' of its metadata is not that of a model")
    }
    return try description.model(with: file.tensors)
  }
}

/// Why a file is no model that can be used.
public enum ModelFileError: Error, Equatable, CustomStringConvertible {
  /// The file is not in the format of safetensors.
  case damaged(SafetensorsError)
  /// The file holds tensors, and no model of ours.
  case notAModel
  /// The file is of a version that is not known here.
  case newerVersion(Int)
  /// What the file says of the model does not fit together.
  case badDescription(String)
  /// A tensor is missing, or has another shape or type than the model's.
  case badTensor(name: String, expected: String)

  /// What is wrong, and what to do; the file's name belongs before it.
  public var description: String {
    switch self {
    case .damaged(let error): "\(error)"
    case .notAModel:
      "holds no hitsweep model; 'hitsweep train STORE ID' writes one"
    case .newerVersion(let version):
      "is a model of version \(version), and this hitsweep reads up to \(ModelFile.version); install a newer hitsweep"
    case .badDescription(let reason): "is damaged: \(reason)"
    case .badTensor(let name, let expected):
      "is damaged: tensor '\(name)' is not there as \(expected)"
    }
  }
}
