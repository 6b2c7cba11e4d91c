import Songs
import Testing

@Suite struct InputTableTests {
  /// Two songs of two features, each with two earlier songs; a value is song × 100 + how many before × 10 + feature.
  private let table = SongTable(
    featureNames: ["tempo", "key"], features: [100, 101, 200, 201], labels: [0, 1],
    songGroups: [0, 1], artistGroups: [0, 0], years: nil, sourceRows: [5, 6],
    duplicatesRemoved: 0,
    past: SongTable.Past(
      count: 2, features: [110, 111, 120, .nan, 210, 211, 220, 221], labels: [1, 0, 0, 0]))

  @Test func `the inputs of the newest song alone are its features`() {
    let inputs = InputTable(of: table)
    #expect(inputs.names == ["tempo", "key"])
    #expect(inputs.steps == 1 && inputs.count == 2)
    #expect(inputs.values == [100, 101, 200, 201])
  }

  @Test func `columns hold the song, the nearest one before it, and so on, then earlier labels`() {
    let hidden = InputTable(of: table, .columns(earlier: 2, labels: .hidden))
    #expect(hidden.names == ["tempo", "key", "tempo.1", "key.1", "tempo.2", "key.2"])
    #expect(hidden.steps == 1 && hidden.count == 2)
    #expect(hidden.values[3] == 111 && hidden.values[5].isNaN)
    #expect(Array(hidden.values[6...]) == [200, 201, 210, 211, 220, 221])
    let shown = InputTable(of: table, .columns(earlier: 2, labels: .shown))
    #expect(shown.names == hidden.names + ["top.1", "top.2"])
    #expect(Array(shown.values[6..<8]) == [1, 0])
    #expect(Array(shown.values[8...]) == [200, 201, 210, 211, 220, 221, 0, 0])
    let nearest = InputTable(of: table, .columns(earlier: 1, labels: .shown))
    #expect(nearest.names == ["tempo", "key", "tempo.1", "key.1", "top.1"])
    #expect(nearest.values == [100, 101, 110, 111, 1, 200, 201, 210, 211, 0])
  }

  @Test func `a sequence goes from the oldest song to the newest, and so do its labels`() {
    let inputs = InputTable(of: table, .sequence(length: 3))
    #expect(inputs.names == ["tempo", "key"])
    #expect(inputs.steps == 3 && inputs.count == 2)
    #expect(inputs.values[1].isNaN)
    #expect(
      Array(inputs.values[2...]) == [110, 111, 100, 101, 220, 221, 210, 211, 200, 201])
    #expect(table.labels(of: [1, 0], steps: 3) == [0, 0, 1, 0, 1, 0])
    let shorter = InputTable(of: table, .sequence(length: 2))
    #expect(shorter.values == [110, 111, 100, 101, 210, 211, 200, 201])
    #expect(table.labels(of: [0], steps: 2) == [1, 0])
  }

  @Test func `all steps of an input have one scale, and a step's missing value has the median`() {
    let inputs = InputTable(of: table, .sequence(length: 3))
    // Of both songs: keys 111, 101, 221, 211, 201 and one missing, whose median is 201.
    let scaling = FeatureScaling(fittedTo: [1, 0], of: inputs, rule: .minMax)
    let wanted: [Float] = [
      20.0 / 120, 100.0 / 120, 10.0 / 120, 10.0 / 120, 0, 0, 1, 1, 110.0 / 120, 110.0 / 120,
      100.0 / 120, 100.0 / 120,
    ]
    #expect(zip(scaling.scaled([0, 1], of: inputs), wanted).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(scaling.scaled([1], of: inputs) == Array(scaling.scaled([0, 1], of: inputs)[6...]))
  }

  @Test func `codes, the columns of one word and earlier labels are nominal`() {
    let names = ["tempo", "key", "genre=pop", "home=x", "genre=rap", "audio_mode"]
    let own = [[1], [2, 4], [3], [5]]
    #expect(InputRule.newest.nominal(names) == own)
    #expect(InputRule.sequence(length: 3).nominal(names) == own)
    #expect(
      InputRule.columns(earlier: 1, labels: .shown).nominal(names)
        == own + [[7], [8, 10], [9], [11], [12]])
    #expect(
      InputRule.columns(earlier: 2, labels: .hidden).nominal(["key"]) == [[0], [1], [2]])
  }
}
