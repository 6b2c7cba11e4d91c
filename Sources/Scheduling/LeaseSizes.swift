import SearchSpace

/// Decides how many trials a lease holds: about ``work`` of a worker's time, and less towards the end of a sweep.
struct LeaseSizes: Sendable {
  let work: Duration
  let replicates: Int
  let trialCost: @Sendable (Int) -> Double

  /// The most trials in a lease, however short they are: what is on the way stays bounded.
  static let trialLimit = 8192

  /// The cost of the trial at `index`, never nothing: rates and leases are made of it.
  func cost(of index: Int) -> Double { max(trialCost(index), 1) }

  /// Takes the lowest open trials for one lease.
  ///
  /// A worker whose speed is unknown gets one trial a slot. The last trials are shared out: a lease never holds more
  /// than half of what its worker's share of all slots would be.
  func take(
    from open: inout IndexRanges, slots: Int, allSlots: Int, rate: Double?, rangeLimit: Int
  ) -> [Range<Int>] {
    // Not in integers: trials times slots may pass their bound.
    let share = Int((Double(open.count) / 2 * Double(slots) / Double(allSlots)).rounded(.up))
    var room = max(1, min(share, rate == nil ? slots : max(slots, Self.trialLimit)))
    var budget = rate.map { $0 * (work / .seconds(1)) * Double(slots) } ?? .infinity
    var ranges: [Range<Int>] = []
    while room > 0, budget > 0, ranges.count < rangeLimit, let next = open.first {
      let cost = cost(of: next)
      let untilNextConfiguration = replicates - next % replicates
      let affordable = budget / cost >= Double(room) ? room : max(1, Int(budget / cost))
      guard
        let range = open.takeFirst(
          min(room, untilNextConfiguration, affordable), rangeLimit: 1
        ).first
      else { break }
      room -= range.count
      budget -= cost * Double(range.count)
      if let last = ranges.last, last.upperBound == range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<range.upperBound
      } else {
        ranges.append(range)
      }
    }
    return ranges
  }
}
