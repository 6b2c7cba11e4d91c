extension [UInt32] {
  /// The numbers in ascending order, sorted by their digits of 11 bits, the last digit first.
  func radixSorted() -> [UInt32] {
    var (source, target) = (self, self)
    for shift: UInt32 in [0, 11, 22] {
      source.withUnsafeBufferPointer { source in
        target.withUnsafeMutableBufferPointer { target in
          distribute(source, byDigitAt: shift, into: target)
        }
      }
      swap(&source, &target)
    }
    return source
  }
}

/// Sorts numbers by one digit; those of equal digit stay in their order.
private func distribute(
  _ numbers: UnsafeBufferPointer<UInt32>, byDigitAt shift: UInt32,
  into sorted: UnsafeMutableBufferPointer<UInt32>
) {
  withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1 << 11) { places in
    places.initialize(repeating: 0)
    for number in numbers { places[Int(number >> shift & 0x7FF)] += 1 }
    var next: Int32 = 0
    for digit in places.indices { (places[digit], next) = (next, next + places[digit]) }
    for number in numbers {
      let digit = Int(number >> shift & 0x7FF)
      sorted[Int(places[digit])] = number
      places[digit] += 1
    }
  }
}
