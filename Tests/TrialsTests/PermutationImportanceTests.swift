import Evaluation
import RandomStreams
import Songs
import Testing
import Training
import Trials

@Suite struct PermutationImportanceTests {
  private static let songs = (0..<UInt32(400)).map { $0 }

  /// Features that are drawn, of which the label is the first one's sign.
  private let table: InputTable
  private let labels: [UInt8]

  init() {
    var stream = RandomStream(key: StreamKey(high: 3, low: 3), purpose: .generatedSongs)
    let values = (0..<800).map { _ in stream.uniform() - 0.5 }
    table = InputTable(names: ["signal", "noise"], steps: 1, values: values)
    labels = (0..<400).map { values[2 * $0] > 0 ? 1 : 0 }
  }

  private func importance(weights: [Float], repeats: Int = 30) throws -> PermutationImportance {
    // Logistic regression: the second logit is the weighted sum of the features.
    let net = MLP(
      shape: MLPShape(inputs: 2, hidden: []), parameters: [0, weights[0], 0, weights[1], 0, 0])
    let scaling = FeatureScaling(columns: [
      ScaledColumn(median: 0, origin: 0, factor: 1), ScaledColumn(median: 0, origin: 0, factor: 1),
    ])
    var stream = RandomStream(key: StreamKey(high: 9, low: 9), purpose: .permutation)
    return try #require(
      PermutationImportance(
        of: TrainedNet(net: .mlp(net), inputs: .newest, scaling: scaling, oddsCorrection: 1),
        on: Self.songs, in: table, labels: labels, rule: .probability(0.5),
        groups: PermutationImportance.groups(of: .newest, featureNames: table.names),
        repeats: repeats, stream: &stream))
  }

  @Test func `a feature that tells all drops AUC by one half, one that is not read by nothing`()
    throws
  {
    let drops = try importance(weights: [5, 0]).drops
    let auc = try #require(drops[.auc])
    #expect(auc.map(\.count) == [30, 30])
    #expect(abs(auc[0].reduce(0, +) / 30 - 0.5) < 0.02)
    #expect(auc[1].allSatisfy { $0 == 0 })
    let recall = try #require(drops[.recall])
    #expect(abs(recall[0].reduce(0, +) / 30 - 0.5) < 0.02)
    #expect(recall[1].allSatisfy { $0 == 0 })
  }

  @Test func `a feature that misleads has a negative drop`() throws {
    let auc = try #require(try importance(weights: [1, 5]).drops[.auc])
    #expect(auc[0].reduce(0, +) > 0)
    let misled = try #require(try importance(weights: [-5, 0]).drops[.auc])
    #expect(abs(misled[0].reduce(0, +) / 30 + 0.5) < 0.02)
  }

  @Test func `where nothing is flagged precision has no drop`() throws {
    let drops = try importance(weights: [0, 0], repeats: 3).drops
    // A score of 0.5 flags all; their precision does not change.
    #expect(drops[.precision] == [[0, 0, 0], [0, 0, 0]])
    let net = MLP(shape: MLPShape(inputs: 2, hidden: []), parameters: [0, 0, 0, 0, 1, 0])
    let scaling = FeatureScaling(columns: [
      ScaledColumn(median: 0, origin: 0, factor: 1), ScaledColumn(median: 0, origin: 0, factor: 1),
    ])
    var stream = RandomStream(key: StreamKey(high: 9, low: 9), purpose: .permutation)
    let none = try #require(
      PermutationImportance(
        of: TrainedNet(net: .mlp(net), inputs: .newest, scaling: scaling, oddsCorrection: 1),
        on: Self.songs, in: table, labels: labels, rule: .probability(0.5),
        groups: [PermutationImportance.Group(name: "signal", places: [0])], repeats: 3,
        stream: &stream))
    #expect(none.drops[.precision] == [[]])
    #expect(none.drops[.recall] == [[0, 0, 0]])
  }

  @Test func `the columns of a nominal feature and all of the past are dealt out together`() {
    func groups(_ inputs: InputRule) -> [String: [Int]] {
      Dictionary(
        uniqueKeysWithValues: PermutationImportance.groups(
          of: inputs, featureNames: ["energy", "genre=pop", "genre=rock"]
        ).map { ($0.name, $0.places) })
    }
    #expect(groups(.newest) == ["energy": [0], "genre": [1, 2]])
    #expect(
      groups(.columns(earlier: 2, labels: .shown)) == [
        "energy": [0], "genre": [1, 2], "all earlier songs": [3, 4, 5, 6, 7, 8],
        "earlier labels": [9, 10],
      ])
    #expect(
      groups(.sequence(length: 2)) == [
        "energy": [3], "genre": [4, 5], "all earlier songs": [0, 1, 2],
      ])
  }
}
