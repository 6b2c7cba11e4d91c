/// Lends memory for several regions of floats, all 0 at first, out of one allocation.
///
/// Each region begins at a multiple of 64 bytes, and the 15 floats that follow it belong to no
/// other region, so that kernels may run whole vectors past its end.
func withFloatRegions<Result, Failure: Error>(
  _ counts: [Int],
  _ body: ([UnsafeMutablePointer<Float>]) throws(Failure) -> Result
) throws(Failure) -> Result {
  let offsets = counts.reduce(into: [0]) { offsets, count in
    offsets.append(offsets.last! + (count + 15).roundedUpToLanes)
  }
  let total = offsets.last!
  let memory = UnsafeMutableRawPointer.allocate(
    byteCount: total * MemoryLayout<Float>.stride, alignment: 64)
  defer { memory.deallocate() }
  let floats = memory.bindMemory(to: Float.self, capacity: total)
  floats.initialize(repeating: 0, count: total)
  return try body(offsets.dropLast().map { floats + $0 })
}

extension Int {
  /// The least multiple of 16 that is not less.
  var roundedUpToLanes: Int { (self + 15) / 16 * 16 }
}
