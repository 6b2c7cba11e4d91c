import Foundation
import Testing

extension CommandLineTests {
  /// One training for Keras; that Keras makes the same of it is tried by Tests/Interop.
  @Suite struct ExportKerasTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try folder.write(
        """
        name: small
        seed: 1
        data:
          source: generated
          songs: 2000
          split: { train: 0.6, validation: 0.2, test: 0.2, by: artist }
        trial: { epochs: 3, scaling: standard, balanceRatio: 2, classWeight: 4, batchSize: 32 }
        replicates: 2
        axes:
          model: [mlp, lstm]
          features: [audio, { base: audio, past: { unit: song, count: 3, labels: false } }]
          dropout: [0, 0.5]
          years: [all, before 1900]
        exclude:
          - { model: lstm, features: audio }
          - { model: lstm, dropout: 0.5 }
          - { dropout: 0.5, years: before 1900 }
        """, to: "sweep.yaml")
      let run = try Program.run(["run", "sweep.yaml"], in: folder.url)
      try #require(run.status == 0, "\(run.errors)")
    }

    private func settings(
      model: String = "mlp", dropout: Int = 0, years: String = "all"
    ) -> String {
      """
      {"model": "\(model)", "dropout": \(dropout == 0 ? "0" : "0.5"), "years": "\(years)", "features": \
      \(model == "mlp" ? "\"audio\"" : #"{"base": "audio", "past": {"unit": "song", "count": 3, "labels": false}}"#)}
      """
    }

    private func export(_ configuration: String, _ more: String...) throws -> Finished {
      try Program.run(
        ["export", "keras", "small.hitsweep", configuration] + more, in: folder.url)
    }

    private func shapes(in name: String) throws -> [String: String] {
      let path = folder.url.appendingPathComponent("\(name)/data.npz")
      return try arrayShapes([UInt8](Data(contentsOf: path)))
    }

    @Test func `a training is written in full, and the script trains its layers`() throws {
      let written = try export(settings(), "a/b", "--replicate", "1")
      #expect(written.status == 0, "\(written.errors)")
      #expect(
        written.output == """
          Wrote a/b/data.npz and a/b/reproduce.py. Train it in Keras with:
            python a/b/reproduce.py

          """)
      let shapes = try shapes(in: "a/b")
      let shown = try Program.run(
        ["show", "small.hitsweep", settings(), "--format", "json"], in: folder.url
      ).json()
      let replicate = try #require((shown["replicates"] as? [[String: Any]])?.last)
      let rows = try #require(replicate["rows"] as? [String: [Int]])
      let counts = rows.mapValues(\.count)
      let (train, validation, test) = (counts["train"]!, counts["validation"]!, counts["test"]!)
      #expect(train == replicate["trainingSongs"] as? Int)
      #expect(
        shapes == [
          "train.x": "<f4 (\(train), 13)", "train.y": "|u1 (\(train),)",
          "train.weight": "<f4 (\(train),)", "train.row": "<i8 (\(train),)",
          "order": "<i4 (3, \(train))", "batch_size": "<i8 ()", "epochs": "<i8 ()",
          "learning_rate": "<f4 ()", "l2": "<f4 ()", "class_counts": "<i8 (2,)",
          "initial.dense.0.kernel": "<f4 (13, 30)", "initial.dense.0.bias": "<f4 (30,)",
          "initial.dense.1.kernel": "<f4 (30, 10)", "initial.dense.1.bias": "<f4 (10,)",
          "initial.dense.2.kernel": "<f4 (10, 2)", "initial.dense.2.bias": "<f4 (2,)",
          "validation.x": "<f4 (\(validation), 13)", "validation.y": "|u1 (\(validation),)",
          "validation.row": "<i8 (\(validation),)",
          "hitsweep.validation.score": "<f4 (\(validation),)",
          "hitsweep.validation.auc": "<f8 ()", "hitsweep.validation.counts": "<i8 (4,)",
          "test.x": "<f4 (\(test), 13)", "test.y": "|u1 (\(test),)", "test.row": "<i8 (\(test),)",
          "hitsweep.test.score": "<f4 (\(test),)", "hitsweep.test.auc": "<f8 ()",
          "hitsweep.test.counts": "<i8 (4,)",
        ])
      let script = try String(
        contentsOf: folder.url.appendingPathComponent("a/b/reproduce.py"), encoding: .utf8)
      let id = try #require(shown["id"] as? String)
      #expect(
        script.hasPrefix(
          """
          # Trains replicate 1 of configuration \(id) of the sweep small once more, in Keras, batch by batch:
          #   pip install tensorflow-cpu==2.21.0 keras==3.15.1 numpy==2.4.6 && python reproduce.py
          """))
      #expect(
        script.contains(
          """
          model = keras.Sequential([
              keras.Input((13,)),
              keras.layers.Dense(30, activation="relu", kernel_regularizer=l2),
              keras.layers.Dense(10, activation="relu", kernel_regularizer=l2),
              keras.layers.Dense(2, activation="softmax"),
          ])
          """))
    }

    @Test func `of a sequence every step is written, with a label and a weight in training`() throws
    {
      #expect(try export(settings(model: "lstm"), "lstm").status == 0)
      let shapes = try shapes(in: "lstm")
      func rows(_ name: String) throws -> String {
        try #require(shapes["\(name).row"]?.split(separator: "(").last?.dropLast(2)).description
      }
      let (train, test) = try (rows("train"), rows("test"))
      #expect(shapes["train.x"] == "<f4 (\(train), 3, 13)")
      #expect(shapes["train.y"] == "|u1 (\(train), 3)")
      #expect(shapes["train.weight"] == "<f4 (\(train), 3)")
      #expect(shapes["order"] == "<i4 (3, \(train))")
      #expect(shapes["test.x"] == "<f4 (\(test), 3, 13)")
      #expect(shapes["test.y"] == "|u1 (\(test),)")
      #expect(shapes["initial.lstm.recurrent_kernel"] == "<f4 (10, 40)")
    }

    @Test func `nothing is overwritten unless that is said`() throws {
      #expect(try export(settings(), "proof").status == 0)
      let again = try export(settings(), "proof")
      #expect(again.status == 4)
      #expect(
        again.errors
          == "proof/data.npz: exists already; name another folder, or say --force\n")
      try FileManager.default.removeItem(at: folder.url.appendingPathComponent("proof/data.npz"))
      let script = try export(settings(), "proof")
      #expect(script.status == 4)
      #expect(script.errors.contains("proof/reproduce.py: exists already"))
      #expect(
        !FileManager.default.fileExists(
          atPath: folder.url.appendingPathComponent("proof/data.npz").path))
      #expect(try export(settings(), "proof", "--force").status == 0)
    }

    @Test func `what has no net, or none that Keras could repeat, is refused with the reason`()
      throws
    {
      let dropout = try export(settings(dropout: 1), "out")
      #expect(dropout.status == 4)
      #expect(
        dropout.errors.hasSuffix(
          "is trained with dropout, and Keras would leave out others at random; export a configuration without it\n"
        ), "\(dropout.errors)")
      let infeasible = try export(settings(years: "before 1900"), "out")
      #expect(infeasible.status == 2)
      #expect(infeasible.errors.hasSuffix("was infeasible: the training part has no song\n"))
      for replicate in ["2", "-1"] {
        let beyond = try export(settings(), "out", "--replicate=\(replicate)")
        #expect(beyond.status == 2)
        #expect(
          beyond.errors
            == "--replicate: \(replicate) is not expected; small.hitsweep has 0 to 1\n")
      }
      #expect(
        !FileManager.default.fileExists(atPath: folder.url.appendingPathComponent("out").path))
    }
  }
}

/// The type and the shape of each array in an archive, in Python's words, by its name.
private func arrayShapes(_ bytes: [UInt8]) throws -> [String: String] {
  func number(at place: Int, bytes count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
  var shapes: [String: String] = [:]
  var place = 0
  while bytes[place..<place + 4].elementsEqual("PK\u{3}\u{4}".utf8) {
    let nameEnd = place + 30 + number(at: place + 26, bytes: 2)
    let name = String(decoding: bytes[place + 30..<nameEnd], as: UTF8.self)
    let header = String(
      decoding: bytes[nameEnd + 10..<nameEnd + 10 + number(at: nameEnd + 8, bytes: 2)],
      as: UTF8.self)
    let match = try #require(
      header.firstMatch(of: /'descr': '(.*)', 'fortran_order': False, 'shape': (\(.*\))/))
    shapes[String(name.dropLast(4))] = "\(match.1) \(match.2)"
    place = nameEnd + number(at: place + 18, bytes: 4)
  }
  return shapes
}
