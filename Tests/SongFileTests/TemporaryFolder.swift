import Foundation

/// A folder of files that lasts as long as a test needs it.
final class TemporaryFolder {
  let path: String

  init(_ files: [String: String]) throws {
    path =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("SongFileTests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, content) in files { try write(Array(content.utf8), to: name) }
  }

  deinit {
    // A folder that stays behind in the temporary directory harms no test.
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }
}

/// The folder of the real files, or nil.
let realFolder = ProcessInfo.processInfo.environment["HITSWEEP_DATA"]
