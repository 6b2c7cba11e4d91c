/// One value of every axis: a grid point, by axis name.
public struct Configuration: Hashable, Sendable, CustomStringConvertible {
  /// The value of each axis; read in order through ``sorted``.
  public let settings: [String: Setting]

  /// Makes a configuration of its settings.
  public init(_ settings: [String: Setting]) {
    self.settings = settings
  }

  /// The settings in the order of their names.
  public var sorted: [(name: String, value: Setting)] {
    settings.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }

  /// The settings in the order of their names, such as `balanceRatio: 4, layers: [30, 10]`.
  public var description: String {
    sorted.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
  }
}
