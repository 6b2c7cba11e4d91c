import Foundation
import Testing

extension CommandLineTests {
  /// What models say, against what the sweep found.
  @Suite struct ModelCommandTests {
    /// The rows of a part as `predict` takes them, and their labels.
    private func part(
      _ part: String, of stand: ModelStand, replicate: Int = 0
    ) throws -> (rows: [[String]], labels: [Int]) {
      let parts = try stand.rows(
        ["data", "parts", "\(stand.name).yaml", "--replicate", "\(replicate)"])
      let chosen = parts.filter { $0[1] == part }
      return ([parts[0]] + chosen, try chosen.map { try #require(Int($0[2])) })
    }

    /// What `predict` says of rows.
    private func predictions(
      of rows: [[String]], by stand: ModelStand
    ) throws -> [(probability: Double, isFlagged: Bool)] {
      try stand.write(rows, to: "asked.csv")
      return try stand.rows(["predict", "model.safetensors", "asked.csv", "--format", "csv"])
        .dropFirst().map { (try #require(Double($0[3])), $0[7] == "1") }
    }

    private func auc(_ probabilities: [Double], _ labels: [Int]) -> Double {
      // An ensemble's figures are those of its probabilities in single precision.
      let values = zip(probabilities.map { Float($0) }, labels)
      let (tops, others) = (values.filter { $1 == 1 }, values.filter { $1 == 0 })
      let wins = tops.reduce(0.0) { sum, top in
        others.reduce(sum) { $0 + (top.0 > $1.0 ? 1 : top.0 == $1.0 ? 0.5 : 0) }
      }
      return wins / Double(tops.count * others.count)
    }

    @Test func `a model of one net says of the test songs what the sweep measured`() throws {
      let stand = try ModelStand.songs("{ l2: [0] }", replicates: 1)
      try stand.train(#"{"l2": 0}"#)
      let shown = try stand.run(
        ["show", stand.store, #"{"l2": 0}"#, "--format", "json"]
      ).json()
      let replicate = try #require((shown["replicates"] as? [[String: Any]])?.first)
      let test = try #require(replicate["test"] as? [String: Any])
      let (rows, labels) = try part("test", of: stand)
      let said = try predictions(of: rows, by: stand)
      #expect(
        try abs(auc(said.map(\.probability), labels) - #require(test["auc"] as? Double)) < 1e-9)
      let counts = [(true, 1), (true, 0), (false, 1), (false, 0)].map { flagged, label in
        zip(said, labels).count { $0.isFlagged == flagged && $1 == label }
      }
      let names = ["truePositives", "falsePositives", "falseNegatives", "trueNegatives"]
      #expect(
        test["counts"] as? [String: Int] == Dictionary(uniqueKeysWithValues: zip(names, counts)))
      #expect(counts[0] > 0 && counts[1] > 0)
      // The songs of each part are those of 'data parts'.
      let shownRows = try #require(replicate["rows"] as? [String: [Int]])
      #expect(shownRows["test"] == rows.dropFirst().compactMap { Int($0[0]) })
      #expect(
        shownRows["validation"]
          == (try part("validation", of: stand).rows.dropFirst().compactMap { Int($0[0]) }))
      #expect((replicate["epochLosses"] as? [Double])?.count == 5)
    }

    @Test
    func `of a named configuration train tells the validation figures that show has, net by net`()
      throws
    {
      let stand = try ModelStand.songs("{ l2: [0, 0.01] }")
      let printed = try stand.train(#"{"l2": 0}"#)
      let shown = try stand.run(["show", stand.store, #"{"l2": 0}"#, "--format", "json"]).json()
      let replicates = try #require(shown["replicates"] as? [[String: Any]])
      for (title, key) in [("recall", "recall"), ("false-positive rate", "falsePositiveRate")] {
        let values = try replicates.map { replicate in
          try #require((replicate["validation"] as? [String: Any])?[key] as? Double)
        }
        let mean = values.reduce(0, +) / Double(values.count)
        let line = try #require(
          printed.split(separator: "\n").first { $0.hasPrefix("  \(title) ") })
        let figure = try #require(
          line.dropFirst(title.count + 2).split(separator: " ").first.flatMap { Double($0) })
        #expect(abs(figure - mean) <= 0.0005 + 1e-9, "\(line) beside \(mean)")
      }
    }

    @Test func `a picture or a page overwrites its like, and nothing else`() throws {
      let stand = try ModelStand.table()
      try stand.train(#"{"classWeight": 1}"#)
      let before = try stand.bytes(of: "rows.csv")
      for asked in [
        ["importance", "model.safetensors", "--svg", "rows.csv"],
        ["report", ".", "--output", "rows.csv"],
      ] {
        let refused = try stand.run(asked)
        #expect(refused.status == 4)
        #expect(
          refused.errors
            == "rows.csv: exists already, and was not written by this command; name another file\n")
      }
      #expect(try stand.bytes(of: "rows.csv") == before)
      for _ in 0..<2 {
        let drawn = try stand.run([
          "importance", "model.safetensors", "--repeats", "1", "--svg", "a.svg",
        ])
        #expect(drawn.status == 0)
      }
      let nowhere = try stand.run(["report", ".", "--output", "none/page.html"])
      #expect(nowhere.status == 3)
      #expect(nowhere.errors == "none/page.html: cannot be written; check its folder\n")
    }

    @Test func `a model of all nets says of the test songs what train prints`() throws {
      let stand = try ModelStand.songs("{ l2: [0, 0.01] }")
      let printed = try stand.train(#"{"l2": 0.01}"#)
      try stand.train(#"{"l2": 0.01}"#, to: "again.safetensors")
      let bytes = try stand.bytes(of: "model.safetensors")
      #expect(try bytes == stand.bytes(of: "again.safetensors"))

      let (rows, labels) = try part("test", of: stand)
      let said = try predictions(of: rows, by: stand)
      let hits = Double(zip(said, labels).count { $0.isFlagged && $1 == 1 })
      let expected = [
        "auc": auc(said.map(\.probability), labels),
        "recall": hits / Double(labels.count { $0 == 1 }),
        "precision": hits / Double(said.count { $0.isFlagged }),
      ]
      let provenance = try #require(
        try modelDescription(bytes)["provenance"] as? [String: Any])
      let test = try #require(provenance["test"] as? [String: Double])
      let lines = printed.split(separator: "\n")
      for (name, title) in [("auc", "AUC"), ("recall", "recall"), ("precision", "precision")] {
        let value = try #require(expected[name])
        #expect(abs(try #require(test[name]) - value) < 1e-9)
        let line = try #require(lines.first { $0.hasPrefix("  \(title)  ") })
        #expect(
          String(line.split(separator: " ")[2]) == String(format: "%.3f", value), "\(line)")
      }
      #expect(
        printed.hasSuffix(
          "\n\nWrote model.safetensors. Use it with: hitsweep predict model.safetensors SONGS.csv\n"
        ))
    }

    @Test func `columns may stand in any order, and those that are no features are told`() throws {
      let stand = try ModelStand.songs("{ l2: [0] }", replicates: 2)
      try stand.train(#"{"l2": 0}"#)
      let rows = Array(try part("test", of: stand).rows.prefix(5))
      let asked = try predictions(of: rows, by: stand)
      let titles = ["title", "song", "more"]
      let turned = rows.enumerated().map { row, cells in
        (row == 0 ? titles : ["\(row)", "?", "?"]) + cells.dropFirst(3).reversed()
      }
      try stand.write(turned, to: "turned.csv")
      let finished = try stand.run(
        ["predict", "model.safetensors", "turned.csv", "--format", "csv"])
      #expect(finished.status == 0)
      #expect(finished.errors == "turned.csv: not used: song, more\n")
      let said = stand.cells(finished.output)
      #expect(said[0].prefix(4) == ["row", "name", "artist", "probability"])
      #expect(said.dropFirst().map { $0[1] } == ["1", "2", "3", "4"])
      #expect(said.dropFirst().map { Double($0[3]) } == asked.map(\.probability))
    }

    @Test func `a named song is told with every row, and what the nets knew it from`() throws {
      let stand = try ModelStand.songs("{ l2: [0] }")
      try stand.train(#"{"l2": 0}"#)
      let names = try stand.run(
        ["predict", "model.safetensors", "--song", "song 12-3", "--format", "json"]
      ).json()
      let rows = try #require(names["predictions"] as? [[String: Any]])
      #expect(rows.allSatisfy { $0["name"] as? String == "Song 12-3" })
      #expect(rows.allSatisfy { $0["artist"] as? String == "Artist 12" })
      let numbers = rows.compactMap { $0["row"] as? Int }
      // Two recordings, of which one stands twice in the data.
      #expect(rows.map { $0["duplicateOf"] as? Int } == [nil, nil, numbers[1]])
      let shown = try stand.run(
        ["show", stand.store, #"{"l2": 0}"#, "--format", "json"]
      ).json()
      let replicates = try #require(shown["replicates"] as? [[String: Any]])
      let parts = replicates.compactMap { $0["rows"] as? [String: [Int]] }
      #expect(parts.count == 3)
      for (row, number) in zip(rows, [numbers[0], numbers[1], numbers[1]]) {
        var uses = ["train": 0, "validation": 0, "test": 0]
        for (part, songs) in parts.joined() where songs.contains(number) { uses[part]! += 1 }
        #expect(row["knownFrom"] as? [String: Int] == uses)
      }
    }

    @Test func `a net without a past is asked of any song, one with a past of those that have it`()
      throws
    {
      let past = #"{"base": "audio", "past": {"unit": "song", "count": 2, "labels": true}}"#
      let stand = try ModelStand.songs("{ features: [audio, \(past)] }", replicates: 2)
      try stand.train(#"{"features": \#(past)}"#)
      try stand.train(#"{"features": "audio"}"#, to: "audio.safetensors")
      // The first song of its artist.
      let first = ["--song", "Song 1-1", "--format", "csv"]
      let told = try stand.rows(["predict", "audio.safetensors"] + first)
      #expect(told.count > 1 && told.dropFirst().allSatisfy { $0[1] == "Song 1-1" })
      let refused = try stand.run(["predict", "model.safetensors"] + first)
      #expect(refused.status == 2)
      #expect(
        refused.errors
          == "--song: the model reads 1 earlier song of the artist, and no row of that name has them in the data\n"
      )
    }

    @Test func `importance is told of each input, of all that is past together, and drawn`() throws
    {
      let past = #"{"base": "audio", "past": {"unit": "song", "count": 3, "labels": true}}"#
      let stand = try ModelStand.songs("{ features: [\(past)] }")
      try stand.train(#"{"features": \#(past)}"#)
      let command = ["importance", "model.safetensors", "--repeats", "3"]
      let json = try stand.run(command + ["--format", "json", "--svg", "drops.svg"]).json()
      #expect(json["nets"] as? Int == 3 && json["repeats"] as? Int == 3)
      #expect(json["part"] as? String == "validation")
      let inputs = try #require(json["inputs"] as? [[String: Any]])
      // The columns of the song itself, before those of the songs before it.
      let columns = try part("test", of: stand).rows[0].dropFirst(3)
      let features = Array(columns.prefix(13))
      #expect(columns.count == 3 * 13 + 2 && columns.last == "top.2")
      let names = inputs.compactMap { $0["name"] as? String }
      #expect(Set(names) == Set(features + ["all earlier songs", "earlier labels"]))
      #expect(names.count == 15)
      let drops = inputs.compactMap { ($0["auc"] as? [String: Any])?["drop"] as? Double }
      #expect(drops == drops.sorted(by: >) && drops.count == 15)
      // The same draws again, in another form.
      let csv = try stand.rows(command + ["--format", "csv"])
      #expect(csv.dropFirst().map { $0[0] } == names)
      #expect(zip(csv.dropFirst(), drops).allSatisfy { abs(Double($0[1])! - $1) < 1e-12 })
      let svg = String(decoding: try stand.bytes(of: "drops.svg"), as: UTF8.self)
      #expect(svg.hasPrefix("<svg") && names.allSatisfy { svg.contains($0) })
    }
  }
}
