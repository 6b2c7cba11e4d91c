import Glibc

/// The whole content of a file; `name` is what errors call it.
func contents(ofFile path: String, named name: String) throws(SongFileError) -> [UInt8] {
  guard let file = fopen(path, "rb") else { throw unreadable(name) }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  let chunkSize = 1 << 20
  while true {
    let chunk = [UInt8](unsafeUninitializedCapacity: chunkSize) { buffer, count in
      count = fread(buffer.baseAddress, 1, chunkSize, file)
    }
    bytes += chunk
    if chunk.count < chunkSize { break }
  }
  if ferror(file) != 0 { throw unreadable(name) }
  return bytes
}

/// Whether something of this path exists.
func fileExists(_ path: String) -> Bool {
  access(path, F_OK) == 0
}

private func unreadable(_ name: String) -> SongFileError {
  .unreadable(file: name, reason: String(cString: strerror(errno)))
}
