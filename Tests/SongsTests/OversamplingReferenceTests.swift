import Foundation
import RandomStreams
import Songs
import Testing

/// Compares synthetic songs with those of imbalanced-learn, in `Tests/Fixtures/smote/reference.json`, which
/// `generate.py` beside it writes.
@Suite struct OversamplingReferenceTests {
  private struct Reference: Decodable {
    let draws: Int
    let batches: Int
    let rows: [[Float]]
    let cases: [Case]
  }

  private struct Case: Decodable {
    let method: String
    /// The columns of the rows that the method is given.
    let columns: [Int]
    /// Those among them, by their place, that are continuous.
    let continuous: [Int]
    let nominal: [[Int]]
    let neighbours: [[Int]]
    let means: Figures
    let deviations: Figures
    let correlations: Figures
  }

  /// Means of `batches` figures of `draws` songs each, and the standard error of one of them.
  private struct Figures: Decodable {
    let values: [Double]
    let errors: [Double]
  }

  private func reference() throws -> Reference {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "Fixtures/smote/reference.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  /// Synthetic songs, and the top songs they lie between.
  private func draw(
    _ count: Int, _ method: Case, rows: [[Float]]
  ) throws -> (songs: [[Float]], tops: [[Float]]) {
    let tops = rows.map { row in method.columns.map { row[$0] } }
    let width = method.columns.count
    let oversampling = try #require(
      Oversampling(
        tops: tops.flatMap(\.self), width: width, nominal: method.nominal,
        neighbours: method.neighbours[0].count))
    var stream = RandomStream(key: StreamKey(high: 7, low: 8), purpose: .rowOrder)
    return (oversampling.synthetic(count, stream: &stream).rows(width: width), tops)
  }

  @Test(arguments: [0, 1])
  func `neighbours are those of imbalanced-learn`(index: Int) throws {
    let reference = try reference()
    let method = reference.cases[index]
    let (songs, tops) = try draw(3000, method, rows: reference.rows)
    func continuous(_ row: [Float]) -> [Float] { method.continuous.map { row[$0] } }
    let ends = tops.map(continuous)
    let pairs = Set(
      method.neighbours.enumerated().flatMap { top, neighbours in
        neighbours.map { [min(top, $0), max(top, $0)] }
      })
    var unseen = pairs
    for song in songs.map(continuous) {
      let found = pairs.filter { song.isBetween(ends[$0[0]], ends[$0[1]]) }
      #expect(!found.isEmpty, "\(method.method): \(song)")
      unseen.subtract(found)
    }
    #expect(unseen == [], "\(method.method)")
  }

  @Test(arguments: [0, 1])
  func `moments are those of imbalanced-learn`(index: Int) throws {
    let reference = try reference()
    let method = reference.cases[index]
    let songs = try draw(reference.draws, method, rows: reference.rows).songs
    let columns = method.columns.indices.map { column in songs.map { Double($0[column]) } }
    let means = columns.map { mean($0, [Double](repeating: 1, count: $0.count)) }
    let centred = zip(columns, means).map { column, mean in column.map { $0 - mean } }
    let deviations = centred.map { mean($0, $0).squareRoot() }
    var correlations: [Double] = []
    for first in centred.indices {
      for second in centred.indices where second > first {
        correlations.append(
          mean(centred[first], centred[second]) / (deviations[first] * deviations[second]))
      }
    }
    // As many songs as in one batch of the reference; five standard errors of the difference from all its batches.
    let factor = 5 * (1 + 1 / Double(reference.batches)).squareRoot()
    func compare(_ found: [Double], _ expected: Figures, _ name: String) {
      #expect(found.count == expected.values.count)
      for (place, value) in found.enumerated() {
        #expect(
          (value - expected.values[place]).magnitude < factor * expected.errors[place],
          "\(method.method): \(name)[\(place)]: \(value), not \(expected.values[place])")
      }
    }
    compare(means, method.means, "means")
    compare(method.continuous.map { deviations[$0] }, method.deviations, "deviations")
    compare(correlations, method.correlations, "correlations")
  }

  /// The mean of products.
  private func mean(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for index in first.indices { sum += first[index] * second[index] }
    return sum / Double(first.count)
  }
}
