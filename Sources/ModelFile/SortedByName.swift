extension Dictionary where Key == String {
  /// By name, in an order that no version of Unicode changes.
  var sortedByName: [(key: String, value: Value)] {
    sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }
}
