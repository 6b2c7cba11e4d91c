import ModelFile
import Songs
import Testing
import Training
import Trials

/// That other programs compute what is meant, Tests/Interop/formats.py shows.
@Suite struct ONNXModelTests {
  private static let metadata = ["sweep": "songs", "nets": "2", "by": "é", "at": "noon"]

  private func model(_ example: ExampleEnsemble, byteLimit: Int) throws -> ONNXModel {
    try ONNXModel(
      example.ensemble, inputNames: example.inputNames, producerVersion: "1.2.3",
      metadata: Self.metadata, byteLimit: byteLimit)
  }

  @Test(arguments: [ExampleEnsemble.smallMLPs, .smallLSTM])
  func `a model is byte for byte the one that a person has read and Python has run`(
    example: ExampleEnsemble
  ) throws {
    let model = try ONNXModel(
      example.ensemble, inputNames: example.inputNames, producerVersion: "1.2.3",
      metadata: Self.metadata)
    try expectFixture(model.bytes, "\(example.name).onnx")
  }

  @Test func `a model may be as large as the format allows, and no larger`() throws {
    let ensemble = ExampleEnsemble.smallMLPs
    let count = try model(ensemble, byteLimit: .max).bytes.count
    #expect(try model(ensemble, byteLimit: count).bytes.count == count)
    let error = #expect(throws: ONNXError.tooLarge(byteLimit: count - 1)) {
      try model(ensemble, byteLimit: count - 1)
    }
    #expect(
      error?.description
        == "these nets make an ONNX file of over \(count - 1) bytes, the most there can be; "
        + "take fewer of them")
  }

  @Test func `the inputs' names have a key that is no one else's`() async {
    await #expect(processExitsWith: .failure) {
      _ = try ONNXModel(
        ExampleEnsemble.smallMLPs.ensemble, inputNames: ["a", "b"], producerVersion: "",
        metadata: ["inputNames": "x"])
    }
  }

  @Test func `every input has a name`() async {
    await #expect(processExitsWith: .failure) {
      _ = try ONNXModel(
        ExampleEnsemble.smallMLPs.ensemble, inputNames: ["a"], producerVersion: "")
    }
    await #expect(processExitsWith: .success) {
      _ = try ONNXModel(
        ExampleEnsemble.smallMLPs.ensemble, inputNames: ["a", "b"], producerVersion: "")
    }
  }

  @Test func `only nets of the same input are taken together, with a scale for all of it`() async {
    await #expect(processExitsWith: .failure) { _ = Ensemble([]) }
    await #expect(processExitsWith: .failure) {
      let net = ExampleEnsemble.smallMLPs.ensemble.members[0]
      _ = TrainedNet(
        net: net.net, inputs: .newest,
        scaling: FeatureScaling(columns: [net.scaling.columns[0]]), oddsCorrection: 1)
    }
    await #expect(processExitsWith: .failure) {
      let net = ExampleEnsemble.smallLSTM.ensemble.members[0]
      let other = TrainedNet(
        net: net.net, inputs: .sequence(length: 4), scaling: net.scaling, oddsCorrection: 1)
      _ = Ensemble([net, other])
    }
    await #expect(processExitsWith: .failure) {
      let net = ExampleEnsemble.smallLSTM.ensemble.members[0]
      _ = TrainedNet(net: net.net, inputs: net.inputs, scaling: net.scaling, oddsCorrection: 0)
    }
    await #expect(processExitsWith: .success) {
      let net = ExampleEnsemble.smallLSTM.ensemble.members[0]
      _ = Ensemble([net, net])
    }
  }
}
