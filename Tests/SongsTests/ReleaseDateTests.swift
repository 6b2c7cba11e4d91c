import Songs
import Testing

@Suite struct ReleaseDateTests {
  @Test(arguments: [
    ("2017", "2017-01-01"), ("2017-11", "2017-11-01"), ("2017-11-17T23:00:00Z", "2017-11-17"),
    ("2017-11-17 23:00", "2017-11-17"), ("2017-00-00", "2017-01-01"), ("2017-1-2", "2017-01-02"),
  ])
  func `what is not known of a day is the first of it`(text: String, day: String) throws {
    let date = try #require(ReleaseDate(parsing: text))
    #expect(date == ReleaseDate(parsing: day))
    #expect(date.year == 2017)
  }

  @Test(arguments: [
    "", "NA", "0000", "0000-05-01", "17", "20177", "2017-", "2017-13", "2017-12-32", "2017-1-1-1",
    "2017/11/17", "-2017", "+201", "２０１７", "2017-1a", "2017-99999999999999999999",
  ])
  func `other texts are no day`(text: String) {
    #expect(ReleaseDate(parsing: text) == nil)
  }

  @Test func `days are ordered by time`() throws {
    let texts = ["1999-12-31", "2000", "2000-01-02", "2000-02", "2000-02-02", "2001"]
    let dates = try texts.map { try #require(ReleaseDate(parsing: $0)) }
    for (place, date) in dates.enumerated() {
      #expect(dates.map { $0 < date } == dates.indices.map { $0 < place })
    }
    #expect(ReleaseDate(year: 2000) == dates[1])
  }
}
