import SongFile
import Songs
import Testing

/// What is known of songs' days and pasts in the real files, as their documentation states it.
@Suite(
  .enabled(
    if: realFolder != nil,
    "HITSWEEP_DATA is not set: it names the folder that holds the real files, song_data.csv and so on"
  ))
struct RealPastTests {
  private func folders() throws -> [SearchedFolder] {
    [SearchedFolder(path: try #require(realFolder), namedBy: "$HITSWEEP_DATA")]
  }

  private func kaggle(_ dates: KaggleSongs.Dates = .playlists) throws -> SongList {
    try KaggleSongs(
      folders: folders(), label: LabelRule(parsing: "popularity > 75"), dates: dates
    ).list()
  }

  private func tracks() throws -> SongList {
    try TidyTuesdaySongs(folders: folders(), label: LabelRule(parsing: "popularity > 75")).list()
  }

  /// Songs and top songs with so many earlier ones.
  private func sizes(
    _ list: SongList, _ isTop: (Double) -> Bool
  ) throws -> [[Int]] {
    try [1, 2, 3].map { earlier in
      let table = try #require(
        list.table(past: PastRule(unit: .song, count: earlier + 1)) { isTop($0) ? 1 : 0 })
      #expect(try SongTable(decoding: table.encoded()) == table)
      return [table.count, table.topCount]
    }
  }

  @Test func `so many songs have earlier ones of their artists`() throws {
    #expect(
      try sizes(kaggle()) { $0 > 75 } == [[6332, 679], [3920, 528], [2658, 426]])
    #expect(
      try sizes(tracks()) { $0 >= 75 } == [[15_513, 1068], [11_773, 922], [9536, 815]])
  }

  @Test func `the tracks have the documented figures`() throws {
    let list = try tracks()
    let table = list.table { $0 >= 75 ? 1 : 0 }
    #expect(list.count == 32_833)
    #expect(table.count == 28_356 && table.topCount == 1345)
    #expect(list.table { $0 > 75 ? 1 : 0 }.topCount == 1152)
    #expect(Set(table.songGroups).count == 26_230)
    let all = (0..<UInt32(table.count)).map { $0 }
    #expect(YearSubset.since(2010).kept(from: all, of: table).count == 20_460)
    let sizes = ["edm", "latin", "pop", "r&b", "rap", "rock"].map { genre in
      let songs = GenreSubset.named([genre]).kept(from: all, of: table)
      return [songs.count, songs.count { table.labels[Int($0)] == 1 }]
    }
    #expect(
      sizes == [[4877, 35], [4137, 198], [5132, 584], [4504, 150], [5401, 241], [4305, 137]])
    #expect(try SongTable(decoding: table.encoded()) == table)
  }

  @Test func `the deck's third model has its songs`() throws {
    let list = try kaggle(.albums)
    #expect(list.dates?.count { $0 != nil } == 5494)
    func since2010(_ duplicates: SongList.Duplicates) -> [Int] {
      let table = list.table(duplicates) { $0 > 73.5 ? 1 : 0 }
      let rows = YearSubset.since(2010).kept(from: (0..<UInt32(table.count)).map { $0 }, of: table)
      return [table.count, rows.count, rows.count { table.labels[Int($0)] == 1 }]
    }
    #expect(since2010(.keep) == [18_835, 3705, 725])
    #expect(since2010(.remove).prefix(2) == [14_683, 2951])
  }

  /// The means of albums go into labels, so that these have edges of their own.
  @Test func `the deck's fourth model has its artists and albums`() throws {
    let table = try #require(
      try kaggle(.albums).table(.keep, past: PastRule(unit: .album, count: 3)) {
        $0 > 70.05 ? 1 : 0
      })
    #expect(table.count == 112 && table.topCount == 30)
    #expect(Set(table.artistGroups).count == 112)
    #expect(table.topCount + (table.past?.labels.count { $0 == 1 } ?? 0) == 83)
    let inputs = InputTable(of: table, .columns(earlier: 2, labels: .shown))
    #expect(inputs.names.count == 41)
    #expect(Array(inputs.names.suffix(3)) == ["audio_valence.2", "top.1", "top.2"])
  }
}
