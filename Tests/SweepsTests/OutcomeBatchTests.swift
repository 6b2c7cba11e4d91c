import SearchSpace
import Sweeps
import Testing

@Suite struct OutcomeBatchTests {
  private let trials = [
    FinishedTrial(index: 5, record: [1, 2, 3], duration: .microseconds(7), slot: 1),
    FinishedTrial(index: 2, record: [], duration: .zero, slot: 0),
    FinishedTrial(index: 5, record: [9], duration: .seconds(2), slot: 3),
  ]

  @Test func `what is packed comes out again, in order`() {
    let batch = OutcomeBatch(trials)
    #expect(Array(batch) == trials)
    #expect(batch.indices == [5, 2, 5])
    #expect(batch.recordBytes == [1, 2, 3, 9])
    #expect((0..<3).map(batch.recordRange(at:)) == [0..<3, 3..<3, 3..<4])
    #expect(Array(batch.record(at: 2)) == [9])
  }

  @Test func `batches are put one behind the other`() {
    var batch = OutcomeBatch(trials.prefix(2))
    batch.append(OutcomeBatch(trials.suffix(1)))
    #expect(batch == OutcomeBatch(trials))
  }

  @Test func `of a trial that stands twice the first outcome is taken`() {
    let batch = OutcomeBatch(trials)
    #expect(Array(batch.first(of: IndexRanges([0..<10]))) == Array(trials.prefix(2)))
    #expect(Array(batch.first(of: IndexRanges([2..<3]))) == [trials[1]])
    #expect(batch.first(of: IndexRanges()).isEmpty)
  }

  @Test func `lists of different lengths are no batch, nor are records cut elsewhere`() {
    func batch(_ times: [UInt64], _ slots: [UInt32], _ lengths: [UInt32]) -> OutcomeBatch? {
      OutcomeBatch(
        indices: [5, 2], microseconds: times, slots: slots, recordLengths: lengths,
        recordBytes: [1, 2, 3])
    }
    #expect(batch([7, 0], [1, 0], [3, 0]) == OutcomeBatch(trials.prefix(2)))
    #expect(batch([7], [1, 0], [3, 0]) == nil)
    #expect(batch([7, 0], [1, 0, 0], [3, 0]) == nil)
    #expect(batch([7, 0], [1, 0], [3]) == nil)
    #expect(batch([7, 0], [1, 0], [2, 0]) == nil)
    #expect(batch([7, 0], [1, 0], [3, 1]) == nil)
  }
}
