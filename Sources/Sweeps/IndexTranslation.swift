import SearchSpace

/// Finds a trial's index in one grid by its index in another, digit by digit.
public struct IndexTranslation: Sendable {
  /// What one axis adds to the translated index, for each of its values; `nil` for one that the other grid lacks.
  private struct Digit {
    let places: [Int?]
  }

  /// The axes of the grid that is translated from, fastest first.
  private var digits: [Digit] = []
  private let replicates: Int
  private let knownReplicates: Int
  /// Whether every index stays what it is.
  public private(set) var isIdentity: Bool

  /// Makes a translation between grids that have axes of the same names, in whatever order.
  public init(from source: TrialGrid, to target: TrialGrid) {
    replicates = source.replicates
    knownReplicates = target.replicates
    isIdentity = source.replicates <= target.replicates
    var targetStrides: [String: Int] = [:]
    var stride = target.replicates
    for axis in target.space.axes.reversed() {
      targetStrides[axis.name] = stride
      stride *= axis.values.count
    }
    stride = source.replicates
    for axis in source.space.axes.reversed() {
      let positions = Dictionary(
        uniqueKeysWithValues: target.axis(axis.name).values.enumerated().map { ($1, $0) })
      let places = axis.values.map { value in
        positions[value].map { $0 * targetStrides[axis.name]! }
      }
      digits.append(Digit(places: places))
      isIdentity = isIdentity && places.enumerated().allSatisfy { $1 == $0 * stride }
      stride *= axis.values.count
    }
  }

  /// The index in the other grid; `nil` where that has no such trial.
  public subscript(index: Int) -> Int? {
    if isIdentity { return index }
    var (rest, replicate) = index.quotientAndRemainder(dividingBy: replicates)
    guard replicate < knownReplicates else { return nil }
    var translated = replicate
    for digit in digits {
      let (quotient, value) = rest.quotientAndRemainder(dividingBy: digit.places.count)
      guard let place = digit.places[value] else { return nil }
      translated += place
      rest = quotient
    }
    return translated
  }
}
