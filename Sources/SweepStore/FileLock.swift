import Foundation

/// An exclusive lock on a file, which the kernel lets go when the process ends, however it ends.
///
/// It is a lock of one open file description on a single byte far beyond the end of any file, so that neither SQLite nor
/// anybody who asks for it gets in its way. The descriptor stays open for as long as the lock lives: closing it while
/// this process has a database open on the file would drop SQLite's own locks, so a store keeps it as its last property.
final class FileLock {
  private let descriptor: CInt

  init(path: String) throws(StoreError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .failed(
        path: path,
        reason: "cannot be written (\(String(cString: strerror(errno)))); "
          + "name a file in a folder that may be written to with --store")
    }
    var request = Self.request
    // Where this throws, `deinit` closes the descriptor: closed here, too, it might by then be another file's.
    guard fcntl(descriptor, Self.set, &request) == 0 else { throw .inUse(path: path) }
  }

  /// Whether somebody holds the lock. To be asked before this process opens a database on the file.
  static func isHeld(path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var request = request
    return fcntl(descriptor, query, &request) == 0 && request.l_type != Int16(F_UNLCK)
  }

  deinit {
    close(descriptor)
  }

  /// F_OFD_GETLK and F_OFD_SETLK of Linux, which are not imported.
  private static let (query, set): (CInt, CInt) = (36, 37)

  private static var request: flock {
    var request = flock()
    request.l_type = Int16(F_WRLCK)
    request.l_whence = Int16(SEEK_SET)
    request.l_start = 1 << 62
    request.l_len = 1
    return request
  }
}
