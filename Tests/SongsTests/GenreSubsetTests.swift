import Songs
import Testing

@Suite struct GenreSubsetTests {
  private let table = SongList.ofGenres(
    ["rock", "pop", "rock", "r&b"], years: [1999, 2001, 2002, 2003]
  )
  .table { _ in 0 }

  @Test func `a subset keeps the songs of its genres and years, in the order given`() {
    func kept(_ genres: GenreSubset, _ years: YearSubset = .all) -> [UInt32] {
      SongSubset(years: years, genres: genres).kept(from: [3, 2, 1, 0], of: table)
    }
    #expect(kept(.all) == [3, 2, 1, 0])
    #expect(kept(.named(["rock"])) == [2, 0])
    #expect(kept(.named(["pop", "rock"]), .since(2000)) == [2, 1])
    #expect(kept(.named(["jazz"])) == [])
    #expect(SongSubset().kept(from: [1, 0], of: .labelled([0, 1])) == [1, 0])
  }

  @Test func `songs that leave take the names of their genres along`() throws {
    var list = SongList.ofGenres(["rock", "pop", "rock", "r&b"], years: [1999, 2001, 2002, 2003])
    #expect(table.genres?.names == ["pop", "r&b", "rock"])
    #expect(table.genres?.ids == [2, 0, 2, 1])
    list.unknownArtists = [1]
    let table = try #require(list.table(past: PastRule(unit: .song, count: 1)) { _ in 0 })
    #expect(table.genres == SongTable.Genres(of: ["rock", "rock", "r&b"]))
  }

  @Test func `there may be as many genres as 16 bits tell apart`() {
    let names = (0..<65_536).map { "\($0)" }
    let genres = SongTable.Genres(of: names)
    #expect(genres.names == names.sorted())
    #expect(genres.ids.map { genres.names[Int($0)] } == names)
  }
}

extension SongList {
  /// Songs, each of an artist of its own, with genres and years.
  fileprivate static func ofGenres(_ genres: [String], years: [Int]) -> SongList {
    let rows = (0..<UInt32(genres.count)).map { $0 }
    var list = SongList(
      featureNames: ["tempo"], features: rows.map { Float($0) },
      labelValues: rows.map { Double($0) },
      recordings: nil, songGroups: rows, artistGroups: rows)
    list.genres = SongTable.Genres(of: genres)
    list.dates = years.map { ReleaseDate(year: $0) }
    return list
  }
}
