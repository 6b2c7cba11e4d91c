import Glibc

/// Files that only their owner can read and write.
package enum PrivateFile {
  /// Whether a file may take the place of another.
  package enum Mode {
    case new
    case replacing
  }

  /// No file of ours is nearly as large.
  private static let byteLimit = 4 << 20

  /// The text of a file.
  ///
  /// - Parameter remedy: what to do where there is none.
  package static func read(_ path: String, remedy: String) throws(JoinFileError) -> String {
    guard let file = fopen(path, "rb") else {
      throw JoinFileError(
        path, errno == ENOENT ? .missing(remedy: remedy) : .unreadable(reason: reason))
    }
    defer { fclose(file) }
    let bytes = [UInt8](unsafeUninitializedCapacity: byteLimit) { buffer, count in
      count = fread(buffer.baseAddress, 1, byteLimit, file)
    }
    if ferror(file) != 0 { throw JoinFileError(path, .unreadable(reason: reason)) }
    guard bytes.count < byteLimit, let text = String(validating: bytes, as: UTF8.self) else {
      throw JoinFileError(path, .unreadable(reason: "not a text of hitsweep"))
    }
    return text
  }

  /// Writes a file whole or not at all, with mode 0600, and onto the disk.
  package static func write(
    _ text: String, to path: String, _ mode: Mode
  ) throws(JoinFileError) {
    let target = mode == .new ? path : "\(path).\(getpid()).new"
    // What a killed process of the same number left behind.
    if mode == .replacing { unlink(target) }
    let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw JoinFileError(path, errno == EEXIST ? .exists : .unwritable(reason: reason))
    }
    var isWritten = Array(text.utf8).withUnsafeBytes {
      Glibc.write(descriptor, $0.baseAddress, $0.count) == $0.count
    }
    // The mode asked for above is less what the process masks: it may lack a bit, and never has one more.
    isWritten = fchmod(descriptor, 0o600) == 0 && isWritten
    isWritten = fsync(descriptor) == 0 && isWritten
    isWritten = close(descriptor) == 0 && isWritten
    if isWritten, mode == .replacing { isWritten = rename(target, path) == 0 }
    guard isWritten else {
      let error = JoinFileError(path, .unwritable(reason: reason))
      unlink(target)
      throw error
    }
  }

  /// Whether anybody but its owner may read a file.
  package static func isOpenToOthers(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
  }

  private static var reason: String { String(cString: strerror(errno)) }
}
