import Foundation
import Testing
import Yams

extension CommandLineTests {
  /// The shipped schema of sweep files, which editors can check files against while they are written.
  @Suite struct SweepSchemaTests {
    private let schema: JSONSchema

    init() throws {
      schema = try JSONSchema(
        contentsOf: projectFolder.appendingPathComponent(
          "Sources/SweepFile/Schemas/sweep.schema.json"))
    }

    @Test func `the shipped sweeps and the file that init prints keep to the schema`() throws {
      let folder = try TemporaryFolder()
      var texts = [try Program.run(["init", "-"], in: folder.url).output]
      let sweeps = projectFolder.appendingPathComponent("sweeps")
      for name in try FileManager.default.subpathsOfDirectory(atPath: sweeps.path)
      where name.hasSuffix(".yaml") && !name.hasSuffix("report.yaml") {
        texts.append(
          try String(contentsOf: sweeps.appendingPathComponent(name), encoding: .utf8))
      }
      #expect(texts.count > 3)
      texts.append(Self.latePairs.map(\.0).joined())
      for text in texts { #expect(try faults(in: text) == []) }
      try folder.write(try #require(texts.last), to: "late.yaml")
      #expect(try Program.run(["plan", "late.yaml"], in: folder.url).status == 0)
    }

    /// Lines that are fine, and what the schema finds in others in their place, which the program refuses, too.
    private static let latePairs = [
      (
        """
        name: late
        data: { source: generated, duplicates: keep, split: { by: artist } }
        trial:

        """, "data: { source: generated, duplicates: some }\n", "$.data.duplicates: none of"
      ),
      ("  sequenceLength: 3\n", "trial: { sequenceLength: 65 }\n", "$.trial.sequenceLength: 65"),
      ("  units: 10\n", "trial: { units: 0 }\n", "$.trial.units: 0"),
      (
        "  genres: all\naxes:\n  model: [mlp, lstm]\n", "axes: { genres: [[]] }\n",
        "$.axes.genres[0]: not of type [\"string\"]"
      ),
      (
        "  features: [audio, { past: { unit: song, count: 64, labels: false } }]\n",
        "trial: { features: { past: { unit: song, count: 1 } } }\n", "$.trial.features: not audio"
      ),
      (
        "  oversample: [none, { method: smote, neighbours: 5, ratio: 0.5 }]\n",
        "trial: { oversample: { neighbours: 5 } }\n", "$.trial.oversample: not none"
      ),
      (
        """
        exclude:
          - { model: lstm, features: audio }
          - { model: lstm, oversample: { method: smote, neighbours: 5, ratio: 0.5 } }

        """, "axes: { model: [gru] }\n", "$.axes.model[0]: none of"
      ),
    ]

    @Test func `what the program refuses the schema refuses, too`() throws {
      let folder = try TemporaryFolder()
      let start = "name: x\ndata: { source: generated }\n"
      let late = Self.latePairs.map { ($0.1, $0.2) }
      for (line, fault) in late + [
        ("replicate: 3", "$.replicate: not allowed"),
        ("axes: { layers: [] }", "$.axes.layers: 0 items are beyond the minItems 1"),
        ("trial: { epochs: 0 }", "$.trial.epochs: 0.0 is beyond the minimum 1.0"),
        (
          "trial: { classWeight: 0 }", "$.trial.classWeight: 0.0 is beyond the exclusiveMinimum 0.0"
        ),
        ("trial: { years: sometimes }", "$.trial.years: 'sometimes' does not match"),
        ("fronts: [{ name: f, maximize: luck }]", "$.fronts[0].maximize: none of"),
      ] {
        let start = line.hasPrefix("data:") ? "name: x\n" : start
        try folder.write(start + line + "\n", to: "bad.yaml")
        #expect(try Program.run(["plan", "bad.yaml"], in: folder.url).status == 2)
        let first = try #require(try faults(in: start + line).first)
        #expect(first.hasPrefix(fault))
      }
    }

    private func faults(in text: String) throws -> [String] {
      let value = try #require(try Yams.load(yaml: text))
      return schema.faults(
        in: try JSONSerialization.jsonObject(
          with: JSONSerialization.data(withJSONObject: value)))
    }
  }
}
