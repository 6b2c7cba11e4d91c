import Foundation
import FuzzTargets
import Testing

@Suite struct CorpusTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fuzzing/Corpus")

  /// The inputs that fuzzers have found and that are kept: one a line, in base64.
  private func corpus(of target: FuzzTarget) throws -> [[UInt8]] {
    let file = Self.folder.appendingPathComponent("\(target.name).txt")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
      try [UInt8](#require(Data(base64Encoded: String(line)), "not base64: \(line)"))
    }
  }

  @Test(arguments: FuzzTarget.all)
  func `what holds for every input holds for those that fuzzers have found`(
    target: FuzzTarget
  ) throws {
    let inputs = try target.seeds() + corpus(of: target)
    #expect(inputs.count > target.seeds().count)
    for input in inputs {
      #expect(throws: Never.self, "input \(Data(input).base64EncodedString())") {
        try target.check(input)
      }
    }
  }

  @Test func `every kept corpus is replayed`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(files.sorted() == FuzzTarget.all.map { "\($0.name).txt" }.sorted())
  }
}
