import Foundation
import SearchSpace
import Songs
import SweepFile
import Sweeps
import Testing
import Trials

/// A store that was written before recipes had genres, features, sequences and synthetic songs.
@Suite struct OldStoreTests {
  private let statements: [Substring]

  init() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/stores/store-1.sql")
    statements = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
  }

  /// The bytes that a row writes as X'…', in order.
  private func blobs(_ row: Substring) throws -> [[UInt8]] {
    try row.split(separator: "X'").dropFirst().map { text in
      let digits = Array(text.prefix { $0 != "'" }.utf8)
      return try stride(from: 0, to: digits.count, by: 2).map { place in
        try #require(UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16))
      }
    }
  }

  private func rows(_ table: String) -> [Substring] {
    statements.filter { $0.hasPrefix("INSERT INTO \(table) VALUES(") }
  }

  /// The first numbers of a row.
  private func numbers(_ row: Substring) -> [Int] {
    row.drop { $0 != "(" }.dropFirst().split(separator: ",").compactMap { Int($0) }
  }

  @Test func `its sweep, its keys and its records are those of today's reader, bit for bit`() throws
  {
    let text = """
      name: old
      seed: 7
      data: { source: generated, songs: 300 }
      trial: { epochs: 5, scaling: standard, learningRate: 1000 }
      replicates: 3
      axes:
        layers: [[5], [10, 10, 10, 10, 10, 10, 10]]
        classWeight: [1, 1e6]
        years: [all, since 2019]

      """
    let stored = try #require(rows("sweep").first)
    #expect(stored.replacing("\\n", with: "\n").contains(text))
    let table = SongGenerator(songs: 300, seed: 1).table { $0 > 75 }
    let sweep = try SweepFile(parsing: text, path: "old.yaml")
      .sweep(dataHash: ContentHash(of: table.encoded()))
    #expect(sweep.encoded() == (try blobs(stored)[0]))
    let identity = rows("identity").map { row in
      let texts = row.split(separator: "'")
      return (String(texts[1]), String(texts[3]))
    }
    #expect(sweep.identity == Dictionary(uniqueKeysWithValues: identity))

    var configurations: [Int: Configuration] = [:]
    for row in rows("configuration") {
      var reader = CanonicalReader(try blobs(row)[1])
      configurations[numbers(row)[0]] = Configuration(try reader.readSettings())
    }
    let runner = try TrialRunner(sweep: sweep, table: table)
    let keys = TrialKeys(of: sweep)
    let gridKeys = GridKeys(of: keys, recipe: sweep.recipe, grid: TrialGrid(of: sweep))
    var foundCount = 0
    for row in rows("outcome") {
      let (numbers, blobs) = (numbers(row), try blobs(row))
      let configuration = try #require(configurations[numbers[1]])
      let trial = Trial(configuration: configuration, replicate: numbers[2])
      guard let index = sweep.index(of: trial) else { continue }
      foundCount += 1
      let key = keys.key(recipe: sweep.recipe(of: configuration), replicate: trial.replicate)
      #expect(key.bytes == blobs[0] && gridKeys[index] == key)
      // Staircases, which follow, stand in another table.
      #expect(runner.record(at: index).starts(with: blobs[1]))
    }
    #expect(foundCount == 24)
  }

  @Test func `late keys at their standard change no key, wherever they stand`() throws {
    func sweep(_ lines: String) throws -> Sweep {
      try SweepFile(
        parsing: "name: a\ndata: { source: generated }\n\(lines)", path: "s.yaml"
      ).sweep(dataHash: ContentHash(high: 1, low: 2))
    }
    func keys(_ lines: String) throws -> [ContentHash] {
      let sweep = try sweep(lines)
      let keys = TrialKeys(of: sweep)
      let gridKeys = GridKeys(of: keys, recipe: sweep.recipe, grid: TrialGrid(of: sweep))
      return (0..<sweep.space.size).map { index in
        let recipe = sweep.recipe(of: sweep.space.configuration(at: index))
        #expect(gridKeys[index * sweep.replicates] == keys.key(recipe: recipe, replicate: 0))
        return keys.key(recipe: recipe, replicate: 0)
      }
    }
    let plain = try keys("")[0]
    #expect(try keys("trial: { genres: all, features: audio, oversample: none }") == [plain])
    #expect(
      try sweep("trial: { genres: all, features: { base: audio } }").encoded()
        == sweep("").encoded())
    let axes = try keys(
      "axes: { genres: [pop, all], features: [audio], oversample: [none, { method: smote }] }")
    #expect(axes.map { $0 == plain } == [false, false, true, false])
    #expect(Set(axes).count == 4)
    for key in RecipeKey.allCases {
      #expect(impliedSettings[key.rawValue] == (key.isOmittedAtStandard ? key.standard : nil))
    }
    #expect(impliedSettings.keys.allSatisfy { RecipeKey(rawValue: $0) != nil })
  }
}
