import Foundation
import Testing

/// Holds `text` against the file `name` in Tests/Fixtures/reports.
///
/// With `HITSWEEP_RECORD_SNAPSHOTS` set the file is written anew, and the test fails all the same,
/// so that the switch cannot be forgotten.
func expectSnapshot(
  _ text: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/reports/\(name)").standardizedFileURL
  if ProcessInfo.processInfo.environment["HITSWEEP_RECORD_SNAPSHOTS"] != nil {
    try text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record("recorded \(name); read it, then unset the switch", sourceLocation: sourceLocation)
  }
  let expected = try String(contentsOf: file, encoding: .utf8)
  #expect(text == expected, sourceLocation: sourceLocation)
}

/// The object that JSON with sorted keys of `value` holds.
func jsonObject(_ value: some Encodable) throws -> [String: Any] {
  try #require(
    JSONSerialization.jsonObject(with: Data(json(value).utf8)) as? [String: Any])
}

func json(_ value: some Encodable) throws -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
}
