import Kernels

/// Memory for floats, all 0 at first, that lives as long as this object.
///
/// Each piece begins at a multiple of 64 bytes and ends 64 bytes before another can begin, so that two threads never
/// write to one cache line. Pieces begin at different places of a page: a processor compares the lower 12
/// bits of addresses first, and would hold up a load that only looks as if it needed an earlier store.
final class FloatMemory {
  private var pieces: [UnsafeMutableRawPointer] = []

  func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
    let offset = pieces.count % 16 * 64
    let capacity = offset + count + 16
    let piece = UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Float>.stride, alignment: 64)
    pieces.append(piece)
    let floats = piece.bindMemory(to: Float.self, capacity: capacity)
    floats.initialize(repeating: 0, count: capacity)
    return floats + offset
  }

  deinit {
    for piece in pieces { piece.deallocate() }
  }
}

extension FloatMemory {
  /// Lends memory for a computation, on a thread whose arithmetic is as the bits of every result ask for.
  static func lend<Result, Failure: Error>(
    _ body: (FloatMemory) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(
      floatingPointEnvironmentIsStandard(),
      "nets need a thread that rounds to nearest and keeps subnormal numbers")
    let memory = FloatMemory()
    defer { withExtendedLifetime(memory) {} }
    return try body(memory)
  }
}
