import Foundation

/// A folder for a benchmark's store in the current one, whose disk is part of what is measured; it goes with this object.
final class BenchmarkFolder {
  private let url: URL

  init() throws {
    url = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
      .appendingPathComponent("hitsweep-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  }

  /// Where the store is to be.
  var storePath: String { url.appendingPathComponent("bench.hitsweep").path }

  deinit {
    do {
      try FileManager.default.removeItem(at: url)
    } catch {
      Terminal.say("\(url.path) cannot be removed: \(error)")
    }
  }
}
