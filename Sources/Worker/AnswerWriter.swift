import Foundation
import Synchronization

/// The training process's end of the pipe to its worker, and of the bell that has the worker read.
final class AnswerWriter: Sendable {
  /// Whether the worker is to read at once.
  enum Urgency {
    case now
    /// When more has gathered, or with the next ``ringForWhatWaits()``.
    case whenMoreWaits
  }

  /// So much lies unread in the pipe at the most before the worker is woken.
  private static let unreadByteLimit = 256 << 10

  private let pipe: CInt
  private let doorbell: CInt
  /// The bytes written since the worker was last woken; holding it is the right to write.
  private let unread = Mutex(0)

  init(pipe: CInt, doorbell: CInt) {
    self.pipe = pipe
    self.doorbell = doorbell
    _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
  }

  /// Writes an answer; where the pipe is full, waits for the worker.
  func write(_ answer: TrainingAnswer, _ urgency: Urgency) {
    let bytes = answer.encoded()
    unread.withLock { unread in
      bytes.withUnsafeBytes(writeAll)
      unread += bytes.count
      if urgency == .now || unread >= Self.unreadByteLimit { ring(&unread) }
    }
  }

  /// Wakes the worker if there is something to read.
  func ringForWhatWaits() {
    unread.withLock { unread in
      if unread > 0 { ring(&unread) }
    }
  }

  private func ring(_ unread: inout Int) {
    unread = 0
    wake()
  }

  private func wake() {
    var one: UInt64 = 1
    // Fails only where the counter is full, and then the worker is woken all the same.
    _ = Foundation.write(doorbell, &one, 8)
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Foundation.write(
        pipe, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        wake()
        var room = pollfd(fd: pipe, events: Int16(POLLOUT), revents: 0)
        _ = poll(&room, 1, -1)
      } else if errno != EINTR {
        // Nobody is there to read any more.
        _exit(0)
      }
    }
  }
}
