import SongFile
import Songs
import Testing

@Suite struct FeatureFileTests {
  private func content(
    _ text: String, columns: [String] = ["energy", "top.1"],
    missing: TableFile.MissingValues = .refuse
  ) throws -> FeatureFile.Content {
    try FeatureFile(
      path: "s.csv", columns: columns, labels: ["top.1"], label: "hit", missing: missing
    ).content(of: Array(text.utf8))
  }

  private func error(
    _ text: String, columns: [String] = ["energy", "top.1"],
    missing: TableFile.MissingValues = .refuse
  ) -> String? {
    #expect(throws: SongFileError.self) {
      try content(text, columns: columns, missing: missing)
    }?.description
  }

  @Test
  func `columns stand in any order, and the first that is neither feature nor label names rows`()
    throws
  {
    let read = try content("hit,top.1,who,energy,more\n1,0,A,0.5,x\n0,1,\"B, C\",2e-1,y\n")
    #expect(read.values == [0.5, 0, 0.2, 1])
    #expect(read.names == ["A", "B, C"])
    #expect(read.unused == ["hit", "more"])
    #expect(read.lines == [2, 3])
    #expect(try content("energy,top.1,hit\n1,1,1\n").names == nil)
  }

  @Test func `an earlier label is 0 or 1, and there`() {
    #expect(
      error("energy,top.1\n1,0.5\n") == "s.csv:2: column 'top.1': '0.5' is not 0 or 1")
    #expect(
      error("energy,top.1\n1,\n", missing: .median)
        == "s.csv:2: column 'top.1': a value is missing")
  }

  @Test func `all columns that are missing are told at once`() {
    #expect(
      error("tempo\n1\n") == "s.csv:1: no columns 'energy', 'top.1'; the header has tempo")
  }

  @Test func `a nominal column may stand for its indicators, with values that are known`() throws {
    let columns = ["genre=pop", "genre=rock"]
    #expect(
      try content("genre\npop\nrock\nNA\n", columns: columns, missing: .median).values.map {
        $0.isNaN ? -1 : $0
      } == [1, 0, 0, 1, -1, -1])
    #expect(try content("genre=rock,genre=pop\n1,0\n", columns: columns).values == [0, 1])
    #expect(
      error("genre\njazz\n", columns: columns)
        == "s.csv:2: column 'genre': 'jazz' is not one that the model has seen: pop, rock")
    #expect(error("genre\nNA\n", columns: columns) == "s.csv:2: column 'genre': a value is missing")
  }
}
