extension [UInt32] {
  /// What `filter` gives, without a branch for each row: which rows are selected is hard to foretell.
  @inline(__always)
  func selected(where isSelected: (UInt32) -> Bool) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: count) { selected, selectedCount in
      var place = 0
      for row in self {
        selected.initializeElement(at: place, to: row)
        place += isSelected(row) ? 1 : 0
      }
      selectedCount = place
    }
  }
}
