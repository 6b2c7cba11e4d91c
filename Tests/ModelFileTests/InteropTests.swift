import Foundation
import ModelFile
import Testing

/// Where Tests/Interop/formats.py and these tests leave files for each other.
private let folder = ProcessInfo.processInfo.environment["HITSWEEP_INTEROP"]

@Suite(.enabled(if: folder != nil, "Tests/Interop/formats.py runs these"))
struct InteropTests {
  private func read(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(try #require(folder))/\(name)")))
  }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    try Data(bytes).write(to: URL(filePath: "\(try #require(folder))/\(name)"))
  }

  @Test func `what Python wrote as safetensors is read, and written for Python`() throws {
    let bytes = try read("python.safetensors")
    let file = try SafetensorsFile(bytes)
    #expect(file.bytes == bytes)
    try write(file.bytes, "swift.safetensors")
    try write(try NPZFile(file.tensors).bytes(), "swift.npz")
  }

  @Test(arguments: ExampleEnsemble.all.indices)
  func `an ensemble is written with rows and what it makes of them`(index: Int) throws {
    let example = ExampleEnsemble.all[index]
    let model = try ONNXModel(
      example.ensemble, inputNames: example.inputNames, producerVersion: "1.2.3",
      metadata: ["example": example.name])
    try write(model.bytes, "\(example.name).onnx")
    var arrays = example.expected.mapValues { Tensor(shape: [$0.count], .float32($0)) }
    arrays["features"] = Tensor(shape: example.shape, .float32(example.features))
    try write(try NPZFile(arrays).bytes(), "\(example.name).npz")
  }
}
