import Foundation

/// An exclusive lock on a file, which the kernel lets go when the process ends, however it ends.
///
/// It is an `flock`, which SQLite's own locks (POSIX record locks) do not notice. The descriptor stays open for as long as
/// the lock lives: closing it while a database is open on the file would drop SQLite's locks, so a store keeps it as its
/// last property.
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
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .inUse(path: path)
    }
  }

  /// Whether somebody holds the lock. To be asked before this process opens a database on the file.
  static func isHeld(path: String) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0
  }

  deinit {
    close(descriptor)
  }
}
