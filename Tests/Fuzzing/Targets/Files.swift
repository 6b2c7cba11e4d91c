import Evaluation
import Foundation
import Reports
import SearchSpace
import SongFile
import Songs
import SweepFile
import Sweeps

extension FuzzTarget {
  /// A table of comma-separated values; the first byte says which roles its columns have.
  static let tableFile = FuzzTarget(name: "table-file") {
    let text =
      "hit,tempo,\"key, major\",artist,released\r\n0,1.5,2,a,1999\n1,-3e2,NA,\"b \"\"c\"\"\",\n"
    return (0..<8).map { [UInt8($0)] + Array(text.utf8) }
  } check: { bytes throws(BrokenPromise) in
    var tape = ByteTape(bytes)
    let roles = tape.byte()
    let file = TableFile(
      path: "t.csv", label: Examples.label(roles & 1 == 0 ? "hit" : "tempo > 1"),
      nominal: roles & 2 == 0 ? ["artist"] : ["artist", "released"],
      missing: roles & 4 == 0 ? .median : .refuse, group: roles & 8 == 0 ? "artist" : nil,
      year: roles & 16 == 0 ? nil : "released", id: roles & 32 == 0 ? nil : "artist",
      genre: roles & 64 == 0 ? nil : "key, major")
    let content = tape.bytes(bytes.count)
    switch Result(catching: { () throws(SongFileError) in try file.list(of: content) }) {
    case .success(let list): try requireWhole(list)
    case .failure(let error):
      try require("\(error)".hasPrefix("t.csv:"), "an error names its file: \(error)")
    }
  }

  /// The file of TidyTuesday.
  static let tidyTuesdaySongs = FuzzTarget(name: "tidytuesday-songs") {
    let header =
      "track_id,track_name,track_artist,track_popularity,track_album_id,track_album_release_date,"
      + "playlist_genre,danceability,energy,key,loudness,mode,speechiness,acousticness,"
      + "instrumentalness,liveness,valence,tempo,duration_ms\n"
    let rows = [
      "t1,A,X,80,a1,2017-11-17,pop", "t2,B,X,20,a2,2018,\"r&b\"", "t1,A,X,80,a1,2017-11-17,rock",
      "t3,NA,NA,0,a1,2012-05,pop",
    ]
    let numbers = ",0.1,0.2,5,-6,1,0.3,0.4,0.5,0.6,0.7,120,1000\n"
    return [Array((header + rows.map { $0 + numbers }.joined()).utf8)]
  } check: { bytes throws(BrokenPromise) in
    let songs = TidyTuesdaySongs(folders: [], label: Examples.label("popularity > 75"))
    switch Result(catching: { () throws(SongFileError) in try songs.list(of: bytes) }) {
    case .success(let list): try requireWhole(list)
    case .failure(let error):
      try require("\(error)".hasPrefix("spotify_songs.csv:"), "an error names its file: \(error)")
    }
  }

  /// The three files of the Kaggle data set, with a zero between them.
  static let kaggleSongs = FuzzTarget(name: "kaggle-songs") {
    let songs = """
      song_name,song_popularity,song_duration_ms,acousticness,danceability,energy,\
      instrumentalness,key,liveness,loudness,audio_mode,speechiness,tempo,time_signature,\
      audio_valence
      A,80,1000,0.1,0.2,0.3,0.4,5,0.5,-6,1,0.6,120,4,0.7
      B,20,2000,0.1,0.2,0.3,0.4,5,0.5,-6,0,0.6,120,4,0.7

      """
    let artists = "song_name,artist_name,album_names,playlist\nA,X,Y,Z\nB,\"X, Y\",Y,Z\n"
    let dates = "song_name,album_release_date\nA,2017-11-17\nB,\n"
    return [
      Array("\(songs)\0\(artists)".utf8), Array("\(songs)\0\(artists)\0\(dates)".utf8),
    ]
  } check: { bytes throws(BrokenPromise) in
    let files = bytes.split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
    guard files.count > 1 else { return }
    let songs = KaggleSongs(folders: [], label: Examples.label("popularity > 75"))
    let read = Result { () throws(SongFileError) in
      try songs.list(
        songs: Array(files[0]), artists: Array(files[1]),
        dates: files.dropFirst(2).first.map(Array.init))
    }
    switch read {
    case .success(let list): try requireWhole(list)
    case .failure(let error):
      try require("\(error)".hasPrefix("song_"), "an error names its file: \(error)")
    }
  }

