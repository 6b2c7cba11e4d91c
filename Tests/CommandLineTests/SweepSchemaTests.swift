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
      for text in texts { #expect(try faults(in: text) == []) }
    }

    @Test func `what the program refuses the schema refuses, too`() throws {
      let folder = try TemporaryFolder()
      let start = "name: x\ndata: { source: generated }\n"
      for (line, fault) in [
        ("replicate: 3", "$.replicate: not allowed"),
        ("axes: { layers: [] }", "$.axes.layers: 0 items are beyond the minItems 1"),
        ("trial: { epochs: 0 }", "$.trial.epochs: 0.0 is beyond the minimum 1.0"),
        (
          "trial: { classWeight: 0 }", "$.trial.classWeight: 0.0 is beyond the exclusiveMinimum 0.0"
        ),
        ("trial: { years: sometimes }", "$.trial.years: 'sometimes' does not match"),
        ("fronts: [{ name: f, maximize: luck }]", "$.fronts[0].maximize: none of"),
      ] {
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
