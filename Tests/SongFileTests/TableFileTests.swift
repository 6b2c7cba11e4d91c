import SongFile
import Songs
import Testing

@Suite struct TableFileTests {
  private static let text = """
    id,score,tempo,genre,artist,released
    a,80,1.5,rock,Ann,2017-11-17
    b,75,NA,pop,Bob,
    c,10,2.5,,Ann,NA
    d,90,,rock,NA,1999
    """

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder(["t.csv": Self.text])
  }

  private var path: String { folder.path + "/t.csv" }

  private func message(_ file: TableFile) -> String? {
    let error = #expect(throws: SongFileError.self) { try file.read() }
    return error?.description.replacing(folder.path + "/", with: "")
  }

  @Test func `a described table is read with all its roles`() throws {
    let file = TableFile(
      path: path, label: try LabelRule(parsing: "score > 75"), nominal: ["genre"],
      missing: .median, group: "artist", year: "released", id: "id")
    let expected = SongTable(
      featureNames: ["tempo", "genre=pop", "genre=rock"],
      features: [1.5, 0, 1, .nan, 1, 0, 2.5, .nan, .nan, .nan, 0, 1], labels: [1, 0, 0, 1],
      songGroups: [0, 1, 0, 2], artistGroups: [0, 1, 0, 2], years: [2017, 0, 0, 1999],
      sourceRows: [1, 2, 3, 4], duplicatesRemoved: 0)
    #expect(try file.read() == expected)
  }

  @Test func `a column of genres is no feature, and rows of unknown groups have no past`() throws {
    let label = try LabelRule(parsing: "score > 75")
    let file = TableFile(
      path: path, label: label, missing: .median, group: "artist", year: "released", id: "id",
      genre: "genre")
    let list = try file.list()
    #expect(list.featureNames == ["tempo"])
    #expect(list.genres == SongTable.Genres(of: ["rock", "pop", "", "rock"]))
    let past = try #require(
      list.table(past: PastRule(unit: .song, count: 1), label: label.checkedLabel))
    #expect(past.sourceRows == [1])
    #expect(list.table(past: PastRule(unit: .album, count: 1)) { _ in 0 } == nil)
    #expect(
      message(TableFile(path: path, label: label, missing: .median, genre: "style"))
        == "t.csv:1: no column 'style'; the header has id, score, tempo, genre, artist, released")
  }

  @Test func `named features come in the order they are named in`() throws {
    let file = TableFile(
      path: path, label: try LabelRule(parsing: "tempo >= 2"),
      features: .named(["genre", "score"]),
      nominal: ["genre"], missing: .median)
    // A label needs its value, whatever becomes of missing features.
    #expect(message(file) == "t.csv:3: column 'tempo': a value is missing")
    let byScore = TableFile(
      path: path, label: try LabelRule(parsing: "score >= 75"),
      features: .named(["genre", "tempo"]), nominal: ["genre"], missing: .median)
    let table = try byScore.read()
    #expect(table.featureNames == ["genre=pop", "genre=rock", "tempo"])
    #expect(table.labels == [1, 1, 0, 1])
    #expect(table.songGroups == [0, 1, 2, 3] && table.artistGroups == [0, 1, 2, 3])
    #expect(table.years == nil)
  }

  @Test func `missing values are refused unless the median is to fill them`() throws {
    let label = try LabelRule(parsing: "score > 75")
    #expect(
      message(TableFile(path: path, label: label, features: .named(["tempo"])))
        == "t.csv:3: column 'tempo': a value is missing")
    #expect(
      message(TableFile(path: path, label: label, features: .named(["genre"]), nominal: ["genre"]))
        == "t.csv:4: column 'genre': a value is missing")
  }

  @Test func `roles that contradict the file or each other are refused`() throws {
    let label = try LabelRule(parsing: "score > 75")
    func message(
      _ features: [String], nominal: [String] = [], group: String? = nil, year: String? = nil,
      id: String? = nil
    ) -> String? {
      self.message(
        TableFile(
          path: path, label: label, features: .named(features), nominal: nominal, missing: .median,
          group: group, year: year, id: id))
    }
    let header = "the header has id, score, tempo, genre, artist, released"
    #expect(
      message(["tempo", "score"])
        == "t.csv:1: column 'score' makes the label; leave it out of 'features'")
    #expect(
      message(["tempo", "tempo"])
        == "t.csv:1: more than one column is named 'tempo'; give each a name of its own")
    #expect(message([]) == "t.csv:1: no column is left as a feature")
    #expect(message(["bpm"]) == "t.csv:1: no column 'bpm'; \(header)")
    #expect(
      message(["tempo"], nominal: ["genre"])
        == "t.csv:1: nominal column 'genre' is no feature; add it to 'features'")
    #expect(message(["tempo"], nominal: ["style"]) == "t.csv:1: no column 'style'; \(header)")
    #expect(message(["tempo"], group: "band") == "t.csv:1: no column 'band'; \(header)")
    #expect(message(["tempo"], year: "year") == "t.csv:1: no column 'year'; \(header)")
    #expect(message(["tempo"], id: "key") == "t.csv:1: no column 'key'; \(header)")
    #expect(
      message(["tempo"], year: "artist")
        == "t.csv:2: column 'artist': 'Ann' is not a year or a date such as 2017-11-17")
    #expect(
      message(["genre"])
        == "t.csv:2: column 'genre': 'rock' is not a number; list a column of words under 'nominal'"
    )
  }

  @Test func `a feature named like a value of a nominal column is refused`() throws {
    try folder.write(Array("hit,genre,genre=pop\n1,pop,2\n".utf8), to: "t.csv")
    let file = TableFile(path: path, label: try LabelRule(parsing: "hit"), nominal: ["genre"])
    #expect(
      message(file)
        == "t.csv:1: more than one column is named 'genre=pop'; give each a name of its own")
  }

  @Test func `a nominal column has at most 256 values`() throws {
    func file(valueCount: Int) throws -> TableFile {
      let rows = (0..<valueCount).map { "1,v\($0)\n" }.joined()
      try folder.write(Array("hit,word\n\(rows)".utf8), to: "t.csv")
      return TableFile(path: path, label: try LabelRule(parsing: "hit"), nominal: ["word"])
    }
    #expect(try file(valueCount: 256).read().featureNames.count == 256)
    #expect(
      message(try file(valueCount: 257))
        == "t.csv:1: nominal column 'word' has more than 256 values; leave it out of 'features'")
  }

  @Test func `where years are asked for the error says which key to add`() throws {
    let file = TableFile(path: "hits.csv", label: try LabelRule(parsing: "hit"))
    #expect(
      file.noYears.description
        == "the songs have no years of release;"
        + " name the column that holds them as 'year' of hits.csv")
  }
}
