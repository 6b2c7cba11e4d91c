import SearchSpace
import SongFile
import Songs
import SweepFile
import Sweeps
import Testing
import Trials

/// What recipe keys do together, and the keys for an artist's past, genres and synthetic songs.
@Suite struct CombinationsTests {
  private let start = "name: songs\ndata: { source: generated }\n"

  private func parse(_ lines: String) throws -> SweepFile {
    try SweepFile(parsing: start + lines, path: "s.yaml")
  }

  private func error(_ lines: String, data: String? = nil) -> String? {
    let text = (data.map { "name: songs\ndata: { \($0) }\n" } ?? start) + lines
    return #expect(throws: SweepFileError.self) { try SweepFile(parsing: text, path: "s.yaml") }?
      .description
  }

  private static let song = "{ past: { unit: song } }"
  private static let withoutPast =
    "key 'features': an lstm reads a sequence of songs; give it features with a past, such as"
    + " { base: audio, past: { unit: song } }"
  private static let sequence = "trial: { model: lstm, features: \(song) }"

  @Test(arguments: [
    (
      "trial:\n  epochs: 5\n  units: 10",
      "s.yaml:5: key 'units': a net of model mlp has none; leave it out or change 'model'"
    ),
    (
      "axes:\n  sequenceLength: [3]",
      "s.yaml:4: key 'sequenceLength': a net of model mlp has none; leave it out or change 'model'"
    ),
    (
      "trial:\n  model: lstm\n  features: \(song)\naxes:\n  layers: [[]]",
      "s.yaml:7: key 'layers': a net of model lstm has none; leave it out or change 'model'"
    ),
    ("trial:\n  model: lstm", "s.yaml:4: \(withoutPast)"),
    ("trial:\n  model: lstm\n  features: audio", "s.yaml:5: \(withoutPast)"),
    (
      "trial:\n  features: audio\naxes:\n  model: [mlp, lstm]",
      "s.yaml:4: \(withoutPast), or exclude the combination"
    ),
    (
      "axes:\n  model: [mlp, lstm]\n  features:\n  - audio\n  - \(song)",
      "s.yaml:5: \(withoutPast), or exclude the combination"
    ),
    (
      "trial: { model: lstm, features: { past: { unit: song, labels: true } } }",
      "s.yaml:3: key 'features': an lstm does not see earlier labels; give it labels: false"
    ),
    (
      sequence + "\naxes:\n  oversample: [none, { method: smote }]",
      "s.yaml:5: key 'oversample': synthetic songs have no past, so there is no SMOTE for an lstm;"
        + " give it oversample: none"
    ),
    (
      "axes:\n  scaling: [none]\n  features: [\(song), { past: { unit: album } }]",
      "s.yaml:5: key 'features': past songs and past albums define populations of their own;"
        + " make a sweep of each"
    ),
  ])
  func `keys that do not go together`(lines: String, line: String) {
    #expect(error(lines) == line)
  }

