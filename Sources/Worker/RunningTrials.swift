import Foundation
import Synchronization

/// What each slot of a training process runs, in memory that its worker shares, so that the worker can tell when the
/// process is no more.
final class RunningTrials: Sendable {
  /// A cache line for each slot: slots that write do not wait for each other.
  private static let stride = 64 / MemoryLayout<Atomic<Int>>.stride

  // Proof of `nonisolated(unsafe)`: the pointer never changes, and what lies behind it are atomics.
  nonisolated(unsafe) private let cells: UnsafeMutablePointer<Atomic<Int>>
  private let slots: Int

  /// The bytes that `slots` slots take.
  static func byteCount(slots: Int) -> Int { slots * 64 }

  /// Maps the memory behind `descriptor`, which starts with zeros; `nil` where the system refuses.
  init?(descriptor: CInt, slots: Int) {
    guard
      let memory = mmap(
        nil, Self.byteCount(slots: slots), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
      memory != MAP_FAILED
    else { return nil }
    // Zeros are atomics of value 0.
    cells = memory.assumingMemoryBound(to: Atomic<Int>.self)
    self.slots = slots
  }

  deinit {
    munmap(cells, Self.byteCount(slots: slots))
  }

  /// The trial that `slot` runs.
  subscript(slot: Int) -> Int? {
    get {
      let value = cells[slot * Self.stride].load(ordering: .acquiring)
      return value > 0 ? value - 1 : nil
    }
    set {
      cells[slot * Self.stride].store(newValue.map { $0 + 1 } ?? 0, ordering: .releasing)
    }
  }

  /// All trials that run, in the order of their slots.
  var all: [Int] { (0..<slots).compactMap { self[$0] } }

  /// Forgets all of them.
  func removeAll() {
    for slot in 0..<slots { self[slot] = nil }
  }
}
