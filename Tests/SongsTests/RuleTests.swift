import Songs
import Testing

@Suite struct RuleTests {
  @Test(arguments: [
    ("popularity > 75", "popularity > 75"),
    ("  popularity>75 ", "popularity > 75"),
    ("song popularity >= 75.5", "song popularity >= 75.5"),
    ("loudness < -6", "loudness < -6"),
    ("rank <= 1e3", "rank <= 1000"),
    ("class == 2", "class == 2"),
    (" isTopSong ", "isTopSong"),
  ])
  func `a label rule is read and written in one canonical form`(
    text: String, canonical: String
  ) throws {
    let rule = try LabelRule(parsing: text)
    #expect(rule.description == canonical)
    #expect(try LabelRule(parsing: canonical) == rule)
  }

  @Test(arguments: [
    "", "  ", "> 75", "popularity >", "popularity > high", "popularity > nan", "popularity > inf",
    "popularity = 75", "popularity => 75", "popularity >> 75", "0 < popularity < 75",
  ])
  func `anything else is no label rule`(text: String) {
    #expect(throws: SongRuleError.label(text)) { try LabelRule(parsing: text) }
  }

  @Test(arguments: [
    (">", [0, 0, 1]), (">=", [0, 1, 1]), ("<", [1, 0, 0]), ("<=", [1, 1, 0]), ("==", [0, 1, 0]),
  ])
  func `comparisons hold at the edge and on either side`(symbol: String, labels: [UInt8]) throws {
    let rule = try LabelRule(parsing: "popularity \(symbol) 75")
    #expect([74.999, 75, 75.001].map(rule.label(of:)) == labels)
  }

  @Test func `a bare column must hold 0 or 1`() throws {
    let rule = try LabelRule(parsing: "isTopSong")
    #expect([0, 1, 2, 0.5, -1, .nan].map(rule.label(of:)) == [0, 1, nil, nil, nil, nil])
  }

  @Test func `shares above 0 that sum to 1 make a split rule`() throws {
    let rule = try SplitRule(train: 0.7, validation: 0.1, test: 0.2, by: .artist)
    #expect([rule.train, rule.validation, rule.test] == [0.7, 0.1, 0.2])
    #expect(rule.grouping == .artist)
    _ = try SplitRule(train: 0.6, validation: 0.2, test: 0.2 + 0.9e-9, by: .song)
  }

  @Test func `other shares are refused`() {
    #expect(throws: SongRuleError.share(part: "test", value: 0)) {
      try SplitRule(train: 0.8, validation: 0.2, test: 0, by: .song)
    }
    #expect(throws: SongRuleError.share(part: "train", value: -0.1)) {
      try SplitRule(train: -0.1, validation: 0.6, test: 0.5, by: .song)
    }
    #expect(throws: SongRuleError.self) {
      try SplitRule(train: 0.6, validation: .nan, test: 0.2, by: .song)
    }
    #expect(throws: SongRuleError.shareSum(1 + 0x1p-20)) {
      try SplitRule(train: 0.5, validation: 0.25, test: 0.25 + 0x1p-20, by: .song)
    }
  }

  @Test func `errors say what to write`() {
    #expect(
      SongRuleError.years("since 10000").description
        == "'since 10000' is no subset of years;"
        + " write 'all', 'since 2010', 'before 1990' or '2000-2009' (years 1 to 9999)")
    #expect(
      SongRuleError.share(part: "test", value: 0).description
        == "the test part's share is 0.0; give each of train, validation and test a share above 0")
    #expect(
      SongRuleError.shareSum(1.5).description
        == "the shares of train, validation and test sum to 1.5; make them sum to 1")
    #expect(
      SongRuleError.label("high").description
        == "'high' is no rule for top songs; write a column, a comparison (> >= < <= ==) and a"
        + " number, such as 'popularity > 75', or the name of a column of 0 and 1")
  }
}
