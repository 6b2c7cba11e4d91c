/// Gathers indices one by one into the ranges of an ``IndexRanges``; those that follow one another cost nothing.
public struct IndexRuns: Sendable {
  /// The runs so far, in the order in which they came.
  public private(set) var ranges: [Range<Int>] = []

  /// Starts with no index.
  public init() {}

  /// Adds an index, which may be the last one again.
  public mutating func append(_ index: Int) {
    if let last = ranges.last, last.upperBound == index || last.upperBound == index + 1 {
      ranges[ranges.count - 1] = last.lowerBound..<index + 1
    } else {
      ranges.append(index..<index + 1)
    }
  }
}

/// A set of indices as few sorted, disjoint ranges, cheap to take from at its front.
public struct IndexRanges: Hashable, Sendable {
  /// Descending, so that taking the lowest index changes the array's end only.
  private var descending: [Range<Int>] = []
  /// How many indices the set holds.
  public private(set) var count = 0

  /// Makes the set of all indices in `ranges`, which may overlap and come in any order.
  public init(_ ranges: some Sequence<Range<Int>> = []) {
    for range in ranges.sorted(by: { $0.lowerBound > $1.lowerBound }) { insert(range) }
  }

  /// Makes the set of `indices`, which may repeat and come in any order.
  public init(indices: [Int]) {
    var runs = IndexRuns()
    for index in indices.sorted() { runs.append(index) }
    self.init(runs.ranges)
  }

  /// The lowest index.
  public var first: Int? { descending.last?.lowerBound }

  /// The ranges in ascending order, none empty, none touching another.
  public var ascending: [Range<Int>] { descending.reversed() }

  /// Whether the set holds no index.
  public var isEmpty: Bool { descending.isEmpty }

  /// Whether the set holds `index`.
  public func contains(_ index: Int) -> Bool {
    let position = firstPosition { $0.lowerBound <= index }
    return position < descending.count && descending[position].contains(index)
  }

  /// Adds `range`, merging what it touches.
  public mutating func insert(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let from = firstPosition { $0.lowerBound <= range.upperBound }
    let to = firstPosition { $0.upperBound < range.lowerBound }
    let touched = descending[from..<max(from, to)]
    let lower = min(range.lowerBound, touched.last?.lowerBound ?? range.lowerBound)
    let upper = max(range.upperBound, touched.first?.upperBound ?? range.upperBound)
    count += upper - lower - touched.reduce(0) { $0 + $1.count }
    descending.replaceSubrange(from..<max(from, to), with: CollectionOfOne(lower..<upper))
  }

  /// Removes `range`, splitting what it cuts.
  public mutating func remove(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let from = firstPosition { $0.lowerBound < range.upperBound }
    let to = max(from, firstPosition { $0.upperBound <= range.lowerBound })
    var rest: [Range<Int>] = []
    for touched in descending[from..<to] {
      count -= touched.clamped(to: range).count
      if touched.upperBound > range.upperBound {
        rest.append(range.upperBound..<touched.upperBound)
      }
      if touched.lowerBound < range.lowerBound {
        rest.append(touched.lowerBound..<range.lowerBound)
      }
    }
    descending.replaceSubrange(from..<to, with: rest)
  }

  /// Those indices of the set that stand in `ranges`, too.
  public func intersection(_ ranges: [Range<Int>]) -> IndexRanges {
    var common: [Range<Int>] = []
    for range in ranges where !range.isEmpty {
      var position = firstPosition { $0.lowerBound < range.upperBound }
      while position < descending.count, descending[position].upperBound > range.lowerBound {
        common.append(descending[position].clamped(to: range))
        position += 1
      }
    }
    return IndexRanges(common)
  }

  /// Adds all indices of `other`.
  public mutating func formUnion(_ other: IndexRanges) {
    // An insertion moves all that lies behind it: many are merged at once.
    guard other.descending.count < 16 else {
      self = IndexRanges(descending + other.descending)
      return
    }
    for range in other.ascending { insert(range) }
  }

  /// Removes all indices of `other`.
  public mutating func subtract(_ other: IndexRanges) {
    if isEmpty { return }
    // A removal from the middle moves all that lies behind it.
    guard other.descending.count < 16 else {
      self = subtracting(other)
      return
    }
    for range in other.ascending { remove(range) }
  }

  /// What is left without the indices of `other`, found in one pass over both.
  private func subtracting(_ other: IndexRanges) -> IndexRanges {
    var rest: [Range<Int>] = []
    var position = other.descending.count - 1
    for range in descending.reversed() {
      var lower = range.lowerBound
      while position >= 0, other.descending[position].lowerBound < range.upperBound {
        let taken = other.descending[position]
        if lower < taken.lowerBound { rest.append(lower..<taken.lowerBound) }
        lower = max(lower, taken.upperBound)
        // What reaches beyond this range may reach into the next one, too.
        if taken.upperBound > range.upperBound { break }
        position -= 1
      }
      if lower < range.upperBound { rest.append(lower..<range.upperBound) }
    }
    return IndexRanges(rest)
  }

  /// Takes out and returns those indices that `other` holds, too.
  public mutating func take(_ other: IndexRanges) -> IndexRanges {
    if isEmpty { return IndexRanges() }
    let taken = intersection(other.ascending)
    subtract(taken)
    return taken
  }

  /// Takes out the lowest indices: at most `limit` of them, in at most `rangeLimit` ranges, in ascending order.
  public mutating func takeFirst(_ limit: Int, rangeLimit: Int) -> [Range<Int>] {
    var taken: [Range<Int>] = []
    var room = limit
    while room > 0, taken.count < rangeLimit, let lowest = descending.popLast() {
      if lowest.count <= room {
        taken.append(lowest)
      } else {
        let cut = lowest.lowerBound + room
        taken.append(lowest.lowerBound..<cut)
        descending.append(cut..<lowest.upperBound)
      }
      room -= taken[taken.count - 1].count
    }
    count -= limit - room
    return taken
  }

  /// The first position in `descending` that satisfies a condition which holds from some position on.
  private func firstPosition(where condition: (Range<Int>) -> Bool) -> Int {
    var (low, high) = (0, descending.count)
    while low < high {
      let middle = (low + high) / 2
      if condition(descending[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
