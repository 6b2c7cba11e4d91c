import Foundation
import Songs
import Testing

/// Drawn songs are held to aggregates of the real ones, which `calibrate.py` in
/// `Tests/Fixtures/generator` writes to `reference.json` beside it.
@Suite struct SongGeneratorTests {
  private struct Reference: Decodable {
    struct MassPoint: Decodable {
      let column: String
      let value: Double
      let share: Double
    }

    let columns: [String]
    let shares: [Double]
    let quantiles: [[Double]]
    let correlations: [[Double]]
    let massPoints: [MassPoint]
  }

  private static let rows = SongGenerator(seed: 1).rawSongs()
  private static let table = SongGenerator(seed: 1).table { $0 > 75 }

  private let reference: Reference
  /// The features, the year and the popularity of the unique songs, a column each.
  private let columns: [[Double]]

  init() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "Fixtures/generator/reference.json")
    reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    let songs = Self.table.sourceRows.map { Self.rows[Int($0) - 1] }
    columns =
      SongGenerator.featureNames.indices.map { feature in
        songs.map { Double($0.features[feature]) }
      } + [songs.map { Double($0.releaseYear) }, songs.map { Double($0.popularity) }]
  }

  private func share(_ column: [Double], where isCounted: (Double) -> Bool) -> Double {
    Double(column.count(where: isCounted)) / Double(column.count)
  }

  @Test func `columns are those of the real songs`() {
    #expect(SongGenerator.featureNames + ["year", "popularity"] == reference.columns)
    #expect(Self.table.featureNames == SongGenerator.featureNames)
  }

  @Test func `quantiles are those of the real songs to within two percent of the songs`() {
    for (index, name) in reference.columns.enumerated() {
      for (quantile, expected) in zip(reference.quantiles[index], reference.shares) {
        #expect(share(columns[index]) { $0 < quantile } < expected + 0.02, "\(name) \(expected)")
        #expect(share(columns[index]) { $0 <= quantile } > expected - 0.02, "\(name) \(expected)")
      }
    }
  }

  @Test func `values that many songs have are as frequent as in the real songs`() throws {
    for point in reference.massPoints {
      let column = columns[try #require(reference.columns.firstIndex(of: point.column))]
      let found = share(column) { $0 == point.value }
      #expect(abs(found - point.share) < 0.02, "\(point.column) \(point.value): \(found)")
    }
  }

  @Test func `all correlations are within 0.05 of those of the real songs`() {
    let standardized = columns.map(standardize)
    for (i, first) in standardized.enumerated() {
      for (j, second) in standardized.enumerated() {
        let sum = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        let difference = sum / Double(first.count) - reference.correlations[i][j]
        #expect(
          abs(difference) < 0.05,
          "\(reference.columns[i]), \(reference.columns[j]): \(difference)")
      }
    }
  }

  @Test func `top songs and songs since 2010 are as frequent as in the real songs`() {
    #expect(abs(share(columns[14]) { $0 > 75 } - 946.0 / 14_683) < 0.006)
    #expect(abs(share(columns[13]) { $0 >= 2_010 } - 10_200.0 / 14_683) < 0.02)
  }

  @Test func `popular songs stand in more rows`() {
    let table = Self.table
    #expect(table.labels.count == 14_683)
    #expect(table.duplicatesRemoved == Self.rows.count - 14_683)
    #expect(abs(Self.rows.count - 18_835) < 800)
    let topRows = share(Self.rows.map { Double($0.popularity) }) { $0 > 75 }
    #expect(abs(topRows - 2_577.0 / 18_835) < 0.03)
  }

  @Test func `artists and versions of songs are as many as in the real songs`() throws {
    let artists = Set(Self.table.artistGroups).count
    let titles = Set(Self.table.songGroups).count
    #expect(abs(artists - 7_564) < 300)
    #expect(abs(titles - 14_005) < 100)
    let counts = Dictionary(Self.table.artistGroups.map { ($0, 1) }, uniquingKeysWith: +).values
    #expect(abs(counts.count { $0 >= 3 } - 1_391) < 150)
  }

  @Test func `the table keeps the first row of each song`() {
    let rows = Self.rows
    var first: [[String]: Int] = [:]
    for (index, row) in rows.enumerated().reversed() {
      first[[row.name, "\(row.duration)", "\(row.features[1])"]] = index
    }
    let kept = first.values.sorted()
    let table = Self.table
    #expect(table.sourceRows == kept.map { UInt32($0 + 1) })
    #expect(table.features == kept.flatMap { rows[$0].features })
    #expect(table.labels == kept.map { rows[$0].popularity > 75 ? 1 : 0 })
    #expect(table.years == kept.map { Int16(rows[$0].releaseYear) })
    #expect(table.songGroups == groups(kept.map { [rows[$0].artist, rows[$0].name] }))
    #expect(table.artistGroups == groups(kept.map { [rows[$0].artist] }))
  }

  private func groups(_ keys: [[String]]) -> [UInt32] {
    var order: [[String]: UInt32] = [:]
    for key in keys where order[key] == nil { order[key] = UInt32(order.count) }
    return keys.map { order[$0]! }
  }

  /// Of seed 45, two versions of a song draw the same duration.
  @Test(arguments: [1, 45] as [UInt64])
  func `versions of a song have one artist and different durations`(seed: UInt64) {
    let generator = SongGenerator(songs: 1_000, seed: seed)
    let rows = generator.rawSongs()
    let songs = generator.table { _ in false }.sourceRows.map { rows[Int($0) - 1] }
    for versions in Dictionary(grouping: songs, by: \.name).values {
      #expect(Set(versions.map(\.artist)).count == 1)
      #expect(Set(versions.map(\.duration)).count == versions.count)
    }
  }

  @Test func `rows are in random order`() {
    let neighbours = zip(Self.rows, Self.rows.dropFirst()).count { $0.artist == $1.artist }
    #expect(neighbours < 100)
  }

  @Test func `logistic regression finds as much signal as in the real songs`() {
    let features = columns.prefix(13).map(standardize)
    let rows = Self.table.labels.indices.map { song in features.map { $0[song] } + [1] }
    let training = rows.indices.filter { $0 % 2 == 0 }
    let test = rows.indices.filter { $0 % 2 == 1 }
    let fitted = LogisticRegression(
      rows: training.map { rows[$0] }, labels: training.map { Self.table.labels[$0] })
    let scores = test.map { fitted.score(rows[$0]) }
    let tops = test.indices.filter { Self.table.labels[test[$0]] == 1 }.map { scores[$0] }
    let others = test.indices.filter { Self.table.labels[test[$0]] == 0 }.map { scores[$0] }
    let wins = tops.reduce(0) { sum, top in sum + others.count { $0 < top } }
    let auc = Double(wins) / Double(tops.count * others.count)
    #expect(abs(auc - 0.71) < 0.02)
  }

  @Test func `a seed names its songs and another seed names others`() {
    let generator = SongGenerator(songs: 200, seed: 1)
    #expect(generator.rawSongs() == SongGenerator(songs: 200, seed: 1).rawSongs())
    let others = SongGenerator(songs: 200, seed: 2).rawSongs()
    #expect(generator.rawSongs().allSatisfy { song in !others.contains(song) })
  }

  @Test func `more songs add to the same ones`() {
    let more = SongGenerator(songs: 300, seed: 1).rawSongs()
    #expect(SongGenerator(songs: 200, seed: 1).rawSongs().allSatisfy(more.contains))
    #expect(SongGenerator(songs: 0, seed: 1).rawSongs().isEmpty)
    #expect(SongGenerator(songs: 1, seed: 1).table { _ in true }.labels == [1])
  }

  /// What every machine must draw.
  @Test func `the first songs of a seed and their order are fixed`() {
    #expect(
      SongGenerator(songs: 6, seed: 7).rawSongs().map(\.name) == [
        "Song 2-1", "Song 2-1", "Song 3-1", "Song 1-1", "Song 5-1", "Song 2-1", "Song 5-1",
        "Song 4-1", "Song 5-1",
      ])
    #expect(
      SongGenerator(songs: 1, seed: 7).rawSongs()
        == [
          GeneratedSong(
            name: "Song 1-1", artist: "Artist 1", popularity: 41,
            features: [
              221_216, 0.47488284, 0.69782215, 0.6762731, 5.844989e-05, 3, 0.09511493, -5.6500993,
              1, 0.037288677, 105.65654, 4, 0.8356079,
            ], releaseYear: 2_017)
        ])
  }

  private func standardize(_ column: [Double]) -> [Double] {
    let mean = column.reduce(0, +) / Double(column.count)
    let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(column.count)
    return column.map { ($0 - mean) / variance.squareRoot() }
  }
}
