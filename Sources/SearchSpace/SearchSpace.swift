/// A named list of values.
public struct Axis: Hashable, Sendable {
  /// The recipe key that the axis varies.
  public let name: String
  /// Its values, distinct, at least one.
  public let values: [Setting]

  /// Makes an axis; its values must be distinct and at least one.
  public init(name: String, values: [Setting]) {
    precondition(!values.isEmpty, "axis '\(name)' has no values")
    precondition(Set(values).count == values.count, "axis '\(name)' repeats a value")
    self.name = name
    self.values = values
  }
}

/// The grid that axes span, less the points that exclusions take out.
///
/// A configuration's index is its mixed-radix number over the axes, the first axis varying slowest. Excluded points keep
/// their indices and are skipped; the grid itself is never materialised.
public struct SearchSpace: Hashable, Sendable {
  /// The axes, slowest first.
  public let axes: [Axis]
  /// The points taken out: all that have the given value on each axis named.
  public let exclusions: [Configuration]
  /// The number of grid points, excluded ones included.
  public let size: Int
  private let rules: [[Digit]]
  /// Exclusions see only whole multiples of this number of points: the smallest stride that they name.
  private let block: Int

  /// The most blocks of points that exclusions may look at one by one.
  public static let blockLimit = 1 << 26

  /// One axis and the value of it that an exclusion names.
  private struct Digit: Hashable, Sendable {
    let stride: Int
    let radix: Int
    let value: Int
  }

  /// Spans a grid of axes whose names differ.
  ///
  /// - Throws: ``SearchSpaceError`` when the grid has more than 2⁵³ points, when exclusions divide it into more than
  ///   ``blockLimit`` blocks, or when one names an axis or a value that does not exist.
  public init(axes: [Axis], exclusions: [Configuration] = []) throws(SearchSpaceError) {
    precondition(Set(axes.map(\.name)).count == axes.count, "two axes of one name")
    var size = 1
    var strides = [Int](repeating: 1, count: axes.count)
    for (position, axis) in axes.enumerated().reversed() {
      strides[position] = size
      let (product, overflow) = size.multipliedReportingOverflow(by: axis.values.count)
      guard !overflow, product <= 1 << 53 else { throw .tooLarge }
      size = product
    }
    var rules: [[Digit]] = []
    for (number, exclusion) in exclusions.enumerated() {
      guard !exclusion.settings.isEmpty else { throw .emptyExclusion(number: number) }
      var rule: [Digit] = []
      for (name, value) in exclusion.sorted {
        guard let position = axes.firstIndex(where: { $0.name == name }) else {
          throw .unknownAxis(name, number: number)
        }
        guard let digit = axes[position].values.firstIndex(of: value) else {
          throw .unknownValue(value, axis: name, number: number)
        }
        rule.append(
          Digit(stride: strides[position], radix: axes[position].values.count, value: digit))
      }
      rules.append(rule)
    }
    block = rules.joined().map(\.stride).min() ?? size
    guard size / block <= Self.blockLimit else { throw .dividedTooFinely }
    self.axes = axes
    self.exclusions = exclusions
    self.size = size
    self.rules = rules
  }

  /// The configuration at `index`, excluded or not.
  public func configuration(at index: Int) -> Configuration {
    precondition((0..<size).contains(index), "index \(index) is outside the grid of \(size)")
    var rest = index
    var settings: [String: Setting] = [:]
    for axis in axes.reversed() {
      settings[axis.name] = axis.values[rest % axis.values.count]
      rest /= axis.values.count
    }
    return Configuration(settings)
  }

  /// The index of `configuration`, or `nil` where the grid has no such point.
  public func index(of configuration: Configuration) -> Int? {
    guard configuration.settings.count == axes.count else { return nil }
    var index = 0
    for axis in axes {
      guard let value = configuration.settings[axis.name],
        let digit = axis.values.firstIndex(of: value)
      else { return nil }
      index = index * axis.values.count + digit
    }
    return index
  }

  /// Whether an exclusion takes the point at `index` out.
  public func isExcluded(_ index: Int) -> Bool {
    rules.contains { rule in
      rule.allSatisfy { index / $0.stride % $0.radix == $0.value }
    }
  }

  /// The first index that no exclusion takes out; `nil` where all are.
  public var firstIncludedIndex: Int? {
    stride(from: 0, to: size, by: block).first { !isExcluded($0) }
  }

  /// The maximal runs of indices that no exclusion takes out, in ascending order.
  public var includedRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for start in stride(from: 0, to: size, by: block) where !isExcluded(start) {
      if let last = ranges.last, last.upperBound == start {
        ranges[ranges.count - 1] = last.lowerBound..<start + block
      } else {
        ranges.append(start..<start + block)
      }
    }
    return ranges
  }
}

/// Why axes and exclusions span no grid.
public enum SearchSpaceError: Error, Equatable {
  /// The grid has more than 2⁵³ points.
  case tooLarge
  /// Exclusions divide the grid into more than ``SearchSpace/blockLimit`` blocks.
  case dividedTooFinely
  /// An exclusion names no axis; `number` counts exclusions from 0.
  case emptyExclusion(number: Int)
  /// An exclusion names an axis that does not exist.
  case unknownAxis(String, number: Int)
  /// An exclusion names a value that its axis does not have.
  case unknownValue(Setting, axis: String, number: Int)
}
