import Foundation
import Synchronization

/// A terminal of a given size whose other end a test reads.
final class PseudoTerminal: Sendable {
  private let controller: CInt
  /// The end that a program writes to.
  let device: CInt
  private let seen = Mutex("")

  init(columns: Int, rows: Int) throws {
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (isLocked, number): (CInt, CInt) = (0, 0)
    guard controller >= 0, ioctl(controller, Self.setLock, &isLocked) == 0,
      ioctl(controller, Self.getNumber, &number) == 0
    else { throw POSIXError(.ENODEV) }
    device = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
    var size = winsize()
    (size.ws_col, size.ws_row) = (UInt16(columns), UInt16(rows))
    guard device >= 0, ioctl(controller, UInt(TIOCSWINSZ), &size) == 0 else {
      throw POSIXError(.ENODEV)
    }
  }

  /// TIOCSPTLCK and TIOCGPTN of Linux, which are not imported.
  private static let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

  deinit {
    close(device)
    close(controller)
  }

  /// Reads until all that was written holds `wanted`, at most half a minute.
  func wait(for wanted: String) throws -> String {
    let deadline = Date(timeIntervalSinceNow: 30)
    while !seen.withLock({ $0.contains(wanted) }) {
      var request = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
      let left = CInt(max(0, deadline.timeIntervalSinceNow * 1000))
      guard poll(&request, 1, left) == 1 else {
        throw TimedOut(what: "'\(wanted)' on the terminal", seen: seen.withLock { $0 })
      }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(controller, &bytes, bytes.count)
      seen.withLock { $0 += String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) }
    }
    return seen.withLock { $0 }
  }
}
