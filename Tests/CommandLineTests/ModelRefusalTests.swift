import Foundation
import Testing

extension CommandLineTests {
  /// What is no song, no model or no configuration, and what a person is told of it.
  @Suite struct ModelRefusalTests {
    private static let header = "a,b,word"

    @Test(arguments: [
      ("a,word\n1,x\n", "asked.csv:1: no column 'b'; the header has a, word"),
      ("word\nx\n", "asked.csv:1: no columns 'a', 'b'; the header has word"),
      ("a,b\n1,2\n", "asked.csv:1: no columns 'word=x', 'word=y', 'word=z'; the header has a, b"),
      (
        "a,b,word,b\n1,2,x,3\n",
        "asked.csv:1: more than one column is named 'b'; give each a name of its own"
      ),
      ("\(header)\n1,2,x\n1,loud,y\n", "asked.csv:3: column 'b': 'loud' is not a number"),
      ("\(header)\n1,,x\n", "asked.csv:2: column 'b': a value is missing"),
      ("\(header)\n1,2,\n", "asked.csv:2: column 'word': a value is missing"),
      (
        "\(header)\n1,2,x\n1,2,q\n",
        "asked.csv:3: column 'word': 'q' is not one that the model has seen: x, y, z"
      ),
      (
        "\(header)\n1,1e39,x\n",
        "asked.csv:2: column 'b': '1e39' is not a number up to 3.4e38 in size"
      ),
      ("\(header)\n1,2\n", "asked.csv:2: 2 fields where the header has 3"),
      ("\(header)\n", "asked.csv: no row below the header"),
      ("", "asked.csv: the file is empty"),
    ])
    func `songs that cannot be predicted are named with line, column and value`(
      text: String, message: String
    ) throws {
      let stand = try ModelStand.table()
      try stand.train(#"{"classWeight": 1}"#)
      try stand.folder.write(text, to: "asked.csv")
      let refused = try stand.run(["predict", "model.safetensors", "asked.csv"])
      #expect(refused.status == 2)
      #expect(refused.errors == message + "\n")
      #expect(refused.output == "")
    }

    @Test func `a value beyond all bounds has no prediction`() throws {
      let stand = try ModelStand.table()
      try stand.train(#"{"classWeight": 1}"#)
      try stand.folder.write("\(Self.header)\n1,2,x\n3e38,-3e38,x\n", to: "asked.csv")
      let refused = try stand.run(["predict", "model.safetensors", "asked.csv"])
      #expect(refused.status == 2)
      #expect(
        refused.errors.hasPrefix("asked.csv:3: a value is so far from all that the model was"))
    }

    @Test func `files that are no models are refused with what they are`() throws {
      let stand = try ModelStand.table()
      try stand.train(#"{"classWeight": 1}"#)
      let bytes = try stand.bytes(of: "model.safetensors")
      func changed(_ old: String, _ new: String) -> [UInt8] {
        let place = bytes.firstRange(of: Array(old.utf8))!
        return bytes.replacing(Array(old.utf8), with: Array(new.utf8), subrange: place)
      }
      let kinds: [(bytes: [UInt8], status: Int32, message: String)] = [
        (Array(bytes.prefix(100)), 2, "is cut off: expected at least "),
        (
          bytes.dropLast(), 2, "its bytes end before they begin or behind the end of the file"
        ),
        ([], 2, "is cut off: expected at least 8 bytes, found 0; copy the file again"),
        (
          changed(#""version":"1""#, #""version":"2""#), 4,
          "is a model of version 2, and this hitsweep reads up to 1; install a newer hitsweep"
        ),
        (
          changed("hitsweep model", "hitsweep modal"), 2,
          "holds no hitsweep model; 'hitsweep train STORE ID' writes one"
        ),
        (
          changed(#"\"classWeight\""#, #"\"classHeight\""#), 2,
          "is damaged: its bytes are not those that were written; copy the file again"
        ),
        (
          changed("net.0.dense.1", "net.7.dense.1"), 2,
          "is damaged: its bytes are not those that were written; copy the file again"
        ),
        (try stand.bytes(of: "rows.csv"), 2, "is it a safetensors file?"),
        (try stand.bytes(of: stand.store), 2, "is it a safetensors file?"),
      ]
      for kind in kinds {
        try stand.write(kind.bytes, to: "other.safetensors")
        for asked in [
          ["predict", "other.safetensors", "rows.csv"], ["importance", "other.safetensors"],
          ["export", "onnx", "other.safetensors", "out.onnx"],
        ] {
          let refused = try stand.run(asked)
          #expect(refused.status == kind.status)
          #expect(
            refused.errors.hasPrefix("other.safetensors: ")
              && refused.errors.contains(kind.message), "\(refused.errors)")
        }
      }
      let none = try stand.run(["predict", "none.safetensors", "rows.csv"])
      #expect(none.status == 2)
      #expect(
        none.errors
          == "none.safetensors: no such model file; 'hitsweep train STORE ID' writes one\n")
      let folder = try stand.run(["predict", ".", "rows.csv"])
      #expect(folder.status == 2)
      #expect(folder.errors == ".: cannot be read; expected a model file\n")
    }

    @Test func `a flipped bit of a model file is found`() throws {
      let stand = try ModelStand.table()
      try stand.train(#"{"classWeight": 1}"#)
      let bytes = try stand.bytes(of: "model.safetensors")
      try stand.folder.write("\(Self.header)\n1,2,x\n", to: "asked.csv")
      // Some bits of the header, and of each number the one that makes it largest.
      let tensors = 8 + (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
      let flips =
        stride(from: 0, to: tensors, by: 23).map { (place: $0, bit: $0 % 8) }
        + stride(from: tensors + 3, to: bytes.count, by: 4).map { (place: $0, bit: 6) }
      for (place, bit) in flips {
        var flipped = bytes
        flipped[place] ^= 1 << UInt8(bit)
        try stand.write(flipped, to: "other.safetensors")
        let said = try stand.run(["predict", "other.safetensors", "asked.csv"])
        #expect([2, 4].contains(said.status), "bit \(bit) of byte \(place)")
      }
    }

    @Test func `nothing is overwritten unless that is said`() throws {
      let stand = try ModelStand.table()
      try stand.train(#"{"classWeight": 1}"#)
      try stand.folder.write("mine", to: "out.onnx")
      for (command, message) in [
        (
          ["train", stand.store, #"{"classWeight": 1}"#, "--output", "model.safetensors"],
          "model.safetensors: exists already; name another file with --output, or say --force\n"
        ),
        (
          ["export", "onnx", "model.safetensors", "out.onnx"],
          "out.onnx: exists already; name another file, or say --force\n"
        ),
      ] {
        let refused = try stand.run(command)
        #expect(refused.status == 4)
        #expect(refused.errors == message)
        #expect(try stand.bytes(of: "out.onnx") == Array("mine".utf8))
      }
      for command in [
        ["train", stand.store, #"{"classWeight": 1}"#, "--output", "model.safetensors"],
        ["export", "onnx", "model.safetensors", "out.onnx"],
      ] {
        #expect(try stand.run(command + ["--force"]).status == 0)
      }
      let nowhere = try stand.run(
        ["train", stand.store, #"{"classWeight": 1}"#, "--output", "none/model.safetensors"])
      #expect(nowhere.status == 3)
      #expect(nowhere.errors.hasPrefix("none/model.safetensors: cannot be written ("))
    }

    @Test func `configurations are named by enough of their id, and have to be complete`() throws {
      // Ids are hashes: of 600 some begin with the same four digits. A ratio that leaves no other song is infeasible.
      let rates = (1...600).map { "0.\(1000 + $0)" }.joined(separator: ", ")
      let stand = try ModelStand(
        "many",
        """
        data: { source: generated, songs: 300 }
        trial: { epochs: 1, layers: [] }
        replicates: 1
        axes: { learningRate: [\(rates)], balanceRatio: [none, 0.001] }
        """)
      let listed = try stand.rows(["summary", stand.store, "--all", "--format", "csv"])
      let (id, state) = (listed[0].firstIndex(of: "id")!, listed[0].firstIndex(of: "state")!)
      let ids = listed.dropFirst().map { $0[id] }
      let shared = try #require(
        Dictionary(grouping: ids) { $0.prefix(4) }.first { $0.value.count == 2 })
      let infeasible = try #require(listed.first { $0[state] == "infeasible" })[id]
      let all =
        "expected one that 'hitsweep summary many.hitsweep --all' lists, or its settings as JSON"
      for (name, message) in [
        ("12", "many.hitsweep: '12' is too short for an id; give 4 of its digits at least"),
        ("xyzw", "many.hitsweep: no configuration has the id 'xyzw'; \(all)"),
        (
          String(repeating: "0", count: 32),
          "many.hitsweep: no configuration has the id '\(String(repeating: "0", count: 32))'; \(all)"
        ),
        (
          String(shared.key),
          "many.hitsweep: 2 configurations have ids that begin with '\(shared.key)'; give more digits"
        ),
        (
          infeasible,
          "many.hitsweep: configuration \(infeasible) is not complete: there are figures of 0 of 1 replicate; "
            + "'hitsweep show many.hitsweep \(infeasible)' tells more"
        ),
      ] {
        let refused = try stand.run(["train", stand.store, name])
        #expect(refused.status == 2)
        #expect(refused.errors == message + "\n")
      }
      let shown = try stand.run(["show", stand.store, infeasible])
      #expect(shown.status == 0)
      #expect(
        shown.output.contains("infeasible: the balance ratio leaves no other song to train on"))
      for (arguments, message) in [
        ([], "Error: name a configuration, by its id or by --pick\n"),
        (
          [ids[0], "--pick", "maximize auc"],
          "Error: name a configuration by its id or by --pick, not by both\n"
        ),
        (
          [ids[0], "--rule", "share"],
          "Error: --rule says what --pick goes by; say what to pick, too\n"
        ),
      ] {
        let refused = try stand.run(["train", stand.store] + arguments)
        #expect(refused.status == 2)
        #expect(refused.errors.hasPrefix(message))
      }
    }

    @Test func `the songs must be those of the model, and the named one among them`() throws {
      let stand = try ModelStand.table()
      try stand.train(#"{"classWeight": 1}"#)
      let nameless = try stand.run(["predict", "model.safetensors", "--song", "x"])
      #expect(nameless.status == 2)
      #expect(
        nameless.errors
          == "--song: the model's data have no names of songs; give a CSV file of features instead\n"
      )
      let rows = String(decoding: try stand.bytes(of: "rows.csv"), as: UTF8.self)
      try stand.folder.write(rows + "1,2,x,0\n", to: "rows.csv")
      for command in [
        ["importance", "model.safetensors"], ["train", stand.store, #"{"classWeight": 1}"#],
        ["predict", "model.safetensors", "--song", "x"],
      ] {
        let refused = try stand.run(command)
        #expect(refused.status == 4)
        #expect(refused.errors.hasPrefix("the songs are not those that "))
        #expect(refused.errors.contains(" was run on: their hash is "))
      }

      let songs = try ModelStand.songs("{ l2: [0] }", replicates: 1)
      try songs.train(#"{"l2": 0}"#)
      for (arguments, message) in [
        (["--song", "Poker"], "--song: no song of the data is called 'Poker'\n"),
        (
          ["--song", "Song 120"],
          "--song: no song of the data is called 'Song 120'; it is in 1 name, such as 'Song 120-1'\n"
        ),
        (
          ["--song", "Song 120-1", "--artist", "Gaga"],
          "--artist: 'Song 120-1' is not by 'Gaga' in the data, but by 'Artist 120'\n"
        ),
      ] {
        let refused = try songs.run(["predict", "model.safetensors"] + arguments)
        #expect(refused.status == 2)
        #expect(refused.errors == message)
      }
    }
  }
}