  /// A sweep file.
  static let sweepFile = FuzzTarget(name: "sweep-file") {
    Examples.sweepFiles.map { Array($0.utf8) }
  } check: { bytes throws(BrokenPromise) in
    let text = String(decoding: bytes, as: UTF8.self)
    let read = Result { () throws(SweepFileError) in
      try SweepFile(parsing: text, path: "s.yaml")
    }
    switch read {
    case .success(let file):
      let encoded = file.sweep(dataHash: Examples.sweep.id).encoded()
      let again = accepted { try Sweep(decoding: encoded) }
      try require(again?.encoded() == encoded, "a worker understands every sweep that a file makes")
    case .failure(let error):
      try require(
        "\(error)".hasPrefix("s.yaml:") && !"\(error)".contains(where: \.isNewline),
        "an error is a line that names its file: \(error)")
    }
  }

  /// What a report is to show.
  static let reportFile = FuzzTarget(name: "report-file") {
    let text = """
      title: t
      introduction: i
      sections:
        - title: s
          text: x
          published: [{ name: p, value: 0.61, is: recall, note: n }]
          show: [{ sweep: a.yaml, where: recall > 0.1, best: auc }, { name: b, sweep: c.yaml }]
          compare: [{ of: b, less: a.yaml }]
          reasons: [r]

      """
    return [Array(text.utf8)]
  } check: { bytes throws(BrokenPromise) in
    let text = String(decoding: bytes, as: UTF8.self)
    let read = Result { () throws(SweepFileError) in
      try ReportFile(parsing: text, path: "r.yaml")
    }
    switch read {
    case .success(let file):
      for shown in file.sections.flatMap(\.shown) {
        _ = accepted { () throws(SweepFileError) in
          try file.conditions(of: shown, in: Examples.sweep)
        }
      }
    case .failure(let error):
      try require(
        "\(error)".hasPrefix("r.yaml:") && !"\(error)".contains(where: \.isNewline),
        "an error is a line that names its file: \(error)")
    }
  }

  /// What people are shown of two stored records; the first two bytes say how long the first is.
  static let summary = FuzzTarget(name: "summary") {
    let records = Examples.records.map { $0.encoded() }
    return [(0, 0), (0, 1), (2, 0)].map { pair in
      let (first, second) = (records[pair.0], records[pair.1])
      return [UInt8(first.count & 255), UInt8(first.count >> 8)] + first + second
    }
  } check: { bytes throws(BrokenPromise) in
    var tape = ByteTape(bytes)
    let length = tape.byte() + tape.byte() << 8
    let pair = [tape.bytes(length), tape.bytes(bytes.count)].map { bytes in
      accepted { try OutcomeRecord(decoding: bytes) }
    }
    let sweep = Examples.pairSweep
    let summary = SweepSummary(
      name: "fuzz", sweep: sweep, fronts: [.precision, .recall],
      results: [
        ConfigurationResult(sweep.space.configuration(at: 0), outcomes: pair),
        ConfigurationResult(sweep.space.configuration(at: 1), outcomes: pair.reversed()),
      ])
    _ = summary.text()
    _ = summary.csv
    do {
      _ = try JSONEncoder().encode(summary)
    } catch {
      throw BrokenPromise(description: "a summary is JSON, too: \(error)")
    }
  }

  /// What a reader hands on can be sent to workers, with the songs' past, too.
  private static func requireWhole(_ list: SongList) throws(BrokenPromise) {
    let tables = [
      list.table { $0 > 75 ? 1 : 0 },
      list.table(.keep, past: PastRule(unit: .song, count: 2)) { $0 > 75 ? 1 : 0 },
      list.table(past: PastRule(unit: .album, count: 2)) { $0 > 75 ? 1 : 0 },
    ]
    for case let table? in tables {
      let encoded = table.encoded()
      try require(
        accepted { try SongTable(decoding: encoded) } == table,
        "workers get the table that was read")
    }
  }
}
