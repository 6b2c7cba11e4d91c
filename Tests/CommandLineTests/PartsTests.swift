import Foundation
import Testing

extension CommandLineTests {
  /// The songs of each part, for whatever else trains on them.
  @Suite struct PartsTests {
    @Test func `parts are those that are counted, and every replicate has the same test part`()
      throws
    {
      let folder = try TemporaryFolder()
      try folder.write(SweepText.text(layers: "[[]]", replicates: 2), to: "sweep.yaml")
      let described = try Program.run(
        ["data", "describe", "sweep.yaml", "--format", "json"], in: folder.url
      ).json()
      let features = try #require(described["features"] as? [String])
      let sizes = try #require(described["parts"] as? [String: [String: Int]])
      let replicates = try (0..<2).map { replicate in
        try Program.run(
          ["data", "parts", "sweep.yaml", "--replicate", "\(replicate)"], in: folder.url
        ).output.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
      }
      for rows in replicates {
        #expect(rows.first == ["row", "part", "label"] + features)
        #expect(rows.count == 4001 && rows.allSatisfy { $0.count == 16 })
        #expect(Set(rows.map { $0[0] }).count == rows.count)
      }
      for (name, size) in sizes {
        let songs = replicates[0].dropFirst().filter { $0[1] == name }
        #expect(songs.count == size["songs"])
        #expect(songs.count { $0[2] == "1" } == size["topSongs"])
      }
      let tests = replicates.map { $0.filter { $0[1] == "test" } }
      #expect(tests[0] == tests[1] && !tests[0].isEmpty)
      #expect(replicates[0] != replicates[1])
    }
  }
}
