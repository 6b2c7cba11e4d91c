import CZeroMQ
import Synchronization

/// What wakes a loop that waits on a socket: an eventfd.
public struct Doorbell: ~Copyable, Sendable {
  let descriptor: CInt

  /// Opens a doorbell that nobody has rung.
  public init() {
    descriptor = hitsweep_eventfd()
    precondition(descriptor >= 0, "no file descriptor is left for an eventfd")
  }

  deinit {
    close(descriptor)
  }

  func ring() {
    var one: UInt64 = 1
    // Fails only where the counter is full, and then the loop is woken all the same.
    _ = write(descriptor, &one, 8)
  }

  func silence() {
    var count: UInt64 = 0
    // Fails only where nobody has rung.
    _ = read(descriptor, &count, 8)
  }
}

/// The way from any thread into a loop: events wait here until the loop takes them all.
public final class Mailbox<Event: Sendable>: Sendable {
  /// What the loop waits on beside its socket.
  public let doorbell = Doorbell()
  private let events = Mutex<[Event]>([])

  /// Makes an empty mailbox.
  public init() {}

  /// Puts in an event and wakes the loop.
  public func post(_ event: Event) {
    let wasEmpty = events.withLock { events in
      events.append(event)
      return events.count == 1
    }
    if wasEmpty { doorbell.ring() }
  }

  /// Takes out all events, in the order in which they were put in.
  public func takeAll() -> [Event] {
    doorbell.silence()
    return events.withLock { events in
      defer { events = [] }
      return events
    }
  }
}
