/// Memory for floats, all 0 at first, that lives as long as this object.
///
/// Each piece begins at a multiple of 64 bytes and is followed by 16 floats that belong to no other, so that kernels
/// may read a whole vector past its end. Pieces begin at different places of a page: a processor compares the lower 12
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
