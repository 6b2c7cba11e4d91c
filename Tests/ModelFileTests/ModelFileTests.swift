import Evaluation
import ModelFile
import RandomStreams
import Songs
import Testing
import Trials

@Suite struct ModelFileTests {
  @Test(arguments: ExampleModel.all)
  func `a model comes through its file to the last bit`(inputs: InputRule) throws {
    for rule in [
      DecisionRule.share(DecisionRule.Share(flagged: 3, of: 7)), .probability(1.0 / 3),
    ] {
      let model = ExampleModel.model(inputs, rule: rule)
      let bytes = ModelFile.bytes(of: model)
      let read = try ModelFile.model(from: bytes)
      #expect(read == model)
      #expect(ModelFile.bytes(of: read) == bytes)
    }
    let logistic = ExampleModel.model(.newest, hidden: [])
    #expect(try ModelFile.model(from: ModelFile.bytes(of: logistic)) == logistic)
  }

  @Test func `the tensors have the documented names, shapes and types`() throws {
    func tensors(_ inputs: InputRule) throws -> [String: [Int]] {
      try SafetensorsFile(ModelFile.bytes(of: ExampleModel.model(inputs))).tensors
        .filter { $0.key.hasPrefix("net.1.") }.mapValues(\.shape)
    }
    #expect(
      try tensors(.newest) == [
        "net.1.scaler.origin": [3], "net.1.scaler.factor": [3], "net.1.scaler.median": [3],
        "net.1.dense.0.kernel": [3, 4], "net.1.dense.0.bias": [4], "net.1.dense.1.kernel": [4, 3],
        "net.1.dense.1.bias": [3], "net.1.dense.2.kernel": [3, 2], "net.1.dense.2.bias": [2],
      ])
    #expect(
      try tensors(.sequence(length: 3)) == [
        "net.1.scaler.origin": [3], "net.1.scaler.factor": [3], "net.1.scaler.median": [3],
        "net.1.lstm.kernel": [3, 20], "net.1.lstm.recurrent_kernel": [5, 20],
        "net.1.lstm.bias": [20], "net.1.dense.0.kernel": [5, 2], "net.1.dense.0.bias": [2],
      ])
  }

  @Test func `a prediction is the mean of corrected probabilities, with its range and the score`()
    throws
  {
    let model = ExampleModel.model(.newest)
    let table = InputTable(
      names: ["energy", "tempo", "key"], steps: 1, values: [0.1, 0.2, 0.3, .nan, 2, 1])
    let predictions = try model.predictions(for: [0, 1], in: table).map { try #require($0) }
    let nets = model.ensemble.members
    for song in 0..<2 {
      let scores = nets.map { $0.scores(of: [UInt32(song)], in: table)[0] }
      let odds = zip(scores, [0.3, 1.3]).map { Double($0) / (1 - Double($0)) * $1 }
      let probabilities = odds.map { $0 / (1 + $0) }
      let mean = (probabilities[0] + probabilities[1]) / 2
      #expect(abs(predictions[song].probability - mean) < 1e-12)
      #expect(abs(predictions[song].range.lowerBound - probabilities.min()!) < 1e-12)
      #expect(abs(predictions[song].range.upperBound - probabilities.max()!) < 1e-12)
      #expect(abs(predictions[song].score - Double(scores[0] + scores[1]) / 2) < 1e-6)
      #expect(predictions[song].isFlagged == (mean >= 0.3))
    }
  }

  @Test func `values beyond all bounds give no prediction instead of one that is no number`() {
    let table = InputTable(
      names: ["energy", "tempo", "key"], steps: 1,
      values: [3e38, -3e38, 3e38, 0, 0, 0])
    let model = ExampleModel.model(.newest)
    let wide = model.ensemble.members.map { net in
      TrainedNet(
        net: net.net, inputs: .newest,
        scaling: FeatureScaling(
          columns: [ScaledColumn](
            repeating: ScaledColumn(median: 0, origin: 0, factor: 100), count: 3)),
        oddsCorrection: 1)
    }
    let far = Model(
      ensemble: Ensemble(wide), featureNames: model.featureNames, allowsMissingValues: false,
      label: model.label, positiveName: "", rule: model.rule, provenance: model.provenance)
    #expect(far.predictions(for: [0, 1], in: table).map { $0 == nil } == [true, false])
  }

  @Test func `a file that is no model says what it is`() {
    func refused(_ bytes: [UInt8]) -> ModelFileError? {
      #expect(throws: ModelFileError.self) { try ModelFile.model(from: bytes) }
    }
    #expect(refused([]) == .damaged(.truncated(expectedBytes: 8, foundBytes: 0)))
    #expect(refused(SafetensorsFile(tensors: [:]).bytes) == .notAModel)
    let metadata = ["format": "hitsweep model", "version": "2", "model": "{}"]
    #expect(refused(SafetensorsFile(tensors: [:], metadata: metadata).bytes) == .newerVersion(2))
    #expect(
      ModelFileError.newerVersion(2).description
        == "is a model of version 2, and this hitsweep reads up to 1; install a newer hitsweep")
  }

  @Test func `words and tensors that do not fit together are refused, and name what does not`()
    throws
  {
    let file = try SafetensorsFile(ModelFile.bytes(of: ExampleModel.model(.newest)))
    func refused(
      _ change: (inout [String: Tensor], inout String) -> Void
    ) -> ModelFileError? {
      var tensors = file.tensors
      var text = file.metadata["model"] ?? ""
      change(&tensors, &text)
      var metadata = file.metadata
      metadata["model"] = text
      // Whoever means to change a model gives it its hash.
      metadata["hash"] = nil
      metadata["hash"] = ModelFile.hash(of: SafetensorsFile(tensors: tensors, metadata: metadata))
      return #expect(throws: ModelFileError.self) {
        try ModelFile.model(from: SafetensorsFile(tensors: tensors, metadata: metadata).bytes)
      }
    }
    let kernel = "net.0.dense.0.kernel"
    let bad = ModelFileError.badTensor(name: kernel, expected: "F32 [3, 4], finite")
    #expect(refused { tensors, _ in tensors[kernel] = nil } == bad)
    #expect(
      refused { tensors, _ in
        tensors[kernel] = Tensor(shape: [4, 3], .float32([Float](repeating: 0, count: 12)))
      } == bad)
    #expect(
      refused { tensors, _ in
        tensors[kernel] = Tensor(shape: [3, 4], .float32([Float](repeating: .nan, count: 12)))
      } == bad)
    #expect(
      refused { tensors, _ in tensors["more"] = Tensor(shape: [1], .float32([1])) }
        == .badDescription("no net has the tensor 'more'"))
    for (old, new, reason) in [
      ("\"kind\":\"newest\"", "\"kind\":\"sequence\"", "its inputs are none"),
      ("\"energy\",", "\"tempo\",", "its inputs are none"),
      ("\"layers\":[4,3]", "\"layers\":[4,-3]", "its net 0 is none"),
      ("\"oddsCorrection\":0.3", "\"oddsCorrection\":-1", "its net 0 is none"),
      ("\"of\":7", "\"of\":2", "its rule is none"),
      ("popularity > 73.5", "popularity >", "'popularity >' labels nothing"),
      ("\"balanceRatio\":4", "\"balanceRatio\":-4", "its configuration has a bad 'balanceRatio'"),
      (
        "\"features\":[", "\"feature\":[", "the text 'model' of its metadata is not that of a model"
      ),
    ] {
      #expect(
        refused { _, text in text = text.replacing(old, with: new, maxReplacements: 1) }
          == .badDescription(reason), "\(new)")
    }
  }

  @Test func `every cut and every changed bit is found`() throws {
    let bytes = ModelFile.bytes(of: ExampleModel.model(.columns(earlier: 2, labels: .shown)))
    for length in 0..<bytes.count {
      #expect(throws: ModelFileError.self) { try ModelFile.model(from: Array(bytes[..<length])) }
    }
    var stream = RandomStream(key: StreamKey(high: 5, low: 5), purpose: .rowOrder)
    for _ in 0..<3000 {
      var changed = bytes
      changed[stream.below(bytes.count)] ^= UInt8(1 << stream.below(8))
      #expect(throws: ModelFileError.self) { try ModelFile.model(from: changed) }
    }
  }
}
