import Songs
import Testing

@Suite struct YearSubsetTests {
  @Test(arguments: [
    ("all", YearSubset.all), ("since 2010", .since(2010)), ("before 1990", .before(1990)),
    ("2000-2009", .range(2000...2009)), ("2018-2018", .range(2018...2018)), ("since 1", .since(1)),
    ("before 9999", .before(9999)),
  ])
  func `a subset is read and written`(text: String, subset: YearSubset) throws {
    #expect(try YearSubset(parsing: text) == subset)
    #expect(subset.description == text)
  }

  @Test(arguments: [
    "", "All", "since", "since ten", "since 0", "since 10000", "since -5", "since +5", "before",
    "before 2000-2009", "since 2000 2009", "2009-2000", "2000", "2000-", "-2000", "2000-2005-2009",
    "2000 - 2009", "all 2010", "since 99999999999999999999", "before x-2000",
  ])
  func `anything else is no subset`(text: String) {
    #expect(throws: SongRuleError.years(text)) { try YearSubset(parsing: text) }
  }

  @Test(arguments: [
    (YearSubset.all, [4, 3, 2, 1, 0]), (.since(2000), [2, 1]), (.before(2000), [3]),
    (.range(1999...2000), [3, 1]),
  ])
  func `songs of an unknown year belong to all only`(subset: YearSubset, kept: [UInt32]) {
    let table = SongTable.labelled([0, 0, 0, 0, 0], years: [0, 2000, 2001, 1999, 0])
    #expect(subset.kept(from: [4, 3, 2, 1, 0], of: table) == kept)
  }

  @Test func `a table without years has the subset all`() {
    #expect(YearSubset.all.kept(from: [1, 0], of: .labelled([0, 0])) == [1, 0])
  }
}
