import Foundation
import Testing

/// Holds `bytes` against the file `name` in Tests/Fixtures/models.
///
/// With `HITSWEEP_RECORD_SNAPSHOTS` set the file is written anew, and the test fails all the same,
/// so that the switch cannot be forgotten.
func expectFixture(
  _ bytes: [UInt8], _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/models/\(name)").standardizedFileURL
  if ProcessInfo.processInfo.environment["HITSWEEP_RECORD_SNAPSHOTS"] != nil {
    try Data(bytes).write(to: file)
    Issue.record("recorded \(name); read it, then unset the switch", sourceLocation: sourceLocation)
  }
  #expect(bytes == Array(try Data(contentsOf: file)), sourceLocation: sourceLocation)
}
