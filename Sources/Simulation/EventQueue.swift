package import Scheduling

/// What is still to happen, by time; what is due at the same time happens in the order in which it was pushed.
package struct EventQueue<Event> {
  private struct Entry {
    let due: Instant
    let number: Int
    let event: Event

    func isBefore(_ other: Entry) -> Bool {
      due == other.due ? number < other.number : due < other.due
    }
  }

  /// A binary heap: each entry comes before its children, which lie at twice its position and one or two more.
  private var heap: [Entry] = []
  private var pushedCount = 0

  package init() {}

  package mutating func push(_ event: Event, at due: Instant) {
    var position = heap.count
    heap.append(Entry(due: due, number: pushedCount, event: event))
    pushedCount += 1
    while position > 0 {
      let parent = (position - 1) / 2
      guard heap[position].isBefore(heap[parent]) else { return }
      heap.swapAt(position, parent)
      position = parent
    }
  }

  package mutating func pop() -> (due: Instant, event: Event)? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return (last.due, last.event) }
    heap[0] = last
    var position = 0
    while true {
      var child = 2 * position + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].isBefore(heap[child]) { child += 1 }
      guard heap[child].isBefore(heap[position]) else { break }
      heap.swapAt(position, child)
      position = child
    }
    return (first.due, first.event)
  }
}
