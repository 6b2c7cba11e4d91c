import ModelFile
import Testing
import Training

/// That other programs compute what is meant, Tests/Interop/formats.py shows.
@Suite struct ONNXModelTests {
  private static let metadata = ["sweep": "songs", "nets": "2", "by": "é", "at": "noon"]

  private func model(_ ensemble: PortableEnsemble, byteLimit: Int) throws -> ONNXModel {
    try ONNXModel(
      ensemble, producerVersion: "1.2.3", metadata: Self.metadata, byteLimit: byteLimit)
  }

  @Test(arguments: [ExampleEnsemble.smallMLPs, .smallLSTM])
  func `a model is byte for byte the one that a person has read and Python has run`(
    example: ExampleEnsemble
  ) throws {
    let model = try ONNXModel(
      example.ensemble, producerVersion: "1.2.3", metadata: Self.metadata)
    try expectFixture(model.bytes, "\(example.name).onnx")
  }

  @Test func `a model may be as large as the format allows, and no larger`() throws {
    let ensemble = ExampleEnsemble.smallMLPs.ensemble
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
        ExampleEnsemble.smallMLPs.ensemble, producerVersion: "", metadata: ["inputNames": "x"])
    }
  }

  @Test func `only nets of the same input are taken together, with a scale for all of it`() async {
    await #expect(processExitsWith: .failure) {
      _ = PortableEnsemble(inputNames: ["a"], members: [])
    }
    await #expect(processExitsWith: .failure) {
      var member = ExampleEnsemble.smallMLPs.ensemble.members[0]
      member.columns = [member.columns[0]]
      _ = PortableEnsemble(inputNames: ["a"], members: [member])
    }
    await #expect(processExitsWith: .failure) {
      var member = ExampleEnsemble.smallLSTM.ensemble.members[0]
      member.columns = []
      _ = PortableEnsemble(inputNames: ["a"], members: [member])
    }
    await #expect(processExitsWith: .failure) {
      let member = ExampleEnsemble.smallLSTM.ensemble.members[0]
      guard case .lstm(let net, let steps) = member.network else { return }
      var other = member
      other.network = .lstm(net, steps: steps + 1)
      _ = PortableEnsemble(inputNames: ["a"], members: [member, other])
    }
    await #expect(processExitsWith: .failure) {
      var member = ExampleEnsemble.smallLSTM.ensemble.members[0]
      guard case .lstm(let net, _) = member.network else { return }
      member.network = .lstm(net, steps: 0)
      _ = PortableEnsemble(inputNames: ["a"], members: [member])
    }
    await #expect(processExitsWith: .failure) {
      var member = ExampleEnsemble.smallLSTM.ensemble.members[0]
      member.oddsCorrection = 0
      _ = PortableEnsemble(inputNames: ["a"], members: [member])
    }
    await #expect(processExitsWith: .success) {
      let member = ExampleEnsemble.smallLSTM.ensemble.members[0]
      _ = PortableEnsemble(inputNames: ["a"], members: [member, member])
    }
  }
}
