import Foundation
import SearchSpace
import SweepStore
import Sweeps
import Testing

/// Many outcomes at once; with `HITSWEEP_STORE_TRIALS=1000000` so many of them, and the rates are printed.
@Suite(.serialized) struct BulkTests {
  private static let asked = ProcessInfo.processInfo.environment["HITSWEEP_STORE_TRIALS"]
    .flatMap { Int($0) }
  private let trialCount = asked ?? 20_000
  private let batchSize = 2_000

  private func bulkDescription() throws -> SweepStore.Description {
    let weights = 1000
    return try description(
      weights: (0..<weights).map(Double.init), replicates: trialCount / weights)
  }

  /// A record of so many bytes: infeasible, or measured with bytes behind its head.
  private func record(_ byteCount: Int) -> [UInt8] {
    guard byteCount > OutcomeRecord.measuredHeadLength else {
      return OutcomeRecord.infeasible(reason: String(repeating: "x", count: byteCount - 7))
        .encoded()
    }
    return measured().prefix(OutcomeRecord.measuredHeadLength)
      + [UInt8](repeating: 7, count: byteCount - OutcomeRecord.measuredHeadLength)
  }

  /// Two workers bring the trials of their leases by turns.
  private func batches(_ byteCount: Int) -> [(batch: OutcomeBatch, worker: ContentHash)] {
    let record = record(byteCount)
    return stride(from: 0, to: trialCount, by: batchSize).map { start in
      let batch = OutcomeBatch(
        (start..<min(start + batchSize, trialCount)).map {
          FinishedTrial(index: $0, record: record, duration: .milliseconds(20), slot: $0 % 2)
        })
      return (batch, ContentHash(high: UInt64(start / batchSize % 2), low: 1))
    }
  }

  private func report(_ what: String, _ time: Duration) {
    guard Self.asked != nil else { return }
    let rate = Double(trialCount) / (time / .seconds(1))
    print("\(what): \(time), \(Int(rate)) a second, peak memory \(peakMemoryMiB) MiB")
  }

  /// The most memory that this process had at once.
  private var peakMemoryMiB: Int {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss / 1024
  }

  @Test(arguments: [128, 1100])
  func `outcomes in bulk are stored, counted and found again`(byteCount: Int) throws {
    let folder = try TemporaryFolder()
    let clock = ContinuousClock()
    let batches = batches(byteCount)
    var newCount = 0
    do {
      let store = try SweepStore.own(folder, try bulkDescription())
      let time = try clock.measure {
        for (batch, worker) in batches {
          newCount += try store.commit([.outcomes(batch, worker: worker)])[0].newCount
        }
      }
      report("\(byteCount) bytes stored", time)
      #expect(newCount == trialCount)
      let log = try FileManager.default.attributesOfItem(atPath: "\(folder.store)-wal")
      #expect(try #require(log[.size] as? Int) < 32 << 20)
    }
    var inventory: Inventory?
    let restart = try clock.measure {
      inventory = try SweepStore.own(folder, try bulkDescription()).inventory()
    }
    report("\(byteCount) bytes found again", restart)
    #expect(inventory?.done.ascending == [0..<trialCount])
    #expect(inventory?.infeasible.count == (byteCount == 128 ? trialCount : 0))

    let reader = try SweepStore.read(folder.store)
    var headBytes = 0
    var next: Int?
    let heads = try clock.measure {
      next = try reader.forEachRecord(isWhole: false) { headBytes += $1.count }
    }
    #expect(next == nil)
    report("\(byteCount) bytes' heads", heads)
    #expect(headBytes == trialCount * min(byteCount, OutcomeRecord.measuredHeadLength))
  }

  @Test func `duplicates in bulk change nothing`() throws {
    let folder = try TemporaryFolder()
    let store = try SweepStore.own(folder, try bulkDescription())
    let entries = batches(128).map { SweepStore.Entry.outcomes($0.batch, worker: $0.worker) }
    #expect(try store.commit(entries).map(\.newCount).reduce(0, +) == trialCount)
    var receipts: [SweepStore.Receipt] = []
    let again = try ContinuousClock().measure { receipts = try store.commit(entries) }
    #expect(receipts.allSatisfy { $0 == receipt(new: 0) })
    report("duplicates", again)
    let digest = try ContinuousClock().measure { _ = try store.digest() }
    report("digest", digest)
  }
}