  @Test(arguments: ["song", "row"])
  func `parts that share artists do not go with their past`(grouping: String) {
    #expect(
      error(
        "trial: { features: \(Self.song) }",
        data: "source: generated, split: {\n  by: \(grouping) }")
        == "s.yaml:3: key 'by': features of the artist's past need parts that share no artist;"
        + " write by: artist")
  }

  @Test(arguments: [
    (
      "trial:\n  features: { base: video }",
      "s.yaml:4: key 'features': expected audio, or { base: audio, past: { unit: song or album,"
        + " count: 2 to 64, labels: true or false } }; found {base: video}"
    ),
    (
      "trial: { genres: [pop, pop] }",
      "s.yaml:3: key 'genres': expected all, a genre or a list of genres, such as [pop, rock];"
        + " found [pop, pop]"
    ),
    (
      "axes:\n  genres: [all,\n    [all, pop]]",
      "s.yaml:5: key 'genres': expected all, a genre or a list of genres, such as [pop, rock];"
        + " found [all, pop]"
    ),
    (
      "trial: { oversample: { method: adasyn } }",
      "s.yaml:3: key 'oversample': expected none, or { method: smote, neighbours: 1 to 1000, ratio:"
        + " a number from 0.001 to 1000000 }; found {method: adasyn}"
    ),
    (
      "trial: { sequenceLength: 1 }",
      "s.yaml:3: key 'sequenceLength': expected a whole number from 2 to 64; found '1'"
    ),
    (
      "trial: { units: 1025 }",
      "s.yaml:3: key 'units': expected a whole number from 1 to 1024; found '1025'"
    ),
    (
      "axes:\n  genres: [[rock, pop],\n    [pop, rock]]",
      "s.yaml:5: key 'genres': the value [pop, rock] stands twice"
    ),
    (
      "axes:\n  oversample: [{ method: smote }, none,\n    { ratio: 1.0, neighbours: 5, method: smote }]",
      "s.yaml:5: key 'oversample': the value {method: smote, neighbours: 5, ratio: 1} stands twice"
    ),
    (
      "axes:\n  features: [{ past: { labels: true, unit: song } },\n"
        + "    { base: audio, past: { unit: song, count: 3, labels: true } }]",
      "s.yaml:5: key 'features': the value {base: audio, past: {count: 3, labels: true, unit:"
        + " song}} stands twice"
    ),
  ])
  func `values that are none, or stand twice in another form`(lines: String, line: String) {
    #expect(error(lines) == line)
  }

  @Test(arguments: [
    ("count: 1", false), ("count: 65", false), ("count: 2.0", false), ("labels: yes", false),
    ("kind: x", false), ("unit: artist", false), ("count: 64, labels: false", true),
  ])
  func `a past has the members that it may have`(members: String, isFine: Bool) {
    let unit = members.hasPrefix("unit") ? "" : "unit: song, "
    let lines = "trial: { features: { past: { \(unit)\(members) } } }"
    if isFine {
      #expect(throws: Never.self) { try parse(lines) }
    } else {
      #expect(error(lines)?.hasPrefix("s.yaml:3: key 'features': expected audio, or {") == true)
    }
  }

  @Test func `values come in their one form, and what was left out is there`() throws {
    let file = try parse(
      """
      trial: { oversample: { ratio: 2, method: smote } }
      axes:
        genres: [all, pop, [rock, edm]]
        features: [{ base: audio }, { past: { unit: album, count: 4 } }]
      """)
    #expect(
      file.recipe["oversample"]
        == .mapping(["method": .word("smote"), "neighbours": .integer(5), "ratio": .number(2)]))
    #expect(
      file.space.axes == [
        Axis(
          name: "genres",
          values: [.word("all"), .word("pop"), .list([.word("edm"), .word("rock")])]),
        Axis(
          name: "features",
          values: [
            .word("audio"),
            .mapping([
              "base": .word("audio"),
              "past": .mapping([
                "unit": .word("album"), "count": .integer(4), "labels": .word("false"),
              ]),
            ]),
          ]),
      ])
    #expect(file.neededGenres == ["edm", "pop", "rock"])
    #expect(file.past == PastRule(unit: .album, count: 4))
  }

  @Test func `nets that see a past share its population, whose parts share no artist`() throws {
    func past(_ lines: String) throws -> [Int?] {
      let file = try parse(lines)
      #expect((file.split.grouping == .artist) == (file.past != nil))
      return [file.past?.count]
    }
    #expect(try past("") == [nil])
    #expect(try past("trial: { features: \(Self.song) }") == [3])
    #expect(
      try past("axes: { features: [audio, { past: { unit: song, count: 5 } }, \(Self.song)] }")
        == [5])
    // An LSTM goes by its own length.
    #expect(try past("trial: { model: lstm, features: { past: { unit: song, count: 9 } } }") == [3])
    #expect(
      try past(
        "trial: { model: lstm, features: \(Self.song) }\naxes: { sequenceLength: [2, 6, 4] }")
        == [6])
    let both =
      "axes: { model: [mlp, lstm], features: [audio, { past: { unit: song, count: 7 } }] }\n"
      + "trial: { sequenceLength: 4 }\nexclude:\n- { model: lstm, features: audio }\n"
    #expect(try past(both) == [7])
    let seven = "{ past: { unit: song, count: 7 } }"
    #expect(try past(both + "- { model: mlp, features: \(seven) }") == [4])
    #expect(try past(both + "- { features: \(seven) }") == [nil])
    let file = try parse("trial: { features: \(Self.song) }")
    #expect(file.dataRule.hasSuffix("top: popularity > 75, past: 3 songs"))
    let given = try SweepFile(
      parsing: "name: a\ndata: { source: generated, split: { by: artist } }\n"
        + "trial: { features: \(Self.song) }", path: "s.yaml")
    #expect(given.split == file.split)
    #expect(
      file.split == (try SplitRule(train: 0.6, validation: 0.2, test: 0.2, by: .artist)))
  }

  @Test func `an exclusion takes faults out of a grid`() throws {
    let file = try parse(
      """
      axes:
        model: [mlp, lstm]
        features: [audio, \(Self.song), { past: { unit: song, labels: true } }]
        oversample: [none, { method: smote }]
        units: [5, 10]
        layers: [[]]
      exclude:
        - { model: lstm, features: audio }
        - { model: lstm, features: { past: { labels: true, unit: song } } }
        - { model: lstm, oversample: { method: smote, ratio: 1.0 } }
        - { model: mlp, units: 5 }
      """)
    // Six of the mlp, with one number of units; of the lstm one past, no synthetic songs, two numbers of units.
    #expect(Array(file.space.includedRanges.joined()).count == 8)
    let sweep = file.sweep(dataHash: ContentHash(high: 1, low: 2))
    for index in sweep.space.includedRanges.joined() {
      #expect(Recipe(sweep.recipe(of: sweep.space.configuration(at: index))) != nil)
    }
    #expect(try Sweep(decoding: sweep.encoded()) == sweep)
  }

  @Test func `the keys of the data tell how they were made`() throws {
    func file(_ data: String) throws -> SweepFile {
      try SweepFile(parsing: "name: a\ndata: { \(data) }", path: "sweeps/s.yaml")
    }
    let kaggle = try file(
      "source: kaggle-19000-spotify-songs, dates: album_dates.csv, duplicates: keep,"
        + " top: popularity > 73.5, split: { by: row }")
    guard case .kaggle(nil, dates: .albums) = kaggle.source else {
      return #expect(Bool(false), "\(kaggle.source)")
    }
    #expect(kaggle.duplicates == .keep && kaggle.split.grouping == .row)
    #expect(
      kaggle.dataRule
        == "kaggle-19000-spotify-songs, top: popularity > 73.5, dates: album_dates.csv,"
        + " duplicates: keep")
    #expect(
      SplitRule(kaggle.sweep(dataHash: ContentHash(high: 1, low: 2)).facts.split) == kaggle.split)
    let tracks = try file("source: tidytuesday-2020-01-21, folder: raw, top: popularity >= 75")
    guard case .tidyTuesday(folder: "sweeps/raw") = tracks.source else {
      return #expect(Bool(false), "\(tracks.source)")
    }
    #expect(tracks.dataRule == "tidytuesday-2020-01-21, top: popularity >= 75")
    guard case .table(let table) = try file("source: csv, file: a.csv, label: y, genre: g").source
    else { return #expect(Bool(false)) }
    #expect(table.genre == "g")
    for (data, found) in [("dates: both", "dates"), ("duplicates: some", "duplicates")] {
      #expect(
        error("", data: "source: kaggle-19000-spotify-songs, \(data)")?.hasPrefix(
          "s.yaml:2: key '\(found)': expected ") == true)
    }
  }
}
