import Evaluation
import Foundation
import Reports
import SearchSpace
import Testing

private let keys = ["layers", "years", "epochs", "learningRate", "features", "oversample"]

@Suite struct ConditionTests {
  @Test(arguments: [
    ("layers = [30,10]", "layers", Setting.list([.integer(30), .integer(10)]), true),
    ("layers = [ 30, 10 ]", "layers", .list([.integer(30), .integer(10)]), true),
    ("layers=[30]", "layers", .list([.integer(30), .integer(10)]), false),
    ("layers = []", "layers", .list([]), true),
    ("layers != []", "layers", .list([.integer(5)]), true),
    ("years = since 2010", "years", .word("since 2010"), true),
    ("years == all", "years", .word("since 2010"), false),
    ("epochs >= 5", "epochs", .integer(5), true),
    ("epochs > 5", "epochs", .integer(5), false),
    ("epochs = 5.0", "epochs", .integer(5), true),
    ("learningRate < 1e-2", "learningRate", .number(0.001), true),
    ("recall<=0.5", "recall", .number(0.6), false),
    ("parameters <= 1000", "parameters", .number(1000), true),
  ])
  func `a condition holds or not`(text: String, name: String, value: Setting, holds: Bool) throws {
    let conditions = try [Condition](parsing: text, settings: keys)
    #expect(conditions.count == 1)
    #expect(conditions[0].holds(for: value) == holds)
    #expect(!conditions[0].holds(for: nil))
  }

  @Test func `commas and the word and separate conditions, but not inside brackets`() throws {
    let text = "layers = [30, 10] and years = since 2010, recall > 0.6 and epochs=5"
    let conditions = try [Condition](parsing: text, settings: keys)
    #expect(
      conditions.map(\.description) == [
        "layers = [30, 10]", "years = since 2010", "recall > 0.6", "epochs = 5",
      ])
    #expect(conditions.map(\.quantity).contains(.measure(.recall)))
  }

  @Test func `a choice has one objective, wherever it stands`() throws {
    for text in [
      "recall >= 0.7, minimize falsePositiveRate", "minimize falsePositiveRate and recall >= 0.7",
    ] {
      let choice = try Choice(parsing: text, settings: keys)
      #expect(choice.description == "recall >= 0.7, minimize falsePositiveRate")
      #expect(choice.objective == .measure(.falsePositiveRate))
      #expect(!choice.isMaximized)
    }
    let choice = try Choice(parsing: "maximize auc", settings: keys)
    #expect(choice.conditions.isEmpty && choice.isMaximized)
  }

  @Test(arguments: [
    ("recall", ConditionError.noComparison("recall")),
    ("recall >=", .noComparison("recall >=")),
    ("", .noComparison("")),
    ("recall > 0.6 and", .noComparison("recall > 0.6 and")),
    ("recall > 0x1", .value("0x1", of: "recall", expected: "a number from 0 to 1")),
    ("recall >= 70", .value("70", of: "recall", expected: "a number from 0 to 1")),
    ("parameters < many", .value("many", of: "parameters", expected: "a number")),
    (
      "years > since 2010",
      .value("since 2010", of: "years", expected: "a number, to compare by size")
    ),
    ("recall >= 0.7", .objectives(count: 0)),
    ("minimize auc, maximize recall", .objectives(count: 2)),
    ("minimize epochs", .noFigure("epochs")),
    ("test.recall >= 0.7", .testFigure("test.recall")),
    ("recall >= 0.7, maximize test_auc", .testFigure("test_auc")),
  ])
  func `what is no choice says why`(text: String, error: ConditionError) {
    #expect(throws: error) { try Choice(parsing: text, settings: keys) }
  }

  @Test(arguments: [
    ("layers = [10]", nil), ("layers != []", nil), ("classWeight > 100", nil),
    ("classWeight = 4.0", nil), ("balanceRatio = 4", nil),
    (
      "layers = [30, 11]",
      "'[30, 11]' is no value for layers; expected one of: [] · [10] · [30, 10]"
    ),
    ("layers = [30,10", "'[30,10' is no value for layers"),
    ("balanceRatio = 5", "'5' is no value for balanceRatio; expected 4"),
  ])
  func `a setting is compared with values that there are`(text: String, complaint: String?) throws {
    let conditions = try [Condition](
      parsing: text, settings: ["layers", "classWeight", "balanceRatio"])
    do throws(ConditionError) {
      try conditions.check(of: SampleSweep.sweep)
      #expect(complaint == nil)
    } catch {
      #expect(complaint.map { error.description.hasPrefix($0) } == true, "\(error)")
    }
  }

  @Test func `a mapping is written in braces, its members in any order`() throws {
    let past: Setting = .mapping([
      "unit": .word("song"), "count": .integer(3), "labels": .word("false"),
    ])
    let features: Setting = .mapping(["base": .word("audio"), "past": past])
    let smote: Setting = .mapping(
      ["method": .word("smote"), "neighbours": .integer(5), "ratio": .number(1)])
    let text =
      "features = {base: audio, past: {unit: song, count: 3, labels: false}} and"
      + " oversample != { ratio: 1.0, method: smote, neighbours: 5 }, features != audio"
    let conditions = try [Condition](parsing: text, settings: keys)
    #expect(
      conditions.map(\.description) == [
        "features = {base: audio, past: {count: 3, labels: false, unit: song}}",
        "oversample != {method: smote, neighbours: 5, ratio: 1}", "features != audio",
      ])
    #expect(conditions.map { $0.holds(for: features) } == [true, true, true])
    #expect(conditions.map { $0.holds(for: smote) } == [false, false, true])
    #expect(conditions.map { $0.holds(for: .word("audio")) } == [false, true, false])
    let axis = Axis(name: "features", values: [.word("audio"), features])
    let sweep = SampleSweep.sweep(evaluate: "all", axes: [axis])
    #expect(throws: Never.self) { try [conditions[0]].check(of: sweep) }
    for slip in ["{base: audio, past: {unit: song, count: 3}}", "{base: audio, past: {unit: song"] {
      let condition = try [Condition](parsing: "features = \(slip)", settings: keys)
      let error = #expect(throws: ConditionError.self) { try condition.check(of: sweep) }
      #expect(
        error?.description.hasSuffix(
          "is no value for features; expected one of: audio · {base: audio, past: {count: 3,"
            + " labels: false, unit: song}}") == true)
    }
  }

  @Test func `a mapping is an object in JSON`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let setting: Setting = .mapping(
      [
        "past": .mapping(["count": .integer(3), "unit": .word("song")]), "a": .list([.number(0.5)]),
      ])
    #expect(
      String(decoding: try encoder.encode(JSONValue(setting)), as: UTF8.self)
        == #"{"a":[0.5],"past":{"count":3,"unit":"song"}}"#)
  }

  @Test func `words may be quoted`() throws {
    for text in ["years = since 2010", "years = \"since 2010\"", "years = 'since 2010'"] {
      let condition = try #require(try [Condition](parsing: text, settings: keys).first)
      #expect(condition.holds(for: .word("since 2010")))
    }
  }

  @Test func `a name that nothing has is told with those that there are`() {
    let error = #expect(throws: ConditionError.self) {
      try [Condition](parsing: "recal >= 0.7", settings: keys)
    }
    #expect(error?.description.contains("'recal'; expected one of: precision, recall") == true)
    #expect(
      error?.description.contains("epochs, features, layers, learningRate, oversample, years")
        == true)
  }
}
