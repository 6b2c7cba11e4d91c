import SearchSpace
import Sweeps

/// The outcomes that a worker keeps until their coordinator has acknowledged them, as they were sent.
struct UnacknowledgedOutcomes: Sendable {
  private struct Sent {
    let batch: OutcomeBatch
    var left: IndexRanges
  }

  private var sent: [Sent] = []
  /// The trials of all of them.
  private(set) var indices = IndexRanges()

  var isEmpty: Bool { indices.isEmpty }

  /// Keeps `batch`, whose trials are none of those kept already.
  mutating func append(_ batch: OutcomeBatch) {
    let indices = IndexRanges(indices: batch.indices)
    sent.append(Sent(batch: batch, left: indices))
    self.indices.formUnion(indices)
  }

  /// Drops the outcomes of `acknowledged`.
  mutating func remove(_ acknowledged: IndexRanges) {
    indices.subtract(acknowledged)
    for position in sent.indices { sent[position].left.subtract(acknowledged) }
    sent.removeAll { $0.left.isEmpty }
  }

  /// What is left, in the order in which it was kept.
  var all: OutcomeBatch {
    var all = OutcomeBatch()
    for kept in sent {
      all.append(kept.left.count == kept.batch.count ? kept.batch : kept.batch.first(of: kept.left))
    }
    return all
  }
}

extension OutcomeBatch {
  /// The outcomes in pieces, none of more than `limit` bytes of records unless it is a single outcome.
  func pieces(ofAtMost limit: Int) -> [OutcomeBatch] {
    if recordBytes.count <= limit { return isEmpty ? [] : [self] }
    var pieces = [OutcomeBatch()]
    for trial in self {
      if let last = pieces.last, !last.isEmpty, last.recordBytes.count + trial.record.count > limit
      {
        pieces.append(OutcomeBatch())
      }
      pieces[pieces.count - 1].append(trial)
    }
    return pieces
  }
}
