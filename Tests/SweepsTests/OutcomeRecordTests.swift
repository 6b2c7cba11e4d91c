import Evaluation
import Foundation
import RandomStreams
import Sweeps
import Testing

@Suite struct OutcomeRecordTests {
  private static let measured = OutcomeRecord.measured(
    .init(
      trainingSongs: 4730, trainingTopSongs: 946, oddsCorrection: 0.3125, trainingLoss: 0.5,
      validation: figures(
        ConfusionCounts(
          truePositives: 3, falsePositives: 5, falseNegatives: 1, trueNegatives: 11),
        [0.75, 0.5, 0.625, 0.25, 0.0625], steps: [(1, 0, 0.9375), (3, 5, 0.5), (4, 16, 0.25)]),
      test: figures(
        ConfusionCounts(
          truePositives: 1, falsePositives: 2, falseNegatives: 1, trueNegatives: 298),
        [0.875, 0.375, 0.5, 0.125, 0.03125], steps: [(1, 0, 0.875), (2, 200, 0.125)])))

  private static let golden: [(name: String, record: OutcomeRecord)] = [
    ("measured", measured),
    ("infeasible", .infeasible(reason: "no top song in the training part")),
    ("failed", .failed(reason: "the loss is not finite")),
  ]

  private static func figures(
    _ counts: ConfusionCounts, _ values: [Double], steps: [(Int, Int, Float)]
  ) -> PartFigures {
    PartFigures(
      counts: counts, auc: values[0], averagePrecision: values[1],
      recallAtFalsePositiveRate30: values[2], logLoss: values[3], brierScore: values[4],
      staircase: Staircase(
        positives: counts.positives, negatives: counts.negatives,
        steps: steps.map {
          Staircase.Step(truePositives: $0.0, falsePositives: $0.1, threshold: $0.2)
        })!)
  }

  /// The bytes of a file under `Fixtures/records`: hexadecimal digits, with comments behind `#`.
  private func goldenBytes(_ name: String) throws -> [UInt8] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/records/\(name).hex")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .flatMap { $0.prefix { $0 != "#" }.split(separator: " ") }
      .map { try #require(UInt8($0, radix: 16)) }
  }

  /// Decodes, and holds the check that decodes nothing against it.
  private func decoded(_ bytes: [UInt8]) -> OutcomeRecord? {
    let isWellFormed = OutcomeRecord.isWellFormed(([0] + bytes).dropFirst())
    do throws(CanonicalError) {
      let record = try OutcomeRecord(decoding: bytes)
      #expect(isWellFormed)
      return record
    } catch {
      #expect(!isWellFormed)
      return nil
    }
  }

  @Test(arguments: golden)
  func `a record has the bytes that stores hold`(name: String, record: OutcomeRecord) throws {
    let bytes = try goldenBytes(name)
    #expect(record.encoded().hexadecimal == bytes.hexadecimal)
    #expect(try OutcomeRecord(decoding: bytes) == record)
    #expect(OutcomeRecord.kind(ofEncoded: bytes) == record.kind)
  }

  @Test func `the head of a measured record has the length that stores cut it at`() {
    let bytes = Self.measured.encoded()
    // Behind the head stands the number of steps of the first staircase.
    #expect(OutcomeRecord.measuredHeadLength == 135)
    #expect(Array(bytes[135..<139]) == [3, 0, 0, 0])
  }

  @Test(arguments: golden)
  func `every truncation and every byte too many is refused`(
    name _: String, record: OutcomeRecord
  ) {
    let bytes = record.encoded()
    for length in bytes.indices {
      #expect(decoded(Array(bytes.prefix(length))) == nil)
    }
    #expect(throws: CanonicalError.malformed) { try OutcomeRecord(decoding: bytes + [0]) }
    #expect(decoded(bytes + [0]) == nil)
  }

  @Test(arguments: golden)
  func `a flipped bit is refused or makes another record with bytes of its own`(
    name _: String, record: OutcomeRecord
  ) {
    let bytes = record.encoded()
    var decodedCount = 0
    for position in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[position / 8] ^= 1 << (position % 8)
      guard let record = decoded(flipped) else { continue }
      decodedCount += 1
      #expect(record.encoded() == flipped)
    }
    #expect(decodedCount > 100)
  }

  @Test func `random bytes behind the head of a record never trap`() {
    var random = RandomStream(key: StreamKey(high: 3, low: 6), purpose: .rowOrder)
    var decodedCount = 0
    for (_, record) in Self.golden {
      for _ in 0..<2000 {
        let head = record.encoded().prefix(3 + random.below(140))
        let tail = (0..<random.below(40)).map { _ in
          random.below(3) == 0 ? UInt8(random.below(256)) : 0
        }
        guard let record = decoded(head + tail) else { continue }
        decodedCount += 1
        #expect(record.encoded() == head + tail)
      }
    }
    #expect(decodedCount > 50)
  }

  /// A figure that is no number would end every report that shows it.
  @Test(arguments: [39, 47, 55, 63, 71, 95, 103, 111, 119, 127])
  func `a record whose figures are no numbers, negative or too large is refused`(position: Int) {
    let bytes = Self.measured.encoded()
    func record(with figure: Double) -> OutcomeRecord? {
      var writer = CanonicalWriter()
      writer.write(figure)
      var changed = bytes
      changed.replaceSubrange(position..<position + 8, with: writer.bytes)
      return decoded(changed)
    }
    for figure in [0, 0.5, 1000] { #expect(record(with: figure) != nil) }
    for figure in [Double.nan, .infinity, -0.001, 1000.5] { #expect(record(with: figure) == nil) }
  }

  @Test func `bytes of another format or kind are refused`() {
    var bytes = Self.measured.encoded()
    bytes[0] = 2
    #expect(throws: CanonicalError.malformed) { try OutcomeRecord(decoding: bytes) }
    #expect(OutcomeRecord.kind(ofEncoded: [1, 0, 4]) == nil)
    #expect(OutcomeRecord.kind(ofEncoded: [1, 0]) == nil)
    #expect(throws: CanonicalError.malformed) { try OutcomeRecord(decoding: [1, 0, 4]) }
  }
}
