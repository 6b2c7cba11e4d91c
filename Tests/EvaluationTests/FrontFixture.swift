import Foundation

/// The references in `Tests/Fixtures/fronts/fronts.json`, which `generate.py` beside it writes.
struct FrontFixture: Decodable {
  struct Hypervolume: Decodable {
    let points: [[Double]]
    let reference: [Double]
    let hypervolume: Double
  }

  struct Student: Decodable {
    let level: Double
    let degrees: Int
    let quantile: Double
  }

  struct Normal: Decodable {
    let share: Double
    let quantile: Double
  }

  struct Mean: Decodable {
    let values: [Double]
    let trainingSongs: Int
    let validationSongs: Int
    let level: Double
    let estimate: Double
    let lower: Double
    let upper: Double
  }

  struct Wilson: Decodable {
    let part: Int
    let whole: Int
    let level: Double
    let lower: Double
    let upper: Double
  }

  let hypervolumes: [Hypervolume]
  let students: [Student]
  let normals: [Normal]
  let intervals: [Mean]
  let wilsons: [Wilson]

  static func read() throws -> FrontFixture {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "Fixtures/fronts/fronts.json")
    return try JSONDecoder().decode(FrontFixture.self, from: Data(contentsOf: file))
  }
}

func isClose(_ value: Double, _ expected: Double, _ tolerance: Double = 1e-12) -> Bool {
  abs(value - expected) <= tolerance * max(1, abs(expected))
}
